"""The input validation of the template, compared with the findings of the check."""

import pytest
from openpyxl import load_workbook

from panjin_kpi import schemas
from panjin_kpi.schemas.fields import field


@pytest.fixture(scope="module")
def book(write_template, tmp_path_factory):
    return load_workbook(write_template(tmp_path_factory.mktemp("template")))


def validations(book, table):
    """Validation of each column of a sheet, by its header, and the letter of each header."""
    sheet = book[schemas.schema(table).title]
    heads = {cell.column_letter: str(cell.value).rstrip("*") for cell in sheet[1]}
    found = {heads[str(v.sqref).partition("2")[0]]: v for v in sheet.data_validations.dataValidation}
    return found, {title: letter for letter, title in heads.items()}


def test_every_number_day_and_closed_choice_is_validated_with_a_chinese_message(book):
    for table in schemas.SUBMITTED[:-1]:
        found, _ = validations(book, table)
        for name, column in schemas.schema(table).columns.items():
            if name != "fictitious" and str(column.dtype) in ("Int64", "float64", "bool", "boolean", "datetime64[ns]"):
                wanted = found[column.title]
                assert wanted.errorTitle == column.title
                assert wanted.error.endswith("。")
                assert len(wanted.error) < 226, "a longer one makes Excel repair the file"
                assert wanted.showErrorMessage
                assert wanted.allowBlank


def test_yearly_figures_are_not_negative_and_counts_are_whole(book):
    found, _ = validations(book, "financials")
    for title, kind in (("职工总数", "whole"), ("销售收入（万元）", "decimal")):
        wanted = found[title]
        assert (wanted.type, wanted.formula1, wanted.errorStyle) == (kind, "0", "stop")
        assert wanted.error == f"请只填{'整数' if kind == 'whole' else '数字'}，不能为负数。"
    assert (found["年度"].formula1, found["年度"].formula2) == ("1990", "2100")


def test_days_of_what_has_happened_end_with_the_month(book):
    for table in schemas.SUBMITTED[:-1]:
        found, _ = validations(book, table)
        for name, column in schemas.schema(table).columns.items():
            if str(column.dtype) == "datetime64[ns]":
                last = "DATE(2021,6,30)" if field(table, name).happened else None
                assert (found[column.title].type, found[column.title].formula2) == ("date", last)
                assert found[column.title].formula1 == "DATE(1906,1,1)", "a year typed alone would be a day of 1905"
    assert "2021-06-30" in found["完成日期"].error


def test_a_cumulative_figure_is_held_against_its_measure_and_last_month(book, plan):
    found, at = validations(book, "progress")
    value, note = f"{at['本年累计']}2", f"{at['备注']}2"
    wanted = found["本年累计"]
    assert wanted.type == "custom"
    for part in (f"{value}>=0", f"{value}>=N({at['上月累计']}2),LEN(TRIM({note}))>0", f"{value}=INT({value})"):
        assert part in wanted.formula1
    assert len(wanted.formula1) < 256, "Excel's limit"
    counts = wanted.formula1.split("MATCH(")[1].split("!")[1].split(",")[0].replace("$", "")
    listed = {row[0].value for row in book["选项"][counts]}
    measure = plan.indicators.set_index("name")["measure"]
    assert listed == set(measure.index[measure.isin(["count", "milestone"])])


def test_lists_of_names_warn_because_aliases_are_understood_and_other_lists_refuse(book):
    found, _ = validations(book, "carriers")
    assert (found["地区"].errorStyle, found["类型"].errorStyle) == ("warning", "stop")
    months = validations(book, "progress")[0]["期间"].formula1.split("!")[1].replace("$", "")
    assert [row[0].value for row in book["选项"][months]] == [f"2021-{month:02d}" for month in range(1, 7)]
