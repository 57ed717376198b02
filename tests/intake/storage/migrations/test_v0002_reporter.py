import pytest

from panjin_kpi.intake.storage.migrations.upgrade import upgrade_store
from panjin_kpi.intake.storage.store import Store


@pytest.mark.databases
def test_submissions_from_before_version_2_have_no_reporter(version_1, tmp_path):
    upgrade_store(url := version_1(), tmp_path / "file")
    log = Store(url).log()
    assert log["reporter"].isna().all()
    assert log["on_behalf"].tolist() == [False] * 3
