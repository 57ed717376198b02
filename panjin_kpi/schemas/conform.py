"""A computed table in the columns, types and order of its schema."""

from collections.abc import Mapping, Sequence
from functools import cache

import pandas as pd

from panjin_kpi.schemas.loading import schema
from panjin_kpi.schemas.validation import empty

EXACT = ("int64", "bool")
Order = Mapping[str, Sequence[object] | None]


def conform(table: str, frame: pd.DataFrame, order: Order | None = None) -> pd.DataFrame:
    """Give a table its schema's columns, in their order and types, and a new index.

    Parameters
    ----------
    order : mapping of str to sequence, optional
        The columns by which the rows are sorted: by the position of their values in a list (others last), or by the
        values themselves where that is None. The sort is stable.

    Examples
    --------
    >>> frame = pd.DataFrame({"enterprises": [1, 2], "scope": ["dawa", "city"], "view": "apart", "district_basis": ""})
    >>> conform("attribution_counts", frame, {"scope": ["city", "dawa"]})["enterprises"].tolist()
    [2, 1]
    """
    if order:
        keys = pd.DataFrame(
            {name: frame[name] if among is None else _positions(frame[name], among) for name, among in order.items()}
        )
        frame = frame.set_axis(range(len(frame)))
        frame = frame.loc[keys.set_axis(frame.index).sort_values(list(order), kind="stable").index]
    types = _types(table)
    return frame[list(types)].astype(types).reset_index(drop=True)


@cache
def _types(table: str) -> dict[str, object]:
    """Types of a table's columns; where a submitted cell may be blank for its fault's sake, a computed one may not."""
    wanted = {name: str(column.dtype) for name, column in schema(table).columns.items()}
    return {name: wanted[name] if wanted[name] in EXACT else kind for name, kind in empty(table).dtypes.items()}


def _positions(values: pd.Series, among: Sequence[object]) -> pd.Series:
    return values.map({value: number for number, value in enumerate(among)}).astype("float64")
