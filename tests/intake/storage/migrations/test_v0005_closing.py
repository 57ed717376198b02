import pytest

from panjin_kpi.intake.storage.migrations.upgrade import upgrade_store
from panjin_kpi.intake.storage.store import Store


@pytest.mark.databases
def test_no_period_was_closed_before_and_one_can_be_now(version_1, tmp_path):
    upgrade_store(url := version_1(), tmp_path / "file")
    store = Store(url)
    assert store.log()[["closes", "reopens"]].isna().all(axis=None)
    assert (store.closings(), store.close("2021-06", "sci_tech_bureau").submission) == ({}, 4)
    assert store.verify().findings == ()
