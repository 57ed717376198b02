"""A note that states another figure than its row is asked about; one that explains the figure is not."""

import pytest

from panjin_kpi.intake.checks.check import check_file

HEADER = "期间,地区,指标,本年累计,备注"


@pytest.fixture
def asked(send, plan):
    """Cell and reason of the findings of one figure with its note; all are warnings."""

    def asked(note, figure="盘山县,活动,3"):
        checked = check_file(send(HEADER, f'2021-06,{figure},"{note}"'), "progress", plan)
        assert checked.acceptable
        return [(f.cell, f.reason) for f in checked.findings]

    return asked


@pytest.mark.parametrize(
    "note",
    [
        "更正为5",
        "更正：应为5",
        "应为 5 场",
        "原数作废，以5为准",
        "本月新增3场，本年累计5场",
        "实为5",
        "累计完成５场",
        "修正为5。",
    ],
)
def test_a_note_with_another_figure_is_asked_about(asked, note):
    assert asked(note) == [("D2", "备注里写着5，这里是3")]


@pytest.mark.parametrize(
    "note",
    [
        "更正为3",
        "上月误报5，更正为3",
        "本月新增1场，累计3场",
        "上月累计5场，核减2场",
        "原累计5场",
        "历年累计50场",
        "一季度累计2场，二季度1场",
        "截至5月累计2场",
        "其中线上累计2场",
        "“十三五”以来累计12场",
        "累计参加120人次",
        "全年应为10场",
        "累计2021年各月",
        "应为6月底数",
        "核减2场",
        "含续办1场",
        "以5月文件为准",
    ],
)
def test_a_note_that_explains_the_figure_is_not(asked, note):
    assert asked(note) == []


def test_amounts_are_compared_in_one_unit(asked):
    figure = "全市,科技融资担保金额,1.2"
    assert asked("本年累计12000万元", figure) == asked("更正为1.2亿元", figure) == asked("累计担保30笔", figure) == []
    assert asked("更正为13000万元", figure) == [("D2", "备注里写着1.3，这里是1.2")]


@pytest.mark.parametrize("note", ["本月数", "此数为当月新增数", "为当月数", "不是累计数", "非累计"])
def test_a_figure_of_one_month_is_asked_about(asked, note):
    assert asked(note) == [("E2", "说这是一个月的数，本年累计从1月1日起算")]


@pytest.mark.parametrize("note", ["本月新增1场", "本月无新增", "累计数", "当月数见附表"])
def test_a_note_about_the_month_is_not(asked, note):
    assert asked(note) == []


@pytest.mark.parametrize("note", ["未统计", "数据暂缺", "未报", "待核实", "尚未汇总", "不详。", "暂无数据", "待补报"])
def test_a_zero_that_stands_for_what_is_not_known_is_asked_about(asked, note):
    assert asked(note, "盘山县,活动,0") == [("D2", "备注说还不知道，而0是没有，会按零计算")]
    assert asked(note) == []


@pytest.mark.parametrize("note", ["无", "暂无", "未开展", "未举办活动", "确为零", "本月未新增", "待批复2家"])
def test_a_zero_that_is_meant_is_not(asked, note):
    assert asked(note, "盘山县,活动,0") == []


@pytest.mark.parametrize("note", ["含高新区", "含盘锦高新区1场", "其中包括高新区2场", "以上含大洼"])
def test_a_figure_that_contains_another_district_s_is_asked_about(asked, note):
    named = "大洼区" if "大洼" in note else "盘锦高新区"
    assert asked(note, "兴隆台区,活动,3") == [("D2", f"备注说含{named}的数，{named}也报就算了两次")]


@pytest.mark.parametrize("note", ["不含高新区", "含兴隆台区1场", "与高新区联办", "未包括高新区", "含高新企业路演"])
def test_a_note_about_other_districts_is_not(asked, note):
    assert asked(note, "兴隆台区,活动,3") == []
    assert asked("含高新区", "全市,科技融资担保金额,1.2") == []


NOT_OF_TODAY = [
    *("预计数", "为计划数", "目标数", "去年数", "此为上月数", "估计数。", "暂按上月数填报", "沿用上月数据"),
    *("数据有误", "数字有误，待更正", "此数不准", "待更正", "截至5月底", "数据截至5月31日", "截止2020年6月30日"),
]


@pytest.mark.parametrize("note", NOT_OF_TODAY)
def test_a_figure_that_is_not_of_this_month_or_not_reached_is_asked_about(asked, note):
    assert asked(note) == [("E2", "说这不是截至本期末的实际数")]


@pytest.mark.parametrize(
    "note", ["含拟认定2家", "其中1场尚未举办", "3家，其中2家公示中", "公示中", "待认定", "包括待公示1家"]
)
def test_a_figure_that_counts_what_has_not_come_about_is_asked_about(asked, note):
    assert asked(note) == [("D2", "备注说其中有还没有办成的")]
    assert asked(note, "盘山县,活动,0") == []


@pytest.mark.parametrize(
    "note",
    [
        *("与上月相同", "同上月", "比上月数据多1场", "上月数据有误，已更正", "数据有误，现更正为3", "待更正上月数"),
        *("截至6月底", "数据截至6月20日", "截至2021年6月", "截至5月底2场，6月1场", "不含拟认定2家", "其中计划内2场"),
        *("其中1家拟上市", "其中1家尚未毕业", "下月拟举办2场", "计划7月举办", "含公示期满1家", "另有2家公示中"),
        *("错误率下降", "拟认定另报"),
    ],
)
def test_plans_and_days_beside_the_figure_are_not(asked, note):
    assert asked(note) == []
