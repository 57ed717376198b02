"""The sentences of the page on enterprises, made from the result tables."""

from datetime import date

import pandas as pd

from panjin_kpi.reference.labels import MOVEMENTS, STANDINGS, figure_name, tier_name
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.report.gradient.movement import AGAIN, movements, yearly_lists
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.heading import titled
from panjin_kpi.report.page.lists import join_names
from panjin_kpi.schemas.formats import format_day, format_number, format_percent

BARRED = "（本年被撤销的不能再入库）"


def heading(scope: str, plan: Plan, as_of: date, audience: str, known: str = "") -> HtmlFragment:
    """Subject and day of a page, and its caveats."""
    hidden = "企业名单不公开。" if audience == "public" else ""
    where = "企业按名录现在的地区计，归属未定而写有地区的也在内。"
    caution = f"资格初筛按各层级的评价办法和报来的数据计算，不是认定结论；{where}{hidden}"
    subject = f"{plan.district_names[scope]}企业梯度培育（截至{format_day(as_of)}）"
    return titled(subject, caution, audience, known)


def standing(ladder_total: pd.DataFrame, tier_stock: pd.DataFrame, tier_flow: pd.DataFrame, plan: Plan) -> list[str]:
    """How many enterprises of the first scope hold each tier today, and how that has changed in the year.

    ``ladder_total`` has all scopes for the city, whose sums lack the districts of which no enterprise is on record.
    """
    where, row = plan.district_names[ladder_total["scope"].iloc[0]], ladder_total.iloc[0]
    if not row["on_record"]:
        return [f"{where}还没有报来企业名录和资质认定，没有可以统计的企业。"]
    if not row["enterprises"]:
        return [f"{where}企业名录中有{row['on_record']}家企业，都不持有任何层级。"]
    now = tier_stock[tier_stock["as_of"] == tier_stock["as_of"].max()]
    parts = "，".join(f"{tier_name(plan, r.tier)}{r.stock}家" for r in now.itertuples() if r.stock)
    sentences = [
        f"{where}有{row['enterprises']}家企业持有至少一个层级，合计{row['holdings']}项资格（一家可以持有几项）：{parts}。"
    ]
    lacks = ladder_total.loc[ladder_total["on_record"] == 0, "scope"].map(plan.district_names.known)
    sentences += [f"企业名录里还没有{join_names(lacks, '个地区')}的企业，没有计入。"] if len(lacks) else []
    year = tier_flow.groupby("tier", sort=False)[["first_time", "net"]].sum()
    # a list that is renewed every year is not complete before the year's end
    waits = [tier for tier in plan.tiers.yearly if year["net"].get(tier)] if now["as_of"].max().month < 12 else []
    new = "，".join(f"{tier_name(plan, tier)}{int(n)}家" for tier, n in year["first_time"].items() if n)
    sentences.append(f"本年首次认定：{new}。" if new else "本年没有首次认定。")
    changed = year["net"].drop(waits).astype("int64").loc[lambda net: net != 0]
    moved = [f"{tier_name(plan, tier)}{'增加' if n > 0 else '减少'}{abs(n)}家" for tier, n in changed.items()]
    stock = [f"存量与上年末相比，{'，'.join(moved)}"] if moved else []
    anew = "、".join(tier_name(plan, tier) for tier in waits)
    stock += [f"{anew}每年重新入库，年内的存量不与上年末比"] if anew else []
    return [*sentences, f"{'；'.join(stock)}。"] if stock else sentences


def flows(tier_flow: pd.DataFrame, tier_stock: pd.DataFrame, plan: Plan) -> list[str]:
    """Entries and exits in the year so far; tiers registered anew each year are stated separately."""
    columns = ["first_time", "re_entered", "renewed", "revoked", "expired", "net", *AGAIN]
    yearly = tier_flow["tier"].isin(plan.tiers.yearly)
    year, anew = tier_flow.loc[~yearly, columns].sum(), tier_flow[yearly].groupby("tier", sort=False)[columns].sum()
    anew = anew.join(yearly_lists(tier_flow, tier_stock).droplevel("scope"))
    over = plan.is_over(tier_flow["month"].max())
    again = [
        f"{tier_name(plan, row.Index)}每年重新入库：上年末名单{row.listed}家，本年重新入库{row.again}家，"
        f"{'没有' if over else '还没有'}重新入库{row.listed - row.again}家{'' if over else BARRED}；"
        f"间断后重新入库{row.re_entered - row.re_registered}家，首次入库{row.first_time}家，撤销{row.revoked}家。"
        for row in anew[anew.drop(columns="net").any(axis=1)].itertuples()
    ]
    if not year.drop("net").any():
        return again or ["没有本年认定、续期、撤销和到期的记录。"]
    came = f"首次认定{year['first_time']}项，重新进入{year['re_entered']}项，续期{year['renewed']}项"
    went = (
        f"撤销{year['revoked']}项，到期{year['expired']}项，净{'减' if year['net'] < 0 else '增'}{abs(year['net'])}项"
    )
    apart = f"（不含每年重新入库的{'、'.join(tier_name(plan, tier) for tier in anew.index)}）" if again else ""
    return [f"本年各层级合计{apart}：{came}，{went}。", *again]


def overlap(tier_overlap: pd.DataFrame, ladder_total: pd.DataFrame) -> list[str]:
    """How many enterprises hold more than one tier."""
    several = int(tier_overlap.loc[tier_overlap["tiers"] > 1, "enterprises"].sum())
    whole, holdings = ladder_total[["enterprises", "holdings"]].iloc[0]
    if not whole:
        return ["没有企业持有层级的记录。"]
    if not several:
        return [f"{whole}家企业{'各' if whole > 1 else '只'}持有一个层级。"]
    return [f"{whole}家企业中，{several}家同时持有两个以上层级；各层级相加得{holdings}，不是企业数。"]


def transitions(transitions: pd.DataFrame, plan: Plan) -> list[str]:
    """How many entered, were promoted, stayed, fell and left, in one scope."""
    moved = movements(transitions, plan.tiers.tiers, plan.tiers.yearly)
    counts = moved.groupby("movement")["enterprises"].sum().reindex(list(MOVEMENTS), fill_value=0)
    first, last = format_day(transitions["from_date"].iloc[0]), format_day(transitions["to_date"].iloc[0])
    if not counts.drop("outside").any():
        return [f"{first}和{last}都没有企业持有层级的记录。"]
    waiting, gone = (moved[(moved["movement"] == kind) & (moved["enterprises"] > 0)] for kind in ("waiting", "left"))
    shown = counts.drop(["outside", "waiting"])
    details = "，".join(f"{MOVEMENTS[name]}{n}家" for name, n in shown.items())
    sentences = [f"按最高层级，从{first}到{last}：{details}。"]
    if len(gone):
        sentences.append(f"退出的原来是：{_by_tier(gone, plan)}。")
    if len(waiting):
        sentences.append(f"本年还没有重新入库、也不持有其他层级的：{_by_tier(waiting, plan)}。")
    return sentences


def _by_tier(moved: pd.DataFrame, plan: Plan) -> str:
    return "，".join(f"{tier_name(plan, row.from_tier)}{row.enterprises}家" for row in moved.itertuples())


def climbing(climb_summary: pd.DataFrame, climb: pd.DataFrame, plan: Plan) -> list[str]:
    """The time from the first tier to the second, or why none is given; of one scope."""
    row, where = climb_summary.iloc[0], plan.district_names[climb_summary["scope"].iloc[0]]
    if not row["entered"]:
        return [f"{where}没有可以观察晋级用时的企业。"]
    lowest, second = (tier_name(plan, tier) for tier in list(plan.tiers.tiers)[:2])
    entered = f"{where}首次认定为{lowest}、当时还不是{second}的{row['entered']}家企业中"
    reasons = {f"当日或此前已是{second}": row["hnte_first"], "缺首次认定的记录": row["start_unknown"]}
    apart = "，".join(f"{count}家{reason}" for reason, count in reasons.items() if count)
    sentence = f"{entered}，{row['climbed']}家后来首次认定为{second}，{row['waiting']}家还没有"
    sentence += f"；另有{apart}，不计。" if apart else "。"
    if climb.empty or pd.notna(row["median_days"]):  # the chart states why there is no curve, and its title the median
        return [sentence]
    last = climb[climb["share"] == climb["share"].iloc[-1]].iloc[0]  # nobody is promoted after it
    band = f"误差范围{format_percent(last['low'])}至{format_percent(last['high'])}"
    few = f"（曲线最后一次上升时在观察的{last['at_risk']}家，{band}）" if last["share"] else ""
    return [sentence, f"估计晋级的份额在观察期内没有到一半{few}。"]


def expiring(expiring_summary: pd.DataFrame, plan: Plan) -> list[str]:
    """Expiries within each window, and the stock if nobody renews; yearly lists are stated separately."""
    longest = expiring_summary["window"].max()
    yearly = expiring_summary["tier"].isin(plan.tiers.yearly)
    rows, lists = expiring_summary[~yearly], expiring_summary[yearly]
    anew = [
        f"{tier_name(plan, row.tier)}{row.expiring}家的登记编号当年有效，次年重新入库，本节不计。"
        for row in lists[(lists["window"] == longest) & (lists["expiring"] > 0)].itertuples()
    ]
    counts = rows.groupby("window")["expiring"].sum()
    if not counts.get(longest, 0):
        return [f"今后{longest}天内没有资格到期的记录。", *anew]
    details = "，".join(f"{window}天内{count}项" for window, count in counts.items())
    widest = rows[rows["window"] == longest]
    after = "，".join(
        f"{tier_name(plan, row.tier)}从{row.stock}家降至{row.stock_after}家"
        for row in widest.itertuples()
        if row.expiring
    )
    return [f"将要到期：{details}。", f"如果没有企业续期或新进入，{longest}天后{after}。", *anew]


def places(places: pd.DataFrame, plan: Plan) -> list[str]:
    """How many enterprises the year's targets of one scope still need, and the candidates for them."""
    sentences = []
    for row in places.itertuples():
        if pd.isna(row.needed) or row.needed == 0:
            continue
        each = {name: f"{word}{count}家" for name, word in STANDINGS.items() if (count := getattr(row, name))}
        if row.ready_first_time < row.ready:
            each["ready"] += f"（属首次认定的{row.ready_first_time}家）"
        if row.near:
            each["near"] += "（不论差多少）"
        there = "，".join(each.values())
        need = "没有完成年度目标，差" if plan.is_over(f"{row.as_of:%Y-%m}") else "离年度目标还差"
        sentence = f"{tier_name(plan, row.tier)}{need}{format_number(row.needed)}家；"
        sentence += f"后备企业：{there}" if there else "名录里没有后备企业"
        if row.uncovered and row.ready_first_time:
            sentence += f"。已具备且属首次认定的即使都认定，仍差{format_number(row.uncovered)}家"
        sentences.append(sentence + "。")
    if sentences:
        return sentences
    targets = places[places["target"].notna()]
    if targets.empty:
        return ["没有分解到企业培育的年度目标，只列后备企业。"]
    silent = targets[targets["actual"].isna()]
    names = "、".join(tier_name(plan, tier) for tier in silent["tier"])
    return [f"{names}没有上报数，算不出还差多少。"] if names else ["按上报数，企业培育的年度目标都已完成。"]


def each_lacks(places: pd.DataFrame, plan: Plan) -> list[str]:
    """How many each district still lacks of each tier's target, which the list of candidates follows."""
    rows = places[(places["scope"] != CITY) & places["needed"].gt(0)]
    lacking = {
        tier: "、".join(f"{plan.district_names[row.scope]}{format_number(row.needed)}家" for row in own.itertuples())
        for tier, own in rows.groupby("tier")
    }
    details = [tier_name(plan, tier) + lacking[tier] for tier in dict.fromkeys(places["tier"]) if tier in lacking]
    return [f"各地区离年度目标差的家数：{'；'.join(details)}。", *_not_the_citys(places, plan)] if details else []


def _not_the_citys(places: pd.DataFrame, plan: Plan) -> list[str]:
    """Why the districts together lack a different number than the city, if they do."""
    differ = []
    for tier, own in places.groupby("tier", sort=False):
        city, split = own[own["scope"] == CITY], own[(own["scope"] != CITY) & own["target"].notna()]
        whole, each = city["needed"].sum(), split["needed"].sum()
        if split.empty or city["needed"].isna().all() or whole == each:
            continue
        reasons = {
            "各地区目标之和与全市目标不等": split["target"].sum() != city["target"].sum(),
            "一个地区超额的不抵其他地区所差的": (split["actual"] > split["target"]).any(),
            "未报的地区不计": split["needed"].isna().any(),
        }
        why = "，".join(reason for reason, holds in reasons.items() if holds)
        differ.append(f"{tier_name(plan, str(tier))}合计{format_number(each)}家，全市{format_number(whole)}家（{why}）")
    return [f"各地区合计与全市差的不等：{'；'.join(differ)}。"] if differ else []


def attribution(attribution_counts: pd.DataFrame, scope: str, plan: Plan, on_record: int) -> list[str]:
    """How enterprises are attributed to districts, and the effect of counting a zone apart.

    ``on_record`` is how many the register names for the scope, the count of the page's other sections. A district's own
    count may be smaller, by undecided enterprises and those whose code is another district's, or larger, by others'.
    """
    own = attribution_counts[(attribution_counts["scope"] == scope) & (attribution_counts["enterprises"] > 0)]
    apart, within = own[own["view"] == "apart"], int(own.loc[own["view"] == "within", "enterprises"].sum())
    whole = int(apart["enterprises"].sum())
    details = "，".join(f"{row.district_basis}{row.enterprises}家" for row in apart.itertuples())
    differs = scope != CITY and on_record != whole
    there = f"{whole}家企业的归属依据：{details}" if whole else "没有归属已定的企业" if differs else "没有企业名录"
    sentences = [f"{plan.district_names[scope]}{there}。"]
    if differs:
        sentences.append(f"本页其余各节按名录现在所写的地区计（不论归属是否已定、代码归哪里），共{on_record}家。")
    zones = "、".join(plan.districts.loc[plan.districts["within"] == scope, "name"])
    return [*sentences, f"计入{zones}的口径为{within}家。"] if within > whole else sentences


def shortfall(figure_id: str, missing: float, unit: str) -> str:
    """What is missing of one figure.

    >>> shortfall("rd_expense_wan", 38.0, "万元")
    '研发费用还差38万元'
    """
    return f"{figure_name(figure_id)}还差{format_number(missing)}{unit}"
