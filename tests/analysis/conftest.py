"""Fictitious enterprises: registers and recognitions from short tuples, and firms for the rules of the tiers;
made-up plans of a few districts, with the figures reported for them."""

import dataclasses
from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.analysis.eligibility.financial_history import financial_history
from panjin_kpi.analysis.gradient.tenure import Tenures, tenures
from panjin_kpi.analysis.progress.status import path, status
from panjin_kpi.analysis.progress.year_grid import year_grid
from panjin_kpi.analysis.registry import value
from panjin_kpi.intake.storage.snapshot import current_snapshot, take_snapshot
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.project import Project
from tests.plan import PLAN

RegisterRow = tuple[str, str | None]
EventRow = tuple[str | None, ...]


@pytest.fixture(scope="session")
def register() -> Callable[..., pd.DataFrame]:
    """Enterprises from tuples (uscc, district)."""

    def frame(*rows: RegisterRow) -> pd.DataFrame:
        columns = {"uscc": [uscc for uscc, _ in rows], "district": [district for _, district in rows]}
        return pd.DataFrame(columns).astype("str").assign(name=lambda table: "虚构" + table["uscc"])

    return frame


@pytest.fixture(scope="session")
def recognitions() -> Callable[..., pd.DataFrame]:
    """Events from tuples (uscc, tier, event, event_date) or (…, valid_until)."""

    def frame(*rows: EventRow) -> pd.DataFrame:
        columns = ["uscc", "tier", "event", "event_date", "valid_until"]
        table = pd.DataFrame([(*row, None)[:5] for row in rows], columns=columns)
        return table.astype(schemas.empty("recognitions")[columns].dtypes.to_dict())

    return frame


@pytest.fixture(scope="session")
def held(register, recognitions) -> Callable[..., Tenures]:
    """Tenures of enterprise A in 大洼区 (and of any other, named by its district), from tuples of events."""

    def make(*rows: EventRow, districts: dict[str, str | None] | None = None) -> Tenures:
        known = {"A": "dawa"} if districts is None else districts
        return tenures(register(*known.items()), recognitions(*rows), PLAN)

    return make


AS_OF = date(2021, 12, 31)
SOUND = {
    "staff": 100,
    "rd_staff": 30,
    "revenue_wan": 1000.0,
    "rd_expense_wan": 60.0,
    "domestic_rd_expense_wan": 60.0,
    "cost_wan": 900.0,
    "total_assets_wan": 2000.0,
    "net_assets_wan": 1000.0,
    "hitech_revenue_wan": 600.0,
    "total_revenue_wan": 1000.0,
    "class1_ip": 1,
    "class2_ip": 0,
    "venture_investment_wan": 0.0,
    "serious_incident": False,
}


def typed(table, rows):
    """Rows of a submitted table in its columns and types."""
    empty = schemas.empty(table)
    frame = pd.DataFrame(list(rows)).reindex(columns=list(empty.columns))
    return frame.assign(withdrawn=False, fictitious=True).astype(empty.dtypes) if len(frame) else empty


@pytest.fixture(scope="session")
def as_of():
    return AS_OF


@pytest.fixture(scope="session")
def sound():
    """One fiscal year of an enterprise that meets every computable rule of the first two tiers."""
    return dict(SOUND)


@pytest.fixture(scope="session")
def submitted():
    return typed


@pytest.fixture(scope="session")
def firms():
    """The register from (code, day of registration[, district])."""

    def frame(*rows):
        return typed(
            "enterprises",
            [
                {
                    "uscc": code,
                    "name": f"虚构{code}",
                    "district": district[0] if district else "dawa",
                    "district_basis": "登记簿",
                    "registered_on": pd.Timestamp(day),
                }
                for code, day, *district in rows
            ],
        )

    return frame


@pytest.fixture(scope="session")
def yearly():
    """Yearly figures from (code, year, figures)."""

    def frame(*rows):
        return typed("financials", [{"uscc": code, "year": year} | figures for code, year, figures in rows])

    return frame


@pytest.fixture(scope="session")
def granted():
    """Recognitions from (code, tier, event, day[, valid until])."""

    def frame(*rows):
        names = ("uscc", "tier", "event", "event_date", "valid_until")
        made = [dict(zip(names, row, strict=False)) for row in rows]
        for row in made:
            row["event_date"] = pd.Timestamp(row["event_date"])
            row["valid_until"] = pd.Timestamp(row.get("valid_until"))
        return typed("recognitions", made)

    return frame


@pytest.fixture(scope="session")
def figures_of(firms, yearly):
    """The figures of one enterprise A from years of figures."""

    def figures(years, registered="2010-01-01", as_of=AS_OF):
        nobody = pd.DataFrame({"uscc": [], "tier": [], "holds": pd.Series([], dtype="bool")})
        rows = [("A", year, one) for year, one in years.items()]
        return financial_history(firms(("A", registered)), yearly(*rows), nobody, as_of)

    return figures


@pytest.fixture(scope="session")
def screen():
    """A result on enterprises by its name, from the register, yearly figures and recognitions."""

    def computed(name, enterprises, financials, recognitions, plan=PLAN, as_of=AS_OF):
        tables = {"enterprises": enterprises, "financials": financials, "recognitions": recognitions}
        return value(name, tables | {"plan": plan, "as_of": as_of})

    return computed


@pytest.fixture(scope="session")
def judge_one(firms, yearly, granted, screen, plan):
    """Every criterion of one enterprise A, by its name; ``overall`` by tier."""

    def found(years, registered="2010-01-01", recognised=(), as_of=AS_OF, plan=plan):
        rows = [("A", year, one) for year, one in years.items()]
        frame = screen("eligibility", firms(("A", registered)), yearly(*rows), granted(*recognised), plan, as_of)
        name = frame["criterion"].astype("str")
        name = name.mask(name == "overall", frame["tier"].astype("str") + "_overall")
        return frame.set_index(name)

    return found


@pytest.fixture(scope="session")
def houses():
    """Carriers from (district, name, further columns)."""

    def frame(*rows):
        made = [{"district": district, "carrier": name, "kind": "孵化器"} | more for district, name, more in rows]
        return typed("carriers", made)

    return frame


@pytest.fixture(scope="session")
def inside():
    """Tenants from (carrier, code or blank for a team, day in[, day out])."""

    def frame(*rows):
        made = [
            {
                "carrier": carrier,
                "incubatee_id": f"{number}",
                "name": f"虚构{number}",
                "kind": "企业" if code else "团队",
                "uscc": code,
                "entered_on": pd.Timestamp(entered),
                "graduated_on": pd.Timestamp(left[0] if left else None),
            }
            for number, (carrier, code, entered, *left) in enumerate(rows)
        ]
        return typed("incubatees", made)

    return frame


@pytest.fixture(scope="session")
def happened():
    """Single events from (district, indicator, carrier, day)."""

    def frame(*rows):
        made = [
            {
                "district": district,
                "event_id": f"e{number}",
                "indicator": indicator,
                "carrier": carrier,
                "occurred_on": pd.Timestamp(day),
                "title": "虚构事项",
                "evidence": "虚构佐证",
            }
            for number, (district, indicator, carrier, day) in enumerate(rows)
        ]
        return typed("events", made)

    return frame


@pytest.fixture(scope="session")
def sampled(sample_project: Project) -> dict[str, pd.DataFrame]:
    """The sample's tables as a snapshot keeps them."""
    take_snapshot(Store(sample_project.store_url), sample_project.snapshots)
    return current_snapshot(sample_project.snapshots).tables()


@pytest.fixture(scope="session")
def small(plan):
    """A plan of made-up districts over a few indicators, from targets {district: {indicator: target}} and settings."""
    return small_plan


@pytest.fixture(scope="session")
def reported():
    """Status and path of reports given as (month, district, indicator, value), for score and sensitivity."""
    return report


def small_plan(targets, within=None, ended=(), **settings):
    names = list(targets)
    districts = pd.DataFrame({"district": names, "name": [f"虚构{name}" for name in names], "kind": "county"}).assign(
        area_code=None,
        within=[(within or {}).get(name) for name in names],
        valid_from=None,
        valid_to=["2020-12-31" if name in ended else None for name in names],
    )
    rows = [(2021, d, i, float(t), "ge") for d, own in targets.items() for i, t in own.items()]
    given = pd.DataFrame(rows, columns=["year", "scope", "indicator", "target", "bound"])
    assessment = PLAN.assessment
    if "weights" in settings:
        made = assessment.weights.changed(preset="made", presets={"made": settings.pop("weights")})
        assessment = assessment.model_copy(update={"weights": made})
    kinds = {name: kind for name, kind in PLAN.targets.dtypes.items() if name in given}
    return dataclasses.replace(
        PLAN,
        districts=districts.astype(PLAN.districts.dtypes.to_dict()),
        targets=given.astype(kinds),
        assessment=assessment.changed(**settings),
    )


def report(plan, *rows, period="2021-06"):
    made = [(f"2021-{month:02d}", *rest) for month, *rest in rows]
    table = pd.DataFrame(made, columns=["period", "district", "indicator", "value"])
    table = table.astype({"period": "str", "district": "str", "indicator": "str", "value": "float64"})
    return status(year_grid(table, plan, period), plan), path(year_grid(table, plan, period)), plan, period
