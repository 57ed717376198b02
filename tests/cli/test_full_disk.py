"""A disk that is full: nothing is kept of what does not fit, earlier submissions are intact, one sentence says why."""

import gc
import os
import sys

import pytest

from panjin_kpi.errors import os_error_message

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
