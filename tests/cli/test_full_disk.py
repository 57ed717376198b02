"""A disk that is full while a file is submitted: nothing of the file is kept, and earlier submissions are intact."""

import os

import pytest

HEADER = "期间,地区,指标,本年累计,备注"
FIRST = [HEADER, "2021-06,盘山县,创新创业活动,3,"]
# enough rows and text to need new pages of the store
SECOND = [HEADER, *(f"2021-{month:02},大洼区,创新创业活动,{month},{month}{'说明' * 400}" for month in range(1, 7))]


@pytest.mark.parametrize("room", [0, 8_000, 16_000, 32_000])
def test_nothing_is_kept_on_a_full_disk_and_the_same_file_goes_through_once_there_is_room(
    call, send, disk, kept, tmp_path, room
):
    with disk(tmp_path / "data", "size=4m"):
        assert call("submit", send(*FIRST), "--data", "DATA").exit_code == 0
        left = os.statvfs(tmp_path / "data")
        (tmp_path / "data" / "filler").write_bytes(bytes(max(left.f_bavail * left.f_frsize - room, 0)))
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
