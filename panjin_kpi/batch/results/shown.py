"""A result table as a notebook shows it."""

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.errors import WrongParameters
from panjin_kpi.reference.labels import shown_status
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.page.result_table import Table, result_table

LEVELS = {"light", "light_before"}


def shown(name: str, rows: pd.DataFrame, plan: Plan, period: str) -> Table:
    """Rows of a result, named by its file, with all or some of its columns and with columns that the analyst added.

    ``period`` is the month of rows without a column for it; blank if unknown.

    Raises
    ------
    WrongParameters
        The rows have no column of the table but that of the month, which most tables have, or one twice; or they have
        a status, which is shown by its month and by whether its indicator is due, and do not say these.
    """
    table, rows = schemas.of_result(name), rows.rename(columns=str)
    title = str(schemas.schema(table).title)
    if not (set(rows) - {"period"}) & set(columns := schemas.schema(table).columns):
        lacking = "、".join(schemas.title(table, column) for column in columns if column not in rows)
        raise WrongParameters(f"这不是{title}的行，缺少这些列：{lacking}")
    if len(twice := rows.columns[rows.columns.duplicated()]):
        raise WrongParameters(f"列 {'、'.join(twice)} 有两列，请只留一列")
    frame = schemas.held(name, rows, part=True)
    if LEVELS & set(frame) and len(frame):
        if not period and "period" not in frame:
            raise WrongParameters(f"这些行可能是几个月的，请带上“{schemas.title(table, 'period')}”一列")
        known = {column: value for column, value in (("period", period), ("indicator", "")) if column not in frame}
        worded = shown_status(plan, frame.assign(**known))[[*frame]]
        if "indicator" in known:  # one that is due, unless another would be shown otherwise
            last = plan.planned_shares.eq(0).sum(axis=1).idxmax()  # of those whose plan begins last
            if not worded.equals(shown_status(plan, frame.assign(**known | {"indicator": last}))[[*frame]]):
                column = schemas.title(table, "indicator")
                raise WrongParameters(f"达进度的行里可能有尚未到期的，请带上“{column}”一列")
        frame = worded
    return result_table(table, frame, [*frame], title, plan)
