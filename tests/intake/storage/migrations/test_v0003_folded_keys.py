import pytest
import sqlalchemy as sa

from panjin_kpi.intake.storage.migrations.upgrade import upgrade_store
from panjin_kpi.intake.storage.store import Store


@pytest.mark.databases
def test_a_row_that_is_sent_again_in_another_spelling_is_the_same_row(version_1, tmp_path):
    engine = sa.create_engine(url := version_1())
    with engine.begin() as connection:
        written = connection.scalars(sa.text("SELECT event_id FROM events")).all()
        assert written
        connection.execute(sa.text("UPDATE events SET event_id = 'hd－ 1', carrier = '示例空间(东区)'"))
    engine.dispose()
    upgrade_store(url, tmp_path / "file")
    store = Store(url)
    assert set(store.in_force("events")["event_id"]) == {"HD-1"}
    assert set(store.in_force("events")["carrier"].dropna()) == {"示例空间（东区）"}
