"""The city's sums: figures of districts without a target in them, what is carried, and evidence without them."""

from collections.abc import Sequence
from typing import Annotated, Any

import pandas as pd

from panjin_kpi.reference.calendar import months_so_far, unreported
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.report.page.lists import join_names
from panjin_kpi.schemas.formats import format_month, format_number


def without_target(path: pd.DataFrame, plan: Plan, period: str) -> list[str]:
    """Which figures of districts without a target, or no longer there, are in the city's sums, and from which month.

    ``path`` has all scopes. A figure of 0 moves no sum and is left out.

    >>> rows = [("2021-11", "liaodongwan", "operators", 2.0), ("2021-12", "city", "operators", 2.0)]
    >>> path = pd.DataFrame(rows, columns=["period", "scope", "indicator", "actual"])
    >>> without_target(path, Plan.load(), "2021-12")
    ['没有分解到目标的地区报的数也计入全市合计、不考核：辽东湾新区引进培育运营机构2家（本期未报，沿用2021年11月的数）。']
    """
    year = int(period[:4])
    split, targets = plan.split_indicators(year), plan.targets_in(year)
    known = path[path["actual"].notna() & (path["period"] <= period) & path["indicator"].isin(split)]
    last = known.sort_values("period", kind="stable").drop_duplicates(["scope", "indicator"], keep="last")
    with_target = pd.MultiIndex.from_frame(targets[["scope", "indicator"]])
    apart = (last["scope"] != CITY) & ~pd.MultiIndex.from_frame(last[["scope", "indicator"]]).isin(with_target)
    details = [
        f"{plan.district_names[row.scope]}{plan.indicator_names[row.indicator]}"
        f"{format_number(row.actual)}{plan.by_indicator.at[row.indicator, 'unit']}"
        + (f"（本期未报，沿用{format_month(row.period)}的数）" if row.period < period else "")
        for row in last[apart & last["actual"].ne(0)].sort_index().itertuples()
    ]
    head = "没有分解到目标的地区报的数也计入全市合计、不考核"
    sentences = [f"{head}：{join_names(details, '项')}。"] if details else []
    once = {district for month in months_so_far(period) for district in plan.districts_in(month)}
    if gone := [plan.district_names[district] for district in plan.districts_absent_in(period) if district in once]:
        city = last["scope"] == CITY
        whole, parts = (last[own].groupby("indicator", sort=False)["actual"].sum() for own in (city, ~city))
        left = (whole - parts.reindex(whole.index, fill_value=0)).round(6)
        each = [
            f"{plan.indicator_names[name]}{format_number(value)}{plan.by_indicator.at[name, 'unit']}"
            for name, value in left[left > 0].items()
        ]
        head = f"全市合计含本期已不设的{join_names(gone, '个地区')}以前报送的数"
        sentences += [f"{head}：{join_names(each, '项')}。"] if each else []
    return sentences


def without_carried(path: pd.DataFrame, plan: Plan) -> Annotated[pd.DataFrame, "path"]:
    """``path`` with the city's sums of its last month blank where no district reported: they are not compared.

    ``path`` has all scopes.
    """
    last = path["period"] == path["period"].max()
    came = path.loc[last & path["scope"].ne(CITY) & path["actual"].notna(), "indicator"]
    sums = plan.split_indicators(int(path["period"].max()[:4])) - set(came)
    carried = last & path["scope"].eq(CITY) & path["indicator"].isin(sums)
    return path.assign(actual=path["actual"].mask(carried))


def with_earlier_reports(status: pd.DataFrame, plan: Plan) -> list[str]:
    """Which of one scope's sums stand on earlier reports, if there are any, where the month's are not there."""
    partly = status[status["actual"].notna() & (status["reported"] < status["expected"])]
    if partly.empty:
        return []
    names = join_names(map(plan.indicator_names.__getitem__, partly["indicator"]), "项")
    silent = unreported(plan, partly["period"].iloc[0])
    return [f"其中{names}的合计，{silent}的地区按以前报送的数计，没有可沿用的没有计入。"]


def two_figures(
    values: Sequence[float], periods: Sequence[str], scope: str, indicator: str, plan: Plan
) -> tuple[str, str]:
    """Two figures of one cell that are compared, neither rounded onto the other, its target, or what of it is due.

    >>> two_figures((1.599, 1.5999), ("2021-11", "2021-12"), "city", "ip_pledge_amount", Plan.load())
    ('1.599', '1.5999')
    """
    first, second = (plan.target_and_due(period, scope, indicator) for period in periods)
    return format_number(values[0], values[1], *first), format_number(values[1], values[0], *second)


def reported_and_evidenced(row: Any, plan: Plan) -> tuple[str, str]:
    """The two figures of a row of evidence."""
    return two_figures((row.reported, row.evidenced), (row.period, row.period), row.scope, row.indicator, plan)


def counted_once(evidence: pd.DataFrame, plan: Plan) -> Annotated[pd.DataFrame, "evidence"]:
    """Evidence without the city's sums over the districts, unless all of it belongs to one scope."""
    if len(set(evidence["scope"])) < 2:
        return evidence
    sums = plan.split_indicators(int(evidence["period"].iloc[0][:4]))
    return evidence[(evidence["scope"] != CITY) | ~evidence["indicator"].isin(sums)]
