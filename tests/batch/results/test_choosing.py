import pytest

from panjin_kpi.errors import PanjinError


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        (("status", "大洼区"), 20),
        (("指标完成情况", "dawa"), 20),
        (("status", "全市"), 20),
        (("scores", "高新区"), 1),
        (("timeliness", "盘山县"), 8),
    ],
)
def test_rows_are_chosen_by_any_name_of_the_table_and_the_district(computed, asked, rows):
    assert len(computed.only(*asked)) == rows


def test_rows_are_chosen_by_indicator_tier_and_month(computed):
    (row,) = computed.only("path", "大洼区", indicator="新增高新技术企业", month="2021-03").itertuples()
    assert (row.period, row.scope, row.indicator) == ("2021-03", "dawa", "new_hnte")
    (row,) = computed.only("tier_stock", "全市", tier="雏鹰企业", month="2021-03").itertuples()
    assert (f"{row.as_of:%Y-%m-%d}", row.tier) == ("2021-03-31", "eaglet")
    assert set(computed.only("expiry_calendar", month="2021-12")["month"]) == {"2021-12"}


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"table": "scors"}, "没有“scors”这个结果表，是不是“scores”？"),
        ({"table": "scores", "district": "大洼去"}, "没有“大洼去”这个地区，是不是“大洼区”？"),
        ({"table": "scores", "district": "全市"}, "得分与名次里没有全市的行，只有各地区的"),
        ({"table": "scores", "indicator": "开展活动"}, "得分与名次不分指标，不能按指标选"),
        ({"table": "path", "month": "202103"}, "期间“202103”写法不对"),
        ({"table": "status", "district": 5}, "district 的值 5 不对：要写成带引号的文字"),
        ({"table": "status", "distrct": "大洼区"}, "没有“distrct”这个参数，是不是“district”？"),
        ({"district": "大洼区"}, "only 的参数有：table、district、indicator、tier、month"),
    ],
)
def test_what_cannot_be_chosen_is_refused_and_never_empty(computed, asked, message):
    with pytest.raises(PanjinError, match=message):
        computed.only(**asked)
