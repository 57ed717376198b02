"""Made-up plans of a few districts, and what is reported under them."""

import dataclasses

import pandas as pd
import pytest

from panjin_kpi.analysis.progress.status import path, status
from panjin_kpi.analysis.progress.year_grid import year_grid
from panjin_kpi.reference.plan import Plan


@pytest.fixture(scope="session")
def small(plan):
    """A plan of made-up districts over a few indicators, from targets {district: {indicator: target}} and settings."""
    return small_plan


@pytest.fixture(scope="session")
def reported():
    """What status and path tell of (month, district, indicator, value), for score and sensitivity."""
    return report


SMALL = Plan.load()


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
    assessment = SMALL.assessment
    for name, setting in settings.items():
        old = getattr(assessment, name)
        if name == "weights":
            presets = old.presets.model_copy(update={"value": {"made": setting}})
            new = old.model_copy(update={"preset": old.preset.model_copy(update={"value": "made"}), "presets": presets})
        else:
            new = old.model_copy(update={"value": setting})
        assessment = assessment.model_copy(update={name: new})
    kinds = {name: kind for name, kind in SMALL.targets.dtypes.items() if name in given}
    return dataclasses.replace(
        SMALL,
        districts=districts.astype(SMALL.districts.dtypes.to_dict()),
        targets=given.astype(kinds),
        assessment=assessment,
    )


def report(plan, *rows, period="2021-06"):
    made = [(f"2021-{month:02d}", *rest) for month, *rest in rows]
    table = pd.DataFrame(made, columns=["period", "district", "indicator", "value"])
    table = table.astype({"period": "str", "district": "str", "indicator": "str", "value": "float64"})
    return status(year_grid(table, plan, period), plan), path(year_grid(table, plan, period)), plan, period
