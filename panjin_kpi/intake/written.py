"""From identifiers back to the words people write."""

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.reference.labels import YES_OR_NO, words_by_column
from panjin_kpi.reference.plan import Plan


def as_written(plan: Plan, table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Rows as people write them: names for identifiers, 是 and 否 for yes and no.

    Parameters
    ----------
    plan : Plan
        Names of districts, indicators, units and tiers.
    table : str
        A submitted table.
    frame : pandas.DataFrame
        Typed rows; columns that the schema does not know are left out.

    Examples
    --------
    >>> rows = pd.DataFrame({"district": ["gaoxin"], "indicator": ["new_hnte"], "withdrawn": [True]})
    >>> as_written(Plan.load(), "progress", rows).to_numpy().tolist()
    [['盘锦高新区', '新增高新技术企业', '是']]
    """
    words = words_by_column(plan)
    written = frame[[name for name in schemas.schema(table).columns if name in frame]].copy()
    for name in written:
        if name in words:
            written[name] = written[name].map(words[name])
        elif str(schemas.schema(table).columns[name].dtype) in ("bool", "boolean"):
            written[name] = written[name].map(YES_OR_NO)
    return written
