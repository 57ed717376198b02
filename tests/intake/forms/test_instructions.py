from openpyxl import Workbook

from panjin_kpi.intake.forms.instructions import write_instructions


def texts(plan, period):
    sheet = Workbook().active
    write_instructions(sheet, plan, "dawa", period, ["progress", "actions"])
    return ["".join(str(value or "") for value in row) for row in sheet.values]


def test_it_says_who_when_and_which_part_of_the_day_is_assumed(plan):
    june, july = texts(plan, "2021-06"), texts(plan, "2021-07")
    assert "填报单位大洼区" in june
    assert "报送时限2021-06-28（计划规定每月26日前；逢周末顺延为假定）" in june
    assert "报送时限2021-07-26（四（三））" in july
    assert any(line.startswith("交办事项") for line in june)
    assert not any(line.startswith("企业名录") for line in june)
