"""What the rows prove, how places differ with it, and what was corrected, in sentences."""

from typing import Any

import pandas as pd

from panjin_kpi.reference.labels import basis_name, unit_of
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.assessment.score_format import points_of
from panjin_kpi.report.page.lists import join_names
from panjin_kpi.schemas.formats import format_month, format_number

VERDICTS = ("一致", "多报", "少报", "无佐证")


def evidence(evidence: pd.DataFrame, plan: Plan) -> list[str]:
    """How many figures agree with their rows, and which do not.

    Parameters
    ----------
    evidence : pandas.DataFrame
        Rows of ``evidence.csv`` of one scope or of all.
    """
    judged = evidence[evidence["verdict"].notna()]
    if judged.empty:
        return ["没有可以与明细核对的上报数。"]
    counts = "，".join(f"{verdict}{n}项" for verdict in VERDICTS if (n := int((judged["verdict"] == verdict).sum())))
    sentences = [f"上报数与明细核对{len(judged)}项：{counts}。"]
    several = len(set(evidence["scope"])) > 1
    for verdict in VERDICTS[1:]:
        rows = judged[judged["verdict"] == verdict]
        details = [
            f"{plan.district_names[row.scope] if several else ''}{plan.indicator_names[row.indicator]}"
            f"（报{format_number(row.reported)}{unit_of(plan, row.indicator)}，佐证{format_number(row.evidenced)}）"
            for row in rows.itertuples()
        ]
        if details:
            sentences.append(f"{verdict}：{join_names(details, '项')}。")
    unseen = evidence[evidence["verdict"].isna() & (evidence["evidenced"] > 0)]
    if len(unseen):
        sentences.append(f"另有{len(unseen)}项本期未报，但有明细。")
    return sentences


def bases(scores_by_basis: pd.DataFrame, plan: Plan) -> list[str]:
    """How scores and places would differ on the other basis, and from what was first reported.

    Parameters
    ----------
    scores_by_basis : pandas.DataFrame
        Rows of ``scores_by_basis.csv`` of one period, of all districts or of one.
    """
    counts = plan.assessment.default_basis.value
    given = scores_by_basis[scores_by_basis["basis"] == counts].set_index("district")
    sentences = []
    for basis, rows in scores_by_basis[scores_by_basis["basis"] != counts].groupby("basis", sort=False):
        name = basis_name(plan, str(basis))
        both = [row for row in rows[rows["rank"].notna()].itertuples() if pd.notna(given.at[row.district, "rank"])]
        moved = [details for row in both if (details := _moved(row, given.loc[row.district], plan))]
        if not both:
            continue
        same = f"若{name}计分，得分和名次都不变。"
        sentences.append(f"若{name}计分：{join_names(moved, '个地区')}。" if moved else same)
    return sentences or ["没有可以计分的地区。"]


def corrections(corrections: pd.DataFrame, plan: Plan, period: str) -> list[str]:
    """How many figures are no longer those first reported, this month's by name.

    Parameters
    ----------
    corrections : pandas.DataFrame
        Rows of ``corrections.csv``.
    period : str
        The month, whose figures are scored.
    """
    if corrections.empty:
        return ["本年各月没有更正：现在生效的数都是首次报送的数。"]
    own = corrections[corrections["period"] == period]
    sentences = [f"本年有{len(corrections)}个数与首次报送的不同，其中{format_month(period)}的{len(own)}个。"]
    details = [
        f"{plan.district_names[row.scope]}{plan.indicator_names[row.indicator]}"
        f"{format_number(row.first_value)}→{format_number(row.value)}{row.unit}"
        for row in own.itertuples()
    ]
    if details:
        sentences.append(f"{format_month(period)}：{join_names(details)}。")
    return sentences


def _moved(row: Any, counts: pd.Series, plan: Plan) -> str:
    """What another basis changes for one district; nothing where score and place stay."""
    before, after = points_of(counts["score"]), points_of(row.score)
    if before == after and not row.rank_change:
        return ""
    change = f"（第{counts['rank']}→第{row.rank}）" if row.rank_change else "（名次不变）"
    return f"{plan.district_names[row.district]}{before}→{after}分{change}"
