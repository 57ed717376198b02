"""Lines, titles and notes in many wordings; the units that they state are tested in test_stated_units.py."""

import pytest

from panjin_kpi.intake.reading.stated_units import stated_in, with_its_unit

HEADER = ["期间", "地区", "指标", "本年累计", "备注"]
PROJECT = ["地区", "编号", "指标", "日期", "名称", "金额（万元）"]
GUARANTEE = ["全市", "D-1", "科技融资担保金额", "2021-06-05", "某担保", 5_000_000]
FIGURE = ["2021-06", "全市", "科技融资担保金额", 1.2]


@pytest.mark.parametrize(
    "line",
    [
        "单位：万美元（未折算成人民币）",
        "外币单位：万美元",
        "币种：外币（美元）",
        "注：金额均以万美元计，未折合人民币",
        "单位：万美元，其中甲公司300",
        "注：以上金额以万美元计，其中甲公司一笔未结清",
        "按万美元填报，未折算",
        "单位：万美元（待折算）",
        "金额均为万美元（折合人民币1200万元）",
        "注：其中一笔未结清。金额均以万美元计",
        "单位：万美元，港币部分已按汇率折算成美元",
        "单位：万美元（其中甲公司按亿元计）",
        "外币：万美元",
        "外汇：USD",
    ],
)
def test_figures_in_the_money_of_another_country_are_refused(check, line):
    assert not check(指标月报=[HEADER, [*FIGURE, line]]).acceptable
    assert not check(指标月报=[HEADER, [*FIGURE, None], [f"注：{line}"]]).acceptable
    assert not check(指标月报=[[line], HEADER, [*FIGURE, None]]).acceptable


@pytest.mark.parametrize(
    "line",
    [
        "以美元计的部分已按汇率折算",
        "注：以港币计的已折成人民币",
        "其中甲公司一笔300万美元",
        "注：其中以美元计的一笔已结清",
        "另有一笔以美元计，未计入",
        "以美元计的一笔折合人民币300万元",
        "以美元计的均已折为人民币",
        "部分合同以美元计。已按汇率折算为人民币。",
        "未结清的以美元计，已按6月末汇率折算",
        "以美元计的部分折算为人民币填报",
    ],
)
def test_what_is_converted_or_a_part_in_foreign_money_states_no_unit(line):
    assert stated_in([line]) == ()
    assert stated_in([f"单位：亿元；{line}"]) == ("亿元",)


@pytest.mark.parametrize(
    "line",
    [
        "单位：亿元（其中外币为万美元）",
        "单位：亿元（其中外币按万美元填）",
        "单位：亿元；外币：万美元",
        "金额单位：亿元（另有外币，为万美元）",
    ],
)
def test_a_unit_is_not_cut_where_the_words_after_its_label_end(check, line):
    assert check(指标月报=[[line], HEADER, [*FIGURE, None]]).findings == []
    assert stated_in([line]) == ("亿元",)


def test_the_unit_of_what_is_in_foreign_money_is_that_of_the_table_where_no_other_is_stated(check):
    row = [*FIGURE, None]
    assert check(指标月报=[["单位：亿元"], ["外币：万美元"], HEADER, row]).findings == []
    assert not check(指标月报=[["填报单位：市科技局", "外币：", "万美元"], HEADER, row]).acceptable
    assert check(指标月报=[["外币：300万美元"], HEADER, row]).findings == []
    assert check(指标月报=[["外币：无"], HEADER, row]).findings == []


@pytest.mark.parametrize(
    "label",
    [
        "单 位：",
        "单　位：",
        "单  位: ",
        "金额单 位：",
        "计 量 单 位：",
        "计 量：",
        "币 种：人民币",
        "单\n位：",
        "单位：\n",
        "单 位 ：",
        "金 额：",
    ],
)
def test_spaces_within_a_label_change_nothing(check, label):
    assert stated_in([f"{label}元"]) == ("元",)
    assert not check(事项明细=[[f"{label}元"], PROJECT, GUARANTEE]).acceptable
    assert not check(事项明细=[["填报：大洼区", label, "元"], PROJECT, GUARANTEE]).acceptable
    assert not check(事项明细=[[f"2021年担保表（{label}元）"], PROJECT, GUARANTEE]).acceptable
    assert not check(事项明细=[PROJECT, GUARANTEE, [f"注：{label}元"]]).acceptable
    assert not check(事项明细=[[*PROJECT, f"{label}元"], GUARANTEE]).acceptable
    assert (
        stated_in(["填报单 位：元宝镇", "填报单 位：\n盘山县", "涉及单 位 12家", "各单元 位于", "资 金 元旦前拨付"])
        == ()
    )


@pytest.mark.parametrize("note", ["单 位：万元", "单位：万 元", "单　位： 万元"])
def test_a_note_that_is_the_unit_may_have_spaces_too(note):
    assert with_its_unit("150", "亿元", "", note, ()) == ("150万元", "")


@pytest.mark.parametrize(
    "line",
    [
        "单位：百元",
        "单位：仟元",
        "单位：十万元",
        "单位：拾万元",
        "单位:壹元",
        "单位：￥",
        "单位：rmb",
        "单位：十亿元",
        "币种：USD",
        '金额以"元"为单位',
        "金额均以“元”为单位",
        "本表金额以人民币元列示",
        "金额以元列报",
        "以元统计",
        "按千元核算",
        "【元】",
        "[元]",
    ],
)
def test_a_unit_in_a_rare_word_is_asked_about(check, line):
    assert not check(事项明细=[[line], PROJECT, GUARANTEE]).acceptable
    assert not check(指标月报=[[line], HEADER, [*FIGURE, None]]).acceptable
    if line[-1] not in "】]":
        assert not check(指标月报=[HEADER, [*FIGURE, None], [f"注：{line}"]]).acceptable


@pytest.mark.parametrize("unit", ["百元", "仟元", "拾万元", "RMB", "¥", "CNY", "usd", "十亿元"])
def test_a_rare_unit_beside_an_amount_is_asked_about_and_one_of_a_count_is_not(check, unit):
    (finding,) = check(事项明细=[[*PROJECT, "单位"], [*GUARANTEE, unit]]).findings
    assert finding.reason == f"“单位”一列写的是“{unit}”，这一列按万元填报"
    for count in ("家", "项", "场", "笔", "人民币"):
        assert check(事项明细=[[*PROJECT, "单位"], [*GUARANTEE[:5], 500, count]]).acceptable


@pytest.mark.parametrize(
    "note",
    [
        "十万元",
        "十万元，已放款",
        "担保金额：十万元",
        "单笔金额为十万元",
        "补贴按十万元计",
        "人民币壹佰万元整",
        "担保金额：人民币壹拾万元",
        "币种：人民币（￥）",
        "币种：RMB",
        "不以元列示",
        "请勿按“元”填报",
    ],
)
def test_an_amount_in_words_and_a_currency_state_no_unit(note):
    assert with_its_unit("0.001", "亿元", "", note, ()) == ("0.001", "")


def test_a_figure_in_a_rare_unit_that_its_row_states_is_converted(check):
    for unit, value in (("百元", 1.5e-6), ("十万元", 0.0015), ("仟元", 1.5e-5)):
        checked = check(指标月报=[[*HEADER, "单位"], [*FIGURE[:3], 1.5, None, unit]])
        assert checked.parts["progress"].rows["value"].tolist() == [pytest.approx(value)]


def test_a_sign_of_money_in_the_column_of_units_is_no_blank():
    asked = "“单位”一列写的是“¥”，这项指标按亿元填报"
    assert with_its_unit("150", "亿元", "¥", "", ()) == ("150", asked)
    assert with_its_unit("1.5", "亿元", "—", "", ()) == ("1.5", "")


def test_a_part_that_is_named_without_a_unit_leaves_the_unit_of_the_line():
    assert stated_in(["单位：万美元", "注：其中一笔已结清"]) == ("万美元",)
    assert stated_in(["单位：万美元（未折算，其中一笔已结清）"]) == ("万美元",)


@pytest.mark.parametrize(("line", "units"), [
    ("注：原始数据单位为万元，已换算为亿元", ("亿元",)),
    ("单位：亿元（台账单位：万元，已折算成亿元）", ("亿元",)),
    ("单位：万元（外币已按汇率折算）", ("万元",)),  # into what the line states
    ("单位：万元，面积已换算为平方米", ("万元",)),
    ("原表以万元计，现已按亿元填列", ("亿元",)),
    ("台账以万元为单位，本表以亿元为单位", ("亿元",)),
    ("上月按万元填报，本月按元填报", ("元",)),
    ("原按万元填报，现仍未改为亿元", ("万元",)),
    ("上年以万元为单位，本表亦同", ("万元",)),
    ("单位：万元（原表单位：元，现为万元）", ("万元",)),
    ("原单位为元，现统一换算为万元", ("万元",)),
    ("原单位为万元，现换算为元", ("元",)),
    ("金额已由元折算为万元", ("万元",)),  # the only unit that it states
    ("外币已折算为人民币元", ()),  # which may only name the currency
])  # fmt: skip
def test_figures_that_were_converted_have_the_unit_of_now(line, units):
    assert stated_in([line]) == units


def test_a_very_long_line_is_looked_at_within_the_time_limit_of_a_test():
    assert stated_in([f"{'单位：' * 60_000}万元"]) == ("万元",)
    assert stated_in([f"{'原，现' * 60_000}元"]) == ()


@pytest.mark.parametrize(
    "note",
    [
        "万元（累计）", "均为万元", "累计万元", "（万元）累计", "累计（万元）", "担保额（万元）", "担保金额万元",
        "此数为万元", "万元数", "万元口径", "万元计", "1-6月（万元）", "万元（不含续保）", "未换算（万元）",
        "没换算，是万元",
    ],
)  # fmt: skip
def test_a_short_note_need_only_name_a_unit(note):
    assert with_its_unit("150", "亿元", "", note, ()) == ("150", "备注写着万元，这项指标按亿元填报")
    assert with_its_unit("150", "万元", "", note, ()) == ("150", "")


@pytest.mark.parametrize("note", ["均为元", "累计（元）", "按元", "此数为元。"])
def test_a_short_note_that_ends_in_yuan_as_a_unit_states_it(note):
    assert with_its_unit("25000", "亿元", "", note, ()) == ("25000", "备注写着元，这项指标按亿元填报")


@pytest.mark.parametrize(
    "note",
    [
        "较上月增加50万元", "其中财政补贴20万元", "新增3笔共150万元", "由万元换算", "已折算为亿元", "万元以下小额担保",
        "百万元级项目", "数万元级", "为千万元以上企业担保", "不要按万元", "含多元化担保", "元旦后到账", "亿元口径",
        "其中贴息五万元", "增加两万元", "三千万元贷款一笔", "上月误填万元，已更正", "较上月增二十余万元",
        "新增十余万元", "约二十来万元", "新增300来万元", "上万元", "近万元", "新增若干万元", "新增伍万元", "新增廿万元",
        "零万元", "新增二百余万元", "新增叁佰万元", "新增十几万元",
    ],
)  # fmt: skip
def test_a_note_about_amounts_or_sizes_names_no_unit_of_the_figure(note):
    assert with_its_unit("1.5", "亿元", "", note, ()) == ("1.5", "")


@pytest.mark.parametrize(("title", "unit", "asked"), [
    ("单位", "万元", True), ("计量单位", "（亩）", True), ("单位", "场", False), ("单位", "", False),
    ("金额单位", "万元", False), ("币种", "人民币元", False),
])  # fmt: skip
def test_a_count_beside_a_unit_of_money_may_be_of_another_indicator(check, title, unit, asked):
    findings = check(指标月报=[[*HEADER, title], ["2021-06", "盘山县", "活动", 3, None, unit]]).findings
    reason = f"“{title}”一列写的是“{unit.replace('（', '(').replace('）', ')')}”，这项指标按场填报"
    assert [(f.severity, f.column, f.reason) for f in findings] == [("warning", "本年累计", reason)] * asked


@pytest.mark.parametrize(
    "line",
    [
        "金额请填万元",
        "金额一律填写万元",
        "金额指标以万元为计量单位",
        "金额以万元计",
        "金额按万元填报",
        "表中金额均为万元",
    ],
)
def test_a_sentence_about_amounts_states_their_unit_also_beside_another_cell(check, line):
    for above in ([[line]], [["填报单位：市金融局", None, None, None, line]]):
        (found,) = check(指标月报=[*above, HEADER, [*FIGURE, None]]).findings
        assert (found.severity, found.reason) == ("error", "表的上方或下方写着单位：万元，这项指标按亿元填报")
    assert check(指标月报=[["填报单位：市金融局", None, "担保金额（万元）"], HEADER, [*FIGURE, None]]).findings == []
