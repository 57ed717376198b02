"""Rules of the submitted tables that need more than their schemas: the plan, other rows, other tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd
from stdnum.cn import uscc as credit_codes

from panjin_kpi import schemas
from panjin_kpi.intake.findings import Severity
from panjin_kpi.reference.plan import CITY, Plan


@dataclass(frozen=True)
class Rule:
    """Where a rule is broken (one truth value a row), and what is said of it at which column."""

    broken: pd.Series
    column: str
    reason: Callable[[pd.Series], str] | str
    remedy: str
    severity: Severity = "error"

    def told(self, row: pd.Series) -> str:
        """What is wrong with one row."""
        return self.reason if isinstance(self.reason, str) else self.reason(row)


@dataclass(frozen=True)
class Surroundings:
    """What a rule may look at beside its own rows.

    Parameters
    ----------
    plan : Plan
        Names, measures and targets.
    parts : mapping of str to pandas.DataFrame
        Rows of the file by table.
    known : callable
        Gives the rows of a table that are in force in the store.
    """

    plan: Plan
    parts: Mapping[str, pd.DataFrame]
    known: Callable[[str], pd.DataFrame]

    def table(self, name: str) -> pd.DataFrame:
        """A table as it would stand if the file were accepted."""
        standing = [rows for rows in (self.known(name), self.parts.get(name, schemas.empty(name))) if len(rows)]
        if not standing:
            return schemas.empty(name)
        rows = pd.concat(standing).drop_duplicates(schemas.key(name), keep="last")
        return rows[~rows["withdrawn"].eq(True)] if "withdrawn" in rows else rows


def progress(rows: pd.DataFrame, around: Surroundings) -> list[Rule]:
    """Monthly figures: counts are whole, shares at most 100, the city's sum is not reported, a target exists.

    A rule looks at the cells it needs; a row whose names or period are wrong is not held against the targets.
    """
    plan = around.plan
    measure = rows["indicator"].map(plan.indicators.set_index("indicator")["measure"])
    named = rows["district"].notna() & rows["indicator"].notna() & schemas.iso_period(rows["period"])
    year = pd.to_numeric(rows["period"].str[:4].where(named)).fillna(0).astype("int64")
    cell = pd.MultiIndex.from_arrays([year, rows["district"], rows["indicator"]])
    targets = pd.MultiIndex.from_frame(plan.targets[["year", "scope", "indicator"]])
    split = pd.MultiIndex.from_frame(plan.targets.loc[plan.targets["scope"] != CITY, ["year", "indicator"]])
    whole_city = (rows["district"] == CITY) & cell.droplevel(1).isin(split)
    fraction = measure.isin(["count", "milestone"]) & (rows["value"] % 1 != 0) & rows["value"].notna()
    too_much = (measure == "share") & (rows["value"] > 100)
    surplus = named & ~cell.isin(targets) & ~whole_city & ~rows["withdrawn"]

    def name(row: pd.Series) -> str:
        return f"“{plan.indicator_names.known.get(row['indicator'], '')}”"

    def no_target(row: pd.Series) -> str:
        where = plan.district_names[row["district"]]
        counted = "" if (int(row["period"][:4]), row["indicator"]) in split else "，也不计入全市数"
        return f"{row['period'][:4]}年没有给{where}分解{name(row)}的目标，数字照收，但不考核{counted}"

    return [
        Rule(fraction, "value", lambda row: f"{name(row)}按个数计，应为整数", "请改为整数"),
        Rule(too_much, "value", lambda row: f"{name(row)}是百分比，不能超过100", "请改正"),
        Rule(
            whole_city,
            "district",
            lambda row: f"{name(row)}已分解到地区，全市数由各地区相加，不单独填报",
            "请删去这一行，或改填县区、经济区",
        ),
        Rule(surplus, "indicator", no_target, "如属填错请更正", "warning"),
    ]


def task_progress(rows: pd.DataFrame, around: Surroundings) -> list[Rule]:
    """Task progress: the task is one of annex 2."""
    unknown = rows["task_no"].notna() & ~rows["task_no"].isin(around.plan.tasks["task_no"])
    return [Rule(unknown, "task_no", "附件2没有这个序号", "请按附件2的序号填写")]


def enterprises(rows: pd.DataFrame, around: Surroundings) -> list[Rule]:
    """Enterprises: the credit code keeps to GB 32100-2015, the enterprise belongs to a district, not to the city."""
    return [_bad_code(rows), _whole_city(rows), _unknown_carrier(rows, around)]


def recognitions(rows: pd.DataFrame, around: Surroundings) -> list[Rule]:
    """Recognitions: code, registered before it was recognised, valid until after it was recognised."""
    registered = around.table("enterprises").drop_duplicates("uscc").set_index("uscc")["registered_on"]
    too_early = rows["event_date"] < rows["uscc"].map(registered.to_dict()).astype("datetime64[ns]")
    turned = rows["valid_until"] < rows["event_date"]
    return [
        _bad_code(rows),
        Rule(too_early, "event_date", "早于企业名录中的注册日期", "请核对认定日期或注册日期"),
        Rule(turned, "valid_until", "早于认定日期", "请核对有效期"),
        Rule(
            _absent(rows["uscc"], registered.index), "uscc", "企业名录里没有这家企业", "请同时报送企业名录", "warning"
        ),
    ]


def financials(rows: pd.DataFrame, around: Surroundings) -> list[Rule]:
    """Yearly figures: code, parts are not larger than their whole."""
    known = around.table("enterprises")["uscc"]
    parts = (
        ("rd_staff", "staff"),
        ("domestic_rd_expense_wan", "rd_expense_wan"),
        ("hitech_revenue_wan", "total_revenue_wan"),
    )
    larger = [
        Rule(rows[part] > rows[whole], part, f"大于{schemas.title('financials', whole)}", "请核对这两个数", "warning")
        for part, whole in parts
    ]
    absent = Rule(_absent(rows["uscc"], known), "uscc", "企业名录里没有这家企业", "请同时报送企业名录", "warning")
    return [_bad_code(rows), *larger, absent]


def events(rows: pd.DataFrame, around: Surroundings) -> list[Rule]:
    """Single events: the same event is not counted twice under two numbers, its carrier is in the list."""
    everything = around.table("events")
    same = ["district", "indicator", "occurred_on", "title"]
    numbers = everything.groupby(same)["event_id"].nunique()
    twice = pd.Series(pd.MultiIndex.from_frame(rows[same]).map(numbers), rows.index).fillna(0) > 1
    remedy = "如是同一件事，请作废其中一行"
    return [
        Rule(twice, "title", "同一天有同名的事项，编号不同，可能重复计数", remedy, "warning"),
        _unknown_carrier(rows, around),
    ]


def carriers(rows: pd.DataFrame, around: Surroundings) -> list[Rule]:  # noqa: ARG001 - every table's rules are called alike
    """Carriers belong to a district."""
    return [_whole_city(rows)]


def incubatees(rows: pd.DataFrame, around: Surroundings) -> list[Rule]:
    """Tenants: enterprises have a good code, nobody leaves before entering, the carrier is in the list."""
    turned = rows["graduated_on"] < rows["entered_on"]
    without = (rows["kind"] == "企业") & rows["uscc"].isna()
    return [
        _bad_code(rows),
        Rule(turned, "graduated_on", "早于入孵日期", "请核对这两个日期"),
        Rule(without, "kind", "企业没有填统一社会信用代码", "请补填", "warning"),
        _unknown_carrier(rows, around),
    ]


def actions(rows: pd.DataFrame, around: Surroundings) -> list[Rule]:  # noqa: ARG001
    """Open matters: closed ones have a day, and it is not before they were raised."""
    return [
        Rule((rows["status"] == "办结") & rows["closed_on"].isna(), "status", "已办结但没有办结日期", "请补填办结日期"),
        Rule(rows["closed_on"] < rows["raised_on"], "closed_on", "早于交办日期", "请核对这两个日期"),
    ]


RULES: dict[str, Callable[[pd.DataFrame, Surroundings], list[Rule]]] = {
    "progress": progress,
    "task_progress": task_progress,
    "events": events,
    "enterprises": enterprises,
    "recognitions": recognitions,
    "financials": financials,
    "carriers": carriers,
    "incubatees": incubatees,
    "actions": actions,
}


def _bad_code(rows: pd.DataFrame) -> Rule:
    codes = rows["uscc"].dropna().unique()
    bad = [code for code in codes if not credit_codes.is_valid(code)]
    return Rule(rows["uscc"].isin(bad), "uscc", "不符合 GB 32100-2015，校验码或位数不对", "请对照营业执照改正")


def _whole_city(rows: pd.DataFrame) -> Rule:
    return Rule(rows["district"] == CITY, "district", "要落到县区或经济区，不能填全市", "请改填县区、经济区")


def _unknown_carrier(rows: pd.DataFrame, around: Surroundings) -> Rule:
    absent = _absent(rows["carrier"], around.table("carriers")["carrier"])
    return Rule(absent, "carrier", "孵化载体表里没有这个载体", "请核对名称，或同时报送孵化载体表", "warning")


def _absent(values: pd.Series, known: pd.Series | pd.Index) -> pd.Series:
    return values.notna() & ~values.isin(known)
