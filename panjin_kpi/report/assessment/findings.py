"""The titles of the charts of scores and forecasts: for each a sentence with its finding."""

import re

import pandas as pd

from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.assessment.score_format import by_rank, points_of


def ranks(scores: pd.DataFrame, rank_verdict: pd.DataFrame, plan: Plan) -> str:
    """Who leads, by how much, and whether that is firm; both tables have the districts with a rank."""
    ranked = by_rank(scores)
    first = ranked[ranked["rank"] == 1]
    top, name = points_of(first["score"].iloc[0]), plan.district_names[first["district"].iloc[0]]
    if len(ranked) == 1:
        return f"只有{name}有得分，得{top}分"
    if len(first) == len(ranked):
        return f"{len(first)}个地区得分相同，都是{top}分"
    firm = rank_verdict.set_index("district").loc[first["district"], "firm"].astype("bool").all()
    sure = "，名次稳固" if firm else "，但名次不稳固"
    if len(first) > 2:
        return f"{len(first)}个地区并列第1名，得{top}分{sure}"
    if len(first) == 2:
        return f"{'、'.join(plan.district_names[each] for each in first['district'])}并列第1名{sure}"
    ahead = points_of(first["score"].iloc[0], ranked["score"].iloc[1])
    lead = f"领先{ahead}分" if float(ahead) else "与第2名得分相同，按并列规则分先后"
    return f"{name}第1名，{lead}{sure}"


def forecast(table: pd.DataFrame) -> str:
    """How many forecasts lie above their targets, reach them, fall short of them within their range or below it.

    ``table`` has the forecasts of one scope with the ``target`` of each.
    """
    above, below = table["low"] >= table["target"], table["high"] < table["target"]
    short = ~above & (table["expected"] < table["target"])
    kinds = {
        "预测区间在目标以上": above,
        "预计数达到目标": ~above & ~short,
        "预计数低于目标、区间够到目标": short & ~below,
        "预测区间低于目标": below,
    }
    found = {word: some.sum() for word, some in kinds.items() if some.any()}
    words = "，".join(f"{n}项{word}" for word, n in found.items())
    if len(found) == 1 < len(table):
        words = f"{len(table)}项的{re.sub('预计数|预测区间', lambda each: each[0] + '都', next(iter(found)), count=1)}"
    return words + ("" if table["probability"].notna().any() else "（不判断能否完成）")
