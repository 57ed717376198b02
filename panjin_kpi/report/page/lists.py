"""Common parts of the pages' lists: names in a sentence, and where a long list continues."""

from collections.abc import Iterable

from panjin_kpi import schemas

LONGEST = 60  # rows of a list on a page; the file has them all
MOST_NAMED = 8  # names in a sentence; the table has them all


def join_names(details: Iterable[str], counter: str = "个", mark: str = "、") -> str:
    """Distinct names in a row, only the first few where they are many; no counter where the number is known.

    >>> join_names(["甲", "乙", "甲"]), join_names("一二三四五六七八九", counter="个地区")
    ('甲、乙', '一、二、三、四、五、六、七、八等9个地区')
    """
    known = list(dict.fromkeys(details))
    more = f"等{len(known)}{counter}" if counter else "等"
    return mark.join(known[:MOST_NAMED]) + (more if len(known) > MOST_NAMED else "")


def list_extent(rows: int, result: str) -> str:
    """The length of a list, and which of the tables to download has the rest of it.

    >>> list_extent(3, "candidates"), list_extent(200, "candidates")
    ('（3条）', '（前60条，共200条，其余见下载数据“后备企业”）')
    """
    if rows <= LONGEST:
        return f"（{rows}条）"
    return f"（前{LONGEST}条，共{rows}条，其余见下载数据“{schemas.schema(schemas.of_result(result)).title}”）"
