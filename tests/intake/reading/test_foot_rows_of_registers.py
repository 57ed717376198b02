"""Foot rows of tables whose key is one column or that have columns of days."""

import re

import pytest

from panjin_kpi import schemas
from panjin_kpi.intake.reading.foot_rows import HEADING, OF_GROUP, REMARK, TOTAL, FootRows
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
        ("盘山县合计", "4家"): TOTAL,
        ("盘山县小计", "4"): TOTAL,
        ("合 计", "", "", "4"): TOTAL,
    }
    for header in headers(table):
        for cells, why in feet.items():
            assert FootRows(header, key_headers(table)).reason([*cells]) == why, (header, cells)


@pytest.mark.parametrize(
    "cells", [["", "盘山县小计"], ["（一）", "盘山县小计", "2家"], ["1", "高新区合计", "2", "", "共2家"]]
)
def test_a_subtotal_in_a_column_of_codes_or_numbers_is_one(cells):
    for table, more in {"enterprises": ["企业名称", "归属地区", "注册日期"], "actions": ["事项", "责任单位"]}.items():
        header = ["序号", schemas.title(table, schemas.key(table)[0]), *more]
        assert FootRows(header, key_headers(table)).reason(cells) == TOTAL
        assert FootRows(header, key_headers(table)).reason([*cells[:2], "盘锦示例公司", "盘山县", ""]) is None


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
        ["盘山县合计", "91211100MA0000001X"],
        ["审计事务所", "某某"],
        ["填表人：", "审核人：", "盘山县", "某某"],
    ],
)
def test_a_row_that_has_more_than_the_label_and_its_value_is_data(cells):
    assert FootRows(ENTERPRISES, key_headers("enterprises")).reason(cells) is None


def test_a_repeated_header_stays_one_where_its_first_name_is_a_label():
    header = ["备注", "统一社会信用代码", "企业名称"]
    assert FootRows(header, key_headers("enterprises")).reason([*header]) == HEADING


@pytest.mark.parametrize(
    ("table", "header", "at"),
    [
        ("events", ["地区", "编号", "指标", "日期", "名称"], 0),
        ("events", ["序号", "地区", "编号", "指标", "日期", "名称"], 0),
        ("events", ["序号", "地区", "编号", "指标", "日期", "名称"], 2),
        ("enterprises", ["统一社会信用代码", "企业名称", "归属地区", "归属依据", "注册日期"], 0),
        ("recognitions", ["统一社会信用代码", "层级", "事件", "日期"], 0),
        ("actions", ["编号", "交办日期", "来源", "责任单位", "事项", "完成时限"], 0),
    ],
)
@pytest.mark.parametrize("day", ["2021年6月25日", "2021-06-25", "二〇二一年六月廿五日"])
def test_an_office_where_no_names_stand_beside_its_day_is_a_signature_in_columns_of_days_too(table, header, at, day):
    days = [position for position, name in enumerate(header) if re.search("日期|时限", name)]
    for position in days:
        cells = [""] * len(header)
        cells[at], cells[position] = "盘山县科技局", day
        foot = FootRows(header, key_headers(table))
        assert foot.reason(cells) == REMARK
        assert foot.reason(["盘山县财政局", "", ""], below=[cells]) == REMARK


@pytest.mark.parametrize(
    ("table", "header"),
    [
        ("carriers", ["载体名称", "启用日期"]),
        ("incubatees", ["所在载体", "入孵日期"]),
        ("enterprises", ["企业名称", "注册日期", "统一社会信用代码"]),
        ("projects", ["责任单位", "开始日期"]),
        ("events", ["所在载体", "日期", "编号", "地区"]),
    ],
)
def test_a_name_that_ends_like_an_offices_beside_its_day_is_a_row_to_be_completed(table, header):
    assert FootRows([*header, "编号"], key_headers(table)).reason(["创业服务中心", "2021-06-25"]) is None


def test_a_count_may_be_followed_by_its_sums():
    counts = [
        "合计5项，155.5万元",
        "共5项，金额155.5万元",
        "共计5项，金额合计155.5万元，其中成果2项",
        "以上共3家；面积1,200㎡",
    ]
    names = ["共3号楼，孵化中心", "共5项，详见附件", "合计，155.5万元"]
    for header in (["地区", "编号", "指标"], ["载体名称", "类型"]):
        table = "events" if "编号" in header else "carriers"
        assert [FootRows(header, key_headers(table)).reason([text]) for text in counts] == [TOTAL] * 4
        assert [FootRows(header, key_headers(table)).reason([text]) for text in names] == [None] * 3


@pytest.mark.timeout(10)
@pytest.mark.parametrize("more", [",1", ",123456", ",1m2", "、12.5万元", ",,1"])
def test_a_long_count_takes_no_long_time(more):
    assert FootRows(["地区", "编号"], key_headers("events")).reason([f"共5项{more * 20}" + 9 * "x"]) is None


@pytest.mark.parametrize("label", ["合计2笔", "共2笔", "共计2项", "小计2笔", "总计2笔", "合计金额", "总金额", "合计"])
def test_a_count_or_an_amount_at_the_foot_may_have_its_sum_in_the_column_of_amounts(label):
    header = ["地区", "编号", "指标", "日期", "名称", "金额（万元）"]
    foot = FootRows(["序号", *header], key_headers("events"))
    assert [foot.reason([label, *[""] * 5, "500"]), foot.reason(["", label, *[""] * 4, "500"])] == [TOTAL] * 2
    assert foot.reason(["1", "大洼区", "E-1", "科技融资担保", "2021-06-05", label, "500"]) is None


def test_a_count_beside_a_total_or_with_words_before_it_is_no_value_of_the_key():
    foot = FootRows(["序号", "地区", "载体名称", "类型", "面积（平方米）"], key_headers("carriers"))
    for cells in (
        ["合计", "1家", "", "", "1000"],
        ["合计", "", "1家", "", "1000"],
        ["盘山县合计", "1家", "", "", "1000"],
        ["", "", "以上合计1家", "", "1000"],
    ):
        assert foot.reason(cells) is TOTAL
    for cells in (
        ["合计", "1家", "某某空间", "", "1000"],
        ["1", "1家", "", "", "1000"],
        ["合计", "大洼区", "", "", "9"],
    ):
        assert foot.reason(cells) is None


@pytest.mark.parametrize("table", ["progress", *ONE_COLUMN])
@pytest.mark.parametrize(
    "cells", [["核对人：", "某某"], ["附：", "佐证材料"], ["记录人：", "某某", "", "审核：", "某某"]]
)
def test_a_label_of_any_text_with_its_value_at_the_foot_may_stand_below_the_running_numbers(table, cells):
    titles = [str(column.title) for column in schemas.schema(table).columns.values()]
    foot = FootRows(["序号", *titles], key_headers(table))
    assert foot.is_prose(cells)
    assert foot.is_prose(["", *cells])
    assert not foot.is_prose(["3", *cells])
    assert not foot.is_prose(["核对人：", "某某", "某某"])


@pytest.mark.parametrize("table", ["progress", "events", *ONE_COLUMN])
@pytest.mark.parametrize(
    "text", ["一、创新创业活动", "（二）成果转化", "十一、技术创新联盟（省级）", "第二部分：成果转化"]
)
def test_the_title_of_a_group_of_rows_is_none_of_them(table, text):
    titles = [str(column.title) for column in schemas.schema(table).columns.values()]
    foot = FootRows(titles, key_headers(table))
    assert [foot.reason([text]), foot.reason([*[""] * 3, text])] == [OF_GROUP] * 2
    assert foot.reason([text, "大洼区"]) is None


@pytest.mark.parametrize("ordinal", ["一", "一、", "（一）"])
def test_the_ordinal_of_a_groups_title_may_stand_in_a_cell_of_its_own(ordinal):
    for header, table in ((["期间", "地区", "指标", "本年累计"], "progress"), (ENTERPRISES, "enterprises")):
        for foot in (FootRows(header, key_headers(table)), FootRows(["序号", *header], key_headers(table))):
            assert foot.reason([ordinal, "新材料", "", ""]) == OF_GROUP
            assert foot.reason([ordinal, "", "新材料", ""]) == OF_GROUP
            for other in (["担保（万元）"], ["新材料", "大洼区"], ["3"]):
                assert foot.reason([ordinal, *other]) is None
            assert foot.reason(["大洼区", "新材料"]) is None


@pytest.mark.parametrize("text", ["一、担保情况（万元）", "1、路演", "一般沙龙", "二、", "一、路演，沙龙"])
def test_a_text_that_may_be_something_else_than_a_groups_title_is_left_to_the_check(text):
    assert FootRows(["地区", "编号", "名称"], key_headers("events")).reason([text]) is None


def test_the_items_of_a_remark_may_stand_in_the_only_column_of_the_key():
    foot = FootRows(ENTERPRISES, key_headers("enterprises"))
    item = ["", "2.金额单位：万元", "", "", ""]
    assert foot.reason(item) is None
    assert foot.reason(["", "说明：1.本表每月报送", "", "", ""]) == REMARK
    assert foot.reason(item) == REMARK
    assert foot.reason(["乙公司", "2.乙公司", "", "", ""]) is None
