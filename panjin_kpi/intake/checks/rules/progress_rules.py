"""Rules of the monthly figures: against the plan's targets, other months and the evidence."""

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.intake.checks.rule import Rule, RuleContext
from panjin_kpi.intake.checks.rules.history_rules import far_from_history, without_note
from panjin_kpi.intake.checks.rules.note_rules import note_rules
from panjin_kpi.reference.calendar import today
from panjin_kpi.reference.evidence_counts import proving_rows, proving_tables, sums
from panjin_kpi.reference.plan import CITY, Plan

SERIAL_DAYS = range(43831, 47849)  # Excel's serial dates of 2020 to 2030
SMALLEST = 1e-9  # sums of amounts are inexact in binary
CELL = ("period", "district", "indicator")
NO_MONTH = ("", float("nan"))
PROOFS = ("events", "recognitions", "enterprises", "incubatees", "carriers", "projects")


def progress_rules(rows: pd.DataFrame, around: RuleContext) -> list[Rule]:
    """Monthly figures: counts are whole, shares at most 100, the city's sum is not reported, a target exists.

    Improbable figures need a note: one that falls, or one far beyond its target. A row with a wrong name or period is
    not compared with targets.
    """
    plan = around.plan
    measure = rows["indicator"].map(plan.by_indicator["measure"])
    named = rows["district"].notna() & rows["indicator"].notna() & schemas.iso_period(rows["period"])
    targets = plan.target_of
    split = {(year, indicator) for year, scope, indicator in targets if scope != CITY}
    cells = list(zip(rows["period"].str[:4].where(named, ""), rows["district"], rows["indicator"], strict=True))
    whole_city = _flags(rows, [scope == CITY and (year, indicator) in split for year, scope, indicator in cells])
    fraction = measure.isin(["count", "milestone"]) & (rows["value"] % 1 != 0) & rows["value"].notna()
    too_much = (measure == "share") & (rows["value"] > 100)
    too_little = (measure == "share") & rows["value"].between(0, 1, inclusive="right")
    surplus = named & ~_flags(rows, [cell in targets for cell in cells]) & ~whole_city & ~rows["withdrawn"]

    def name(row: pd.Series) -> str:
        return f"“{plan.indicator_names.known.get(row['indicator'], '')}”"

    def no_target(row: pd.Series) -> str:
        where = plan.district_names[row["district"]]
        counted = "" if (row["period"][:4], row["indicator"]) in split else "，也不计入全市数"
        return f"{row['period'][:4]}年没有给{where}分解{name(row)}的目标，数字照收，但不考核{counted}"

    return [
        *not_yet_begun(rows),
        Rule(fraction, "value", lambda row: f"{name(row)}按个数计，应为整数", "请改为整数"),
        Rule(too_much, "value", lambda row: f"{name(row)}是百分比，不能超过100", "请改正"),
        Rule(
            whole_city,
            "district",
            lambda row: f"{name(row)}已分解到地区，全市数由各地区相加，不单独填报",
            "请删去这一行，或改填县区、经济区",
        ),
        not_there(rows, "district", rows["period"].where(named), "，数字照收，但不计入", plan),
        Rule(surplus, "indicator", no_target, "如属填错请更正", "warning"),
        Rule(too_little, "value", "按百分数填写，这里不超过1%", "85%请填85", "warning"),
        *_beside_other_months(rows, around),
        *_far_beyond_the_target(rows, measure, plan),
        *_without_proof(rows, around),
        far_from_history(rows, around),
        *note_rules(rows, around),
    ]


def _beside_other_months(rows: pd.DataFrame, around: RuleContext) -> list[Rule]:
    """A cumulative figure is not below an earlier month's, nor above a later month's (R-20)."""
    months: dict[tuple[str, ...], list[tuple[str, float]]] = {}
    reported = around.table("progress")
    reported = reported[reported["value"].notna() & schemas.iso_period(reported["period"])]
    for period, *cell, value in zip(*(reported[name] for name in (*CELL, "value")), strict=True):
        months.setdefault((period[:4], *cell), []).append((period, value))
    here = list(zip(*(rows[name] for name in CELL), strict=True))
    reported_here, before, after = set(here), [], []
    for (period, *cell), is_month in zip(here, schemas.iso_period(rows["period"]), strict=True):
        others = months.get((period[:4], *cell), []) if is_month else []
        before.append(max((month for month in others if month[0] < period), default=NO_MONTH))
        after.append(min((month for month in others if month[0] > period), default=NO_MONTH))
    next_month = [(month, *cell) for (month, _), (_, *cell) in zip(after, here, strict=True)]
    stays = _flags(rows, [month not in reported_here for month in next_month])
    beside = pd.DataFrame({"before": before, "after": after}, index=rows.index)
    lowest, highest = (pd.Series([value for _, value in side], rows.index, dtype="float64") for side in (before, after))
    falls = (rows["value"] < lowest) & without_note(rows)
    too_high = (rows["value"] > highest) & stays

    def message(row: pd.Series, side: str) -> str:
        month, value = beside.loc[row.name, side]
        return f"{month}的累计数{_figure(value)}"

    def falling(row: pd.Series) -> str:
        return f"少于{message(row, 'before')}，累计数不应减少"

    def above(row: pd.Series) -> str:
        return f"大于已报的{message(row, 'after')}"

    return [
        Rule(falls, "value", falling, "请核对；确需核减的，在备注里说明原因"),
        Rule(too_high, "value", above, "请核对，或同时更正以后月份", "warning"),
    ]


def not_there(rows: pd.DataFrame, unit: str, months: pd.Series, counted: str, plan: Plan) -> Rule:
    """A district reports for a month in which it does not exist; ``counted`` may say what becomes of the row."""
    absent = {month: plan.districts_absent_in(month) for month in months.dropna().unique()}
    broken = [name in absent.get(month, ()) for month, name in zip(months, rows[unit], strict=True)]

    def reason(row: pd.Series) -> str:
        return f"{plan.district_names[row[unit]]}在{months[row.name]}还没有设立或已经撤销{counted}"

    return Rule(_flags(rows, broken), unit, reason, "请核对地区和期间", "warning")


def not_yet_begun(rows: pd.DataFrame) -> list[Rule]:
    """A month may be reported once it has begun, in Beijing."""
    now = f"{today():%Y-%m}"
    early = schemas.iso_period(rows["period"]) & (rows["period"] > now)
    return [Rule(early, "period", f"还没有到，现在是{now}", "请核对期间")]


def _far_beyond_the_target(rows: pd.DataFrame, measure: pd.Series, plan: Plan) -> list[Rule]:
    """Figures many times the year's target, or without one the indicator's largest (``checks``, assumption).

    Typical causes are 万元 instead of 亿元, a serial date, and a repeated digit.
    """
    target = year_targets(rows, rows["period"].str[:4], plan)
    unit = plan.by_indicator["unit"]
    checks, serial, silent = plan.assessment.checks, rows["value"].isin(SERIAL_DAYS), without_note(rows)

    def beyond(kind: pd.Series, times: float, guess: str, remedy: str) -> list[Rule]:
        far = kind & (target > 0) & (rows["value"] >= times * target)

        def message(row: pd.Series) -> str:
            return f"是全年目标{_figure(target[row.name])}{unit[row['indicator']]}的{times:g}倍以上，{guess}"

        explained = Rule(far & ~silent, "value", message, f"{remedy}；备注已说明的，请再核对一次", "warning")
        return [Rule(far & silent, "value", message, f"{remedy}；如属实请在备注里说明"), explained]

    amount_times, count_times = checks.amount_times_target.value, checks.count_times_target.value
    count = measure.isin(["count", "milestone"])
    return [
        *beyond(measure == "amount", amount_times, "像是按万元填的", "本指标单位是亿元，请换算"),
        *beyond(count & serial, count_times / 10, "像是把日期填成了数", "请改填累计数"),
        *beyond(count & ~serial, count_times, "像是填错了", "请核对"),
    ]


def year_targets(rows: pd.DataFrame, years: pd.Series, plan: Plan) -> pd.Series:
    """The target of each row's year, district and indicator; without one the indicator's largest of the year."""
    largest: dict[tuple[str, str], float] = {}
    for (year, _, indicator), figure in plan.target_of.items():
        largest[year, indicator] = max(figure, largest.get((year, indicator), figure))
    cells = zip(years, rows["district"], rows["indicator"], strict=True)
    wanted = [plan.target_of.get(cell) or largest.get((cell[0], cell[2])) for cell in cells]
    return pd.Series(wanted, index=rows.index, dtype="float64")


def _without_proof(rows: pd.DataFrame, around: RuleContext) -> list[Rule]:
    """The last month's figures that differ from their evidence, where the file or the store has its table."""
    plan, period = around.plan, around.period
    tables = {name: around.table(name) for name in PROOFS}
    there = {name for name in PROOFS if name in around.parts or len(tables[name])}
    if period is None or not there:
        return []
    proofs = sums(proving_rows(plan, tables, period))
    cell = pd.MultiIndex.from_frame(rows[["district", "indicator"]])
    proved = pd.Series(proofs.reindex(cell).fillna(0).to_numpy(), index=rows.index)
    proving = proving_tables(plan, tables)
    provable = rows["indicator"].map(proving).isin(there) & (rows["period"] == period)
    differs = provable & rows["value"].notna() & ((rows["value"] - proved).abs() > SMALLEST)

    def message(row: pd.Series) -> str:
        unit = plan.by_indicator["unit"][row["indicator"]]
        title = schemas.schema(proving[row["indicator"]]).title
        return f"与佐证不一致：报{_figure(row['value'])}{unit}，{title}可证{_figure(proved[row.name])}{unit}"

    return [Rule(differs, "value", message, "请补报明细，或核对累计数", "warning")]


def _flags(rows: pd.DataFrame, values: list[bool]) -> pd.Series:
    return pd.Series(values, index=rows.index, dtype="bool")


def _figure(value: float) -> str:
    return f"{value:.10g}"
