"""The sample, made once; a plan of two districts for tests that need many samples."""

import dataclasses

import pytest

from panjin_kpi.reference.plan import Plan
from panjin_kpi.sample.files.monthly_files import sample_files
from panjin_kpi.sample.files.workbooks import SampleFile
from tests.plan import PLAN


@pytest.fixture(scope="session")
def files() -> list[SampleFile]:
    return sample_files(PLAN)


@pytest.fixture(scope="session")
def small() -> Plan:
    """A plan of another year for two of the districts, without calendar."""
    plan = PLAN
    targets = plan.targets.assign(year=2023)
    targets = targets[targets["scope"].isin(["city", "panshan", "shuangtaizi"])]
    return dataclasses.replace(
        plan, targets=targets, districts=plan.districts.iloc[:2], calendar=plan.calendar.iloc[:0]
    )


@pytest.fixture(scope="session")
def small_files(small: Plan) -> list[SampleFile]:
    return sample_files(small)
