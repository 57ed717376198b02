"""Lines, titles and notes in many wordings; what becomes of the units that they state is in test_stated_units.py."""

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
