"""Points, probabilities, order and names as the pages on scores write them."""

import pandas as pd

from panjin_kpi.reference.labels import by_basis
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.page.lists import join_names
from panjin_kpi.schemas.formats import BLANK, format_percent, format_rounded


def points_of(score: float, other: float | None = None) -> str:
    """Points with two decimals; with another score, the difference of the two as displayed.

    >>> points_of(95.8333), points_of(100.0, 95.8333)
    ('95.83', '4.17')
    """
    if pd.isna(score):
        return BLANK
    if other is None:
        return format_rounded(score, 2)
    return format_rounded(abs(float(format_rounded(score, 2)) - float(format_rounded(other, 2))), 2)


def share(part: float, *bounds: float) -> str:
    """A share of draws, or with the ``bounds`` of words a probability; only what is certain is 100% or 0%.

    >>> share(0.2525), share(0.9999999), share(1.0), share(0.0001), share(0.39996, 0.4)
    ('25.3%', '99.9%以上', '100.0%', '不到0.1%', '39.996%')
    """
    onto = {"100.0%": "99.9%以上", "0.0%": "不到0.1%"} if 0 < part < 1 else {}
    return onto.get(format_percent(part), format_percent(part, *bounds))


def chance_of(probability: float, plan: Plan) -> str:
    """A probability as per cent, never rounded onto certainty or onto the limit of another word."""
    return share(probability, *plan.assessment.limits["likelihood"])


def beyond_full(plan: Plan) -> str:
    """How far more than the target counts towards a score; empty where 100 points are the most.

    >>> beyond_full(Plan.load())
    ''
    """
    cap = plan.assessment.cap.value
    return "超额不封顶" if cap is None else f"超额最多按{format_percent(cap)}计" if cap > 1 else ""


def carried_on(plan: Plan) -> str:
    """What the scores of several months are compared on, where a month's report may lack.

    >>> carried_on(Plan.load())
    '未报的按沿用的数计'
    """
    return by_basis(plan).removesuffix("，") or "未报的按沿用的数计"


def by_rank(scores: pd.DataFrame) -> pd.DataFrame:
    """Districts by rank, ties in the plan's order, unranked last.

    >>> list(by_rank(pd.DataFrame({"district": ["dawa", "gaoxin"], "rank": [None, 1]}))["district"])
    ['gaoxin', 'dawa']
    """
    return scores.sort_values("rank", kind="stable", na_position="last")


def district_names(rows: pd.DataFrame, plan: Plan) -> str:
    """The names of the districts of some rows.

    >>> district_names(pd.DataFrame({"district": ["dawa", "gaoxin", "dawa"]}), Plan.load())
    '大洼区、盘锦高新区'
    """
    return join_names((plan.district_names[district] for district in rows["district"]), "个地区")


def indicator_names(rows: pd.DataFrame, plan: Plan) -> str:
    """The names of the indicators of some rows, each once.

    >>> indicator_names(pd.DataFrame({"indicator": ["teams", "talents"]}), Plan.load())
    '培育创新团队、引进高端创新人才'
    """
    return "、".join(plan.indicator_names[indicator] for indicator in dict.fromkeys(rows["indicator"]))
