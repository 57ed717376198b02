"""Sentences on the goals for 2025, made from ``outlook.csv``."""

from typing import Annotated, Any

import pandas as pd

from panjin_kpi.reference.labels import five_year_name
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.heading import titled
from panjin_kpi.report.page.lists import join_names
from panjin_kpi.schemas.formats import format_month, format_number, format_percent

LAST_YEAR = 2025
ASKED = "缺少[^。]*。"  # a note's request to those who maintain the data


def heading(plan: Plan, period: str, audience: str, known: str = "") -> HtmlFragment:
    """Subject of the page, and whose goals they are."""
    caution = f"目标出自{plan.document}二、1，只有全市数，没有分解到地区"
    caution += "；此后每年的数按直线均摊，是假定。" if int(period[:4]) < LAST_YEAR else "。"
    subject = f"{plan.district_names[CITY]}{LAST_YEAR}年目标展望（截至{format_month(period)}）"
    return titled(subject, caution, audience, known)


def furthest_first(outlook: pd.DataFrame) -> Annotated[pd.DataFrame, "outlook"]:
    """The goals with ``share_of_target``, the smallest share first, those without a figure last."""
    table = outlook.assign(share_of_target=outlook["stock"] / outlook["target"])
    return table.sort_values("share_of_target", kind="stable", na_position="last").reset_index(drop=True)


def from_register(outlook: pd.DataFrame, plan: Plan) -> pd.Series:
    """Whether the stock of 2020 is taken from the records because nobody has filled it in."""
    filled = plan.baseline.loc[plan.baseline["scope"] == CITY, "indicator"]
    return outlook["baseline"].notna() & (outlook["kind"] != "flow") & ~outlook["indicator"].isin(filled)


def has_whole_years(outlook: pd.DataFrame) -> bool:
    """Whether a year or more is left: what a month requires, multiplied to a year, may exceed the target itself."""
    return bool((outlook["years_left"] >= 1).any())


def is_over(outlook: pd.DataFrame) -> bool:
    """Whether the last year has ended: goals are reached or not."""
    return bool((outlook["years_left"] == 0).all())


def to_go(row: Any) -> str:
    """What is left to do for a goal, in the time that is left.

    >>> to_go(pd.Series({"remaining": 8.0, "years_left": 0.1, "pace_needed": 80.0}))
    '年底前须净增8家'
    """
    if row.years_left == 0:
        return f"还差{format_number(row.remaining)}家"
    if row.years_left < 1:
        return f"年底前须净增{format_number(row.remaining)}家"
    return f"每年须净增{format_number(row.pace_needed)}家"


def standing(outlook: pd.DataFrame, plan: Plan) -> list[str]:
    """Which goal is furthest away and by how much, which are reached, and the pace that the others require.

    After the last year: which goals are reached and which are not.
    """
    table, over = furthest_first(outlook), is_over(outlook)
    known = table[table["stock"].notna()]
    sentences = []
    if len(short := known[known["remaining"] > 0]):
        last = short[short["share_of_target"].map(format_percent) == format_percent(short["share_of_target"].min())]
        each = []
        for row in (short if over else last).itertuples():
            far = f"完成{format_percent(row.share_of_target)}，还差{format_number(row.remaining)}家"
            each.append(f"{five_year_name(plan, row.indicator)}（{level(row)}，{far}）")
        head = f"没有达到{LAST_YEAR}年目标的{len(short)}项：" if over else f"离{LAST_YEAR}年目标最远的是"
        sentences.append(f"{head}{join_names(each, '项')}。")
    if len(reached := known[known["remaining"] == 0]):
        each = [f"{five_year_name(plan, row.indicator)}（{level(row)}）" for row in reached.itertuples()]
        sentences.append(f"已经达到的{len(reached)}项：{join_names(each, '项')}。")
    sentences += [] if over else _paces(short, plan)
    if unknown := [five_year_name(plan, name) for name in table.loc[table["stock"].isna(), "indicator"]]:
        sentences.append(f"没有现状数的{len(unknown)}项：{join_names(unknown, '项')}。")
    if assumed := from_register(outlook, plan).sum():
        sentences.append(f"{LAST_YEAR - 5}年底存量没有填写的，按记录在当日的存量推算（{assumed}项）。")
    return sentences


def _paces(short: pd.DataFrame, plan: Plan) -> list[str]:
    """Which of the goals not reached yet will be, at the pace so far, and of which that cannot be computed."""
    sentences = []
    paced = short[short["pace_needed"].notna() & short["pace_achieved"].notna()]
    late = paced["projected_year"].isna() | (paced["projected_year"] > LAST_YEAR)
    for rows, word in ((paced[late], "达不到"), (paced[~late], "能达到")):
        each = [
            f"{five_year_name(plan, row.indicator)}（{to_go(row)}，"
            f"至今每年净{'减' if row.pace_achieved < 0 else '增'}{format_number(abs(row.pace_achieved))}家）"
            for row in rows.itertuples()
        ]
        sentences += (
            [f"按目前年均进度，到{LAST_YEAR}年底{word}的{len(rows)}项：{join_names(each, '项')}。"] if each else []
        )
    if len(paced) and (paced["years_left"] % 1 > 0).any():
        sentences.append("本年还没有过完，年均进度按已过的天数折算；集中在年末认定的目标此时偏低。")
    rest = short[~short.index.isin(paced.index)]
    lacks = rest["baseline"].isna()
    for rows, why in ((rest[lacks], f"缺少{LAST_YEAR - 5}年底存量"), (rest[~lacks], "本年名单未满")):
        unpaced = [five_year_name(plan, name) for name in rows["indicator"]]
        sentences += [f"{why}、算不出年均进度的{len(unpaced)}项：{join_names(unpaced, '项')}。"] if unpaced else []
    return sentences


def steepest(outlook: pd.DataFrame, plan: Plan) -> str:
    """The finding in short: which goal requires most from now on; ``standing`` states the shares."""
    if outlook["stock"].isna().all():
        return f"{LAST_YEAR}年各项目标都没有现状数"
    if not outlook["remaining"].max() > 0:
        return f"有现状数的{LAST_YEAR}年目标都已达到"
    name, head = ("pace_needed", "今后每年须净增") if has_whole_years(outlook) else ("remaining", "还差家数")
    most = outlook[outlook[name] == outlook[name].max()]
    names = join_names((five_year_name(plan, goal) for goal in most["indicator"]), "项")
    return f"{head}最多的是{names}（{format_number(most[name].iloc[0])}家）"


def remarks(outlook: pd.DataFrame, plan: Plan) -> list[str]:
    """Missing figures, and how goals were counted; a stock from the records is marked in the table."""
    table = furthest_first(outlook)
    notes = table["note"].str.replace(ASKED, "", regex=True)  # ``standing`` states which stocks are not known
    known = notes.fillna("").ne("") & ~(from_register(table, plan) & (notes.str.count("。") == 1))
    return [
        f"{join_names((five_year_name(plan, name) for name in rows['indicator']), '项')}：{note}"
        for note, rows in table[known].groupby(notes, sort=False)
    ]


def level(row: Any) -> str:
    """The current level and the target.

    >>> level(pd.Series({"stock": 88.0, "target": 210.0}))
    '现有88家，目标210家'
    """
    return f"现有{format_number(row.stock)}家，目标{format_number(row.target)}家"
