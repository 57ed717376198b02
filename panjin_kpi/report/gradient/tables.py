"""The tables of the page on enterprises."""

import pandas as pd
from markupsafe import Markup

from panjin_kpi.reference.labels import DECEMBER, STANDINGS, column_labels, tier_name
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.report.gradient.movement import WITHOUT_GAP
from panjin_kpi.report.gradient.narrative import shortfall
from panjin_kpi.report.page import lists
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.html_table import stack
from panjin_kpi.report.page.lists import excerpt, join_names, linked
from panjin_kpi.report.page.result_table import Pivot, result_table, text_table
from panjin_kpi.schemas.formats import BLANK

_CELL = ["scope", "tier"]
UNSPLIT = "本地区没有目标而超出全市所差家数"
FLOWS = ["first_time", "re_registered", "re_entered", "renewed", "revoked", "expired", "net"]
VERIFIED = {"kind": "由人核实，不由数据推断", "if_unknown": "数据定不了的由人核实", "if_unmet": "数据不满足的由人核实"}
DEFINITION = (
    "存量：到当日仍有效；首次认定即计划所说的“新增”；重新进入：间断后再次持有；到期：最后有效日在前一天；净增＝存量之差"
)


def stock_and_flow(tier_stock: pd.DataFrame, tier_flow: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Stock on the day and the year's entries and exits, by tier, in one scope, with the definitions in the caption."""
    now = tier_stock.loc[tier_stock["as_of"] == tier_stock["as_of"].max(), ["tier", "stock"]]
    year = tier_flow.groupby("tier", sort=False)[[*FLOWS, WITHOUT_GAP]].sum()
    year[["re_entered", "expired"]] = year[["re_entered", "expired"]].sub(year["re_registered"], axis=0)
    year["renewed"] -= year[WITHOUT_GAP]
    year["re_registered"] += year.pop(WITHOUT_GAP)
    rows = now.merge(year, on="tier", how="left").astype(dict.fromkeys(("expired", "net"), "Int64"))
    if tier_stock["as_of"].max().month < DECEMBER:  # until then a yearly list is not complete
        rows.loc[rows["tier"].isin(plan.tiers.yearly), ["expired", "net"]] = pd.NA
    caption = f"{plan.district_names[tier_stock['scope'].iloc[0]]}各层级本年增减和存量（家）。{DEFINITION}"
    caption += "；每年重新入库的单列，不算到期、重新进入和续期" if plan.tiers.yearly else ""
    caption += "，年内不计到期和净增" if plan.tiers.yearly and tier_stock["as_of"].max().month < DECEMBER else ""
    return result_table(["tier_stock", "tier_flow"], rows, ["tier", *FLOWS, "stock"], caption, plan)


def by_district(
    tier_stock: pd.DataFrame, tier_flow: pd.DataFrame, ladder_total: pd.DataFrame, plan: Plan
) -> HtmlFragment:
    """Stock and the year's first recognitions of every tier by district; blank where no register was received."""
    now = tier_stock[tier_stock["as_of"] == tier_stock["as_of"].max()].drop(columns="as_of")
    new = tier_flow.groupby(["scope", "tier"], as_index=False, sort=False)["first_time"].sum()
    both = now.merge(new, on=["scope", "tier"])
    both["stock_and_new"] = both["stock"].astype("str") + "（" + both["first_time"].astype("str") + "）"
    unknown = ladder_total.loc[ladder_total["on_record"] == 0, "scope"]
    both["stock_and_new"] = both["stock_and_new"].mask(both["scope"].isin(unknown))
    scopes = both[["scope"]].drop_duplicates().head(lists.LONGEST)
    tiers = Pivot.of_long(both, "tier", "stock_and_new", scopes["scope"])
    caption = (
        "各地区各层级企业：存量（其中本年首次认定）（家）；按名录现在的地区计，归属未定而写有的也在内；没有名录的留空"
    )
    if apart := now["stock"].where(now["scope"] == CITY, -now["stock"]).sum():
        caption += f"；全市的{apart}项没有写地区或地区本期不设，只计入全市"
    return result_table("tier_stock", scopes, ["scope", tiers], caption, plan)


def overlap(tier_overlap: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Which tiers are held together."""
    where = "".join(plan.district_names[scope] for scope in tier_overlap["scope"].unique())
    held = tier_overlap[tier_overlap["enterprises"] > 0]
    columns = ["combination", "tiers", "enterprises"]
    return result_table("tier_overlap", held, columns, f"{where}各层级组合的企业数", plan)


def expiring_summary(expiring_summary: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """What expires within each window, and the stock that remains if nobody renews."""
    rows = expiring_summary.sort_values("window", kind="stable").astype({"expiring": "Int64", "stock_after": "Int64"})
    rows.loc[rows["tier"].isin(plan.tiers.yearly), ["expiring", "stock_after"]] = pd.NA
    last = rows[rows["window"] == rows["window"].max()]
    if not last["expiring"].any():  # a sentence beside it states so
        return stack()
    windows = Pivot.of_long(rows, "window", "expiring", last["tier"])
    where = plan.district_names[rows["scope"].iloc[0]]
    after = f"届时存量指{last['window'].iloc[0]}天后无人续期时的家数"
    caption = f"{where}到期提醒（家；期限长的含期限短的；{after}；没有记录有效期的按规定推算）"
    return result_table("expiring_summary", last, ["tier", "stock", windows, "stock_after"], caption, plan)


def expiring(expiring: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Tenures that expire soon, the most urgent first; tiers granted for a calendar year are not listed."""
    listed = expiring[~expiring["tier"].isin(plan.tiers.yearly)]
    if listed.empty:
        return stack()
    some = excerpt(listed, "expiring", "scope", unit="家")
    columns = ["name", "uscc", "tier", "valid_until", "days_left"]
    return result_table("expiring", some.rows, columns, f"即将到期的企业{some.extent}", plan)


def places(places: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """What the targets still need against the candidates, for one scope or all."""
    columns = ["tier", "target", "actual", "needed", "ready", "ready_first_time"]
    columns += ["review", "near", "unknown", "uncovered"]
    caption = "各层级的年度目标和后备企业（家；"
    caption += "“—”为没有分解到年度目标的层级；" if places["target"].isna().any() else ""
    caption += "后备不足为差的家数减去已具备且属首次认定的，待人工核实的不算在内；“已具备”指能用数据计算的条件都满足"
    unsure = join_names([tier_name(plan, tier) for tier, rule in plan.tiers.tiers.items() if not rule.certain], "类")
    caption += f"；{unsure}的条件数据不能判断或出处待核，满足的也列为“待人工核实”）" if unsure else "）"
    several = ["scope"] if len(set(places["scope"])) > 1 else []
    return result_table("places", places, [*several, *columns], caption, plan)


def candidates(candidates: pd.DataFrame, places: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """The enterprises that could fill what a district's targets still need, and what the near ones lack.

    Parameters
    ----------
    candidates : pandas.DataFrame
        Several rows of one enterprise are alternatives.
    places : pandas.DataFrame
        For each district and tier as many are listed as are needed, in turn for each tier, those
        that count as new first; enterprises of a district without a target can count for the city.
    """
    several = ["district"] if len(set(candidates["district"].fillna(""))) > 1 else []
    many = candidates.drop_duplicates(["uscc", "tier"])
    need = places["needed"].fillna(places["target"]).set_axis(pd.MultiIndex.from_frame(places[_CELL])).dropna()
    own = pd.MultiIndex.from_arrays([many["district"].fillna(CITY), many["tier"]])
    many = many.assign(
        target_of=many["district"].fillna(CITY).where(own.isin(need.index), CITY),
        certain=many["standing"].map(list(STANDINGS).index),
        again=~many["first_time"].astype("bool"),
    ).sort_values(["again", "certain"], kind="stable")  # only what is recognised for the first time counts
    order = {name: position for position, name in enumerate(plan.order_of("district"))}
    many = many.assign(
        turn=many.groupby(["target_of", "tier"]).cumcount(), where=many["district"].map(order)
    ).sort_values(["where", "turn"], kind="stable")
    needed = need.reindex(pd.MultiIndex.from_frame(many[["target_of", "tier"]])).set_axis(many.index)
    beyond = pd.Series("超出所差家数", index=many.index).mask(
        many["target_of"] != many["district"].fillna(CITY), UNSPLIT
    )
    counted = beyond.mask(many["turn"] < needed, "").where(needed.notna(), "层级没有年度目标")
    some = excerpt(many, "candidates", "district", counted)
    if some.rows.empty and len(many):
        own_places = places if several else places[places["scope"].isin(many["district"].fillna(CITY))]
        lacking = own_places["needed"].gt(0).any()
        none = f"没有须由后备企业补足的年度目标，{len(many)}条后备企业不列，见{lists.NAMED}“后备企业”。"
        none = linked(f"没有可以补足年度目标缺口的后备企业{some.extent}。" if lacking else none, "candidates")
        return HtmlFragment(Markup("<p>{}</p>").format(none))
    named = candidates.assign(criterion=column_labels(plan, "candidates", candidates["criterion"]))
    own = dict(list(named.groupby(["uscc", "tier"])))
    ways = [own[key] for key in zip(some.rows["uscc"], some.rows["tier"], strict=True)]
    rows = some.rows.assign(lacking=[_what_is_missing(each) for each in ways])
    caption = (
        f"后备企业（一家企业的一个层级为一条），按各地区没有完成的家数列，各层级轮流，同一层级把握大的在前{some.extent}"
    )
    for_city = (some.rows["target_of"] == CITY) & some.rows["district"].notna()
    note = "；本地区没有目标的层级，按全市差的家数列" if for_city.any() else ""
    note += "；待人工的条目另行核实"
    lacking = [] if rows["lacking"].eq(BLANK).all() else ["lacking"]
    columns = [*several, "name", "uscc", "tier", "standing", "first_time", *lacking, "manual"]
    return result_table("candidates", rows, columns, caption, plan, note)


def attribution(attribution_counts: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Enterprises by district and basis, with the zones apart and within."""
    scopes, apart = attribution_counts[["scope"]].drop_duplicates(), attribution_counts.query("view == 'apart'")
    bases = Pivot.of_long(apart, "district_basis", "enterprises", scopes["scope"])
    sums = attribution_counts.groupby(["scope", "view"], as_index=False, sort=False)["enterprises"].sum(min_count=1)
    views = Pivot.of_long(sums, "view", "enterprises", scopes["scope"])
    caption = "企业归属依据（家）；“并入”把功能区计入正式口径包含它的区"
    return result_table("attribution_counts", scopes, ["scope", bases, views], caption, plan)


def rules(plan: Plan) -> HtmlFragment:
    """What each tier requires, its source, and what has to be confirmed."""
    rows = []
    for tier, rule in plan.tiers.tiers.items():
        for criterion in rule.required:
            where = f"{criterion.document} {criterion.clause}"
            notes = [note for name, note in VERIFIED.items() if getattr(criterion, name, "") == "manual"]
            notes += ["只有一个来源，或与报来的数据所指不完全相同，须核对"] if criterion.confirm else []
            rows.append([tier_name(plan, tier), criterion.name, where, "；".join(notes)])
    caption = "资格初筛的规则（计分和分档的细则见参考数据“层级规则”）"
    return text_table("tier_rules", ["tier", "criterion", "clause", "note"], rows, caption)


def _what_is_missing(own: pd.DataFrame) -> str:
    row = own.iloc[0]
    if row["standing"] == "near":  # one of the alternatives is enough, the nearest first
        nearest = own.sort_values("missing_share", kind="stable")
        ways = {
            f"{criterion}：": [shortfall(r.figure, r.missing, r.unit) for r in some.itertuples()]
            for criterion, some in nearest.groupby("criterion", sort=False)
        }
        return "；或".join(name + "，或".join(each) for name, each in ways.items())
    if row["standing"] == "unknown":
        return f"缺数据，无法判断：{row['criterion']}"
    return BLANK
