"""The sentences of the page on carriers, made from the result tables."""

from datetime import date

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.page.fragment import HtmlFragment
from panjin_kpi.report.page.heading import titled
from panjin_kpi.report.page.lists import join_alike, join_names
from panjin_kpi.report.progress.narrative import is_final
from panjin_kpi.schemas.formats import format_day, format_number, format_percent, format_rounded

COUNTS = ["tenants", "new_this_year", "graduated_this_year"]
MOST_ITEMS = 3
UNKNOWN_COUNT = "有同名载体分不清，在孵数不明"


def heading(scope: str, plan: Plan, as_of: date, audience: str, known: str = "") -> HtmlFragment:
    """Subject and day of a page, and that nearly all of the assessment is assumption."""
    hidden = "载体和企业名单不公开，只列汇总。" if audience == "public" else ""
    caution = f"{plan.document}三（十）只要求对省级及以上载体考核，指标、权重、分档和等次都是假定。{hidden}"
    caution += "" if plan.is_over(f"{as_of:%Y-%m}") else "年末以前的等次是期中测算。"
    subject = f"{plan.district_names[scope]}孵化载体考核（截至{format_day(as_of)}）"
    return titled(subject, caution, audience, known)


def summary(carrier_summary: pd.DataFrame, plan: Plan) -> list[str]:
    """Carriers, tenants and occupancy of the first scope; for the city also those that belong to no district."""
    row, where = carrier_summary.iloc[0], plan.district_names[carrier_summary["scope"].iloc[0]]
    if not row["carriers"]:
        return [f"{where}没有报来孵化载体。没有报来不等于没有，须核实。"]
    if pd.isna(row["tenants"]):
        return [f"{where}有{row['carriers']}个孵化载体；{UNKNOWN_COUNT}。"]
    counts = "在孵企业和团队{tenants}个，本年新增{new_this_year}个、毕业{graduated_this_year}个"
    sentences = [f"{where}有{row['carriers']}个孵化载体，{counts.format_map(row)}。"]
    apart = row[COUNTS] - carrier_summary.iloc[1:][COUNTS].sum(skipna=False) if len(carrier_summary) > 1 else row[:0]
    if gone := row["carriers"] - carrier_summary["carriers"].iloc[1:].sum() if len(apart) else 0:
        sentences.append(f"其中{gone}个载体所在的地区本期已不存在或尚未设立，不计入任何地区。")
    if apart.isna().any():
        unsure = carrier_summary.loc[carrier_summary["tenants"].isna(), "scope"].map(plan.district_names.known)
        sentences.append(f"{UNKNOWN_COUNT}的地区：{'、'.join(unsure)}。")
    elif apart.any():
        why = "所在载体不在孵化载体表里（没有报来、已作废或尚未启用）" + ("或属于这样的地区" if gone else "")
        sentences.append(f"其中{counts.format_map(apart)}，{why}，不计入任何地区。")
    if pd.notna(row["tenants_per_1000_m2"]):
        sentences.append(
            f"填有面积的载体合计{format_number(row['area_m2'])}平方米，其每千平方米在孵{format_number(row['tenants_per_1000_m2'])}个。"
        )
    recognised = f"在孵企业获得各层级认定{row['recognised']}项" if row["recognised"] else "没有在孵企业获得认定"
    held = f"载体办活动{row['activities']}场" if row["activities"] else "没有载体办活动的记录"
    number = row["service_stations"]
    stations = f"填报设有政务服务驿站的载体{number}个" if number else "没有载体填报设有政务服务驿站"
    sentences.append(f"本年{recognised}；{held}；不论是否考核，{stations}。")
    return sentences


def grades(carrier_summary: pd.DataFrame, plan: Plan) -> list[str]:
    """How many carriers are assessed, and how many grades are certain."""
    row, where = carrier_summary.iloc[0], plan.district_names[carrier_summary["scope"].iloc[0]]
    levels = "、".join(plan.carrier_assessment.levels.value)
    if not row["assessed"]:
        return [f"{where}没有报来{levels}载体，没有要考核的。"]
    open_ = row["assessed"] - row["graded"]
    graded = f"{'都' if row['assessed'] > 1 else ''}能评出等次"
    graded = f"{open_}个有算不出的项目，得分是一个范围，等次未定" if open_ else graded
    return [f"{where}须考核的载体（{levels}）{row['assessed']}个，{graded}。"]


def named_grades(carriers: pd.DataFrame, plan: Plan) -> list[str]:
    """How many carriers got which grade, and for which a withdrawal is to be discussed."""
    graded = carriers[carriers["grade"].notna()]
    if graded.empty:
        return []
    grades, counts = [rule.grade for rule in plan.carrier_assessment.grades.value], graded["grade"].value_counts()
    details = [f"{grade}等{counts[grade]}个" for grade in grades if grade in counts]
    halfway = "" if is_final(carriers["as_of"].dt.strftime("%Y-%m"), plan) else "期中测算："
    alone = f"{graded['carrier'].iloc[0]}评为{graded['grade'].iloc[0]}等" if len(graded) == 1 else ""
    sentences = [f"{halfway}{alone or '，'.join(details)}。", *_beside_published(graded, plan)]
    out = carriers[carriers["withdrawal"].fillna(False).astype("bool")]
    if len(out):
        sentences.append(
            f"连续两年为{plan.carrier_assessment.withdrawal.value}等、提请研究退出的：{'、'.join(out['carrier'])}。"
        )
    elif carriers["last_grade"].isna().all() and (last := graded["grade"].eq(grades[-1]).sum()):
        whose = "" if alone else f"{grades[-1]}等的{last}个"
        sentences.append(f"{whose}没有上年等次，不能判断是否连续两年落在末等。")
    return sentences


def worst(carriers: pd.DataFrame, carrier_items: pd.DataFrame) -> list[str]:
    """Which carriers of one scope score least, and which items cost them most. A score may still be a range."""
    assessed = carriers[carriers["assessed"]].reset_index(drop=True)
    if assessed.empty:
        return []
    low, high = assessed["score_low"].map(_points), assessed["score_high"].map(_points)
    is_last = high == _points(assessed["score_high"].min())
    last, others = assessed[is_last], assessed[~is_last]
    if len(last) == len(assessed) > 1:
        if (low == high).all():
            return [f"{len(assessed)}个载体得分相同，都是{high.iloc[0]}分。"]
        least = "～".join(dict.fromkeys(_points(score) for score in (last["score_low"].min(), last["score_low"].max())))
        return [f"{len(assessed)}个载体得分的上限相同，都是{high.iloc[0]}分，下限{least}分，高低未定。"]
    one = len(last) == 1 or (low == high)[is_last].all()
    certain = one and (others.empty or last["score_high"].max() <= others["score_low"].min())
    alike: dict[str, list[tuple[str, str]]] = {}  # the same items cost several carriers most
    for row in last.itertuples():
        own = carrier_items[(carrier_items["carrier"] == row.carrier) & (carrier_items["district"] == row.district)]
        scores = "～".join(dict.fromkeys([low[row.Index], high[row.Index]]))
        lost, most = lost_most(own), "最多" if own["points_lost"].gt(0).sum() > MOST_ITEMS else ""
        alike.setdefault(f"失分{most}的项目：{lost}" if lost else "没有失分", []).append((row.carrier, f"{scores}分"))
    each = [
        f"{join_alike(names) if len(assessed) > 1 else '得'.join(names[0])}，{lost}" for lost, names in alike.items()
    ]
    head = "得分最低的是" if certain else "得分上限最低的是"
    return [f"{head if len(assessed) > 1 else ''}{join_names(each, '组', '；')}。"]


def _points(score: float) -> str:
    return format_rounded(score, 2)


def lost_most(carrier_items: pd.DataFrame) -> str:
    """The items that cost one carrier most points, ties included."""
    lost = carrier_items[carrier_items["points_lost"] > 0].nlargest(MOST_ITEMS, "points_lost", keep="all")
    names = [schemas.title("carrier_results", item) for item in lost["item"]]
    return join_alike(zip(names, [f"失{_points(points)}分" for points in lost["points_lost"]], strict=True), "项")


def _beside_published(graded: pd.DataFrame, plan: Plan) -> list[str]:
    """The share of the lowest grade compared with that of a published assessment; not for a single district."""
    rules = plan.carrier_assessment
    if (
        graded["district"].nunique() < 2
        or rules.published is None
        or rules.withdrawal.value not in rules.published.value.grades
    ):
        return []
    last, known = rules.withdrawal.value, rules.published.value
    own, others = int((graded["grade"] == last).sum()), sum(known.grades.values())
    here = f"评出等次的载体中{last}等占{format_percent(own / len(graded))}"
    there = f"{others}家中{last}等{known.grades[last]}家，占{format_percent(known.grades[last] / others)}"
    return [f"{here}；{known.name}的{there}。范围和口径不同，只供调整分档时参考。"]


def rewards(carrier_summary: pd.DataFrame, plan: Plan, rewards: pd.DataFrame | None = None) -> list[str]:
    """The number of grounds for a reward, and of those to be verified; clause 三（十） names no amounts."""
    count = int(carrier_summary["reward_grounds"].iloc[0])
    where = plan.district_names[carrier_summary["scope"].iloc[0]]
    if not count:
        return [f"{where}本年没有三（十）所列可以奖励载体的认定和人才、团队引进的记录。"]
    unsure = "" if rewards is None else f"{rewards['to_verify'].notna().sum()}项"  # the public has only the number
    verify = "" if unsure == "0项" else f"，其中人才、团队{unsure}须先核实是否省级以上"
    return [f"{where}本年有三（十）所列的奖励依据{count}项{verify}；计划没有写金额和择优办法，须研究确定。"]
