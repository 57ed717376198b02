"""A backup of another version is migrated or refused; one changed by hand is refused."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from panjin_kpi.intake.storage.backup import read_backup, restore_backup, write_backup
from panjin_kpi.intake.storage.database import StoreFault
from panjin_kpi.intake.storage.store import Store

VERSION_1 = Path(__file__).parent / "files" / "version1.backup.sqlite"


def changed(file: Path, *statements: str) -> None:
    connection = sqlite3.connect(file)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.slow
@pytest.mark.parametrize("change", ["UPDATE panjin_kpi_version SET version_num = 99", "UPDATE backup SET form = 99"])
def test_a_backup_of_a_newer_version_is_reported_in_chinese(store, fill, file, change):
    write_backup(fill(store).engine, file)
    changed(file, change, "UPDATE backup SET version = '9.8'")
    with pytest.raises(StoreFault, match=r"是更新的 panjin-kpi 9\.8 做的。请升级 panjin-kpi 后再恢复"):
        read_backup(file)


def test_a_backup_whose_tables_were_changed_is_not_restored(store, fill, file, new_database):
    write_backup(fill(store).engine, file)
    changed(file, "ALTER TABLE events ADD COLUMN more TEXT", "DROP TABLE actions")
    with pytest.raises(StoreFault, match=r"被改动过：没有 actions 表，events 表多出 more 列"):
        restore_backup(read_backup(file), Store(new_database()))


@pytest.mark.databases
def test_a_column_that_is_not_ours_is_in_the_backup_too(store, fill, file):
    with fill(store).writing.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE events ADD COLUMN more TEXT")
        connection.exec_driver_sql("UPDATE events SET more = 'x'")
    write_backup(store.engine, file)
    kept = sqlite3.connect(file)
    assert kept.execute("SELECT DISTINCT more FROM events").fetchall() == [("x",)]
    kept.close()


@pytest.mark.databases
def test_a_backup_of_the_first_version_is_restored(new_database, tmp_path):
    first = tmp_path / "first.backup"
    shutil.copyfile(VERSION_1, first)
    found, new = read_backup(first), Store(new_database())
    assert (found.version, str(found)) == (1, "3 件报送，38 行")
    restore_backup(found, new)
    assert new.log()["reporter"].isna().all()
    assert len(new.in_force("progress")) == 4
    assert first.read_bytes() == VERSION_1.read_bytes()
