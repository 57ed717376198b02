import pytest

from panjin_kpi.report.gradient import words


@pytest.mark.parametrize(
    ("column", "amount", "unit", "said"),
    [
        ("rd_expense_wan", 38.0, "万元", "研发费用还差38万元"),
        ("rd_staff", 2.0, "人", "科技人员还差2人"),
        ("class2_ip", 1.0, "件", "Ⅱ类知识产权还差1件"),
        ("registered_on", 30.0, "天", "注册时间还差30天"),
    ],
)
def test_what_is_missing_in_words(column, amount, unit, said):
    assert words.shortfall(column, amount, unit) == said


def test_an_enterprise_in_no_district_is_said_to_be_so(plan):
    assert words.place_name(plan, "dawa") == "大洼区"
    assert {words.place_name(plan, blank) for blank in (None, float("nan"), "city")} == {"归属未定"}


def test_every_closed_list_has_its_words(plan):
    assert words.criterion_name(plan, "sme_staff") == "职工总数不超过500人"
    assert words.criterion_name(plan, "unknown_one") == "unknown_one"
