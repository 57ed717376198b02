import pytest

from panjin_kpi.intake.storage.migrations.upgrade import upgrade_store
from panjin_kpi.intake.storage.store import Store


@pytest.mark.databases
def test_what_was_submitted_before_is_chained_and_known_from_the_day_it_was_received(version_1, tmp_path):
    upgrade_store(url := version_1(), tmp_path / "file")
    store = Store(url)
    found, log = store.verify(), store.log()
    assert (found.findings, found.submissions, found.rows) == ((), 3, 38)
    assert log["known_on"].tolist() == log["received_on"].tolist()
    assert log["digest"].str.len().tolist() == [64] * 3
