"""Changes made by hand in a store are found and named; changes made by the program are not."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from panjin_kpi.intake.storage.backup import read_backup, restore_backup, write_backup
from panjin_kpi.intake.storage.chain import seal, verify
from panjin_kpi.intake.storage.database import StoreFault
from panjin_kpi.intake.storage.snapshot import SnapshotFault, snapshots, take_snapshot
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.intake.storage.tables import tables

pytestmark = pytest.mark.databases
COPY = (
    "INSERT INTO progress SELECT {}, period, 'gaoxin', indicator, value, note, withdrawn, fictitious, typed"
    " FROM progress WHERE submission = 3"
)
A = "2021-06,盘山县,活动,1,"
SECOND = "第2号报送（progress.csv）"


@pytest.fixture
def altered(store, fill):
    """The findings after a change by hand to a store of three submissions; the change is then undone."""
    fill(store)

    @contextmanager
    def alter(*statements: str) -> Iterator[sa.Connection]:
        with store.writing.connect() as connection:
            if connection.dialect.name == "sqlite":  # whose shell does not look whether a submission is there
                connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
                drop = ()
            else:
                drop = [f"ALTER TABLE {name} DROP CONSTRAINT {name}_submission_fkey" for name in tables]
            with connection.begin() as transaction:
                for statement in (*drop, *statements):
                    connection.exec_driver_sql(statement)
                yield connection
                transaction.rollback()

    return alter


def test_a_store_as_it_was_accepted_is_sound_whatever_types_it_holds(store, fill):
    assert str(store.verify()) == "0 件报送，0 行"
    found = fill(store).verify()
    assert (found.findings, found.submissions, found.rows) == ((), 3, 50)
    assert str(found) == f"3 件报送，50 行，截至 2021-06-26，校验码 {store.log()['digest'].iloc[-1][:12]}"


def test_what_was_altered_by_hand_is_named(altered):
    for statement, message in (
        ("UPDATE progress SET value = 9 WHERE submission = 2", f"{SECOND}指标月报第 2 行被改动过"),
        ("UPDATE progress SET note = 'x' WHERE submission = 2", f"{SECOND}指标月报第 2 行被改动过"),
        ("UPDATE progress SET file_row = 5 WHERE submission = 2", f"{SECOND}指标月报第 2 行不见了"),
        ("DELETE FROM progress WHERE submission = 2", f"{SECOND}指标月报第 2 行不见了"),
        (COPY.format("2, 7"), f"{SECOND}指标月报第 7 行是后来加进去的"),
        (COPY.format("9, 7"), "指标月报有 1 行属于第9号报送，登记里却没有这一号"),
        ("UPDATE submissions SET received_on = '2021-01-01' WHERE submission = 2", f"{SECOND}的登记被改动过"),
        ("UPDATE submissions SET reporter = 'dawa' WHERE submission = 2", f"{SECOND}的登记被改动过"),
        ("UPDATE submissions SET digest = '00' WHERE submission = 2", f"{SECOND}的登记被改动过"),
        ("UPDATE submissions SET digest = '00' WHERE submission = 3", "链尾的校验码与最后一件报送不符"),
        ("UPDATE submissions SET digest = 'x', row_digests = '[1]' WHERE submission = 2", f"{SECOND}的登记被改动过"),
        ("UPDATE submissions SET row_digests = '{}' WHERE submission = 2", f"{SECOND}的逐行校验码被改动过"),
        ("UPDATE submissions SET row_digests = '[1]' WHERE submission = 1", "（全部.xlsx）的逐行校验码被改动过"),
        ("DELETE FROM chain_head", "链尾的校验码与最后一件报送不符"),
        ("UPDATE carriers SET typed = '{}' WHERE file_row = 3", "第1号报送（全部.xlsx）孵化载体第 3 行被改动过"),
    ):
        with altered(statement) as connection:
            found = verify(connection).findings
        assert message in "\n".join(found), (statement, found)


def test_a_submission_that_was_removed_is_missed_also_the_last(altered):
    for number in (1, 2, 3):
        with altered(*(f"DELETE FROM {name} WHERE submission = {number}" for name in (*tables, "submissions"))) as left:
            assert verify(left).findings == (f"第{number}号报送不见了",)


def test_a_number_that_is_none_is_reported_too(altered, store):
    if store.engine.dialect.name == "sqlite":
        with altered("UPDATE progress SET submission = 'x' WHERE submission = 2") as connection:
            assert "指标月报有 1 行属于第0号报送，登记里却没有这一号" in verify(connection).findings


def test_submissions_that_were_swapped_are_named(altered):
    swap = [f"UPDATE {{}} SET submission = {new} WHERE submission = {old}" for old, new in ((2, 99), (3, 2), (99, 3))]
    with altered(*(line.format(name) for line in swap for name in ("progress", "submissions"))) as connection:
        found = verify(connection).findings
    assert [line[:5] for line in found] == ["第2号报送", "第3号报送", "链尾的校验"]


def test_a_great_many_rows_are_counted_and_some_named(store, checked):
    store.submit(checked(*(f"2021-{month:02},盘山县,活动,{month}," for month in range(1, 13))))
    with store.writing.begin() as connection:
        connection.exec_driver_sql("UPDATE progress SET value = 0")
    (message,) = store.verify().findings
    assert message == "第1号报送（progress.csv）指标月报第 2、3、4、5、6、7、8、9、10、11 等 12 行被改动过"


def test_no_snapshot_is_taken_of_an_altered_store(store, checked, tmp_path):
    store.submit(checked(A))
    taken = take_snapshot(store, tmp_path / "snapshots")
    with store.writing.begin() as connection:
        connection.exec_driver_sql("UPDATE progress SET value = 9")
    with pytest.raises(SnapshotFault, match=r"库被改动过，没有做快照：第1号.*请运行 panjin-kpi verify"):
        take_snapshot(store, tmp_path / "snapshots")
    assert snapshots(tmp_path / "snapshots") == [taken]


def test_a_snapshot_knows_a_submission_that_was_altered_with_the_whole_chain(store, checked, tmp_path):
    store.submit(checked(A))
    taken = take_snapshot(store, tmp_path / "snapshots")
    assert taken.contradicted_by(store.verify().digests) == ""
    with store.writing.begin() as connection:
        connection.exec_driver_sql("UPDATE progress SET value = 9")
        seal(connection)
    assert store.verify().findings == ()
    assert taken.contradicted_by(store.verify().digests).startswith("库里的第1号报送已不是快照")


def test_an_edited_backup_is_not_restored_and_a_whole_one_keeps_its_hashes(store, fill, file, new_database):
    write_backup(fill(store).engine, file)
    restore_backup(read_backup(file), new := Store(new_database("sqlite")))
    assert new.verify() == store.verify()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE progress SET value = 9 WHERE submission = 2")
    connection.close()
    with pytest.raises(StoreFault, match=r"与入库时不符：第2号.*指标月报第 2 行被改动过。请换一个备份"):
        restore_backup(read_backup(file), other := Store(new_database("sqlite")))
    assert other.log().empty


@pytest.mark.parametrize("harm", ["page", "text"])
def test_a_broken_page_is_reported_in_chinese(tmp_path, checked, harm):
    path = tmp_path / "kpi.sqlite"
    store = Store(f"sqlite:///{path}")
    store.submit(checked(*(f"2021-{month:02},盘山县,活动,{month}," for month in range(1, 13))))
    store.engine.dispose()
    store.writing.dispose()
    with sqlite3.connect(path) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'progress'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    content = bytearray(path.read_bytes())
    if harm == "page":
        content[(page - 1) * size : (page - 1) * size + 64] = b"\x99" * 64
    else:  # SQLite finds nothing wrong with letters that are none
        start = (page - 1) * size
        content[start : start + size] = content[start : start + size].replace(b"panshan", b"\xff" * 7)
    path.write_bytes(content)
    try:
        (message,) = Store(f"sqlite:///{path}").verify().findings
    except StoreFault as fault:
        message = str(fault)
    assert "损坏" in message
    assert "restore" in message
