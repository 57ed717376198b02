"""What the pages' lists have in common: titles from the schemas, blanks as a dash, and where a long list goes on."""

from collections.abc import Iterable

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.schemas.formats import BLANK

LONGEST = 60  # rows of a list on a page; the file has them all
MOST_NAMED = 8  # names in a sentence; the table has them all


def titles(table: str, columns: Iterable[str]) -> list[str]:
    """Chinese titles of some columns of a table.

    >>> titles("tier_stock", ["tier", "stock"])
    ['层级', '存量']
    """
    return [schemas.title(table, name) for name in columns]


def text_or_dash(value: object) -> str:
    """A text of a table, a dash where it is blank.

    >>> text_or_dash("省级"), text_or_dash(None)
    ('省级', '—')
    """
    return BLANK if pd.isna(value) else str(value)


def join_names(details: Iterable[str], counter: str = "个", mark: str = "、") -> str:
    """Names in a row, each once, the first few where they are too many to read; no counter where the number is known.

    >>> join_names(["甲", "乙", "甲"]), join_names("一二三四五六七八九", counter="个地区")
    ('甲、乙', '一、二、三、四、五、六、七、八等9个地区')
    """
    known = list(dict.fromkeys(details))
    more = f"等{len(known)}{counter}" if counter else "等"
    return mark.join(known[:MOST_NAMED]) + (more if len(known) > MOST_NAMED else "")


def list_extent(rows: int, result: str) -> str:
    """How long a list is, and where the rest of it stands.

    >>> list_extent(3, "candidates"), list_extent(200, "candidates")
    ('（3条）', '（前60条，共200条，其余见 results/candidates.csv）')
    """
    return f"（前{LONGEST}条，共{rows}条，其余见 results/{result}.csv）" if rows > LONGEST else f"（{rows}条）"
