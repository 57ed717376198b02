"""Which figures differ between two states of a table."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

WRITTEN = 1e-9  # results are written with ten digits
COLUMNS = {"column": "str", "old": "object", "new": "object"}


def changed_cells(old: pd.DataFrame, new: pd.DataFrame, key: Sequence[str], ignore: Sequence[str] = ()) -> pd.DataFrame:
    """Every cell that differs, one row each; a row that is in one state only differs in each of its filled cells.

    Returns the key (unique in each table), ``column``, ``old`` and ``new`` (NA where there is none), sorted by the key.
    Tables without a key have one row.

    >>> old = pd.DataFrame({"district": ["dawa", "gaoxin"], "value": [3.0, 1.0]})
    >>> new = pd.DataFrame({"district": ["dawa", "panshan"], "value": [4.0, 2.0]})
    >>> changed_cells(old, new, ["district"]).to_numpy().tolist()
    [['dawa', 'value', 3.0, 4.0], ['gaoxin', 'value', 1.0, nan], ['panshan', 'value', nan, 2.0]]
    >>> third = pd.DataFrame({"district": ["dawa"], "value": [1 / 3]})
    >>> changed_cells(third, third.round(10), ["district"]).empty  # as a results folder has it
    True
    """
    key = list(key)
    values = [name for name in new.columns if name in old and name not in {*key, *ignore}]
    how = {"how": "outer", "on": key} if key else {"how": "cross"}
    both = old[key + values].merge(new[key + values], **how, suffixes=("_old", "_new"))
    parts = []
    for name in values:
        before, after = both[f"{name}_old"], both[f"{name}_new"]
        same = (before == after).fillna(False).astype("bool") | (before.isna() & after.isna())
        if pd.api.types.is_float_dtype(before) and pd.api.types.is_float_dtype(after):
            was, now = (side.to_numpy("float64", na_value=np.nan) for side in (before, after))
            same |= np.isclose(was, now, rtol=WRITTEN, atol=0)
        if same.all():  # as in most columns
            continue
        cells = {"column": name, "old": before.astype("object"), "new": after.astype("object")}
        parts.append(both[key].assign(**cells)[~same])
    none = both[key].iloc[:0].reindex(columns=[*key, *COLUMNS]).astype(COLUMNS)
    found = pd.concat(parts) if parts else none
    return found.sort_values(key, kind="stable", ignore_index=True)
