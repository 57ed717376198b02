import tempfile
import time
import zipfile
from datetime import UTC, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from panjin_kpi.reference.labels import shown_status
from panjin_kpi.report.workbook import book as module
from panjin_kpi.report.workbook.book import ResultsWorkbook, sheet_name

STAMP = datetime(2021, 7, 1, 8, 30, tzinfo=UTC)


@pytest.fixture
def content(frames, plan):
    def content(*names, warning=""):
        workbook = ResultsWorkbook(plan, "2021-06", warning)
        for name in names:
            workbook.add(name, frames[name])
        return workbook.content({"快照": "s1"}, STAMP)

    return content


@pytest.fixture
def made(content):
    return lambda *names, warning="": load_workbook(BytesIO(content(*names, warning=warning)))


def test_the_list_stands_in_front_of_the_tables_in_their_order(made):
    book = made("status", "scores", "rewards")
    assert book.sheetnames == ["目录", "说明", "指标完成情况", "得分与名次", "载体奖励备选"]
    assert book["目录"]["A1"].value == "2021年6月结果数据"
    assert [row[1].value for row in book["说明"].iter_rows() if row[0].value == "依据"] == ["盘政办发〔2021〕10号"]
    assert book["指标完成情况"]["A1"].value == "指标完成情况　2021年6月"


def test_where_proven_figures_are_scored_sheets_of_scores_and_losses_say_so(frames, proven):
    workbook = ResultsWorkbook(proven, "2021-06")
    for name in ("scores", "next_steps", "status"):
        workbook.add(name, frames[name])
    book = load_workbook(BytesIO(workbook.content({}, STAMP)))
    titles = [book[name]["A1"].value for name in ("得分与名次", "失分指标", "指标完成情况")]
    assert titles == [
        "得分与名次　2021年6月（按佐证数计分，期中测算，不是年度等次）",
        "失分指标　2021年6月（按佐证数计分，期中，失分是还没有得到的分）",
        "指标完成情况　2021年6月",
    ]
    assert [row[1].value for row in book["说明"].iter_rows() if row[0].value == "计分"] == ["按佐证数"]


def test_rows_are_in_words(made, frames, plan):
    sheet = made("status")["指标完成情况"]
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    assert rows[0][:4] == ("2021-06", "全市", "建设完善科技双创孵化载体", "家")
    shown = shown_status(plan, frames["status"])["light"]
    assert {"on_pace", "not_due"} <= set(shown), "what is not due yet differs from what is on pace"
    assert [row[9] for row in rows] == shown.map(plan.assessment.lights.words.value).tolist()


def test_a_table_that_is_too_long_is_only_listed(made, monkeypatch):
    monkeypatch.setattr(module, "LONGEST", 6)
    book = made("status", "scores")
    assert book.sheetnames == ["目录", "说明", "得分与名次"]
    listed = [[cell.value for cell in row] for row in book["目录"].iter_rows(min_row=4)]
    assert [(row[0], row[2], row[3]) for row in listed] == [
        ("指标完成情况", 140, "status.csv"),
        ("得分与名次", 6, "scores.csv"),
    ]
    assert "请看 status.csv" in listed[0][4]


def test_every_sheet_and_the_file_itself_say_that_the_data_are_fictitious(made):
    book = made("status", "rewards", warning="虚构示例，不代表任何真实情况")
    assert {sheet["A2"].value for sheet in book} == {book.properties.subject} == {"虚构示例，不代表任何真实情况"}
    assert made("status").properties.subject is None


def test_it_names_the_given_time_and_no_other(content, made):
    book = made("status")
    assert book.properties.created == book.properties.modified == datetime(2021, 7, 1, 8, 30)
    assert (book.properties.creator, book.properties.title) == ("panjin_kpi", "2021年6月结果数据")
    with zipfile.ZipFile(BytesIO(content("status"))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None


def test_the_same_results_are_the_same_bytes_at_another_time(content, monkeypatch):
    first = content("status", "rewards")
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(2e9))  # what a zip file is stamped with
    assert content("status", "rewards") == first


def test_it_makes_no_temporary_file(content, monkeypatch):
    monkeypatch.setattr(tempfile, "mkstemp", None)
    assert content("status")


@pytest.mark.parametrize(
    ("title", "taken", "name"),
    [
        ("指标", [], "指标"),
        ("a/b:c*d?[e]\\f'", [], "a_b_c_d__e__f_"),
        ("长" * 40, [], "长" * 31),
        ("长" * 40, ["长" * 31], "长" * 30 + "2"),
        ("ABC", ["abc", "ABC2"], "ABC3"),
    ],
)
def test_a_sheet_has_a_name_that_excel_takes(title, taken, name):
    assert sheet_name(title, taken) == name
