"""A folder's glob: files that are not submissions are skipped with a note; one bad file does not stop the others."""

import os
import re
import shutil

import pytest
from openpyxl import Workbook

from panjin_kpi.intake.checks.annotate import annotate
from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.project import Project

ROWS = ("期间,地区,指标,本年累计", "2021-06,盘山县,活动,3")
BAD = (ROWS[0], "2021-06,盘山县,活动,-3")


@pytest.fixture
def workbook(tmp_path):
    def written(value, name="六月.xlsx"):
        book = Workbook()
        book.active.title = "指标月报"
        for row in (["期间", "地区", "指标", "本年累计"], ["2021-06", "盘山县", "活动", value]):
            book.active.append(row)
        book.save(tmp_path / name)
        return tmp_path / name

    return written


def test_the_lock_file_of_excel_is_passed_over_with_a_word(call, kept, send):
    lock = send("xx", name="~$六月.xlsx")
    result = call("submit", lock, send(*ROWS), "--data", "DATA")
    assert (result.exit_code, len(kept())) == (0, 1)
    assert "跳过：~$六月.xlsx 是 Excel 或 WPS 打开文件时的临时文件" in result.output


def test_lock_files_alone_are_no_submission(call, send):
    result = call("submit", send("xx", name="~$六月.xlsx"), "--data", "DATA")
    assert result.exit_code == 1
    assert "没有可以处理的文件" in str(result.exception)


@pytest.mark.parametrize("first", ["original", "copy"])
def test_the_original_counts_whatever_stands_in_its_annotated_copy_and_in_whichever_order(
    call, kept, workbook, plan, first
):
    original = workbook(3)
    copy = annotate(original, check_file(original, "", plan).findings)
    workbook(1)  # corrected in place
    files = [original, copy] if first == "original" else [copy, original]
    result = call("submit", *files, "--data", "DATA")
    assert result.exit_code == 0, result.output
    assert kept()["value"].tolist() == [1]
    assert "跳过：六月.批注.xlsx 是 六月.xlsx 的批注副本，以原件为准" in result.output


def test_an_annotated_copy_alone_counts_unless_its_original_was_changed_later(call, kept, workbook, plan):
    original = workbook(3)
    copy = annotate(original, check_file(original, "", plan).findings)
    later = copy.stat().st_mtime + 10
    os.utime(original, (later, later))
    assert call("submit", copy, "--data", "DATA").exit_code == 1
    os.utime(copy, (later + 10, later + 10))
    assert call("submit", copy, "--data", "DATA").exit_code == 0
    assert kept()["value"].tolist() == [3]


def test_findings_of_an_earlier_check_go_when_the_file_is_good(call, send, tmp_path):
    path = tmp_path / "progress.csv.检查结果.csv"
    call("check", send(*BAD), "--data", "DATA")
    assert path.exists()
    call("check", send(*ROWS), "--data", "DATA")
    assert not path.exists()


def test_a_link_where_the_findings_go_is_not_followed(call, send, tmp_path):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "progress.csv.检查结果.csv").symlink_to(tmp_path / "mine.txt")
    call("check", send(*BAD), "--data", "DATA")
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "progress.csv.检查结果.csv").is_symlink()
    (tmp_path / "progress.csv.检查结果.csv").unlink()
    (tmp_path / "progress.csv.检查结果.csv").symlink_to(tmp_path / "mine.txt")
    call("check", send(*ROWS), "--data", "DATA")
    assert (tmp_path / "mine.txt").exists()


@pytest.mark.slow
def test_a_file_that_cannot_be_read_and_a_folder_that_cannot_be_written_end_nothing(
    call, kept, send, tmp_path, monkeypatch
):
    """As root every file can be read, so the system's error is simulated; everything else is real."""
    from panjin_kpi.intake.checks import finding_output
    from panjin_kpi.intake.reading import submitted_file

    read = submitted_file.read_csv

    def refused(name, *words):
        if name == "first.csv":
            raise PermissionError(13, "Permission denied", name)
        return read(name, *words)

    monkeypatch.setattr(submitted_file, "read_csv", refused)
    files = [send(*ROWS, name="first.csv"), send(*ROWS, name="second.csv")]
    result = call("submit", *files, "--table", "progress", "--data", "DATA")
    assert (result.exit_code, len(kept())) == (1, 1)
    assert "没有权限读写" in result.output

    def full(path, content):
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(finding_output, "write_atomically", full)
    result = call("check", send(*BAD, name="third.csv"), files[1], "--table", "progress", "--data", "DATA")
    assert result.exit_code == 1
    assert "检查结果没有写成：磁盘已满" in result.output
    assert "可以报送：second.csv" in result.output


@pytest.mark.parametrize("name", ["a%41b", "a?b=c", "a#b", "a'b", 'a"b', "中文 空格", "a%zz", "长" * 60, "x" * 200])
def test_the_store_lies_where_data_says_and_last_month_is_found_in_it(call, send, tmp_path, name):
    data = tmp_path / name
    assert call("submit", send(ROWS[0], "2021-05,盘山县,活动,3"), "--data", data).exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["data", name, "progress.csv"])
    assert (data / "store" / "panjin_kpi.sqlite").stat().st_size > 0
    june = call("check", send(ROWS[0], "2021-06,盘山县,活动,2"), "--data", data)
    assert "少于2021-05的累计数3" in june.output


@pytest.mark.slow
def test_a_folder_named_on_the_command_line_is_the_one_that_is_used(shell, send, tmp_path):
    data = tmp_path / "a%41 中文?#'b"
    assert shell("submit", send(*ROWS), "--data", data).returncode == 0
    assert (data / "store" / "panjin_kpi.sqlite").exists()


def test_a_name_with_control_characters_is_written_out(call, send):
    result = call("check", send(*BAD, name="a\x1b[31m.csv"), "--table", "progress", "--data", "DATA")
    assert "\x1b" not in result.output
    assert "a<U+001B>[31m.csv" in result.output


def test_control_characters_in_a_cell_are_written_out(call, send, tmp_path):
    result = call("check", send(ROWS[0], "2021-06,\x1b[2J盘\u202e山,活动,3"), "--data", "DATA")
    findings = (tmp_path / "progress.csv.检查结果.csv").read_text(encoding="utf-8-sig")
    for text in (result.output, findings):
        assert "\x1b" not in text
        assert "\u202e" not in text


def test_a_report_received_before_its_month_is_refused_unless_configured(call, kept, send, tmp_path):
    words = ("submit", send(ROWS[0], "2021-12,盘山县,活动,3"), "--data", "DATA", "--received", "2021-03-15")
    result = call(*words)
    assert (result.exit_code, len(kept())) == (1, 0)
    assert "收到日期 2021-03-15 早于所报的 2021-12" in result.output
    reference = tmp_path / "data" / "reference"
    shutil.copytree(Project().reference, reference)
    text = (reference / "assessment.yaml").read_text(encoding="utf-8")
    text = text.replace("received_before_month: {value: error", "received_before_month: {value: warning")
    (reference / "assessment.yaml").write_text(text, encoding="utf-8")
    result = call(*words)
    assert (result.exit_code, len(kept())) == (0, 1), result.output
    assert re.search("提示 .*收到日期 2021-03-15 早于所报的 2021-12", result.output)


@pytest.mark.parametrize(("name", "options"), [("指标月报.csv", []), ("大洼.csv", ["--table", "指标月报"])])
def test_a_table_is_known_by_its_title_too(call, send, name, options):
    good = send("期间,地区,指标,本年累计", "2021-06,大洼区,活动,3", name=name)
    assert "可以报送" in call("check", good, *options, "--data", "DATA").output
