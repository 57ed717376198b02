import os
import sys
import time

import pytest
from openpyxl import Workbook, load_workbook

from panjin_kpi import files
from panjin_kpi.files import remove_abandoned, replacing, restrict, temporary_path, write_atomically


def test_what_is_written_is_there_and_nothing_else(tmp_path):
    write_atomically(tmp_path / "a.html", "盘锦")
    write_atomically(tmp_path / "a.html", b"\xef\xbb\xbfx")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a.html", b"\xef\xbb\xbfx")]


def test_a_failure_leaves_nothing_behind(tmp_path):
    (tmp_path / "a.html").mkdir()
    with pytest.raises(OSError):  # noqa: PT011 - which one differs between systems
        write_atomically(tmp_path / "a.html", "x")
    assert [p.name for p in tmp_path.iterdir()] == ["a.html"]


def test_an_older_file_is_replaced_and_nothing_else_is_left(tmp_path):
    path = tmp_path / "甲.xlsx"
    path.write_text("旧")
    with replacing(path) as part:
        Workbook().save(part)
    assert load_workbook(path).sheetnames == ["Sheet"]
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_in_the_middle_leaves_the_older_file(tmp_path):
    path = tmp_path / "甲.xlsx"
    path.write_text("旧", encoding="utf-8")
    broken = Workbook()
    broken.remove(broken.active)  # a workbook without a sheet cannot be saved
    with pytest.raises(IndexError), replacing(path) as part:
        broken.save(part)
    assert path.read_text(encoding="utf-8") == "旧"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps other rights")
def test_others_are_kept_out_and_who_is_stricter_stays_so(tmp_path):
    folder = tmp_path / "甲"
    folder.mkdir(mode=0o755)
    for name, mode in (("a", 0o644), ("b", 0o666), ("c", 0o600)):
        (folder / name).touch()
        (folder / name).chmod(mode)
    (folder / "link").symlink_to(tmp_path)
    before = tmp_path.stat().st_mode
    restrict(folder)
    assert folder.stat().st_mode & 0o777 == 0o750
    assert [(folder / name).stat().st_mode & 0o777 for name in "abc"] == [0o640, 0o640, 0o600]
    assert tmp_path.stat().st_mode == before
    restrict(folder / "nothing")


@pytest.mark.skipif(os.name == "nt", reason="Windows is not asked whether a process lives")
def test_the_next_writer_removes_the_part_of_one_that_was_killed_and_nobody_else_s(tmp_path, finished):
    killed = "import os, sys, pathlib\nfrom panjin_kpi.files import replacing\n"
    killed += "with replacing(pathlib.Path(sys.argv[1])) as part:\n    part.touch()\n    os.kill(os.getpid(), 9)"
    assert finished([sys.executable, "-c", killed, tmp_path / "a.html"]).returncode == -9
    (left,) = tmp_path.iterdir()
    folder = tmp_path / f".taking-{files.WRITER.search(left.name)[0]}"
    folder.mkdir()
    (folder / "a.parquet").touch()
    living, other, old = (temporary_path(tmp_path / name) for name in ("b.html", "c.html", "d.html"))
    other = other.with_name(other.name.replace(files.MACHINE, "zzzz"))  # another machine's, on a share
    for path in (living, other, old := old.with_name(".d.12345678.part.html")):
        path.touch()
    os.utime(old, (time.time() - 2 * files.OLD,) * 2)
    remove_abandoned.cache_clear()
    write_atomically(tmp_path / "e.html", "x")
    remove_abandoned(tmp_path, ".taking-*")
    assert {path.name for path in tmp_path.iterdir()} == {living.name, other.name, "e.html"}
    assert not left.exists()
