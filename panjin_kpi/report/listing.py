"""What the pages' lists have in common: titles from the schemas, blanks as a dash, and where a long list goes on."""

from collections.abc import Iterable

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.report.numbers import BLANK

LONGEST = 60  # rows of a list on a page; the file has them all


def titles(table: str, columns: Iterable[str]) -> list[str]:
    """Chinese titles of some columns of a table.

    >>> titles("tier_stock", ["tier", "stock"])
    ['层级', '存量']
    """
    return [schemas.title(table, name) for name in columns]


def written(value: object) -> str:
    """A text of a table, a dash where it is blank.

    >>> written("省级"), written(None)
    ('省级', '—')
    """
    return BLANK if pd.isna(value) else str(value)


def extent(rows: int, result: str) -> str:
    """How long a list is, and where the rest of it stands.

    >>> extent(3, "candidates"), extent(200, "candidates")
    ('（3条）', '（前60条，共200条，全部见 results/candidates.csv）')
    """
    return f"（前{LONGEST}条，共{rows}条，全部见 results/{result}.csv）" if rows > LONGEST else f"（{rows}条）"
