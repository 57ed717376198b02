import pytest

from panjin_kpi.intake.storage.migrations.upgrade import upgrade_store
from panjin_kpi.intake.storage.store import Store


@pytest.mark.databases
def test_of_what_was_submitted_before_nobody_is_known_to_have_reported_it(version_1, tmp_path):
    upgrade_store(url := version_1(), tmp_path / "file")
    log = Store(url).log()
    assert log["reporter"].isna().all()
    assert log["on_behalf"].tolist() == [False] * 3
