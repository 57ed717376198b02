"""Backups: every row, of one moment, in one file, and back into an empty store on either database."""

import re
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from pandas.testing import assert_frame_equal
from typer.testing import CliRunner

from panjin_kpi.cli import app, main
from panjin_kpi.intake.storage import backup as backup_module
from panjin_kpi.intake.storage.backup import read_backup, restore_backup, write_backup
from panjin_kpi.intake.storage.database import Refused, StoreFault
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.intake.storage.tables import metadata
from panjin_kpi.project import Project

KINDS = ["sqlite", "postgresql"]
A, B = "2021-06,盘山县,活动,1,", "2021-06,盘山县,活动,2,"
MARKED = "period,district,indicator,value,fictitious"


@pytest.mark.slow
@pytest.mark.parametrize("there", KINDS)
@pytest.mark.parametrize("here", KINDS)
def test_a_restored_store_has_every_row_of_the_one_backed_up(
    new_database, fill, file, checked, here, there, everything
):
    old, new = fill(Store(new_database(here))), Store(new_database(there))
    made = write_backup(old.engine, file)
    assert str(made) == "3 件报送，50 行"
    restore_backup(read_backup(file), new)
    assert everything(new) == everything(old)
    (frames, log, _), (frames_before, log_before, _) = new.contents(), old.contents()
    for name, frame in frames_before.items():
        assert_frame_equal(frames[name], frame, check_exact=True)
    assert_frame_equal(log, log_before)
    assert new.submit(checked(A), confirmed=True).submission == 4
    assert new.submit(checked(A)).known_before


@pytest.mark.databases
def test_a_table_larger_than_one_reading_is_copied_whole(store, new_database, fill, file, monkeypatch, everything):
    monkeypatch.setattr(backup_module, "ROWS_AT_ONCE", 3)
    write_backup(fill(store).engine, file)
    new = Store(new_database())
    restore_backup(read_backup(file), new)
    assert everything(new) == everything(store)


@pytest.mark.slow
@pytest.mark.databases
def test_a_concurrent_submission_is_not_in_the_backup(store, fill, file, checked, monkeypatch, everything):
    before = everything(fill(store))
    copy = backup_module._copy

    def meanwhile(source: sa.Connection, target: sa.Connection, table: sa.Table) -> int:
        copied = copy(source, target, table)
        store.submit(checked(f"2021-07,盘山县,活动,{len(store.log())},"))
        return copied

    monkeypatch.setattr(backup_module, "_copy", meanwhile)
    made = write_backup(store.engine, file)
    assert made.rows == {name: len(rows) for name, rows in before.items()}
    assert len(store.log()) == 4 + len(metadata.tables)


def test_a_backup_is_one_file_and_reading_it_changes_nothing(store, fill, file, new_database):
    write_backup(fill(store).engine, file)
    content = file.read_bytes()
    restore_backup(read_backup(file), Store(new_database()))
    assert file.read_bytes() == content
    assert [path.name for path in file.parent.iterdir() if path.is_file() and path != file] == ["progress.csv"]


def test_a_backup_never_replaces_a_file(store, fill, file):
    file.write_text("another")
    with pytest.raises(StoreFault, match="已经存在，没有备份。请另取一个文件名"):
        write_backup(fill(store).engine, file)
    assert file.read_text() == "another"


@pytest.mark.parametrize("links", [True, False])
def test_a_file_that_appears_meanwhile_is_not_replaced_either(store, fill, file, monkeypatch, links):
    give = backup_module._give_name

    def meanwhile(part: Path, path: Path) -> None:
        path.write_text("another")
        give(part, path)

    def no_links(*_: object) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr(backup_module, "_give_name", meanwhile)
    if not links:
        monkeypatch.setattr(Path, "hardlink_to", no_links)
    with pytest.raises(StoreFault, match="已经存在"):
        write_backup(fill(store).engine, file)
    assert file.read_text() == "another"
    assert list(file.parent.glob("*.part")) == []


def test_a_disk_without_links_gets_a_backup_too(store, fill, file, monkeypatch):
    def no_links(*_: object) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr(Path, "hardlink_to", no_links)
    write_backup(fill(store).engine, file)
    assert read_backup(file).rows["submissions"] == 3


@pytest.mark.parametrize("cause", [OSError("disk full"), KeyboardInterrupt()])
def test_a_backup_that_breaks_off_leaves_nothing_behind(store, fill, file, monkeypatch, cause):
    def broken(*_: object) -> int:
        raise cause

    monkeypatch.setattr(backup_module, "_copy", broken)
    with pytest.raises(type(cause)):
        write_backup(fill(store).engine, file)
    assert [path.name for path in file.parent.iterdir() if path.is_file()] == ["progress.csv"]


def test_a_backup_may_have_as_long_a_name_as_any_file(store, fill, tmp_path):
    made = write_backup(fill(store).engine, tmp_path / f"{'备' * 81}.backup")
    assert read_backup(made.path).rows["submissions"] == 3
    made = write_backup(store.engine, tmp_path / f"年.{'备' * 83}")
    assert read_backup(made.path).rows["submissions"] == 3


def test_a_backup_that_cannot_be_written_is_named_as_it_was_asked_for(store, file, monkeypatch):
    monkeypatch.setattr(backup_module, "temporary_path", lambda path: path.parent / "nowhere" / ".hidden.part")
    with pytest.raises(StoreFault) as refused:
        write_backup(store.engine, file)
    assert str(refused.value).startswith(f"备份 {file} 打不开")
    assert not re.search("hidden|--data", str(refused.value))


def test_a_folder_that_is_not_there_is_not_made(store, tmp_path):
    with pytest.raises(StoreFault, match="请先建好文件夹或接上磁盘"):
        write_backup(store.engine, tmp_path / "disk" / "file")
    assert not (tmp_path / "disk").exists()


@pytest.mark.databases
def test_a_store_with_submissions_is_not_restored_into(store, fill, file, checked, new_database, everything):
    write_backup(fill(store).engine, file)
    other = Store(new_database())
    other.submit(checked(A))
    before = everything(other)
    with pytest.raises(StoreFault, match=r"库里已经有报送，没有恢复.*请用 --data 或 --store 另指一个空库"):
        restore_backup(read_backup(file), other)
    assert everything(other) == before


@pytest.mark.databases
def test_fictitious_rows_are_not_restored_into_the_official_store(new_database, checked, file, tmp_path):
    store = Store(new_database())
    store.submit(checked("2021-06,盘山县,活动,1,是", header=MARKED))
    store.submit(checked("2021-06,盘山县,活动,1,否", header=MARKED))
    write_backup(store.engine, file)
    official = Store(new_database(), official=True)
    with pytest.raises(Refused, match="备份里有虚构的示例数据，不能恢复到正式库"):
        restore_backup(read_backup(file), official)
    assert official.log().empty
    restore_backup(read_backup(file), Store(new_database()))


@pytest.mark.databases
def test_the_official_store_is_restored_from_real_rows(new_database, checked, file, everything):
    store = Store(new_database(), official=True)
    store.submit(checked(A))
    write_backup(store.engine, file)
    new = Store(new_database(), official=True)
    restore_backup(read_backup(file), new)
    assert everything(new) == everything(store)


@pytest.mark.databases
def test_an_empty_store_has_a_backup_too(store, new_database, file, checked):
    assert str(write_backup(store.engine, file)) == "0 件报送，0 行"
    new = Store(new_database())
    restore_backup(read_backup(file), new)
    assert new.submit(checked(A)).submission == 1


def _text(path: Path) -> None:
    path.write_text("期间,地区\n" * 1000, encoding="utf-8")


def _nothing(path: Path) -> None:
    path.write_bytes(b"")


def _another_database(path: Path) -> None:
    path.unlink()
    Store(f"sqlite:///{path}").engine.dispose()


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20000])


def _spoilt(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 : 4096 * 8] = b"\x99" * 4096 * 7
    path.write_bytes(content)


@pytest.mark.parametrize("harm", [_text, _nothing, _another_database, _cut, _spoilt])
def test_a_file_that_is_no_sound_backup_is_reported_in_chinese(store, fill, file, harm):
    write_backup(fill(store).engine, file)
    harm(file)
    with pytest.raises(StoreFault, match=r"不是 panjin-kpi backup 做的备份|已经损坏"):
        read_backup(file)


@pytest.mark.databases
def test_a_backup_that_lost_a_row_is_not_restored_at_all(store, new_database, fill, file, everything):
    write_backup(fill(store).engine, file)
    with closing(sqlite3.connect(file)) as connection, connection:
        assert connection.execute("DELETE FROM actions WHERE file_row = 2").rowcount == 1
    new = Store(new_database())
    with pytest.raises(StoreFault, match="不完整，或者备份以后被改动过"):
        restore_backup(read_backup(file), new)
    assert all(not rows for rows in everything(new).values())


def test_a_backup_can_be_opened_as_a_store(store, fill, file):
    write_backup(fill(store).engine, file)
    assert_frame_equal(Store(f"sqlite:///{file}").in_force("progress"), store.in_force("progress"))


@pytest.mark.slow
@pytest.mark.databases
def test_the_two_commands_carry_a_store_over(store, store_url, fill, file, new_database, tmp_path, everything):
    before, there = everything(fill(store)), new_database()
    Project(tmp_path).mark_as_sample()  # or PostgreSQL would take no fictitious rows

    def call(*words: object) -> tuple[int, str]:
        result = CliRunner().invoke(app, [*map(str, words), "--data", str(tmp_path)])
        return result.exit_code, result.output

    code = store.log()["digest"].iloc[-1][:12]
    message = (
        f"已备份：3 件报送，50 行，在 {file}\n校验码 {code}：请另处记下，以后可用 panjin-kpi verify --digest 核对\n"
    )
    message += f"说明：3 件没有留存的原件（{'、'.join(store.log()['file'])} 等），追不到单元格\n"
    assert call("backup", file, "--store", store_url) == (0, message)
    assert call("restore", file, "--store", there) == (0, "已恢复：3 件报送，50 行\n")
    assert everything(Store(there)) == before


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["backup", "FILE"], 1, "还没有库，没有可备份的。请检查 --data 和 --store"),
        (["backup", "FILE", "--store", "STORE"], 1, "已经存在，没有备份"),
        (["restore", "FILE"], 1, "不是 panjin-kpi backup 做的备份"),
        (["restore", "absent"], 2, "找不到文件"),
        (["backup", "FILE", "--data", "absent"], 2, "没有这个文件夹"),
        (["backup"], 2, "FILE"),
    ],
)
def test_what_cannot_be_backed_up_or_restored_is_reported_in_one_line(
    store, store_url, file, words, code, message, tmp_path, monkeypatch, capsys
):
    (tmp_path / "data").mkdir()
    file.write_text("another")
    paths = {"FILE": str(file), "STORE": store_url}
    words = [paths.get(word, word) for word in ["panjin-kpi", *words]]
    monkeypatch.setattr(sys, "argv", words if "--data" in words else [*words, "--data", str(tmp_path / "data")])
    with pytest.raises(SystemExit) as ended:
        main()
    err = capsys.readouterr().err
    assert (ended.value.code, message in err) == (code, True), err
    assert code == 2 or err.count("\n") == 1
    assert file.read_text() == "another"
    assert list((tmp_path / "data").iterdir()) == []
