"""The type of a file is recognised by its content, and a text by its visible characters."""

import pytest
from openpyxl import Workbook

from panjin_kpi.intake.checks.check import check_file

HEADER = "period,district,indicator,value"
GOOD = "2021-06,盘山县,创新创业活动,3"
FALL = ["2021-06,盘山县,活动,5,", "2021-07,盘山县,活动,3,{}"]


@pytest.mark.parametrize("note", ["\u200b", "-", "—", "#N/A", "/", "无", "\ufeff "])
def test_a_falling_figure_is_not_explained_by_a_note_that_says_nothing(check, note):
    (finding,) = check(FALL[0], FALL[1].format(note), header=HEADER + ",备注").findings
    assert (finding.cell, finding.severity) == ("D3", "error")
    assert check(FALL[0], FALL[1].format("剔除重复2场"), header=HEADER + ",备注").findings == []


@pytest.fixture
def workbook(tmp_path):
    """A workbook with one row of monthly figures."""

    def workbook(name):
        book = Workbook()
        book.active.title = "指标月报"
        for row in (["期间", "地区", "指标", "本年累计"], ["2021-06", "盘山县", "活动", 3]):
            book.active.append(row)
        book.save(tmp_path / "saved.xlsx")
        return (tmp_path / "saved.xlsx").rename(tmp_path / name)

    return workbook


@pytest.mark.parametrize("name", ["a.xlsx", "progress.csv", "a.xls", "a.txt", "a"])
def test_a_workbook_is_one_whatever_it_is_called(workbook, plan, name):
    checked = check_file(workbook(name), "", plan)
    assert (checked.findings, checked.rows) == ([], 1)


@pytest.mark.parametrize("name", ["progress.xls", "progress.xlsx", "progress.et", "progress.txt"])
@pytest.mark.parametrize("separator", [",", "\t"])
@pytest.mark.parametrize("encoding", ["gbk", "utf-8-sig", "utf-16"])
def test_a_text_file_is_one_whatever_it_is_called(tmp_path, plan, name, separator, encoding):
    (tmp_path / name).write_bytes(f"{HEADER}\r\n{GOOD}\r\n".replace(",", separator).encode(encoding))
    checked = check_file(tmp_path / name, "progress", plan)
    assert (checked.findings, checked.rows) == ([], 1)


@pytest.mark.parametrize("name", ["a.csv", "a.xls"])
def test_a_text_file_of_an_unknown_table_is_refused(tmp_path, plan, name):
    (tmp_path / name).write_text(f"{HEADER}\n{GOOD}\n", encoding="utf-8")
    (finding,) = check_file(tmp_path / name, "a", plan).findings
    assert "从文件名看不出是哪张表" in finding.reason


@pytest.mark.parametrize("table", ["指标月报\u200b", "\ufeff指标 月报", "指标\u202c月报"])
def test_a_sheet_is_known_with_invisible_characters_in_its_title(tmp_path, plan, table):
    book = Workbook()
    book.active.title = table
    for row in (
        ["期间", "地区", "指标", "本年累计"],
        ["2021-06", "盘山县\u200b", "活动", "3\u200b"],
        ["\u200b", "", "", "\ufeff"],
    ):
        book.active.append(row)
    blank = book.create_sheet("企业名录")
    for row in (["统一社会信用代码", "企业名称"], ["\u200b", "\u200b"], ["合计", ""]):
        blank.append(row)
    book.save(tmp_path / "a.xlsx")
    checked = check_file(tmp_path / "a.xlsx", "", plan)
    assert [(f.sheet, f.row, f.severity) for f in checked.findings] == [("企业名录", 3, "warning")]
    assert {name: len(part.rows) for name, part in checked.parts.items()} == {"progress": 1}


SPELLINGS = ["示例创客空间", "示例创客\n空间", "示例创客空间\u200b", "\ufeff示例创客　空间", "示例 创客空间"]


@pytest.mark.slow
def test_a_carrier_spelt_anew_each_month_is_one_and_its_tenants_are_counted_once(send, plan, store):
    for spelling in SPELLINGS:
        carrier = send("地区,载体名称,类型,级别", f'盘山县,"{spelling}",众创空间,省级', name="carriers.csv")
        rows = [f'"{spelling}",t-{n},项目{n},团队,2021-06-0{n}' for n in (1, 2)]
        tenants = send("所在载体,编号,名称,类别,入孵日期", *rows, name="incubatees.csv")
        for path, table in ((carrier, "carriers"), (tenants, "incubatees")):
            checked = check_file(path, table, plan, store.in_force)
            assert checked.findings == []
            store.submit(checked)
    assert store.in_force("carriers")["carrier"].tolist() == ["示例创客空间"]
    assert store.in_force("incubatees")["incubatee_id"].tolist() == ["T-1", "T-2"]


def test_what_was_typed_stays_beside_what_it_was_taken_for(send, plan):
    path = send("地区,载体名称,类型", '盘山县,"示例\n空间（东区）",众创空间', name="carriers.csv")
    part = check_file(path, "carriers", plan).parts["carriers"]
    assert (part.rows.at[2, "carrier"], part.typed.at[2, "carrier"]) == ("示例空间（东区）", "示例\n空间（东区）")
