"""Which ranks are firm and which depend on an assumption, in sentences."""

from typing import Any

import pandas as pd

from panjin_kpi.reference.labels import basis_name, scenario_name
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.assessment.score_format import by_rank
from panjin_kpi.report.page.lists import join_names

OWN_FIELD = "merged"  # its ranks are among fewer districts: a sentence of its own


def with_bases(rank_ranges: pd.DataFrame, scores_by_basis: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Ranges with the ranks on the other bases as further scenarios: a rank that one of them changes is not firm."""
    others = scores_by_basis[scores_by_basis["basis"] != plan.assessment.default_basis.value]
    others = others.rename(columns={"basis": "scenario"}).assign(rank_low=others["rank"], rank_high=others["rank"])
    return pd.concat([rank_ranges, others[["scenario", "district", "rank_low", "rank_high"]]], ignore_index=True)


def firmness(rank_ranges: pd.DataFrame, scores: pd.DataFrame, plan: Plan) -> list[str]:
    """Which ranks hold in every scenario, also those of :func:`with_bases`, and on what the others depend."""
    ranked = by_rank(scores[scores["rank"].notna()])
    if ranked.empty:
        return []
    tried = [name for name in dict.fromkeys(rank_ranges["scenario"]) if name != OWN_FIELD]
    other = {row.district: moved(rank_ranges, row.district, row.rank, plan) for row in ranked.itertuples()}
    firm = [f"{plan.district_names[r.district]}（第{r.rank}）" for r in ranked.itertuples() if not other[r.district]]
    what = "、".join(_name(plan, name) for name in tried)
    sentences = [f"没有一个地区的名次在所有测算（{what}）下都不变。"]
    if firm:
        sentences = [f"名次站得住的（{what}，测算下来都不变）：{join_names(firm, '个地区')}。"]
    hanging = [
        f"{plan.district_names[row.district]}第{row.rank}，{'，'.join(other[row.district])}"
        for row in ranked.itertuples()
        if other[row.district]
    ]
    if hanging:
        sentences.append(f"名次取决于假定的：{join_names(hanging, '个地区', '；')}。")
    return sentences + _merged(rank_ranges, plan)


def moved(rank_ranges: pd.DataFrame, district: str, rank: int, plan: Plan) -> list[str]:
    """The scenarios in which a district's rank can differ from ``rank``, its own, and the ranks there."""
    rows = rank_ranges[(rank_ranges["district"] == district) & (rank_ranges["scenario"] != OWN_FIELD)]
    rows = rows[rows["rank_low"].notna() & ((rows["rank_low"] != rank) | (rows["rank_high"] != rank))]
    return [f"{_name(plan, row.scenario)}时第{_span(row)}" for row in rows.itertuples()]


def _name(plan: Plan, scenario: str) -> str:
    return scenario_name(plan, scenario) if scenario in plan.words_of["scenario"].known else basis_name(plan, scenario)


def _span(row: Any) -> str:
    low, high = row.rank_low, row.rank_high
    return f"{low}" if low == high else f"{low}—{high}"


def _merged(rank_ranges: pd.DataFrame, plan: Plan) -> list[str]:
    rows = rank_ranges[(rank_ranges["scenario"] == OWN_FIELD) & rank_ranges["rank_low"].notna()]
    inner = {row.district: row.within for row in plan.districts.itertuples() if pd.notna(row.within)}
    pairs = join_names([f"{plan.district_names[a]}并入{plan.district_names[b]}" for a, b in inner.items()], "对")
    if rows.empty or not pairs:
        return []
    ordered = rows.sort_values("rank_low", kind="stable")
    details = [f"{plan.district_names[row.district]}第{_span(row)}" for row in ordered.itertuples()]
    return [f"如果{pairs}（共{len(rows)}个地区）：{join_names(details, '个地区', '，')}。"]
