"""The register of projects against the plan's named projects, the listed carriers and the reported figures."""

import re
from collections.abc import Hashable
from datetime import date
from typing import Any

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.analysis.registers.registered import DONE, GOING_ON
from panjin_kpi.analysis.registry import result
from panjin_kpi.reference.calendar import first_period
from panjin_kpi.reference.evidence_counts import BUILDING, CARRIER, built_carriers
from panjin_kpi.reference.names import normalised_key
from panjin_kpi.reference.obligations import named_objects, organisation_name
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.schemas.conform import conform

NONE, PARK = "台账没有", "园区"
BY_STATE = {DONE: 0, GOING_ON: 1}  # best first; projects not begun are last
PARTNER = "合作单位"  # the role of what the plan names: an institution, which a project has as its partner


@result(173)
def plan_objects(project_status: pd.DataFrame, plan: Plan, period: str) -> pd.DataFrame:
    """The projects that the plan names or asks for, by row of annex 2, and the unit's matching project, if any.

    Of the unit's projects of the kind, that with the name or an alias of it is the match, otherwise one whose name
    contains it, otherwise, if the name is that of an institution, one whose partner does; of several, the furthest on.
    Where the plan gives no name, the unit's best project of the kind that has no name of the plan is used, once. What
    was finished before the plan's year is none of them. One row each, in the order of ``named_objects.csv``.
    """
    before = project_status["finished_on"].dt.strftime("%Y") < first_period(plan)[:4]
    key, by = (project_status[of].fillna("").map(normalised_key) for of in ("name", "partner"))
    left = project_status.assign(position=project_status["status"].map(BY_STATE), key=key, by=by)[~before]
    left = left.sort_values(["position", "started_on"], kind="stable")
    registered, used, rows = left.to_dict("records"), set[int](), []
    objects = named_objects(plan, period).sort_values("name", kind="stable", na_position="last")
    named = objects.dropna(subset="name")
    taken = {(kind, _bare(plan, CITY, name)) for kind, text in zip(named["kind"], named["name"], strict=True)
             for name in _names_of(plan, text)}  # fmt: skip
    for wanted in objects.itertuples():
        theirs = [n for n, row in enumerate(registered) if (row["owner"], row["kind"]) == (wanted.owner, wanted.kind)]
        if pd.isna(wanted.name):
            free = (n for n in theirs if (wanted.kind, _bare(plan, CITY, registered[n]["key"])) not in taken)
            first = next((n for n in free if n not in used), None)
        else:
            ways = {n: way for n in theirs if (way := _way(plan, wanted, registered[n]))}
            first = min(ways, key=lambda n: ways[n], default=None)
            used |= set(ways)
        found = {"status": NONE} if first is None else registered[first]
        used |= set() if first is None else {first}
        since = found.get("finished_on") if found["status"] == DONE else found.get("started_on")
        rows.append(
            wanted._asdict()
            | {name: found.get(name) for name in ("status", "carrier")}
            | {"project": found.get("name"), "since": since, "object": wanted.name}
        )
    if not rows:  # the plan names no projects
        return schemas.empty("plan_objects")
    table = pd.DataFrame(rows).sort_values("Index", kind="stable").assign(period=period)
    table["owner_name"] = [organisation_name(plan, unit) for unit in table["owner"]]
    return conform("plan_objects", table.astype({"since": "datetime64[ns]"}))


@result(174)
def carrier_building(
    projects: pd.DataFrame,
    project_status: pd.DataFrame,
    plan_objects: pd.DataFrame,
    carriers: pd.DataFrame,
    open_carriers: pd.DataFrame,
    status: pd.DataFrame,
    plan: Plan,
    period: str,
    as_of: date,
) -> pd.DataFrame:
    """Carriers built (三（一）) and parks covered (二、2) by the register, against listed carriers and reports.

    As in the reports, finished projects count from 1 January: ``proved`` are their listed carriers, each once,
    ``unlisted`` names the projects without one. A park is covered by the carrier that its row names, if that is open;
    ``uncovered_parks`` names the other parks.
    """
    done = project_status[(project_status["kind"] == BUILDING) & (project_status["status"] == DONE)]
    proved = built_carriers(plan, {"projects": projects, "carriers": carriers}, as_of)
    done, proved = (rows[rows["finished_on"].dt.year == as_of.year] for rows in (done, proved))
    parks = project_status[project_status["kind"] == PARK]
    parks = parks.assign(covered=parks["carrier"].isin(open_carriers["carrier"]))
    missing = done[~pd.MultiIndex.from_frame(done[KEY]).isin(pd.MultiIndex.from_frame(proved[KEY]))]
    named = plan_objects[plan_objects["kind"] == BUILDING]
    known = status[status["period"] == period].set_index(["scope", "indicator"])["actual"]
    groups = done, parks, proved, named, missing
    rows = []
    for scope in [CITY, *plan.districts_in(period)]:
        d, p, q, n, m = (each if scope == CITY else each[each["owner"] == scope] for each in groups)
        rows.append(
            {"period": period, "scope": scope, "named": len(n), "named_done": int((n["status"] == DONE).sum())}
            | {"finished": len(d), "proved": len(q.drop_duplicates(CARRIER)), "unlisted": _names(m), "parks": len(p)}
            | {"reported": known.get((scope, "carriers_built")), "parks_covered": int(p["covered"].sum())}
            | {"park_share": p["covered"].mean() if len(p) else None, "uncovered_parks": _names(p[~p["covered"]])}
            | {"reported_share": known.get((scope, "park_coverage"))}
        )
    return conform("carrier_building", pd.DataFrame(rows))


KEY = ["owner", "project_id"]


def _names(rows: pd.DataFrame) -> str | None:
    return "、".join(rows["owner_name"].astype("object") + rows["name"].astype("object")) or None


def _way(plan: Plan, wanted: Any, row: dict[Hashable, Any]) -> int:
    """How a project answers a name of the plan: 1 has it, 2 contains it, 3 has it as partner, 0 not at all.

    With or without the city's name or the unit's own at its beginning, a name is the same.
    """
    names = _names_of(plan, wanted.name)
    bare, own = tuple(_bare(plan, wanted.owner, name) for name in names), _bare(plan, wanted.owner, row["key"])
    if own in bare:
        return 1
    if own.startswith(bare) or any(name in row["key"] for name in names):
        return 2
    return 3 * (wanted.role == PARTNER and any(name in row["by"] for name in names))


def _bare(plan: Plan, unit: str, key: str) -> str:
    """A name without the city's and a unit's own at its beginning."""
    city = [name for name in plan.district_names.spellings(CITY) if len(name) > len("全市")]  # 盘锦市
    leading = [*city, *(name.removesuffix("市") for name in city), *plan.district_names.spellings(unit)]
    longest = sorted(map(re.escape, leading), key=len, reverse=True)
    return re.sub(f"^(?:{'|'.join(longest)})+", "", key) or key


def _names_of(plan: Plan, text: str) -> list[str]:
    """All spellings of a name."""
    name = plan.carrier_aliases.get(normalised_key(text), text)
    return [normalised_key(name), *(alias for alias, of in plan.carrier_aliases.items() if of == name)]
