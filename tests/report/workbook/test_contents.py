import pytest

from panjin_kpi.report.workbook.contents import Entry, write_contents, write_notes

ENTRIES = [Entry("status", 140, "指标完成情况"), Entry("rewards", 0, "载体奖励备选"), Entry("eligibility", 15600, "")]


@pytest.fixture
def written(read_back):
    return lambda warning="": read_back(write_contents, "2021年6月结果数据", warning, ENTRIES)


def test_the_list_is_one_table_below_its_title_and_the_warning(written):
    sheet = written("虚构示例")
    assert [sheet[f"A{row}"].value for row in (1, 2, 3)] == ["2021年6月结果数据", "虚构示例", "工作表"]
    assert dict(sheet.tables.items()) == {"T_contents": "A3:E6"}
    assert written()["A2"].value is None


def test_the_notes_say_what_blanks_mean_and_where_the_figures_come_from(read_back):
    sheet = read_back(write_notes, "说明", "虚构示例", {"快照": "s1", "数据截至": "6月30日"})
    rows = [(row[0].value, row[1].value) for row in sheet.iter_rows(min_row=3)]
    assert rows[0] == ("项目", "内容")
    assert dict(rows)["空格"].startswith("空格表示没有或不详，不等于0")
    assert rows[-2:] == [("快照", "s1"), ("数据截至", "6月30日")]
    assert list(sheet.tables) == ["T_provenance"]


def test_every_table_is_listed_with_its_sheet_its_rows_and_its_file(written):
    rows = [[cell.value for cell in row] for row in written().iter_rows(min_row=3)]
    assert rows[0] == ["工作表", "内容", "行数", "CSV文件", "备注"]
    assert [(row[0], *row[2:]) for row in rows[1:]] == [
        ("指标完成情况", 140, "status.csv", None),
        ("载体奖励备选", 0, "rewards.csv", "没有"),
        ("资格初筛", 15600, "eligibility.csv", "超过10000行，没有放入本文件，请看 eligibility.csv"),
    ]
    assert rows[1][1] == "每个地区（及全市）每项指标到本期末的完成情况。"


def test_a_table_is_linked_where_it_has_a_sheet(written):
    links = [cell.hyperlink and cell.hyperlink.location for cell in written()["A"][3:]]
    assert links == ["'指标完成情况'!A1", "'载体奖励备选'!A1", None]
