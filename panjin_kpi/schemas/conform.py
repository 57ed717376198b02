"""Bringing a computed table into the columns, types and order of its schema."""

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import ExtensionDtype
from pandas.api.types import pandas_dtype

from panjin_kpi.schemas.loading import schema
from panjin_kpi.schemas.validation import empty

EXACT = ("int64", "bool")
Order = Mapping[str, Sequence[object] | None]


def conform(table: str, frame: pd.DataFrame, order: Order | None = None) -> pd.DataFrame:
    """Give a table its schema's columns, in their order and types, and a new index.

    Parameters
    ----------
    order : mapping of str to sequence, optional
        The columns to sort the rows by: by the position of their values in a list (others last), or by the
        values themselves where that is None. The sort is stable.

    Examples
    --------
    >>> frame = pd.DataFrame({"enterprises": [1, 2], "scope": ["dawa", "city"], "view": "apart", "district_basis": ""})
    >>> conform("attribution_counts", frame, {"scope": ["city", "dawa"]})["enterprises"].tolist()
    [2, 1]
    """
    keys = [_positions(frame[name], among) for name, among in (order or {}).items()]
    rows = np.lexsort(keys[::-1]) if keys else None
    columns = {}
    for name, kind in _types(table).items():  # column by column: each is copied once
        values = frame[name].array
        values = values.copy() if rows is None else values.take(rows)
        columns[name] = values if values.dtype == kind else values.astype(kind)
    return pd.DataFrame(columns, copy=False)


@cache
def _types(table: str) -> dict[str, ExtensionDtype | np.dtype]:
    """Column types of a computed table: unlike a submitted one, its whole numbers and booleans may not be blank."""
    wanted = {name: str(column.dtype) for name, column in schema(table).columns.items()}
    kinds = {name: wanted[name] if wanted[name] in EXACT else kind for name, kind in empty(table).dtypes.items()}
    return {name: pandas_dtype(kind) for name, kind in kinds.items()}


def _positions(values: pd.Series, among: Sequence[object] | None) -> npt.NDArray[np.intp]:
    """The sort key of each value; a value that is blank or not in the list is last."""
    codes = pd.factorize(values, sort=True)[0] if among is None else pd.Index(among).get_indexer(values)
    return np.where(codes < 0, np.iinfo(codes.dtype).max, codes)
