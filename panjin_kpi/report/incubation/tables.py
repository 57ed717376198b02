"""The tables of the page on carriers."""

import pandas as pd
from markupsafe import Markup

from panjin_kpi import schemas
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.incubation.narrative import lost_most
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.lists import excerpt
from panjin_kpi.report.page.result_table import filled, result_table, text_table
from panjin_kpi.schemas.formats import format_number, format_rounded

MOST_TAKEN_APART = 20  # carriers whose items are on the page; the file has them all
COUNTS = ["tenants", "new_this_year", "graduated_this_year", "tenants_per_1000_m2"]


def summary(carrier_summary: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Carriers by district."""
    columns = ["scope", "carriers", *COUNTS, "recognised", "activities", "service_stations", "assessed"]
    note = "；没有报来载体的以0列" if carrier_summary["carriers"].eq(0).any() else ""
    columns, caption = [*columns, "reward_grounds"], "孵化载体汇总（个；认定为项，活动为场）"
    return result_table("carrier_summary", carrier_summary, columns, caption, plan, note=note)


def carriers(carriers: pd.DataFrame) -> HtmlFragment:
    """The figures of each carrier."""
    columns = ["carrier", "kind_and_level", "area_m2", *COUNTS, "recognised", "activities", "service_station"]
    some = excerpt(carriers, "carriers", "district", unit="个")
    rows = some.rows.assign(
        kind_and_level=carriers["kind"] + ("（" + carriers["level"] + "）").fillna(""),
        recognised=carriers.filter(regex="^recognised_").sum(axis=1, skipna=False),
    )
    note, tables = "；—为没有填报或分不清", ["carrier_results", "carrier_summary"]
    return result_table(tables, rows, columns, f"各载体情况{some.extent}", note=note)


def operation(carriers: pd.DataFrame) -> HtmlFragment:
    """Who runs each carrier, with what services, people and money."""
    columns = ["carrier", "operator", "functions", "professional_staff", "mentors", "fund_wan"]
    some = excerpt(carriers, "carriers", "district", unit="个")
    caption = f"各载体的运营机构、人员和基金{some.extent}"
    return result_table("carrier_results", some.rows, columns, caption, note="；—为没有填报")


def flows(tenant_flows: pd.DataFrame) -> HtmlFragment:
    """Where the tenants of one scope come from and its graduates went."""
    columns = ["direction", "place", "tenants", "new_this_year", "graduated_this_year"]
    return result_table("tenant_flows", tenant_flows, columns, "在孵企业和团队从哪里来、毕业到哪里去（个）")


def grades(carriers: pd.DataFrame, carrier_items: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Score and grade of the assessed carriers, the worst first, each with a folded breakdown by item."""
    assessed = carriers[carriers["assessed"]].sort_values("score_high", kind="stable")
    each = dict(list(carrier_items.groupby(["district", "carrier"])))
    own = [each[key] for key in zip(assessed["district"], assessed["carrier"], strict=True)]
    assessed = assessed.assign(lost_most=[lost_most(rows) or None for rows in own])
    low, high = (
        assessed[name].map(lambda score: format_rounded(score, 2)).astype("str") for name in ("score_low", "score_high")
    )
    some = excerpt(assessed.assign(score_range=low.where(low == high, low + "～" + high)), "carriers", unit="个")
    caption = f"纳入考核的载体{some.extent}"
    unknown = ["unknown_items"] if some.rows["unknown_items"].any() else []
    several = ["district"] if len(set(assessed["district"])) > 1 else []
    columns = ["carrier", "score_range", "grade", *filled(some.rows, "last_grade"), "lost_most", *unknown]
    columns += [*several, "level"]
    figures = [item.figure for item in plan.carrier_assessment.items]
    tiers = "、".join(name for tier, name in plan.words_of["tier"].known.items() if f"recognised_{tier}" in figures)
    note = "；得分口径为假定" + (f"，认定只计{tiers}" if tiers else "")
    table = result_table("carrier_results", some.rows, columns, caption, plan, note).html
    return HtmlFragment(table + Markup("").join(_items(rows, plan) for rows in own[:MOST_TAKEN_APART]))


def _items(rows: pd.DataFrame, plan: Plan) -> Markup:
    """One carrier's items, the one that costs most first."""
    name = rows["carrier"].iloc[0]
    caption = f"{name}的考核分项（分）；数不详的得分和失分为—"
    columns = ["item", "value", "points", "weight", "points_lost", "best"]
    table = result_table("carrier_items", rows, columns, caption, plan)
    summary = f"{name}：各项得分"
    return Markup("<details><summary>{}</summary>{}</details>").format(summary, table.html)


def rewards(rewards: pd.DataFrame, plan: Plan) -> HtmlFragment:
    """Grounds for a reward of each carrier; empty if there are none, which a sentence beside it states."""
    if rewards.empty:
        return HtmlFragment(Markup(""))
    grounds = rewards.assign(code_or_event=rewards["uscc"].fillna(rewards["event_id"]))
    position = {district: number for number, district in enumerate(dict.fromkeys(grounds["district"]))}
    order = [grounds["district"].map(position), grounds["to_verify"].isna()]  # what is to be verified, first
    grounds = grounds.loc[pd.concat(order, axis=1).sort_values(["district", "to_verify"], kind="stable").index]
    some = excerpt(grounds, "rewards", "district", unit="项")
    caption = f"三（十）奖励载体的依据{some.extent}"
    columns = ["carrier", "district", "basis", "code_or_event", "occurred_on", *filled(some.rows, "to_verify")]
    return result_table("rewards", some.rows, columns, caption, plan, "；按企业所在的载体列，不论企业归属哪个地区")


def rules(plan: Plan) -> HtmlFragment:
    """The items, weights and bands of the grades, each marked as plan or assumption."""
    assessment = plan.carrier_assessment
    rows = [["考核对象", "、".join(assessment.levels.value), "", assessment.levels.source]]
    for item in assessment.items:
        bands = "；".join(
            f"{format_number(band.from_)}及以上{format_number(band.points)}分" for band in item.bands.value
        )
        title = schemas.title("carrier_results", item.figure)
        rows.append([title, bands, format_number(item.weight.value), item.bands.source])
    grades = "；".join(f"{rule.grade}等{format_number(rule.from_score)}分起" for rule in assessment.grades.value)
    rows.append(["等次", grades, "", assessment.grades.source])
    last = f"连续两年{assessment.withdrawal.value}等提请研究退出"
    rows.append(["退出", last, "", assessment.withdrawal.source])
    caption = "载体考核的口径：哪些是计划规定，哪些是假定"
    return text_table("rules", ["rule", "content", "weight", "source"], rows, caption)
