"""A reporter submits only rows of its own districts, indicators, tasks, enterprises and carriers."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.intake.checks.rule import Reporter, Rule, RuleContext
from panjin_kpi.reference.names import shortened
from panjin_kpi.reference.obligations import OFFICE, indicators_of, names_of, organisation_name, reporters_of
from panjin_kpi.reference.plan import CITY, Plan

REMEDY = "请删去这一行，由负责的单位报送；由专班办公室代报的要写明"
MOVED_IN = "确已迁入的，请那个地区先作废库里的这一行，再报送；由专班办公室代报的要写明"
MOVED_OUT = "已迁出的，归属地区不改，“作废”填“是”，再由迁入的地区报送；由专班办公室代报的要写明"
RESTORE = "请改回登记的内容；确需变更的，由专班办公室改登记"
KEYED_BY_DISTRICT = ("progress", "events", "carriers")


def units_in(plan: Plan, parts: Mapping[str, pd.DataFrame]) -> list[str]:
    """Names of the districts and reporters in the rows of a file."""
    columns = [rows[name] for table, rows in parts.items() for name in ("district", "reporter") if name in rows.columns]
    found = {str(unit) for column in columns for unit in column.dropna()}
    return sorted(organisation_name(plan, unit) for unit in found)


def ownership_rules(table: str, rows: pd.DataFrame, around: RuleContext) -> list[Rule]:
    """Rules against rows of other units, withdrawals included: warnings if the office submits, otherwise errors.

    Without a known reporter there are no rules.
    """
    if (reporter := around.reporter) is None:
        return []
    if table in ("projects", "measures"):
        return [_others("owner", rows["owner"], around, reporter)]
    if table == "meetings":
        every = pd.Series(reporter.unit not in OFFICE, rows.index)
        return [_not_given("meeting_id", every, str(schemas.schema(table).title), around, reporter)]
    known = set(around.plan.districts["district"])
    rules = _of_a_district if reporter.unit in known else _of_a_unit
    return rules(table, rows, around, reporter)


def _of_a_district(table: str, rows: pd.DataFrame, around: RuleContext, reporter: Reporter) -> list[Rule]:
    if table in KEYED_BY_DISTRICT:
        return [_others("district", rows["district"], around, reporter)]
    if table == "enterprises":  # the district in force, and the submitted one
        now, then = rows["uscc"].map(_register(around, {})), rows["district"]
        to, away = now.where(then == reporter.unit), then.where(now == reporter.unit)
        of = ((to, MOVED_IN), (away, MOVED_OUT), (now, REMEDY), (then, REMEDY))
        return [_others("district", owners, around, reporter, remedy) for owners, remedy in of]
    if table in ("recognitions", "financials"):
        return [_others("uscc", rows["uscc"].map(_register(around, around.parts)), around, reporter)]
    if table == "incubatees":
        frames = around.known("carriers"), around.parts.get("carriers", schemas.empty("carriers"))
        carriers = pd.concat([frame[["carrier", "district"]].dropna() for frame in frames])
        own = set(carriers.loc[carriers["district"] == reporter.unit, "carrier"])
        others = carriers[~carriers["carrier"].isin(own)].drop_duplicates("carrier").set_index("carrier")["district"]
        before = around.known("incubatees").set_index(["carrier", "incubatee_id"])["name"]
        now = pd.MultiIndex.from_frame(rows[["carrier", "incubatee_id"]])
        named = pd.Series(before.reindex(now).to_numpy(), rows.index)
        shared = rows["carrier"].isin(
            carriers.drop_duplicates().loc[lambda each: each["carrier"].duplicated(), "carrier"]
        )
        taken = shared & named.notna() & (named != rows["name"])
        other = "另一地区有同名载体，这个编号在库里是另一家"
        return [
            _others("carrier", rows["carrier"].map(others.to_dict()), around, reporter),
            Rule(taken, "incubatee_id", other, "请改用带本地区名称的编号"),
        ]
    return _tasks(rows, around, reporter) if table == "task_progress" else _matters(rows, around, reporter)


def _of_a_unit(table: str, rows: pd.DataFrame, around: RuleContext, reporter: Reporter) -> list[Rule]:
    """A bureau submits the city-wide indicators that it reports, their evidence, its tasks and action items."""
    plan = around.plan
    if table == "task_progress":
        return _tasks(rows, around, reporter)
    if table == "actions":
        return _matters(rows, around, reporter)
    own = {name for name in plan.indicators["indicator"] if reporter.unit in reporters_of(plan, name)}
    if table in ("progress", "events"):
        standing = rows["indicator"]
        if table == "events":  # the event in force with this number may be another unit's
            before = around.known("events").set_index(["district", "event_id"])["indicator"].to_dict()
            numbers = zip(rows["district"], rows["event_id"], strict=True)
            standing = pd.Series([before.get(number) for number in numbers], rows.index).fillna(rows["indicator"])
        foreign = [values.notna() & ~values.isin(own) for values in (standing, rows["indicator"])]
        in_city = rows["district"] == CITY
        return [
            _others("district", rows["district"].where(~in_city), around, reporter),
            _not_given("indicator", (foreign[0] | foreign[1]) & in_city, "这个指标", around, reporter),
        ]
    if table == "recognitions":
        years = plan.targets["year"].unique().tolist()
        mine = {name for year in years for name in indicators_of(plan, reporter.unit, year)[1]}
        tiers = {name for name, indicator in plan.tiers.counted_by.items() if indicator in mine}
        return [_not_given("tier", rows["tier"].notna() & ~rows["tier"].isin(tiers), "这个层级", around, reporter)]
    proofs = set(plan.indicators.loc[plan.indicators["indicator"].isin(own), "evidence"])
    column = schemas.key(table)[0]
    every = pd.Series(table not in proofs, rows.index)
    return [_not_given(column, every, str(schemas.schema(table).title), around, reporter)]


def _tasks(rows: pd.DataFrame, around: RuleContext, reporter: Reporter) -> list[Rule]:
    """A unit reports its own progress on tasks for which annex 2 names it as leading or responsible."""
    plan = around.plan
    own = plan.task_units.loc[plan.task_units["unit"].isin(names_of(plan, reporter.unit)), "task_no"]
    listed = rows["task_no"].isin(plan.tasks["task_no"])
    return [
        _others("reporter", rows["reporter"], around, reporter),
        _not_given("task_no", listed & ~rows["task_no"].isin(own), "这项任务", around, reporter),
    ]


def _matters(rows: pd.DataFrame, around: RuleContext, reporter: Reporter) -> list[Rule]:
    """The office writes the ledger of action items; an item's owner reports its progress, and may return it."""
    if reporter.unit in OFFICE:
        return []
    stored = around.known("actions").replace(r"\r\n?", "\n", regex=True)  # as cells are read; earlier versions kept CR
    standing = stored.set_index("action_id")
    before = standing.reindex(rows["action_id"]).set_axis(rows.index)
    known, own = rows["action_id"].isin(standing.index), rows["owner"] == reporter.unit
    rules = [_others("owner", owner, around, reporter) for owner in (before["owner"], rows["owner"])]
    name = organisation_name(around.plan, reporter.unit)
    unlisted = f"交办事项由专班办公室登记，台账里没有填报单位{name}的这一件"
    rules.append(_rule(own & ~known, "action_id", unlisted, reporter, "请核对编号；没有登记的请专班办公室登记"))
    struck = f"交办事项由专班办公室登记，填报单位{name}不能作废"
    rules.append(_rule(rows["withdrawn"] & known, "withdrawn", struck, reporter, "请清空这一格；办不了的填退回和原因"))
    for column in ("raised_on", "raised_at", "matter", "due_on", "meeting_id"):
        now, then = (frame[column].astype("object").where(frame[column].notna(), None) for frame in (rows, before))
        changed = own & known & (before["owner"] == reporter.unit) & (now != then) & (now.notna() | then.notna())
        cell = column if rows[column].notna().any() else "action_id"  # omitting the column would blank it
        rules.append(_rule(changed, cell, partial(_registered, column, before, name), reporter, RESTORE))
    return rules


def _registered(column: str, before: pd.DataFrame, reporter: str, row: pd.Series) -> str:
    """Who registers a matter's column, and what is registered."""
    value = before.at[row.name, column]
    was = (
        "空的" if pd.isna(value) else f"“{value:%Y-%m-%d}”" if isinstance(value, date) else f"“{shortened(str(value))}”"
    )
    return f"{schemas.title('actions', column)}由专班办公室登记，填报单位{reporter}不能改，登记的是{was}"


def _register(around: RuleContext, parts: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """District of each enterprise, from the store or else from the file."""
    frames = [around.known("enterprises"), *([parts["enterprises"]] if "enterprises" in parts else [])]
    register = pd.concat([frame[["uscc", "district"]].dropna() for frame in frames]).drop_duplicates("uscc")
    return dict(zip(register["uscc"], register["district"], strict=True))


def _others(column: str, owners: pd.Series, around: RuleContext, reporter: Reporter, remedy: str = REMEDY) -> Rule:
    """Rows with a known owner other than the reporter."""

    def reason(row: pd.Series) -> str:
        name = organisation_name(around.plan, str(owners[row.name]))
        return f"这一行归{name}，不归填报单位{organisation_name(around.plan, reporter.unit)}"

    return _rule(owners.notna() & (owners != reporter.unit), column, reason, reporter, remedy)


def _not_given(column: str, broken: pd.Series, what: str, around: RuleContext, reporter: Reporter) -> Rule:
    reason = f"附件2没有让填报单位{organisation_name(around.plan, reporter.unit)}填报{what}"
    return _rule(broken, column, reason, reporter)


def _rule(
    broken: pd.Series,
    column: str,
    reason: Callable[[pd.Series], str] | str,
    reporter: Reporter,
    remedy: str = REMEDY,
) -> Rule:
    if reporter.on_behalf:
        return Rule(broken, column, reason, "由专班办公室代报，照收并记录", "warning", withdrawals=True)
    return Rule(broken, column, reason, remedy, withdrawals=True)
