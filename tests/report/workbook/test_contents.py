import pytest

from panjin_kpi.report.workbook.contents import Entry, write_contents

ENTRIES = [Entry("status", 140, "指标完成情况"), Entry("rewards", 0, "载体奖励备选"), Entry("eligibility", 15600, "")]


@pytest.fixture
def written(read_back):
    def written(warning=""):
        facts = {"快照": "s1", "数据截至": "6月30日"}
        return read_back(write_contents, "2021年6月结果数据", warning, facts, ENTRIES)

    return written


def test_it_says_what_it_is_and_where_the_figures_come_from(written):
    sheet = written("虚构示例")
    rows = [(row[0].value, row[1].value) for row in sheet.iter_rows(max_row=6)]
    assert rows[:2] == [("2021年6月结果数据", None), ("虚构示例", None)]
    assert rows[2][1].startswith("一次运行的全部结果")
    assert rows[3:5] == [("快照", "s1"), ("数据截至", "6月30日")]
    assert written()["A2"].value is None


def test_every_table_is_listed_with_its_sheet_its_rows_and_its_file(written):
    rows = [[cell.value for cell in row] for row in written().iter_rows(min_row=7)]
    assert rows[0] == ["工作表", "内容", "行数", "CSV文件", "备注"]
    assert [(row[0], *row[2:]) for row in rows[1:]] == [
        ("指标完成情况", 140, "status.csv", None),
        ("载体奖励备选", 0, "rewards.csv", "没有"),
        ("资格初筛", 15600, "eligibility.csv", "超过10000行，没有放入本文件，请看 eligibility.csv"),
    ]
    assert rows[1][1] == "每个地区（及全市）每项指标到本期末的完成情况。"


def test_a_table_is_linked_where_it_has_a_sheet(written):
    links = [cell.hyperlink and cell.hyperlink.location for cell in written()["A"][7:]]
    assert links == ["'指标完成情况'!A1", "'载体奖励备选'!A1", None]
