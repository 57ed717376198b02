import sqlite3
import stat
from hashlib import sha256

import pytest

from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.intake.storage.backup import read_backup, restore_backup, write_backup
from panjin_kpi.intake.storage.database import Refused, StoreFault
from panjin_kpi.intake.storage.originals import FOLDER, altered, keeping, original, originals
from panjin_kpi.intake.storage.store import Store


@pytest.fixture
def submitted(store, send, plan, tmp_path):
    """A data folder with one accepted file, and that file."""
    file = send("期间,地区,指标,本年累计", "2021-06,盘山县,活动,3", name="盘山县.CSV")
    checked = check_file(file, "progress", plan)
    with keeping(tmp_path / "data", file, checked.sha256):
        store.submit(checked)
    return tmp_path / "data", file, checked


def test_an_accepted_file_is_kept_by_its_hash_and_closed_to_others(submitted):
    data, file, checked = submitted
    kept = original(data, checked.sha256)
    assert kept.read_bytes() == file.read_bytes()
    assert kept.name == f"{checked.sha256}.csv"
    assert [stat.S_IMODE(path.stat().st_mode) for path in (kept.parent, kept)] == [0o750, 0o640]
    with keeping(data, file, checked.sha256):  # the same file once more
        pass
    assert originals(data) == {checked.sha256: kept}


def test_a_refused_file_and_one_that_changed_after_the_check_are_not_kept(submitted):
    data, file, checked = submitted
    before = originals(data)
    file.write_text("别的内容", encoding="utf-8")
    with pytest.raises(StoreFault, match="检查以后文件又被改动过"), keeping(data, file, checked.sha256):
        pytest.fail("it must not be submitted")
    digest = sha256(file.read_bytes()).hexdigest()
    with pytest.raises(StoreFault, match="refused"), keeping(data, file, digest):
        raise StoreFault("refused")
    assert originals(data) == before
    with pytest.raises(StoreFault), keeping(data, original(data, checked.sha256), checked.sha256):
        raise StoreFault("it was accepted before, and stays")
    assert originals(data) == before


def test_an_altered_original_is_found(submitted):
    data, _, checked = submitted
    assert altered(data) == []
    original(data, checked.sha256).write_text("期间,地区,指标,本年累计\n2021-06,盘山县,活动,4\n", encoding="utf-8")
    assert altered(data) == [f"留存的原件 {checked.sha256[:12]}… 与入库时不符，被改动过"]


@pytest.mark.databases
def test_a_backup_has_the_originals_and_restoring_brings_them_back(submitted, store, new_database, tmp_path):
    data, file, checked = submitted
    write_backup(store.engine, tmp_path / "june.backup", data)
    other = Store(new_database())
    restore_backup(read_backup(tmp_path / "june.backup"), other, tmp_path / "elsewhere")
    assert original(tmp_path / "elsewhere", checked.sha256).read_bytes() == file.read_bytes()
    assert stat.S_IMODE((tmp_path / "elsewhere" / FOLDER).stat().st_mode) == 0o750
    other.engine.dispose()


@pytest.mark.parametrize("name", ["../../{}.csv", "{}/../../x.csv", "x.csv"])
def test_an_original_in_a_backup_that_is_not_named_by_its_hash_is_written_nowhere(submitted, store, tmp_path, name):
    data, _, checked = submitted
    write_backup(store.engine, tmp_path / "june.backup", data)
    with sqlite3.connect(tmp_path / "june.backup") as edited:
        edited.execute("UPDATE originals SET name = ?", [name.format(checked.sha256)])
    before = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    other = Store(f"sqlite:///{tmp_path}/other.sqlite")
    with pytest.raises(StoreFault, match="原件的名称与内容不符"):
        restore_backup(read_backup(tmp_path / "june.backup"), other, tmp_path / "elsewhere")
    assert other.log().empty
    other.engine.dispose()
    assert {path.name for path in tmp_path.rglob("*") if path.is_file() and path not in before} <= {
        "other.sqlite", "other.sqlite-wal", "other.sqlite-shm"
    }  # fmt: skip


@pytest.mark.parametrize("name", ["指标月报.xlsx(1)", "大洼区2021.6 (修改)", "六月.xlsx", "六月"])
def test_whatever_a_file_is_called_its_backup_can_be_restored(submitted, store, tmp_path, name):
    data, file, checked = submitted
    original(data, checked.sha256).unlink()
    with keeping(data, file.rename(tmp_path / name), checked.sha256):
        pass
    folder = original(data, checked.sha256).parent
    original(data, checked.sha256).rename(folder / f"{checked.sha256}{tmp_path.joinpath(name).suffix}")  # as of before
    for stray in ("desktop.ini", f"{checked.sha256} - 副本.xlsx", f"{checked.sha256}.xlsx.bak"):
        (folder / stray).write_text("别的", encoding="utf-8")
    assert altered(data) == []
    assert original(data, checked.sha256).read_bytes() == (tmp_path / name).read_bytes()
    write_backup(store.engine, tmp_path / "june.backup", data)
    empty = Store(f"sqlite:///{tmp_path / 'restored.sqlite'}")
    restore_backup(read_backup(tmp_path / "june.backup"), empty, tmp_path / "restored")
    assert [path.read_bytes() for path in originals(tmp_path / "restored").values()] == [(tmp_path / name).read_bytes()]


@pytest.fixture
def one_more(send, plan, tmp_path):
    """A checked file, and a function that keeps its original while it is submitted."""
    file = send("期间,地区,指标,本年累计", "2021-06,盘山县,活动,3")
    checked = check_file(file, "progress", plan)
    return checked, lambda: keeping(tmp_path / "data", file, checked.sha256)


@pytest.mark.databases
@pytest.mark.parametrize("fault", [StoreFault("断了"), KeyboardInterrupt()], ids=["lost", "interrupted"])
@pytest.mark.parametrize("whole", [True, False])
def test_the_original_stays_where_a_commit_may_have_been_whole(store, one_more, tmp_path, monkeypatch, fault, whole):
    checked, keep = one_more
    commit = type(store.writing.dialect).do_commit

    def broken(dialect, connection):
        if whole:
            commit(dialect, connection)
        patch.undo()
        raise fault

    with monkeypatch.context() as patch:
        patch.setattr(type(store.writing.dialect), "do_commit", broken)
        with pytest.raises(type(fault)):
            store.submit(checked, keep=keep())
    assert len(store.log()) == whole
    assert bool(original(tmp_path / "data", checked.sha256)) == (whole or isinstance(fault, KeyboardInterrupt))
    assert store.submit(checked, keep=keep()).known_before == whole
    assert original(tmp_path / "data", checked.sha256)


@pytest.mark.databases
def test_who_is_refused_leaves_the_original_of_who_is_accepted(store, store_url, one_more, tmp_path, in_background):
    checked, keep = one_more
    with store.writing.begin():  # both wait for their turn
        other = Store(store_url)
        waiting = [
            in_background(lambda: store.submit(checked, keep=keep())),
            in_background(lambda: other.submit(checked, recheck=refuse, keep=keep())),
        ]
    refused = [isinstance(each.exception(timeout=60), Refused) for each in waiting]
    assert refused[0] is False
    assert original(tmp_path / "data", checked.sha256)
    other.engine.dispose()


def refuse():
    raise Refused("不收")
