"""The results of a month of the sample, computed once."""

import pytest

from panjin_kpi.batch.results.result_set import ResultSet
from panjin_kpi.intake.storage.snapshot import take_snapshot
from panjin_kpi.intake.storage.store import Store


@pytest.fixture(scope="session")
def computed(sample_project, plan):
    snapshot = take_snapshot(Store(sample_project.store_url), sample_project.snapshots)
    return ResultSet.compute(snapshot, plan, "2021-08")
