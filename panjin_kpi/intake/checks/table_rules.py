"""Rules of the submitted tables that need the plan, other rows or other tables."""

from collections.abc import Callable, Iterator
from operator import itemgetter

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.intake.checks.ownership import ownership_rules
from panjin_kpi.intake.checks.rule import Rule, RuleContext
from panjin_kpi.intake.checks.rules.enterprise_rules import (
    bad_code,
    enterprise_rules,
    financial_rules,
    recognition_rules,
    unknown_carrier,
    whole_city,
    withdrawn_carrier,
)
from panjin_kpi.intake.checks.rules.progress_rules import not_there, not_yet_begun, progress_rules, year_targets
from panjin_kpi.intake.checks.rules.register_rules import (
    actions,
    dated,
    meetings,
    names_a_person,
    projects,
    taken_back,
    too_large,
)
from panjin_kpi.intake.checks.rules.task_rules import done_rules
from panjin_kpi.intake.checks.rules.withdrawal_rules import TITLES, withdrawal_rules
from panjin_kpi.intake.reading.foot_labels import is_sum
from panjin_kpi.reference.calendar import EARLIEST, today
from panjin_kpi.reference.evidence_counts import WAN_IN_YI, proving_tables
from panjin_kpi.reference.names import normalised_key, shortened
from panjin_kpi.reference.plan import CITY
from panjin_kpi.schemas.fields import field

PROSE = ["note", "title", "evidence", "document", "progress", "problems", "next_steps"]
PROSE += ["matter", "returned_reason", "measure", "post", "partner", "decisions"]


def rules_of(table: str, rows: pd.DataFrame, around: RuleContext) -> list[Rule]:
    """Every rule of a table, applied to its rows."""
    return [
        *ownership_rules(table, rows, around),
        *RULES[table](rows, around),
        *withdrawal_rules(table, rows),
        *taken_back(table, rows, around),
        *(names_a_person(rows, column) for column in PROSE if column in rows),
        *_outside_the_period(table, rows, around),
        *_too_early(rows),
        *_called_like_a_sum(table, rows, around),
        *_another_under_its_number(table, rows, around),
    ]


def _outside_the_period(table: str, rows: pd.DataFrame, around: RuleContext) -> list[Rule]:
    """Anything reported has happened by the end of the file's month; events count only in their own year."""
    last = pd.Timestamp(around.last_day)
    end = "本期末" if around.period and around.last_day < today() else "今天"
    rules = [
        Rule(rows[day] > last, day, f"晚于{end}（{last.date()}）", "请核对日期；以后发生的以后再报")
        for day in rows.columns
        if field(table, day).happened
    ]
    if table == "events" and around.period:
        year = around.period[:4]
        early = rows["occurred_on"].between(pd.Timestamp(EARLIEST), pd.Timestamp(f"{year}-01-01"), inclusive="left")
        rules.append(Rule(early, "occurred_on", f"不在{year}年内，不计入本年度", "请核对日期", "warning"))
    return rules


def _too_early(rows: pd.DataFrame) -> list[Rule]:
    """Days before ``EARLIEST``, as spreadsheets make of numbers typed into date cells: a year becomes a day of 1905."""
    reason = f"早于{EARLIEST.year}年，像是把年份或别的数填进了日期格式的格子"
    remedy = "请核对，按 2021-06-05 的写法填写年月日；确是这一天的不用改"
    days = rows.select_dtypes("datetime")
    return [Rule(days[day] < pd.Timestamp(EARLIEST), day, reason, remedy, "warning") for day in days]


def _called_like_a_sum(table: str, rows: pd.DataFrame, around: RuleContext) -> Iterator[Rule]:
    """Rows with a complete key are data: one that is called like a subtotal counts beside the rows that it sums."""

    def named(rows: pd.DataFrame, _: pd.DataFrame) -> pd.Series:
        names = rows[column].astype("str")
        return names.isin([name for name in names.dropna().unique() if is_sum(name)])

    remedy = "是小计或合计的，请删去这一行；名称就是这样的不用改"
    for column in dict.fromkeys((*(name for name in TITLES if name in rows), schemas.key(table)[-1])):
        found = around.newly(table, named, itemgetter([] if column in schemas.key(table) else [column]), rows)
        yield Rule(found, column, "像是小计或合计，按一行数据收了，可能重复计数", remedy, "warning")


def _another_under_its_number(table: str, rows: pd.DataFrame, around: RuleContext) -> list[Rule]:
    """A row that differs in its title, and in its day or credit code, from that in force under its number.

    It would replace something else. Its day is the first that both rows have.
    """
    key, known = schemas.key(table), around.known(table)
    title = next((name for name in TITLES if name in rows and name not in key), None)
    if title is None or known.empty:
        return []
    before = rows[key].merge(known, "left", key).set_axis(rows.index)
    days = list(rows.select_dtypes("datetime"))
    codes = [name for name in ("uscc",) if name in rows and name not in key]
    names = (each[[title]].map(normalised_key, na_action="ignore") for each in (before, rows))
    other = _differs(*names) & (_differs(before[days], rows[days]) | _differs(before[codes], rows[codes]))

    def reason(row: pd.Series) -> str:
        there = before.loc[row.name]
        day = next((f"（{day:%Y-%m-%d}）" for day in there[days].dropna()), "")
        return f"这个编号在库里是“{shortened(there[title])}”{day}，报上去就替代它"

    return [Rule(other, key[-1], reason, "是另一件的，请另编一个编号；是更正的不用改", "warning")]


def _differs(before: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    """Whether rows differ from earlier ones in the first column that both have filled."""
    both = before.notna() & rows.notna()
    first = both & (both.cumsum(axis=1) == 1)
    return (first & (before != rows)).any(axis=1)


def task_progress(rows: pd.DataFrame, around: RuleContext) -> list[Rule]:
    """Task progress: the task is one of annex 2; one reported as completed passes :func:`task_rules.done_rules`."""
    unknown = rows["task_no"].notna() & ~rows["task_no"].isin(around.plan.tasks["task_no"])
    number = Rule(unknown, "task_no", "附件2没有这个序号", "请按附件2的序号填写")
    months = rows["period"].where(schemas.iso_period(rows["period"]))
    absent = not_there(rows, "reporter", months, "，这一行照收，但不计入", around.plan)
    return [*not_yet_begun(rows), number, absent, *done_rules(rows, around)]


def events(rows: pd.DataFrame, around: RuleContext) -> list[Rule]:
    """Events: one number and one district, a known carrier, a valid credit code, and a figure that the event proves."""

    def same(frame: pd.DataFrame) -> pd.DataFrame:
        names = frame["title"].map(normalised_key, na_action="ignore")
        return frame[["indicator", "occurred_on"]].assign(title=names)

    def same_here(frame: pd.DataFrame) -> pd.DataFrame:
        return same(frame).assign(district=frame["district"])

    twice = around.numbered_twice("events", "event_id", same_here, rows)
    elsewhere = around.numbered_twice("events", "district", same, rows)
    remedy, agree = "如是同一件事，请作废其中一行", "如是同一件事，请商定由哪个地区报，另一个地区作废"
    months = rows["occurred_on"].dt.strftime("%Y-%m")
    return [
        *bad_code(rows, around),
        Rule(twice, "title", "同一天有同名的事项，编号不同，可能重复计数", remedy, "warning"),
        Rule(elsewhere, "title", "另一个地区同一天有同名的事项，全市可能重复计数", agree, "warning"),
        unknown_carrier(rows, around),
        not_there(rows, "district", months, "", around.plan),
        *_proves_nothing(rows, around),
    ]


def _proves_nothing(rows: pd.DataFrame, around: RuleContext) -> list[Rule]:
    """Events that would prove no district's figure, no figure at all, no amount, or one far beyond the target."""
    plan = around.plan
    proving = proving_tables(plan, {"projects": around.table("projects")})
    evidence, measure = (rows["indicator"].map(each) for each in (proving, plan.by_indicator["measure"]))
    cells = zip(rows["occurred_on"].dt.year, rows["indicator"], strict=True)
    split = pd.Series([one in plan.split_indicators(year) for year, one in cells], rows.index, dtype="bool")
    events = evidence == "events"
    city = events & split & (rows["district"] == CITY)
    other = rows["indicator"].isin(plan.by_indicator.index) & ~events
    unpaid = events & (measure == "amount") & rows["amount_wan"].isna()
    times = plan.assessment.checks.amount_times_target.value
    target = year_targets(rows, rows["occurred_on"].dt.strftime("%Y"), plan)
    far = (measure == "amount") & (target > 0) & (rows["amount_wan"] >= times * target * WAN_IN_YI)

    def only_city(row: pd.Series) -> str:
        name = plan.indicator_names[row["indicator"]]
        return f"“{name}”已分解到地区，填全市的只佐证全市数，不佐证任何地区的数"

    def proved_by(row: pd.Series) -> str:
        table = proving[row["indicator"]]
        proof = "没有佐证它的表" if pd.isna(table) else f"佐证它的是{schemas.schema(table).title}"
        return f"“{plan.indicator_names[row['indicator']]}”不由事项明细佐证，这一行不计入任何数；{proof}"

    reason = "这个指标按金额计，这一行没有填金额，佐证的数是0"
    return [
        Rule(city, "district", only_city, "请改填县区、经济区", "warning"),
        Rule(other, "indicator", proved_by, "请报在佐证它的表里，或核对指标", "warning"),
        Rule(unpaid, "amount_wan", reason, "请补填金额（万元）", "warning", otherwise="indicator"),
        Rule(far, "amount_wan", f"是全年目标的{times:g}倍以上，像是按元填的", "请核对，这一列的单位是万元", "warning"),
    ]


def incubatees(rows: pd.DataFrame, around: RuleContext) -> list[Rule]:
    """Tenants: valid credit code, graduation after entry, one tenancy at a time, known carrier."""
    turned = rows["graduated_on"] < rows["entered_on"]
    twice = around.newly("incubatees", _overlaps, itemgetter(["name", "uscc", "entered_on", "graduated_on"]), rows)
    without = (rows["kind"] == "企业") & rows["uscc"].isna()
    at_once = "同一家还有一行同时在孵（载体、编号不同），可能重复计数"
    remedy = "已离开前一载体的，请补填那一行的毕业日期；如是同一家重复填报，请作废其中一行"
    return [
        *bad_code(rows, around),
        Rule(turned, "graduated_on", "早于入孵日期", "请核对这两个日期"),
        Rule(twice, "name", at_once, remedy, "warning"),
        Rule(without, "kind", "企业没有填统一社会信用代码", "请补填", "warning"),
        unknown_carrier(rows, around),
    ]


def _overlaps(rows: pd.DataFrame, tenants: pd.DataFrame) -> pd.Series:
    """Which rows are of a tenant that another row has at the same time."""
    key = schemas.key("incubatees")
    at_once = pd.MultiIndex.from_frame(_tenant_elsewhere(tenants)[key])
    return pd.Series(pd.MultiIndex.from_frame(rows[key]).isin(at_once), rows.index)


def _tenant_elsewhere(tenants: pd.DataFrame) -> pd.DataFrame:
    """Rows of tenants that another row has at the same time, identified by credit code, or by name in one carrier.

    A row without a code takes that of the same name in the carrier, if there is only one.
    """
    by_name = tenants["carrier"].astype("str") + " " + tenants["name"].fillna("").map(normalised_key).astype("str")
    codes = tenants["uscc"].groupby(by_name)
    who = tenants["uscc"].fillna(codes.transform("first").where(codes.transform("nunique") == 1)).fillna(by_name)
    rows = tenants.assign(who=who).dropna(subset="entered_on").sort_values("entered_on")
    rows["until"] = rows["graduated_on"].fillna(pd.Timestamp.max)
    of_one = rows.groupby("who")
    latest = of_one["until"].cummax().groupby(rows["who"]).shift()  # among earlier entries
    entered, before, after = rows["entered_on"], of_one["entered_on"].shift(), of_one["entered_on"].shift(-1)
    return rows[(entered < latest) | (after < rows["until"]) | (entered == before) | (entered == after)]


RULES: dict[str, Callable[[pd.DataFrame, RuleContext], list[Rule]]] = {
    "progress": progress_rules,
    "task_progress": task_progress,
    "events": events,
    "enterprises": enterprise_rules,
    "recognitions": recognition_rules,
    "financials": financial_rules,
    "carriers": lambda rows, around: [
        whole_city(rows),
        *withdrawn_carrier(rows, around),
        too_large(rows["fund_wan"], "fund_wan", around),
    ],
    "incubatees": incubatees,
    "actions": actions,
    "projects": projects,
    "measures": dated,
    "meetings": meetings,
}
