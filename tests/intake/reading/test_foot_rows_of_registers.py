"""Foot rows of tables whose key is one column, where other columns stand before it."""

import pytest

from panjin_kpi import schemas
from panjin_kpi.intake.reading.foot_rows import HEADING, REMARK, TOTAL, FootRows
from panjin_kpi.intake.reading.normalise import key_headers

ENTERPRISES = ["企业名称", "统一社会信用代码", "归属地区", "归属依据", "注册日期"]
ONE_COLUMN = [table for table in schemas.SUBMITTED if len(schemas.key(table)) == 1]


def headers(table):
    """The table's titles, with each of its columns but the key, or 序号, before the key."""
    columns = schemas.schema(table).columns
    titles = [str(column.title) for column in columns.values()]
    key = titles.index(schemas.title(table, schemas.key(table)[0]))
    others = titles[:key] + titles[key + 1 :]
    return [["序号", *titles], ["备注栏", *titles], [others[0], titles[key], *others[1:]]]


@pytest.mark.parametrize("table", ONE_COLUMN)
def test_a_label_before_the_key_has_its_value_in_the_key(table):
    feet = {
        ("填表人：", "某某", "", "审核人：", "某某"): REMARK,
        ("审核人：", "某某", "", "填表日期：", "2021-06-25"): REMARK,
        ("制表单位：", "盘山县科技局"): REMARK,
        ("备注：", "截至6月25日"): REMARK,
        ("填表人", "某某"): REMARK,
        ("合计", "4家"): TOTAL,
        ("合计", "4"): TOTAL,
        ("合 计", "", "", "4"): TOTAL,
    }
    for header in headers(table):
        for cells, why in feet.items():
            assert FootRows(header, key_headers(table)).reason([*cells]) == why, (header, cells)


def test_a_label_may_stand_further_left_with_other_values_between():
    header = ["序号", *ENTERPRISES]
    cells = [["", "填表人：", "某某"], ["7", "填表人：", "某某"], ["填表人：", "", "某某"], ["合计", "", "4家"]]
    cells += [["填报单位：", "盘山县科技局", "2021年6月25日"]]
    found = [FootRows(header, key_headers("enterprises")).reason(row) for row in cells]
    assert found == [REMARK, REMARK, REMARK, TOTAL, REMARK]


@pytest.mark.parametrize(
    "cells",
    [
        ["备注：同上", "91211100MA0000001X", "盘山县"],
        ["说明", "91211100MA0000001X", "盘山县", "登记簿", "2015-06-01"],
        ["合计", "91211100MA0000001X", "盘山县", "登记簿", "2015-06-01"],
        ["填表人：", "91211100MA0000001X", "盘山县"],
        ["盘锦汇总", "91211100MA0000001X", "盘山县", "登记簿", ""],
        ["审计事务所", "某某"],
        ["填表人：", "审核人：", "盘山县", "某某"],
    ],
)
def test_a_row_that_has_more_than_the_label_and_its_value_is_data(cells):
    assert FootRows(ENTERPRISES, key_headers("enterprises")).reason(cells) is None


def test_a_repeated_header_stays_one_where_its_first_name_is_a_label():
    header = ["备注", "统一社会信用代码", "企业名称"]
    assert FootRows(header, key_headers("enterprises")).reason([*header]) == HEADING
