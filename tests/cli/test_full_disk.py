"""A disk that is full: nothing is kept of what does not fit, earlier submissions are intact, one sentence says why."""

import gc
import os
import sys

import pytest

from panjin_kpi.cli.file_list import message_of
from panjin_kpi.errors import os_error_message

pytestmark = pytest.mark.slow

HEADER = "期间,地区,指标,本年累计,备注"
FIRST = [HEADER, "2021-06,盘山县,创新创业活动,3,"]
# enough rows and text to need new pages of the store
SECOND = [HEADER, *(f"2021-{month:02},大洼区,创新创业活动,{month},{month}{'说明' * 400}" for month in range(1, 7))]


def filled(folder, room):
    """Leave only ``room`` bytes on a disk."""
    left = os.statvfs(folder)
    (folder / "filler").write_bytes(bytes(max(left.f_bavail * left.f_frsize - room, 0)))


@pytest.mark.parametrize("room", [0, 8_000, 16_000, 32_000])
def test_nothing_is_kept_on_a_full_disk_and_the_same_file_goes_through_once_there_is_room(
    call, send, disk, kept, tmp_path, room
):
    with disk(tmp_path / "data", "size=4m"):
        assert call("submit", send(*FIRST), "--data", "DATA").exit_code == 0
        filled(tmp_path / "data", room)
        before = sorted(path.name for path in (tmp_path / "data").rglob("*") if path.is_file())
        refused = call("submit", send(*SECOND), "--data", "DATA")
        assert (refused.exit_code, "磁盘已满" in refused.output, len(kept())) == (1, True, 1), refused.output
        assert isinstance(refused.exception, SystemExit)
        after = sorted(path.name for path in (tmp_path / "data").rglob("*") if path.is_file())
        assert [name for name in after if name not in before and not name.endswith(("-wal", "-shm", "-journal"))] == []
        (tmp_path / "data" / "filler").unlink()
        assert "库完好：1 件报送" in call("verify", "--data", "DATA").output
        assert call("submit", send(*SECOND), "--data", "DATA").exit_code == 0
        assert len(kept()) == 7


def test_workbooks_that_do_not_fit_are_refused_in_a_sentence_and_leave_nothing(call, disk, tmp_path, monkeypatch):
    ignored = []  # what the interpreter would print where an archive is closed too late
    monkeypatch.setattr(sys, "unraisablehook", ignored.append)
    month = ("--district", "大洼区", "--period", "2021-09")
    with disk(tmp_path / "full", "size=1m"):
        assert call("template", *month, "--out", tmp_path / "full").exit_code == 0
        (book,) = (tmp_path / "full").iterdir()
        filled(tmp_path / "full", 0)
        before = sorted((tmp_path / "full").iterdir())
        refused = call("template", "--district", "盘山县", *month[2:], "--out", tmp_path / "full")
        assert os_error_message(refused.exception).startswith(f"磁盘已满，写不下 {tmp_path / 'full'}")
        assert "磁盘已满" in call("check", book, "--annotate").output
        gc.collect()
        assert (ignored, sorted((tmp_path / "full").iterdir())) == ([], before)


def test_a_folder_that_cannot_be_laid_out_is_refused_in_a_sentence_and_is_not_there(call, disk, tmp_path):
    with disk(tmp_path / "full", "size=1m"):
        filled(tmp_path / "full", 250_000)
        refused = call("init", tmp_path / "full/工作")
        assert os_error_message(refused.exception).startswith(f"磁盘已满，写不下 {tmp_path / 'full'}")
        assert not (tmp_path / "full/工作").exists()


def test_the_folder_of_a_snapshot_or_a_run_that_does_not_fit_is_named_with_what_to_do(call, send, disk, tmp_path):
    assert call("submit", send(*FIRST), "--received", "2021-06-25", "--data", "DATA").exit_code == 0
    with disk(tmp_path / "full", "size=1m"):
        snapshots = tmp_path / "data/snapshots"
        (tmp_path / "full/snapshots").mkdir()
        snapshots.symlink_to(tmp_path / "full/snapshots")
        filled(tmp_path / "full", 4096)
        closing = ("close", "2021-06", "--by", "市科技局", "--data", "DATA")
        for words in (("snapshot", "--data", "DATA"), closing, closing):
            refused = call(*words).exception
            assert os_error_message(refused) == f"磁盘已满，写不下 {snapshots}。请腾出空间后重新运行", words
            assert list(snapshots.iterdir()) == []
        (tmp_path / "full/filler").unlink()
        again = call(*closing)
        assert ("补做 2021-06 封账的" in again.output, "不用再封" in str(again.exception)) == (True, True)
        filled(tmp_path / "full", 4096)
        month = ("--period", "2021-06", "--engine", "ordinary")
        refused = call("run", *month, "--out", tmp_path / "full", "--data", "DATA")
        named = f"磁盘已满，写不下 {tmp_path / 'full/2021-06'}。请腾出空间后重新运行"
        assert os_error_message(refused.exception) == named


def test_where_nothing_may_be_written_the_file_itself_is_named_and_not_a_temporary_one(call, send, disk, tmp_path):
    assert call("submit", send(*FIRST), "--data", "DATA").exit_code == 0
    with disk(tmp_path / "locked", "ro,size=1m"):
        for words in (("diff", "2021-06-01", "2021-06-30", "--out"), ("backup",)):
            message = message_of(call(*words, file := tmp_path / "locked/甲.csv", "--data", "DATA").exception)
            assert (str(file) in message, ".part" in message, "。请检查" in message) == (True, False, True), message


@pytest.mark.parametrize("more", [[], ["--submit"], ["--districts", "60"]], ids=" ".join)
def test_a_sample_that_does_not_fit_names_the_file_without_a_traceback(shell, disk, tmp_path, more):
    with disk(tmp_path / "full", "size=40k"):
        refused = shell("sample", "--out", tmp_path / "full/sample", *more)
        assert refused.returncode == 1
        named = ("磁盘已满" in refused.stderr, f" {tmp_path / 'full/sample'}/" in refused.stderr)
        assert (*named, refused.stderr[:3]) == (True, True, "错误："), refused.stderr
        assert refused.stderr.count("\n") == 1
        assert not list((tmp_path / "full").rglob(".*.part*"))
