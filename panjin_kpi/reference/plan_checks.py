"""Consistency across the reference files: names used in one are defined in another; days and shares are in order."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.errors import ReferenceDataError
from panjin_kpi.reference.names import normalised_key
from panjin_kpi.reference.settings.assessment import TOTAL
from panjin_kpi.schemas.fields import field

if TYPE_CHECKING:
    from panjin_kpi.reference.plan import Plan

LARGEST = 1e9  # of any target or stock in a city
MONTHS = range(1, 13)
PROJECT_KINDS = schemas.schema("projects").columns["kind"].checks[0].statistics["allowed_values"]


def check_plan(plan: "Plan") -> None:
    """Refuse reference data that contradict one another.

    Raises
    ------
    ReferenceDataError
        The first contradiction: file, column or key, value, remedy.
    """
    _names_are_defined(plan)
    _settings_name_what_is_defined(plan)
    _names_differ(plan)
    _districts_begin_before_they_end(plan)
    _targets_can_be_met(plan)
    _curves_rise_to_the_whole(plan)
    _the_calendar_has_whole_years_in_their_order(plan)


def _names_are_defined(plan: "Plan") -> None:
    tasks, units, districts = set(plan.tasks["task_no"]), plan.unit_names.known, plan.district_names.known
    for table, column, known in (
        ("targets", "scope", districts),
        ("targets", "indicator", plan.indicator_names.known),
        ("indicators", "task_no", tasks),
        ("task_units", "task_no", tasks),
        ("task_units", "unit", units),
        ("clause_units", "unit", units),
        ("wordings", "task_no", tasks),
        ("named_objects", "task_no", tasks),
        ("named_objects", "kind", PROJECT_KINDS),
        ("districts", "within", set(plan.districts["district"])),
        ("baseline", "scope", districts),
        ("five_year", "indicator", {*field("five_year", "indicator").labels, *plan.tiers.tiers}),
        ("baseline", "indicator", set(plan.five_year["indicator"])),
        ("carrier_grades", "district", set(plan.districts["district"])),
        ("carrier_grades", "grade", {rule.grade for rule in plan.carrier_assessment.grades.value}),
    ):
        known_values: Collection[object] = known
        values = getattr(plan, table)[column].dropna().unique()
        strange = [str(value) for value in values if value not in known_values]
        _refuse(f"{table}.csv 的 {column} 列有未定义的值", strange, "请先定义或改正")


def _settings_name_what_is_defined(plan: "Plan") -> None:
    indicators, tiers, rules = plan.indicator_names, plan.tiers.tiers, plan.assessment
    for file, key, names, known in (
        ("tiers", "indicator", [tier.indicator for tier in tiers.values() if tier.indicator], indicators),
        ("carrier_assessment", "reward_indicators", plan.carrier_assessment.reward_indicators.value, indicators),
        ("carrier_assessment", "reward_tiers", plan.carrier_assessment.reward_tiers.value, tiers),
        ("assessment", "weights", rules.weights.chosen.grouped, indicators),
        ("assessment", "tie_break", [name for name in rules.tie_break.value if name != TOTAL], indicators),
    ):
        strange = [name for name in names if name not in known]
        _refuse(f"{file}.yaml 的 {key} 有未定义的值", strange, "请先定义或改正")
    _refuse(
        "words.csv 和 tiers.yaml 的层级不一致", sorted(set(tiers) ^ set(plan.words_of["tier"].known)), "请在两处写齐"
    )
    districts = set(plan.districts["district"])
    strange = [veto.district for veto in rules.vetoes.value if veto.district not in districts]
    _refuse("assessment.yaml 的 vetoes 有未定义的值", strange, "请写 districts.csv 里的地区标识")


def _names_differ(plan: "Plan") -> None:
    for table in ("districts", "indicators", "units"):
        names = getattr(plan, table)["name"]
        _refuse(f"{table}.csv 有重名", names[names.map(normalised_key).duplicated()], "请改正")
    aliases = plan.aliases.assign(key=plan.aliases["alias"].map(normalised_key))
    meanings = aliases.groupby(["kind", "key"])["id"].transform("nunique")
    _refuse("aliases.csv 的同一别名指两个标识", aliases.loc[meanings > 1, "alias"].unique(), "请只保留一个")


def _districts_begin_before_they_end(plan: "Plan") -> None:
    table = plan.districts
    _refuse("districts.csv 的 valid_to 早于 valid_from", table.loc[table["valid_to"] < table["valid_from"], "name"])
    _refuse("districts.csv 的 within 是地区自己", table.loc[table["within"] == table["district"], "name"])


def _targets_can_be_met(plan: "Plan") -> None:
    targets = plan.targets
    cells = targets["year"].astype("str") + " " + targets["scope"] + " " + targets["indicator"]
    measure = targets["indicator"].map(plan.by_indicator["measure"])
    _refuse("targets.csv 的 upper 小于 target", cells[targets["upper"] < targets["target"]])
    for limit, beyond in (
        (LARGEST, targets[["target", "upper"]].max(axis=1) > LARGEST),
        (100, (measure == "share") & (targets["target"] > 100)),
        (1, (measure == "milestone") & (targets["target"] > 1)),
    ):
        _refuse(f"targets.csv 的目标大于{limit:g}", cells[beyond])
    broken = measure.isin(["count", "milestone"]) & (targets["target"] % 1 != 0)
    _refuse("targets.csv 按个数计的目标不是整数", cells[broken])
    for table, column in (("five_year", "target_2025"), ("baseline", "stock_2020")):
        rows = getattr(plan, table)
        _refuse(f"{table}.csv 的 {column} 大于{LARGEST:g}", rows.loc[rows[column] > LARGEST, "indicator"])


def _curves_rise_to_the_whole(plan: "Plan") -> None:
    months = plan.pace.groupby("curve")["month"].nunique()
    incomplete = [c for c in plan.indicators["curve"].unique() if c != "linear" and months.get(c, 0) != len(MONTHS)]
    if incomplete:
        remedy = "请补齐，或改正 indicators.csv 的 curve"
        raise ReferenceDataError(f"pace.csv 缺少曲线 {'、'.join(incomplete)} 的全部12个月。{remedy}。")
    curves = list(plan.pace.sort_values("month").groupby("curve")["share"])
    falling = [curve for curve, share in curves if not share.is_monotonic_increasing]
    if falling:
        raise ReferenceDataError(f"pace.csv 的曲线 {'、'.join(falling)} 逐月下降。累计份额只能增加，请改正。")
    _refuse("pace.csv 的曲线到12月不是1", [curve for curve, share in curves if share.iloc[-1] != 1])


def _the_calendar_has_whole_years_in_their_order(plan: "Plan") -> None:
    table = plan.calendar.sort_values("period")
    written = set(table["period"])
    wanted = {f"{year}-{month:02d}" for year in table["period"].str[:4].unique() for month in MONTHS}
    _refuse("calendar.csv 缺少期间", sorted(wanted - written), "写了一年就要写满12个月，请补齐")
    periods = table["period"]
    _refuse("calendar.csv 的 due_on 早于这一期的第一天", periods[table["due_on"] < periods + "-01"])
    _refuse("calendar.csv 的 due_on 早于上一期的", periods[table["due_on"] < table["due_on"].shift()])
    for earlier, later in (("due_on", "second_due_on"), ("due_on", "closing_on"), ("second_due_on", "closing_on")):
        _refuse(f"calendar.csv 的 {later} 早于 {earlier}", periods[table[later] < table[earlier]])
    closed = table["closing_on"].notna() & ~periods.str.endswith("-12")
    _refuse("calendar.csv 的 closing_on 只能写在12月", periods[closed])


def _refuse(what: str, strange: Iterable[object], remedy: str = "请改正") -> None:
    if words := [str(word) for word in strange if not pd.isna(word)]:
        raise ReferenceDataError(f"{what}：{'、'.join(words)}。{remedy}。")
