"""A file is taken for an earlier sample's only if every row says so."""

import pytest

from panjin_kpi.sample.files.fictitious_mark import is_fictitious_table, tables_in


def test_each_row_marked_under_either_header_is_a_sample_s(tmp_path):
    path = tmp_path / "progress.csv"
    for header in ("fictitious", "虚构示例"):
        path.write_text(f'period,note,{header}\n2021-06,"两\n行",是\n2021-07,,是\n', encoding="utf-8-sig")
        assert is_fictitious_table(path)
        path.write_text(f"period,note,{header}\n2021-06,,是\n2021-07,,\n", encoding="utf-8")
        assert not is_fictitious_table(path), "one row is somebody's own"


def test_only_files_that_bear_a_table_s_name_are_looked_at(tmp_path):
    for name in ("progress.csv", "notes.csv", "events.txt"):
        (tmp_path / name).write_text("x\n", encoding="utf-8")
    assert [path.name for path in tables_in(tmp_path)] == ["progress.csv"]
    assert tables_in(tmp_path / "absent") == []


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", "期间,虚构示例", "期间\n2021-06", "期间,虚构示例\n1,否", 'a,"b']
)
def test_a_file_that_is_not_plainly_marked_is_not_taken_for_one_of_ours(tmp_path, content):
    path = tmp_path / "progress.csv"
    path.write_bytes(content if isinstance(content, bytes) else f"{content}\n".encode())
    assert not is_fictitious_table(path)
