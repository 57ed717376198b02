"""What will be by 31 December, in sentences: the likelihood in words, the numbers beside."""

from itertools import pairwise
from typing import Any

import pandas as pd

from panjin_kpi.reference.labels import probability_label, unit_of
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.page.lists import join_names
from panjin_kpi.schemas.formats import format_number, format_percent

EVEN = 0.5
# What benchmarks/forecast.py measures on made-up years (docs/decisions/0013); its test keeps these true.
COVERAGE, SAID, REACHED = 0.89, 0.96, 0.81


def forecast(forecast: pd.DataFrame, status: pd.DataFrame, plan: Plan) -> list[str]:
    """Which targets of one scope will be reached at the pace so far, which will not, and what is not foretold.

    Parameters
    ----------
    forecast, status : pandas.DataFrame
        Rows of ``forecast.csv`` and ``status.csv`` of one scope and period.
    """
    table = forecast.merge(status[["scope", "indicator", "target"]], on=["scope", "indicator"])
    details = table[table["probability"].notna()]
    sentences = [
        f"按今年以来的速度，到12月31日完成目标的把握为“{word}”的{len(rows)}项：{_each(rows, plan)}。"
        for word, rows in _by_word(details, plan)
    ]
    silent = table[table["target"].notna() & table["probability"].isna()]
    notes = silent["note"].value_counts(sort=False)
    if not sentences and len(notes) == 1:
        return [f"没有预测：{notes.index[0]}。"]
    if not sentences and silent.empty:
        return ["没有年度目标可以预测。"]
    why = "，".join(f"{note}的{count}项" for note, count in notes.items())
    if not sentences:
        return [f"没有可以预测的指标：{why}。"]
    return sentences + ([f"另有{len(silent)}项有目标而不预测：{why}。"] if len(silent) else [])


def at_risk(forecast: pd.DataFrame, plan: Plan) -> list[str]:
    """Which districts will probably miss which targets at the pace so far; the others are counted.

    Parameters
    ----------
    forecast : pandas.DataFrame
        Rows of ``forecast.csv`` of one period, of all scopes.
    """
    known = forecast[forecast["probability"].notna() & forecast["scope"].isin(plan.districts["district"])]
    if known.empty:
        return ["各地区没有可以预测的指标：年度已结束，或本期还不能预测。"]
    by_word = dict(_by_word(known, plan))
    poor = [word for word, below in _upper_ends(plan).items() if below <= EVEN and word in by_word]
    counts = "，".join(f"“{word}”{len(rows)}项" for word, rows in by_word.items())
    sentences = [f"各地区能预测的{len(known)}项，按今年以来的速度完成的把握：{counts}。"]
    return sentences + [
        f"把握为“{word}”的：{_districts_and_indicators(by_word[word], plan)}。" for word in reversed(poor)
    ]


def trust() -> list[str]:
    """How far the forecasts can be trusted, as the benchmark measured it."""
    checked = (
        f"用虚构的年份检验：说有八成把握的区间，实际有{format_percent(COVERAGE)}落在里面。目标普遍定得偏高时预测过于乐观："
        f"说平均有{format_percent(SAID)}把握完成的，实际完成{format_percent(REACHED)}。年末集中完成或成批出现的年份，区间不可靠。"
    )
    return [
        "预测只看今年以来的速度，按全年匀速推算，不考虑目标定得高低；各地区的预测相加不等于全市的预测。",
        checked,
    ]


def _by_word(details: pd.DataFrame, plan: Plan) -> list[tuple[str, pd.DataFrame]]:
    words = details["probability"].map(lambda probability: probability_label(plan, probability))
    return [
        (step.word, details[words == step.word])
        for step in plan.assessment.likelihood.value
        if (words == step.word).any()
    ]


def _upper_ends(plan: Plan) -> dict[str, float]:
    """Below which probability each word is used."""
    steps = plan.assessment.likelihood.value
    return {step.word: above.from_probability for above, step in pairwise(steps)}


def _districts_and_indicators(rows: pd.DataFrame, plan: Plan) -> str:
    details = [
        plan.district_names[scope]
        + "、".join(
            f"{plan.indicator_names[row.indicator]}（{format_percent(row.probability)}）" for row in own.itertuples()
        )
        for scope, own in rows.groupby("scope", sort=False)
    ]
    return join_names(details, "个地区", "；")


def _each(rows: pd.DataFrame, plan: Plan) -> str:
    return "；".join(_one(row, plan) for row in rows.itertuples())


def _one(row: Any, plan: Plan) -> str:
    unit, span = unit_of(plan, row.indicator), format_number(row.low)
    span += "" if row.low == row.high else f"—{format_number(row.high)}"
    return (
        f"{plan.indicator_names[row.indicator]}（目标{format_number(row.target)}{unit}，"
        f"预计{span}{unit}，把握{format_percent(row.probability)}）"
    )
