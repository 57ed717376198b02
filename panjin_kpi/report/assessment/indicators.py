"""The year by indicator: which ones every district completed, which ones nobody did."""

import pandas as pd

from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.report.assessment.words import indicator_names
from panjin_kpi.report.numbers import figure


def by_indicator(status: pd.DataFrame, plan: Plan) -> list[str]:
    """How many districts complete each indicator that is handed down, and what became of the city's own targets.

    Parameters
    ----------
    status : pandas.DataFrame
        Rows of ``status.csv`` of one period, of all scopes.
    plan : Plan
        Names.
    """
    own = status[(status["scope"] != CITY) & (status["light"] != "not_allocated")]
    if own.empty:
        return ["计划没有把指标分解到地区。"]
    done = (own["light"] == "done").groupby(own["indicator"]).agg(["sum", "size"])
    done = done.loc[list(dict.fromkeys(own["indicator"]))].reset_index()
    whole, none = done[done["sum"] == done["size"]], done[done["sum"] == 0]
    some = done.drop([*whole.index, *none.index])
    sentences = [f"分解到地区的指标{len(done)}项。"]
    if len(whole):
        sentences.append(f"各地区都完成的{len(whole)}项：{indicator_names(whole, plan)}。")
    if len(some):
        told = "、".join(f"{plan.indicator_names[name]}（{made}/{of}个）" for name, made, of in some.to_numpy())
        sentences.append(f"部分地区完成的{len(some)}项（完成/有目标的地区）：{told}。")
    if len(none):
        sentences.append(f"没有地区完成的{len(none)}项：{indicator_names(none, plan)}。")
    return sentences + _city(status[status["scope"] == CITY], plan)


def _city(status: pd.DataFrame, plan: Plan) -> list[str]:
    """What the city has completed of its own targets, and what it has not."""
    rows = status[status["light"] != "not_allocated"]
    if rows.empty:
        return []
    open_ = rows[rows["light"] != "done"]
    if open_.empty:
        return [f"全市{len(rows)}项目标都已完成。"]
    told = "、".join(
        f"{plan.indicator_names[row.indicator]}（{figure(row.actual)}/{figure(row.target)}{row.unit}）"
        for row in open_.itertuples()
    )
    return [f"全市{len(rows)}项目标中完成{len(rows) - len(open_)}项，没有完成的：{told}。"]
