"""The evidence of each indicator: the rows that prove a reported figure."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from panjin_kpi.reference.calendar import month_end
from panjin_kpi.reference.names import normalised_key, stored_key
from panjin_kpi.reference.plan import CITY, Plan

PROVING = ("events", "recognitions", "incubatees", "projects")  # countable; other evidence is for a person to judge
WAN_IN_YI = 10_000
TO_WAN = {"万元": 1.0, "亿元": float(WAN_IN_YI)}  # units of a project's amount
BUILT, BUILDING, DONE = "carriers_built", "载体建设", "已完成"
BY_CODE, UNDECIDED = "代码前缀", "未定"  # bases of an enterprise's district
AREA_CODE = slice(2, 8)  # GB 32100-2015: of the registration authority
HOLDING = ["uscc", "tier"]
CARRIER = ["home", "carrier"]  # of a project
ROW = ["table", "submission", "file_row", "item_id", "item"]  # origin and item of a proving row


def sums(rows: pd.DataFrame) -> pd.Series:
    """Sums of the amounts of :func:`proving_rows`, by scope and indicator; every row counts for the city."""
    everywhere = pd.concat([rows, rows[rows["scope"] != CITY].assign(scope=CITY)])
    return everywhere.groupby(["scope", "indicator"])["amount"].sum().rename("evidenced")


def proving_rows(plan: Plan, tables: Mapping[str, pd.DataFrame], period: str) -> pd.DataFrame:
    """The rows that prove figures, from 1 January to the end of a month.

    Counts are proven by rows of events, amounts in 亿元 by amount_wan / 10,000, tiers by first recognitions ever (the
    plan's 新增, 二), tenants by entries. An enterprise counts where it is registered, a tenant where its carrier is. An
    enterprise whose district is undecided, or that is in no table, proves only the city's figure: the city's evidence
    of a tier is the ``first_time`` of ``tier_flow.csv``. ``tables`` has ``events``, ``recognitions``, ``enterprises``,
    ``incubatees`` and ``carriers``, and may have ``projects`` (:func:`proving_tables`).

    Returns
    -------
    pandas.DataFrame
        ``scope`` (a district, or ``city`` where the row proves no district's figure), ``indicator``, ``amount`` in the
        indicator's unit, ``day``, and the row's origin: ``table``, ``submission``, ``file_row``, ``item_id``, ``item``.
    """
    first, last = pd.Timestamp(f"{period[:4]}-01-01"), pd.Timestamp(month_end(period))
    happened, built = _events(plan, tables["events"]), None
    if proving_tables(plan, tables)[BUILT] == "projects":
        happened = happened[happened["indicator"] != BUILT]
        done = built_carriers(plan, tables).assign(year=lambda rows: rows["finished_on"].dt.year)
        done = done.sort_values("finished_on", kind="stable").drop_duplicates([*CARRIER, "year"])
        where = _located(done, "projects", "project_id", "name")
        built = _proofs(where, done["owner"], BUILT, done["finished_on"], 1.0)
    tenants = _incubatees(tables["incubatees"], open_by(tables["carriers"], last))
    rows = pd.concat([happened, _recognitions(tables, plan), tenants, built], ignore_index=True)
    rows = rows[rows["day"].between(first, last)]
    own = rows["indicator"].isin(set(plan.indicators["indicator"]) - plan.split_indicators(int(period[:4])))
    return rows.assign(scope=rows["scope"].mask(own | rows["scope"].isna(), CITY))


def proving_tables(plan: Plan, tables: Mapping[str, pd.DataFrame]) -> pd.Series:
    """The table that proves each indicator, by indicator, as in the plan, except for the carriers built.

    If ``projects`` register the building of carriers, they prove these instead of events: a carrier counts once a year.
    """
    named = plan.by_indicator["evidence"]
    registered = "projects" in tables and (tables["projects"]["kind"] == BUILDING).any()
    return named.mask(named.index == BUILT, "projects") if registered else named


def _events(plan: Plan, events: pd.DataFrame) -> pd.DataFrame:
    events = events[events["indicator"].map(plan.by_indicator["evidence"]) == "events"]
    measure = events["indicator"].map(plan.by_indicator["measure"])
    amount = (events["amount_wan"] / WAN_IN_YI).where(measure == "amount", 1.0).fillna(0.0)
    where = _located(events, "events", "event_id", "title")
    return _proofs(where, events["district"], events["indicator"], events["occurred_on"], amount)


def _recognitions(tables: Mapping[str, pd.DataFrame], plan: Plan) -> pd.DataFrame:
    first, decided = first_recognitions(tables["recognitions"]), decided_districts(tables["enterprises"], plan)
    where = _located(first, "recognitions", "uscc", "enterprise")
    indicator = first["tier"].astype("object").map(plan.tiers.counted_by)
    return _proofs(where, first["uscc"].map(decided), indicator, first["event_date"], 1.0)


def open_by(carriers: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """The carriers open on a day, including those whose opening day is unknown."""
    return carriers[~(pd.to_datetime(carriers["opened_on"]) > day)] if "opened_on" in carriers else carriers


def _incubatees(tenants: pd.DataFrame, carriers: pd.DataFrame) -> pd.DataFrame:
    # of carriers that share a name the tenants' district is ambiguous
    homes = carriers.drop_duplicates(["carrier", "district"]).drop_duplicates("carrier", keep=False)
    district = tenants["carrier"].map(homes.set_index("carrier")["district"])
    where = _located(tenants, "incubatees", "incubatee_id", "name")
    return _proofs(where, district, "incubatees", tenants["entered_on"], 1.0)


def first_recognitions(recognitions: pd.DataFrame) -> pd.DataFrame:
    """The rows by which an enterprise holds a tier for the first time, which the plan counts as 新增 (二).

    A recognition that was revoked on its own day, or is valid for no day, does not count, nor does a renewal without a
    recognition on record. These are the entries that ``tier_flow.csv`` counts as ``first_time``.

    >>> rows = pd.DataFrame({"uscc": ["A", "A", "B"], "tier": "hnte", "event": ["renewed", "recognised", "recognised"],
    ...     "event_date": pd.to_datetime(["2018-11-01", "2021-12-01", "2021-12-01"])})
    >>> first_recognitions(rows)["uscc"].tolist()
    ['B']
    """
    order = recognitions["event"].astype("object").map({"recognised": 0, "renewed": 1, "revoked": 2})
    known = recognitions.assign(order=order).dropna(subset=[*HOLDING, "event_date", "order"])  # a check sees all rows
    rows = known.sort_values(["event_date", "order"], kind="stable")
    last = rows.drop_duplicates([*HOLDING, "event_date"], keep="last")
    valid = pd.to_datetime(last["valid_until"]) if "valid_until" in last else pd.Series(pd.NaT, index=last.index)
    held = last[(last["event"] != "revoked") & ~(valid < last["event_date"])].drop_duplicates(HOLDING)
    recognised = rows[rows["order"] == 0].drop_duplicates(HOLDING).set_index(HOLDING)["event_date"]
    on_record = recognised.reindex(pd.MultiIndex.from_frame(held[HOLDING])).to_numpy()
    return held[on_record <= held["event_date"].to_numpy()].drop(columns="order")


def decided_districts(enterprises: pd.DataFrame, plan: Plan) -> pd.Series:
    """The district of each enterprise, indexed by credit code; blank where it is undecided.

    It is the one in the register; where that rests on the code alone (代码前缀), the code's. An enterprise is undecided
    if the register says so (未定), whatever its code, or if the code or the register names no district of the plan.

    >>> register = pd.DataFrame({"uscc": ["91211100A", "91211122B", "91211122C"], "district": "dawa",
    ...                          "district_basis": ["代码前缀", "代码前缀", "未定"]})
    >>> decided_districts(register, Plan.load()).fillna("").to_dict()
    {'91211100A': '', '91211122B': 'panshan', '91211122C': ''}
    """
    register = enterprises.drop_duplicates("uscc").set_index("uscc", drop=False)
    coded = district_of_code(register["uscc"], plan)
    district = register["district"].where(register["district_basis"] != BY_CODE, coded)
    known = district.isin(plan.districts["district"])
    return district.where(known & (register["district_basis"] != UNDECIDED))


def district_of_code(codes: pd.Series, plan: Plan) -> pd.Series:
    """The district of the authority that issued each credit code; in Panjin most are the city's own (211100)."""
    districts = plan.districts.dropna(subset="area_code").set_index("area_code")["district"]
    return codes.str[AREA_CODE].map(districts)


def built_carriers(plan: Plan, tables: Mapping[str, pd.DataFrame], as_of: date | None = None) -> pd.DataFrame:
    """Projects finished by a day that built a listed carrier: that of its name, in any spelling, or 所在载体.

    ``carrier`` is the listed name, and ``home`` the district that lists it: the owner, or the first.
    """
    projects, listed = tables["projects"], tables["carriers"]
    done = projects[(projects["kind"] == BUILDING) & (projects["status"] == DONE)]
    done = done[~(done["finished_on"] > pd.Timestamp(as_of))] if as_of else done
    known = plan.carrier_aliases
    written = done["name"].fillna("").astype("str")
    names = pd.Series([stored_key(known.get(normalised_key(name), name)) for name in written], done.index, dtype="str")
    done = done.assign(carrier=done["carrier"].mask(names.isin(listed["carrier"]), names))
    done = done[done["carrier"].isin(listed["carrier"])]
    own = pd.MultiIndex.from_frame(done[["owner", "carrier"]]).isin(
        pd.MultiIndex.from_frame(listed[["district", "carrier"]])
    )
    first = listed.drop_duplicates("carrier").set_index("carrier")["district"]
    return done.assign(home=done["owner"].where(own, done["carrier"].map(first)))


def _located(rows: pd.DataFrame, table: str, number: str, name: str) -> pd.DataFrame:
    found = rows.assign(table=table, item_id=rows[number], item=rows.get(name, pd.Series(dtype="object")))
    return found.reindex(columns=ROW)


def _proofs(
    where: pd.DataFrame, scope: pd.Series, indicator: pd.Series | str, day: pd.Series, amount: pd.Series | float
) -> pd.DataFrame:
    proofs = where.assign(scope=scope.astype("object"), day=day, amount=amount, indicator=indicator)
    return proofs.astype({"indicator": "object", "amount": "float64", "item": "object"})
