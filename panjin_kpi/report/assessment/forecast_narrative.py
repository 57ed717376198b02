"""The forecast for 31 December, in sentences: the range, and, given earlier years, the probability of each target."""

from itertools import pairwise

import pandas as pd

from panjin_kpi.reference.labels import probability_label, unit_of
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.assessment.score_format import chance_of
from panjin_kpi.report.page.lists import join_names
from panjin_kpi.report.progress.narrative import is_final
from panjin_kpi.schemas.formats import format_month, format_number

EVEN, DECEMBER = 0.5, "12"
ABOVE = "高于上限"
STILL_OPEN = {"在区间内": "已进入区间", "低于下限": "还没有到下限"}
NO_EARLIER_YEAR = "没有以前年度的逐月数，不掌握年内的分布规律"
APART = "各地区分别预测，相加不等于全市的预测。"


def forecast(forecast: pd.DataFrame, status: pd.DataFrame, plan: Plan) -> list[str]:
    """Which targets of one scope will be reached, which will not, which have only a range, and which no forecast."""
    table = forecast.merge(status[["scope", "indicator", "target"]], on=["scope", "indicator"])
    table = table[table["target"].notna()]
    if table.empty:
        return ["没有年度目标可以预测。"]
    likely, silent = table[table["probability"].notna()], table[table["expected"].isna()]
    ranges = table.drop([*likely.index, *silent.index])
    ranges = ranges[ranges["target"] > 0]  # as the chart has them
    sentences = [
        f"按以前年度各月的分布和今年以来的数，到12月31日完成目标的把握为“{word}”的{len(rows)}项：{_each(rows, plan)}。"
        for word, rows in _by_word(likely, plan)
    ]
    if len(ranges):
        sentences.append(f"{NO_EARLIER_YEAR}，不判断能否完成目标，只给预计数和放宽的区间，共{len(ranges)}项，见下图。")
    notes = silent["note"].value_counts(sort=False)
    words = {"是金额": "以金额计", "年末一次完成": "按年末的数考核"}
    why = "，".join(f"{words.get(note, note)}的{count}项" for note, count in notes.items())
    if table["period"].str.endswith(DECEMBER).all():
        return []
    if not sentences:
        return [f"没有预测：{notes.index[0]}。" if len(notes) == 1 else f"没有可以预测的指标：{why}。"]
    alone = why.removesuffix(f"的{len(silent)}项") if len(notes) == 1 else ""
    others = f"另有{len(silent)}项有目标而{alone}，不预测。" if alone else f"另有{len(silent)}项有目标而不预测：{why}。"
    return [*sentences, *([others] if why else []), APART]


def at_risk(forecast: pd.DataFrame, plan: Plan) -> list[str]:
    """Which districts will probably miss which targets; the others are counted."""
    own = forecast[forecast["expected"].notna() & forecast["scope"].isin(plan.districts["district"])]
    known = own[own["probability"].notna()]
    if own.empty:
        over = forecast["period"].str.endswith(DECEMBER).any()
        return [] if over else ["本期各地区还没有可以预测的指标。"]
    if known.empty:
        return ["各地区的预计数和区间见各地区月报。"]
    by_word = dict(_by_word(known, plan))
    steps = pairwise(plan.assessment.likelihood.value)  # a word is used below the next better one's limit
    poor = [step.word for above, step in steps if above.from_probability <= EVEN and step.word in by_word]
    counts = "，".join(f"“{word}”{len(rows)}项" for word, rows in by_word.items())
    sentences = [f"各地区能判断的{len(known)}项，到12月31日完成目标的把握：{counts}。"]
    return sentences + [
        f"把握为“{word}”的：{_districts_and_indicators(by_word[word], plan)}。" for word in reversed(poor)
    ]


def review(forecast_review: pd.DataFrame, status: pd.DataFrame, plan: Plan) -> list[str]:
    """The forecasts of the year's earlier months for one scope, compared with the figures since.

    Before December only what exceeds its interval, and which targets are reached, is decided: nothing else is judged.
    """
    table = forecast_review.merge(
        status[["scope", "indicator", "target", "period"]].rename(columns={"period": "now"}), on=["scope", "indicator"]
    )
    forecasts, since = len(table), table["period"].min()
    table = table[table["verdict"].notna()]
    if table.empty:
        return []
    final = is_final(table["now"], plan)
    count = table["verdict"].value_counts()
    months = f"{format_month(since)}以来各月的预测共{forecasts}项次"
    months += f"，其中本期未报、不能检验的{forecasts - len(table)}项次" if forecasts > len(table) else ""
    if final:
        verdicts = "，".join(f"{verdict}的{number}项次" for verdict, number in count.items())
        sentences = [f"本年预测的检验：{months}，全年数{verdicts}；区间按全年数落入其中的可能性不低于八成设定。"]
    else:
        open_ = "、".join(f"{words}的{count[verdict]}项次" for verdict, words in STILL_OPEN.items() if verdict in count)
        over = f"高于上限、已知当时预测偏低的{count.get(ABOVE, 0)}项次" if ABOVE in count else "没有高于上限的"
        rest = f"；{open_}，是否准确，到年末才能判定" if open_ else ""
        sentences = [f"此前预测的检验：{months}。到本期的累计数{over}{rest}。"]
    judged = table[table["probability"].notna() & table["target"].notna()]
    by_word = [
        f"“{word}”{len(rows)}项次，{'完成' if final else '到本期已完成'}{(rows['actual'] >= rows['target']).sum()}项次"
        for word, rows in _by_word(judged, plan)
    ]
    undecided = "" if final else "；其余到年末才能判定"
    return sentences + ([f"当时的把握与结果：{'；'.join(by_word)}{undecided}。"] if by_word else [])


def _by_word(details: pd.DataFrame, plan: Plan) -> list[tuple[str, pd.DataFrame]]:
    words = details["probability"].map(lambda probability: probability_label(plan, probability))
    return [
        (step.word, details[words == step.word])
        for step in plan.assessment.likelihood.value
        if (words == step.word).any()
    ]


def _districts_and_indicators(rows: pd.DataFrame, plan: Plan) -> str:
    details = [
        plan.district_names[scope]
        + "、".join(
            f"{plan.indicator_names[row.indicator]}（{chance_of(row.probability, plan)}）" for row in own.itertuples()
        )
        for scope, own in rows.groupby("scope", sort=False)
    ]
    return join_names(details, "个地区", "；")


def _each(rows: pd.DataFrame, plan: Plan) -> str:
    details = []
    for row in rows.itertuples():
        unit, span = unit_of(plan, row.indicator), format_number(row.low)
        span += "" if row.low == row.high else f"—{format_number(row.high)}"
        target, chance = format_number(row.target), chance_of(row.probability, plan)
        details.append(f"{plan.indicator_names[row.indicator]}（目标{target}{unit}，预计{span}{unit}，把握{chance}）")
    return "；".join(details)
