"""The findings of refused files are kept and summed up by reporter and month."""

import csv
import re
from dataclasses import replace

from panjin_kpi.intake.checks.refusals import keep_refusal, refusal_rows
from panjin_kpi.intake.findings import Finding
from panjin_kpi.reference.names import UnknownName

NEGATIVE = Finding("a.csv", "不能为负数", "请改正", row=2, cell="D2", column="本年累计", value="-3")
UNKNOWN = Finding("a.csv", "不认识", "请改正", "warning", row=3, cell="C3", column="指标", value="=1+1")


def test_findings_are_kept_with_time_reporter_and_cell_and_without_what_was_typed(tmp_path):
    keep_refusal(tmp_path, "盘山县", "a.csv", [NEGATIVE, UNKNOWN])
    (path,) = (tmp_path / "store/refused").glob("*.csv")
    with path.open(encoding="utf-8-sig") as lines:
        rows = list(csv.reader(lines))[1:]
    assert [row[1:] for row in rows] == [
        ["盘山县", "a.csv", "错误", "", "D2", "本年累计", "不能为负数"],
        ["盘山县", "a.csv", "提示", "", "C3", "指标", "不认识"],
    ]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", row[0]) for row in rows)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o640, 0o750)


def test_refusals_are_summed_up_by_reporter_and_month(tmp_path):
    assert refusal_rows(tmp_path) == []
    for reporter, findings in (
        ("盘山县", [NEGATIVE]),
        ("大洼区", [UNKNOWN]),
        ("盘山县", [NEGATIVE, NEGATIVE, UNKNOWN]),
    ):
        keep_refusal(tmp_path, reporter, "a.csv", findings)
    assert [(row[0], *row[2:]) for row in refusal_rows(tmp_path)] == [
        ("大洼区", "1", "0", "1", "指标不认识 1处"),
        ("盘山县", "2", "3", "1", "本年累计不能为负数 3处；指标不认识 1处"),
    ]


def test_what_a_file_was_refused_for_comes_before_what_it_was_only_warned_of(tmp_path):
    keep_refusal(tmp_path, "盘山县", "a.csv", [*[UNKNOWN] * 3, *[replace(UNKNOWN, column="地区")] * 2, NEGATIVE])
    assert refusal_rows(tmp_path)[0][-1] == "本年累计不能为负数 1处；指标不认识 3处"


def test_what_was_typed_is_not_kept_in_the_reason_either(tmp_path):
    typed = "“双创”中心张某13800000000"
    keep_refusal(tmp_path, "盘山县", "a.csv", [replace(UNKNOWN, reason=f"没有“{typed}”这个单位", value=typed)])
    (path,) = (tmp_path / "store/refused").glob("*.csv")
    assert "张某" not in path.read_text(encoding="utf-8-sig")
    assert refusal_rows(tmp_path)[0][-1] == "指标没有“…”这个单位 1处"


def test_a_reason_that_suggests_a_name_still_says_what_is_wrong(tmp_path):
    typed = "大“这个”凹区"
    reason = str(UnknownName("地区", typed, ["大洼区", "盘山县"]))
    keep_refusal(tmp_path, "盘山县", "a.csv", [replace(UNKNOWN, column="地区", reason=reason, value=typed)])
    assert refusal_rows(tmp_path)[0][-1] == "地区没有“…”这个地区，是不是“…”？ 1处"


def test_a_file_that_excel_has_saved_is_read_and_what_an_editor_leaves_is_passed_over(tmp_path):
    keep_refusal(tmp_path, "盘山县", "a.csv", [NEGATIVE])
    (path,) = (tmp_path / "store/refused").glob("*.csv")
    path.write_bytes(path.read_text(encoding="utf-8-sig").encode("gb18030"))
    for name in (f".~{path.name}", "2021汇总.csv"):
        path.with_name(name).write_bytes(b"\0\xff lock")
    path.with_name(f"{path.stem} - 副本.csv").write_bytes(path.read_bytes())
    assert [row[:1] + row[2:4] for row in refusal_rows(tmp_path)] == [("盘山县", "1", "1")]
