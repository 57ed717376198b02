"""Which ranks are firm, on what the others depend and which are indistinguishable: all from ``rank_verdict``."""

from typing import Any

import pandas as pd

from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.reference.settings.rank_check import CHOICES
from panjin_kpi.report.assessment.score_format import by_rank, share
from panjin_kpi.report.page.lists import join_names
from panjin_kpi.schemas.fields import field
from panjin_kpi.schemas.formats import BLANK, format_estimate, format_percent

VARIED = f"{len(CHOICES)}项假定同时变动"
FACTORS = field("rank_factors", "factor").labels
CHOICE_NAMES = field("rank_factors", "choice").labels
MOST_FACTORS = 3


def verdict(row: Any, plan: Plan) -> str:
    """Whether one district's rank (a row of ``rank_verdict``) is firm, in a sentence."""
    kept = f"{VARIED}，{share(row.p_rank)}的测算中仍列第{row.rank}名"
    if row.firm:
        return f"名次稳固：{kept}；单独改动任何一种口径或办法，名次都不变。"
    edge = plan.assessment.rank_check.firm_from.value
    parts = [f"{kept}，九成以上的测算在{span(row.rank_low, row.rank_high)}"]
    if row.p_low < edge <= row.p_high:
        limits = f"{format_percent(row.p_low)}—{format_percent(row.p_high)}"
        parts[0] += f"（估计的误差范围{limits}跨着{format_percent(edge)}的界限，从严按不稳固算）"
    if pd.notna(row.factor):
        parts.append(f"影响最大的是{FACTORS[row.factor]}（含共同作用的影响约{format_estimate(row.total_effect)}）")
    if row.moving:
        tied = f"（{row.moved_with}个地区并列）" if row.moved_with > 1 else ""
        head = f"只改一种做法就变的有{row.moving}种{'，如' if row.moving > 1 else '：'}"
        parts.append(f"{head}{CHOICE_NAMES[row.moved_by]}，变为第{row.moved_to}名{tied}")
    if row.level_from < row.level_to:
        others = {row.level_from, row.level_to} - {row.rank} if row.level_to - row.level_from == 1 else set()
        whom = f"第{others.pop()}名的地区" if len(others) == 1 else f"{span(row.level_from, row.level_to)}的其他地区"
        parts.append(f"与{whom}分不出先后")
    return f"名次不稳固：{'；'.join(parts)}。"


def firmness(rank_verdict: pd.DataFrame, rank_ranges: pd.DataFrame, plan: Plan) -> list[str]:
    """Which ranks are firm, which are not, which are indistinguishable, and the ranks with districts merged."""
    ranked = by_rank(rank_verdict[rank_verdict["rank"].notna()])
    if ranked.empty:
        return []
    edge = format_percent(plan.assessment.rank_check.firm_from.value)
    rule = f"稳固指{VARIED}，至少{edge}的测算中名次不变，单独改动任何一种口径或办法也都不变，且与其他名次分得出先后"
    firm = [f"{plan.district_names[r.district]}（第{r.rank}）" for r in ranked.itertuples() if r.firm]
    shaky = [f"{plan.district_names[r.district]}（第{r.rank}）" for r in ranked.itertuples() if not r.firm]
    sentences = [
        f"名次稳固的（{rule}）：{join_names(firm, '个地区')}。" if firm else f"没有一个地区的名次稳固（{rule}）。"
    ]
    if shaky and firm:
        sentences.append(f"名次不稳固的：{join_names(shaky, '个地区')}。")
    levels = [
        f"{span(start, end)}（{join_names(map(plan.district_names.__getitem__, among), '个地区')}）"
        for start, end, among in levels_of(ranked)
    ]
    if levels:
        sentences.append(f"分不出先后的：{join_names(levels, '组', '；')}。")
    return sentences + _merged(rank_ranges, plan)


def levels_of(rank_verdict: pd.DataFrame) -> list[tuple[int, int, list[str]]]:
    """The longest runs of ranks of which no two are distinguishable: first and last rank, and their districts.

    >>> levels_of(pd.DataFrame({"district": list("abcd"), "rank": [1, 2, 3, 4], "level_to": [2, 3, 3, 4]}))
    [(1, 2, ['a', 'b']), (2, 3, ['b', 'c'])]
    """
    runs, furthest = [], 0
    for row in rank_verdict.drop_duplicates("rank").itertuples():
        if row.level_to > max(furthest, row.rank):
            among = rank_verdict.loc[rank_verdict["rank"].between(row.rank, row.level_to), "district"]
            runs.append((int(row.rank), int(row.level_to), among.tolist()))
        furthest = max(furthest, row.level_to)
    return runs


def influences(rank_factors: pd.DataFrame) -> list[str]:
    """The assumptions on which the ranks depend most."""
    shown = rank_factors["total_effect"].map(format_estimate)
    rows = rank_factors[(rank_factors["scope"] == CITY) & ~shown.isin(["0%", BLANK])]
    rows = rows.sort_values("total_effect", ascending=False, kind="stable").head(MOST_FACTORS)
    each = "、".join(f"{FACTORS[row.factor]}（{format_estimate(row.total_effect)}）" for row in rows.itertuples())
    return [f"对名次影响最大的假定（括号内为影响所占比例的估计，含共同作用，相加可超过100%）：{each}。"] if each else []


def span(low: int, high: int) -> str:
    """A range of ranks.

    >>> span(1, 3), span(2, 2)
    ('第1—3名', '第2名')
    """
    return f"第{low}名" if low == high else f"第{low}—{high}名"


def _merged(rank_ranges: pd.DataFrame, plan: Plan) -> list[str]:
    rows = rank_ranges[(rank_ranges["scenario"] == "merged") & rank_ranges["rank_low"].notna()]
    there = plan.districts[plan.districts["district"].isin(rank_ranges["district"])]
    inner = {row.district: row.within for row in there.itertuples() if pd.notna(row.within)}
    pairs = join_names([f"{plan.district_names[a]}并入{plan.district_names[b]}" for a, b in inner.items()], "对")
    if rows.empty or not pairs:
        return []
    ordered = rows.sort_values("rank_low", kind="stable")
    details = [f"{plan.district_names[row.district]}第{row.rank_low}" for row in ordered.itertuples()]
    level = 1 < len(rows) == rows["rank_low"].eq(1).sum()  # nobody is first
    return [f"如果{pairs}（共{len(rows)}个地区）：{'得分相同' if level else join_names(details, '个地区', '，')}。"]
