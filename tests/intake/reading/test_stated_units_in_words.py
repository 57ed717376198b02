"""Lines, titles and notes in many wordings; what becomes of the units that they state is in test_stated_units.py."""

import pytest

from panjin_kpi.intake.reading.stated_units import stated_in

HEADER = ["期间", "地区", "指标", "本年累计", "备注"]
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
