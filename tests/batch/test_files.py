import pytest

from panjin_kpi.batch.files import write_whole


def test_what_is_written_is_there_and_nothing_else(tmp_path):
    write_whole(tmp_path / "a.html", "盘锦")
    write_whole(tmp_path / "a.html", b"\xef\xbb\xbfx")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a.html", b"\xef\xbb\xbfx")]


def test_a_failure_leaves_nothing_behind(tmp_path):
    (tmp_path / "a.html").mkdir()
    with pytest.raises(OSError):  # noqa: PT011 - which one differs between systems
        write_whole(tmp_path / "a.html", "x")
    assert [p.name for p in tmp_path.iterdir()] == ["a.html"]
