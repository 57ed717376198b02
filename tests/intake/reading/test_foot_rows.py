"""A line with a complete key is data whatever its text; totals, signatures and remarks are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panjin_kpi import schemas
from panjin_kpi.intake.reading.foot_rows import ANOTHER, HEADING, PAGE, REMARK, TOTAL, FootRows
from panjin_kpi.intake.reading.normalise import key_headers
from tests.plan import PLAN

PROGRESS = ["期间", "地区", "指标", "本年累计", "备注"]
TOTALS = [
    "合计",
    "合　计",
    "总计：",
    "小计",
    "汇总",
    "共计",
    "累计",
    "合计（家）",
    "Total",
    "Grand Total",
    "subtotal",
    "合计：1件",
    "本页小计",
]
TOTALS_OF = [
    "盘山县合计", "全县总计", "6月小计", "各乡镇汇总", "盘山县新增在孵企业及创新创业团队 汇总",
    "盘山县 Total", "盘山县 计数", "盘山县 平均值",
]  # fmt: skip
SIGNATURES = [
    "填报人：某某", "填表人", "审核人（签字）：", "单位负责人:", "单位（盖章）：", "填报单位：盘山县科技局",
    "联系电话：", "填报日期：2021年6月25日", "制表：", "报送时间：", "（盖章）", "盘山县科技局（盖章）",
    "领导签字：", "主管领导签字：", "科室负责人签字：某某", "审核人签名", "日期：2021年6月25日",
    "盘山县人民政府（印章）", "校对：", "校对人", "签发：", "审定人：", "局长签字：", "分管县长签字：",
    "填表人 张某", "联系电话 7656666", "填报日期 2021-06-25", "填报单位 大洼区科技局", "填 表 人　某某",
    "主要领导审签：", "（章）", "盘山县科技局（章）", "填报单位（章）：", "公章", "签字",
]  # fmt: skip
REMARKS = [
    "注：1.本表每月26日前报送", "注1：本表每月报送", "注1.本表每月报送", "注①：累计数", "注", "备注：", "说明：累计数",
    "填报说明：", "附注：", "*本表每月26日前报送", "※累计数自1月1日起", "注：县区合计", "（完）",
    "以下空白", "（以下空白）", "—— 以下无正文 ——", "数据来源：县统计局", "资料来源:科技局", "以上数据真实有效",
    "以上情况属实。", "上述内容真实、准确、完整",
]  # fmt: skip


def reason(*cells, first=False, header=PROGRESS, table="progress"):
    return FootRows(header, key_headers(table)).reason(list(cells), first)


@pytest.mark.parametrize("table", schemas.SUBMITTED)
def test_a_row_with_its_whole_key_is_data_whatever_its_other_cells_say(table):
    columns = schemas.schema(table).columns
    header = [str(column.title) for column in columns.values()]
    for step in (1, -1):  # as its schema has them, and the other way round
        foot = FootRows(header[::step], key_headers(table))
        for text in (*TOTALS, *TOTALS_OF, *SIGNATURES, *REMARKS, "1.本表", "甲"):
            row = ["2021-06" if name in schemas.key(table) else text for name in columns][::step]
            assert foot.reason(row, first=True) is None, text


@pytest.mark.parametrize("text", [*TOTALS, *TOTALS_OF])
def test_a_total_is_recognised_in_any_column_of_the_key_and_before_an_empty_key(text):
    assert reason(text, "", "", "3", "") == TOTAL
    assert reason("", text, "", "3") == TOTAL
    assert reason("7", text, "", "", "3", header=["序号", *PROGRESS]) == TOTAL
    assert reason(text, "", "", "", "3", header=["序号", *PROGRESS]) == TOTAL


@pytest.mark.parametrize("text", [*SIGNATURES, *REMARKS])
def test_signatures_and_remarks_are_recognised_wherever_they_begin(text):
    assert reason(text, "", "", "", "") == REMARK
    assert reason("", "", text) == REMARK
    assert reason(text, "", "", "", "", header=["备注", *PROGRESS[:4]]) == REMARK
    assert reason("7", text, "", "", "", header=["序号", *PROGRESS]) == REMARK


def test_what_stands_beside_a_signature_belongs_to_it():
    assert reason("填报人：", "某某", "审核人：", "某某") == REMARK
    assert reason("填报人", "某某", "联系电话", "2820000") == REMARK
    assert reason("填报单位：盘山县科技局", "", "填表时间：2021年6月25日", "", "") == REMARK


@pytest.mark.parametrize(
    "cells",
    [
        ("注1", "盘山县", "活动", "3", ""),
        ("", "盘山县", "活动", "3", "说明：剔除重复1家"),
        ("", "", "", "3", "合计"),
        ("2021-06", "", "活动", "3", "小计"),
        ("2021-06", "盘山县", "", "", ""),
        ("2021.6", "", "", "", ""),
        ("盘山县", "", "", "", ""),
    ],
)
def test_a_row_whose_key_is_partly_there_or_forgotten_is_data_with_findings(cells):
    assert reason(*cells) is None


def test_a_forgotten_key_beside_a_remark_in_the_first_column_is_data_with_findings():
    assert reason("说明：剔除重复", "", "", "", "2", header=["备注", *PROGRESS[:4]]) is None


def test_the_items_of_a_remark_are_recognised_only_below_it():
    rows = FootRows(PROGRESS, key_headers("progress"))
    assert rows.reason(["2.累计数自1月1日起", "", "", "", ""]) is None
    assert rows.reason(["注：1.本表每月报送", "", "", "", ""]) == REMARK
    assert rows.reason(["    2.累计数自1月1日起", "", "", "", ""]) == REMARK
    assert rows.reason(["（3）金额按亿元填报", "", "", "", ""]) == REMARK
    assert rows.reason(["2021-06", "盘山县", "活动", "3", ""]) is None
    assert rows.reason(["4.其他事项", "", "", "", ""]) is None


def test_signatures_and_dates_below_a_register_are_not_read_as_enterprises():
    header = ["统一社会信用代码", "企业名称", "归属地区", "归属依据", "注册日期"]
    signed = ("填表人：某某", "", "审核人：某某", "", "2021年6月26日")
    assert reason(*signed, header=header, table="enterprises") == REMARK
    foot = FootRows(header, key_headers("enterprises"))
    assert foot.reason(["", "", "", "", "2021年6月26日"]) is None, "nobody signed above it, and it may be the column's"
    assert foot.reason(["盘山县科技局（盖章）", "", "", "", ""]) == REMARK
    assert foot.reason(["", "", "", "", "2021年6月26日"]) == REMARK


@pytest.mark.parametrize("day", ["2021年6月25日", "二〇二一年六月廿五日", "　年　月　日", "2021-06-25"])
def test_a_day_alone_in_its_row_and_the_office_above_it_are_a_signature(day):
    foot = FootRows(PROGRESS, key_headers("progress"))
    for at in range(5):
        office, signed = ([*[""] * at, text] for text in ("盘山县科技局", day))
        assert reason(*signed) == REMARK
        assert reason(*office) is None
        assert foot.reason(office, below=[signed]) == REMARK
        assert reason(*signed, "3") is None
        assert foot.reason(["2021-06", "盘山县", "活动", "3", ""], below=[signed]) is None
    assert reason("2021-06-25", header=["编号", "事项"], table="actions") is None, "it is a complete key"


@pytest.mark.parametrize("day", ["2021年6月25日", "二〇二一年六月二十五日", "2021-06-25"])
def test_an_office_beside_its_day_is_a_signature_and_below_a_column_of_days_a_row(day):
    assert reason("", "", "盘山县科学技术局", day) == reason("", f"盘山县科学技术局　{day}") == REMARK
    assert reason("2021-06", "盘山县", "盘山县科学技术局", day) is None
    assert reason("", "", "", "创业沙龙", day) is None
    header = ["编号", "地区", "名称", "日期"]
    assert reason("盘山县科学技术局", "", "", day, header=header, table="events") == REMARK
    assert reason("", "", "盘山县科学技术局", day, header=header, table="events") is None


@pytest.mark.parametrize(
    "below",
    [
        [["（公章）"], ["2021年6月25日"]],
        [["", "", "（盖章）"]],
        [["填报日期：2021年6月25日"]],
        [["日期：", "", "2021-06-25"]],
        [["盘山县财政局"], ["2021年6月25日"]],
        [["盘山县财政局"], ["（公章）"]],
        [["盘山县财政局"], ["盘山县教育局"], ["2021年6月25日"]],
        [["盘山县财政局", "2021年6月25日"]],
    ],
)
def test_an_office_above_its_seal_a_labelled_day_or_another_office_that_signs_is_a_signature(below):
    foot = FootRows(PROGRESS, key_headers("progress"))
    assert foot.reason(["盘山县科技局"], below=below) == REMARK
    assert foot.reason(["盘山县科技局", "", "", "3"], below=below) is None
    assert foot.reason(["2021-06", "盘山县", "盘山县科技局", "", ""], below=below) is None
    carriers = FootRows(["地区", "载体名称", "类型"], key_headers("carriers"))
    assert carriers.reason(["盘山县", "创业服务中心", ""], below=below) is None


@pytest.mark.parametrize(
    "below", [[], [["盘山县财政局"]], [["盘山县财政局", "", "活动", "3"], ["2021年6月25日"]], [["填表人：某某"]]]
)
def test_an_office_that_nothing_signs_for_is_data_with_findings(below):
    assert FootRows(PROGRESS, key_headers("progress")).reason(["盘山县科技局"], below=below) is None


def test_a_line_that_says_how_many_there_are_is_a_total():
    assert [reason(text) for text in ("共计3项", "以上共5家", "共计", "共三项", "共有3项", "共十二家")] == [TOTAL] * 6
    assert reason("共一路空间", header=["载体名称", "类型"], table="carriers") is None
    assert reason("共计3项", "", "", "3") == TOTAL
    assert reason("共3号楼空间", "众创空间", header=["载体名称", "类型"], table="carriers") is None


NUMBERS = [
    "甲 乙 丙 1 2", "甲 乙 丙 丁 1", "1 2 3 4 5", "(1) (2) (3) (4)", "栏次 1 2 3 4", "甲 乙 丙 （1） （2）",
    "1 2 3 4=5+6 5", "① ② ③ ④ ⑤", "A B C 1 2", "一 二 三 四 五", "a b 1 2=3+4", "A B C D", "甲 乙 丙 1 丁", "1 甲 2 乙",
]  # fmt: skip


@pytest.mark.parametrize("cells", NUMBERS)
def test_numbers_of_columns_are_recognised_right_below_the_header_only(cells):
    assert reason(*cells.split(), first=True) == HEADING
    assert reason(*cells.split(), first=False) is None


@pytest.mark.parametrize("cells", ["2021-06 A B 3", "1 3 2 4", "A B D 1", "一 二 四", "1 2=3", "A A 1", "甲 丙 1 乙"])
def test_numbers_out_of_their_order_are_of_no_columns(cells):
    assert reason(*cells.split(), first=True) is None


def test_a_repeated_header_is_recognised():
    assert reason("期间*", " 地 区", "指标", "本年累计", "") == HEADING


@pytest.mark.parametrize(
    "cells", ["期间 地区 指标 本月新增 本年累计", "期间 地区 指标 备注 本年累计", "地区 编号 指标 日期 名称"]
)
def test_a_header_with_other_columns_is_another_table_s(cells):
    assert reason(*cells.split()) == ANOTHER
    assert reason("2021-06", "大洼区", "活动", "本年累计", "备注", first=True) is None, "no name of the key is in it"


@pytest.mark.parametrize("number", ["#2021-001", "*2021-001", "注1", "★重点事项一", "1.督办事项", "说明：一"])
def test_an_unusual_number_of_a_row_with_other_cells_is_no_remark(number):
    row = [number, "2021-06-05", "调研", "盘山县", "协调场地", "", "在办"]
    header = ["编号", "交办日期", "来源", "责任单位", "事项", "完成时限", "状态"]
    assert reason(*row, header=header, table="actions") is None


DISTRICTS = [*PLAN.district_names.known.values(), *PLAN.district_names.aliases]
INDICATORS = [*PLAN.indicator_names.known.values(), *PLAN.indicator_names.aliases]


@given(st.sampled_from(DISTRICTS), st.sampled_from(INDICATORS), st.text(max_size=12))
def test_no_name_of_the_plan_is_taken_for_a_label(district, indicator, note):
    assert reason("2021-06", district, indicator, "3", note) is None
    assert reason("", district, indicator, "3", note) is None
    assert reason("2021-06", "", indicator, "3", note) is None


@given(st.sampled_from([*PLAN.unit_names.known.values(), *PLAN.unit_names.aliases]))
def test_no_unit_of_the_plan_is_taken_for_a_label(unit):
    header = ["期间", "填报单位", "任务序号", "状态"]
    assert reason("2021-06", unit, "", "推进中", header=header, table="task_progress") is None
    assert reason("", unit, "1", "推进中", header=header, table="task_progress") is None


def test_without_known_headers_every_line_is_data():
    rows = FootRows(["a", "b", "c"], {})
    assert rows.reason(["1", "2", "3"], first=True) is None
    assert rows.reason(["合计", "", ""]) is None


@pytest.mark.parametrize("text", ["合计", "总计", "Total"])
def test_an_event_may_be_called_total_if_its_row_says_what_it_is(text):
    header = ["地区", "编号", "指标", "日期", "名称", "金额（万元）"]
    event = ("盘山县", text, "活动", "2021-06-05", "路演", "")
    assert reason(*event, header=header, table="events") is None
    assert reason("盘山县", text, "", "", "", "500", header=header, table="events") == TOTAL
    assert reason("", text, "活动", "共3场", "", "500", header=header, table="events") == TOTAL
    assert reason("2021-06", text, "活动", "45", "全市合计") == TOTAL


PAGES = [
    "第 1 页 共 2 页", "第1页", "第1页，共2页", "共2页 第1页", "— 1 —", "-12-", "第一页", "续表", "（续表）",
    "续表1", "续上表", "转下页", "接上页",
    "（接下页）", "承前页", "下接第3页", "Page 1 of 2", "第1/2页",
]  # fmt: skip


@pytest.mark.parametrize("text", PAGES)
def test_what_stands_between_two_pages_is_left_out_where_nothing_stands_beside_it(text):
    for at in range(6):
        assert reason(*[""] * at, text) == PAGE
    assert reason(text, header=["统一社会信用代码", "企业名称"], table="enterprises") == PAGE
    assert reason(text, "盘山县", "", "", "") is None
    assert reason("", "", "", "3", text) is None
    assert reason("2021-06", "盘山县", "活动", "", text) is None


@pytest.mark.parametrize("text", ["-1", "1", "2021-06", "续建项目", "接待中心", "第1批", "HD-1-2", "一"])
def test_a_name_or_number_alone_in_its_row_is_no_number_of_a_page(text):
    assert reason(text, "", "", "", "") is None


def test_a_title_is_left_out_on_the_next_page_only():
    foot = FootRows(PROGRESS, key_headers("progress"), ["盘锦市 指标月报"])
    assert [foot.reason([title]) for title in ("盘锦市指标月报", "盘锦市指标月报（续）", "指标月报")] == [
        PAGE,
        PAGE,
        None,
    ]
    assert foot.reason(["盘锦市指标月报", "", "", "3", ""]) is None
    foot.reason(["注：1.本表每月报送"])
    assert [foot.reason([text]) for text in ("第1页", "2.累计数自1月1日起")] == [PAGE, REMARK]


def test_the_total_of_a_page_is_one_where_the_key_is_one_column_and_a_month_alone_is_of_no_column():
    assert reason("本页小计", header=["统一社会信用代码", "企业名称"], table="enterprises") == TOTAL
    assert [reason(*[""] * at, "2021年6月") for at in range(5)] == [None, None, None, REMARK, REMARK]


@pytest.mark.parametrize("name", ["盘山 县", "创业 空间", "盘山县　活动"])
def test_a_space_ends_no_label_in_a_name(name):
    assert reason(name) is None
