"""The tables of the page on enterprises."""

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.reference.labels import (
    STANDINGS,
    UNRESOLVED,
    VIEWS,
    criterion_name,
    scope_name,
    tier_name,
)
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.gradient.narrative import shortfall, yearly_tiers
from panjin_kpi.report.page import lists
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.html_table import html_table
from panjin_kpi.report.page.lists import list_extent, text_or_dash, titles
from panjin_kpi.report.page.result_table import result_table
from panjin_kpi.schemas.formats import BLANK, format_number

FLOWS = ["first_time", "re_entered", "renewed", "revoked", "expired", "net"]
DEFINITION = (
    "存量：到当日仍有效；首次认定即计划所说的“新增”；重新进入：间断后再次持有；到期：最后有效日在前一天；净增＝存量之差"
)


def stock_and_flow(stock: pd.DataFrame, flow: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Stock on the day and the year's entries and exits, by tier, with the definitions in the caption.

    Parameters
    ----------
    stock, flow : pandas.DataFrame
        Rows of ``tier_stock.csv`` and ``tier_flow.csv`` of one scope.
    """
    now = stock[stock["as_of"] == stock["as_of"].max()].set_index("tier")["stock"]
    year = flow.groupby("tier", sort=False)[FLOWS].sum()
    rows = [
        [tier_name(plan, tier), *map(format_number, year.loc[tier]), format_number(now[tier])] for tier in now.index
    ]
    header = [schemas.title("tier_stock", "tier"), *titles("tier_flow", FLOWS), schemas.title("tier_stock", "stock")]
    caption = f"{plan.district_names[stock['scope'].iloc[0]]}各层级本年增减和存量（家）。{DEFINITION}"
    for tier in yearly_tiers(plan):
        caption += f"；{tier_name(plan, tier)}每年重新入库，它的到期和重新进入不是流失和回流"
    return html_table(caption, header, rows, set(range(1, len(header))))


def overlap(overlap: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Which tiers are held together."""
    where = "".join(plan.district_names[scope] for scope in overlap["scope"].unique())
    held = overlap[overlap["enterprises"] > 0]
    columns = ["combination", "tiers", "enterprises"]
    return result_table("tier_overlap", held, columns, f"{where}各层级组合的企业数", plan)


def expiring_summary(summary: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """What expires within each window, and the stock that remains if nobody renews."""
    windows = sorted(summary["window"].unique())
    rows = []
    for tier, own in summary.groupby("tier", sort=False):
        by = own.set_index("window")
        figures = [by["stock"].iloc[0], *by.loc[windows, "expiring"], by.at[windows[-1], "stock_after"]]
        rows.append([tier_name(plan, tier), *map(format_number, figures)])
    header = ["层级", "存量（家）", *[f"{window}天内到期（项）" for window in windows]]
    header.append(f"{windows[-1]}天后无人续期（家）")
    where = plan.district_names[summary["scope"].iloc[0]]
    caption = f"{where}到期提醒（窗口依次包含；有效期以记录为准，没有的按各层级的规则）"
    return html_table(caption, header, rows, set(range(1, len(header))))


def expiring(expiring: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Whose tier expires soon, the most urgent first; tiers that are given for a calendar year are not listed."""
    yearly = yearly_tiers(plan)
    listed = expiring[~expiring["tier"].isin(yearly)]
    rest = f"{'、'.join(tier_name(plan, tier) for tier in yearly)}每年重新入库，不列，见下载数据“即将到期”"
    caption = f"快要到期的企业{list_extent(len(listed), 'expiring')}；{rest}"
    columns = ["name", "uscc", "tier", "valid_until", "days_left"]
    return result_table("expiring", listed.head(lists.LONGEST), columns, caption, plan, empty="")


def places(places: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """What the targets still need against the candidates, for one scope or all."""
    columns = ["tier", "target", "actual", "needed", "ready", "ready_first_time"]
    columns += ["review", "near", "unknown", "uncovered"]
    caption = "年度目标还差几家，有几家后备企业（家；没有目标或未报的为—，未分解不等于0）"
    several = ["scope"] if len(set(places["scope"])) > 1 else []
    return result_table("places", places, [*several, *columns], caption, plan, heads={"scope": "地区"})


def candidates(candidates: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """The enterprises that could be promoted, and what the near ones lack.

    Parameters
    ----------
    candidates : pandas.DataFrame
        Rows of ``candidates.csv``; several rows of one enterprise are alternatives.
    """
    several = len(set(candidates["district"].fillna(""))) > 1
    shown = []
    for _, own in candidates.groupby(["uscc", "tier"], sort=False):
        row = own.iloc[0]
        shown.append(
            [
                *([scope_name(plan, row["district"])] if several else []),
                text_or_dash(row["name"]),
                row["uscc"],
                tier_name(plan, row["tier"]),
                STANDINGS[row["standing"]],
                "是" if row["first_time"] else "否",
                _what_is_missing(own, plan),
                format_number(row["manual"]),
            ]
        )
        if len(shown) == lists.LONGEST:
            break
    header = [*(["地区"] if several else []), "企业名称", "统一社会信用代码", "争取的层级", "状态"]
    header += ["计入新增", "还差什么", "须人工核实（条）"]
    many = candidates[["uscc", "tier"]].drop_duplicates()
    caption = f"后备企业{list_extent(len(many), 'candidates')}"
    caption += "；文件里一家企业有几种补法就有几行" if len(many) < len(candidates) else ""
    return html_table(caption, header, shown, {len(header) - 1})


def outlook(outlook: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """The five-year targets against the city's stock."""
    columns = ["indicator", "stock", "baseline", "target", "remaining", "pace_needed", "pace_achieved"]
    caption = "2025年目标（家）；2020年底存量由使用者填写"
    return result_table("outlook", outlook, [*columns, "projected_year", "note"], caption, plan)


def attribution(counts: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Enterprises by district and basis, with the zones apart and within."""
    bases = list(dict.fromkeys(counts["district_basis"]))
    cells = counts.pivot(index="scope", columns=["view", "district_basis"], values="enterprises")
    rows = []
    for scope in dict.fromkeys(counts["scope"]):
        apart, within = cells.loc[scope, "apart"], cells.loc[scope, "within"]
        name = UNRESOLVED if scope == "unresolved" else plan.district_names[scope]
        both = [format_number(apart.sum()), format_number(within.sum()) if within.notna().any() else BLANK]
        rows.append([name, *[format_number(apart[basis]) for basis in bases], *both])
    header = ["范围", *bases, *[f"合计（{view}）" for view in VIEWS.values()]]
    return html_table(
        "企业归属依据（家）；“并入”把功能区计入正式口径包含它的区", header, rows, set(range(1, len(header)))
    )


def rules(plan: Plan) -> HtmlFragment:
    """What each tier requires, its source, and what has to be confirmed."""
    rows = []
    for tier, rule in plan.tiers.tiers.items():
        for criterion in rule.required:
            where = f"{criterion.document} {criterion.clause}"
            doubt = "只有一个来源或与数据列不完全相同，须核对" if criterion.confirm else ""
            rows.append([tier_name(plan, tier), criterion.name, where, doubt])
    header = ["层级", "必须满足的条目", "文件和条款", "说明"]
    return html_table(
        "资格初筛的规则（计分细则见参考数据“层级规则”；没有门槛的条目由人核实，不猜）", header, rows, set()
    )


def _what_is_missing(own: pd.DataFrame, plan: Plan) -> str:
    row = own.iloc[0]
    if row["standing"] == "near":
        ways = [shortfall(r.figure, r.missing, r.unit) for r in own.itertuples()]
        return f"{criterion_name(plan, row['criterion'])}：{'，或'.join(ways)}"
    if row["standing"] == "unknown":
        return f"缺数据：{criterion_name(plan, row['criterion'])}"
    return BLANK
