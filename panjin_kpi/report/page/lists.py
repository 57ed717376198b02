"""Common parts of the pages' lists: names in a sentence, and which rows of a long list are shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import pandas as pd
from markupsafe import Markup, escape

from panjin_kpi import schemas

LONGEST = 60  # rows of a list on a page; the file has them all
FEW = 12  # districts that have a column each: A4 has no room for more
MOST_EACH = 3  # of a district or unit, where a list has several
MOST_NAMED = 8  # names in a sentence; the table has them all
NAMED = "下载数据"


def join_names(details: Iterable[str], counter: str = "个单位", mark: str = "、") -> str:
    """Distinct names in a row, of units if not of another ``counter``, only the first few of many.

    The counter is empty where their number is stated elsewhere. All are named where only one would be left out.

    >>> join_names(["甲", "乙", "甲"]), join_names("一二三四五六七八九十") + "完成超期的举措"
    ('甲、乙', '一、二、三、四、五、六、七、八等10个单位完成超期的举措')
    """
    known = list(dict.fromkeys(details))
    more = f"等{len(known)}{counter}" if counter else "等"
    return mark.join(known) if len(known) <= MOST_NAMED + 1 else mark.join(known[:MOST_NAMED]) + more


def join_alike(values: Iterable[tuple[str, str]], counter: str = "个") -> str:
    """Names in a row, each with a remark in brackets; a remark shared by consecutive names is given once.

    >>> join_alike([("甲", "失2分"), ("乙", "失2分"), ("丙", "失1分")]), join_alike([("甲", "2项"), ("乙", "2项")])
    ('甲、乙（各失2分）、丙（失1分）', '甲、乙（各2项）')
    """
    alike = [(value, [name for name, _ in pairs]) for value, pairs in groupby(values, key=itemgetter(1))]
    return "、".join(
        f"{join_names(names, counter)}（{'各' if len(names) > 1 else ''}{value}）" for value, names in alike
    )


def rows_of(frame: pd.DataFrame, column: str, value: str) -> pd.DataFrame:
    """The rows of one district, unit or month."""
    return frame[frame[column] == value]


@dataclass(frozen=True, eq=False)
class Excerpt:
    """The rows of a list that a page shows, and a remark that counts the others and says where they are."""

    rows: pd.DataFrame
    extent: str


def excerpt(
    rows: pd.DataFrame, result: str, per: str = "", counted: pd.Series | None = None, unit: str = "条", tied: str = ""
) -> Excerpt:
    """Cut a list, in its order, to what a reader needs.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows, the most important first.
    result : str
        The file that has them all.
    per : str
        The field of the district or unit of a row: where there are several, each has its first few.
    counted : pandas.Series, optional
        For each row that is only counted, the word it is counted under; blank for rows to list.
    unit : str
        What rows are counted in.
    tied : str
        The field that orders the rows: as many as its first few have are listed too.

    >>> rows = pd.DataFrame({"scope": ["a", "a", "a", "a", "b"]})
    >>> excerpt(rows, "evidence", "scope", pd.Series(["", "", "", "", "一致"])).extent
    '（4条；一致的1条不列，见下载数据“上报数与佐证数”）'
    >>> rows.loc[4, "scope"] = "a"
    >>> excerpt(pd.concat([rows, rows.assign(scope="c")]), "evidence", "scope").extent
    '（共10条，每个地区、单位列前3条，其余4条见下载数据“上报数与佐证数”）'
    """
    listed = rows if counted is None else rows[counted.reindex(rows.index) == ""]
    several = bool(per) and len(listed[per].unique()) > 1
    groups = listed.groupby(per, dropna=False) if several else None
    position = None if groups is None else groups[tied].rank("min", ascending=False) if tied else groups.cumcount() + 1
    each = listed if position is None else listed[position <= MOST_EACH]
    shown, left = each.head(LONGEST), {} if counted is None else counted[counted != ""].value_counts().to_dict()
    file = f"见{NAMED}“{schemas.schema(schemas.of_result(result)).title}”"
    extent, beyond = f"{len(listed)}{unit}", len(listed) - len(shown)
    if beyond:
        few = f"每个地区、单位列前{MOST_EACH}{unit}{'和并列的' if tied else ''}"
        first = f"前{len(shown)}{unit}" if len(shown) < len(each) else few
        extent = f"共{extent}，{first}，其余{beyond}{unit}{file}"
    others = "、".join(f"{what}的{count}{unit}" for what, count in left.items())
    others += f"不列{'' if beyond else f'，{file}'}" if others else ""
    parts = "；".join(part for part in (extent if len(listed) else "", others) if part)
    return Excerpt(shown, f"（{parts}）" if parts else "")


def linked(caption: str, table: str) -> Markup:
    """A caption in which the name of its table's file, if present, is a link.

    >>> print(linked("其余见下载数据“后备企业”", "candidates"))
    其余见<a href="../results/candidates.csv">下载数据“后备企业”</a>
    """
    if NAMED not in caption:
        return escape(caption)
    named = escape(f"{NAMED}“{schemas.schema(table).title}”")
    link = Markup('<a href="../results/{}.csv">{}</a>').format(schemas.FILES.get(table, table), named)
    return escape(caption).replace(named, link)
