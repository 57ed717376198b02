import pandas as pd
import pytest

from panjin_kpi.report.incubation import charts

pytestmark = pytest.mark.filterwarnings("error")


def test_tenants_are_drawn_and_described(peopled, plan):
    assert "大洼区2个，本年新增1个" in charts.tenants(peopled["carrier_summary"], plan).alt


def test_nobody_and_unknown_are_no_empty_chart(frames, peopled, plan):
    assert "<svg" not in charts.tenants(frames["carrier_summary"], plan)._repr_html_()
    some = peopled["carrier_summary"].copy()
    some.loc[some["scope"] == "dawa", "tenants"] = None
    assert "大洼区有同名载体，分不清，不画" in charts.tenants(some, plan)._repr_html_()


@pytest.mark.parametrize(
    ("tenants", "carriers", "reason"),
    [
        (0, 1, "报来的孵化载体都没有在孵企业和团队。"),
        (0, 0, "没有报来孵化载体，在孵企业和团队不能按载体计。"),
        (None, 2, "有同名载体，分不清在孵企业和团队是谁的，不画。"),
    ],
)
def test_that_nobody_is_there_is_stated_only_where_it_is_known(peopled, plan, tenants, carriers, reason):
    table = peopled["carrier_summary"].assign(carriers=carriers, tenants=pd.array([tenants] * 7, dtype="Int64"))
    assert reason in charts.tenants(table, plan)._repr_html_()


@pytest.mark.parametrize(
    ("tenants", "title"),
    [
        ([5, 2, 0], "各地区在孵共7个，大洼区最多，有5个"),
        ([5, 5, 2], "各地区在孵共12个，大洼区、盘锦高新区最多，各5个"),
        ([5, 5, 5], "各地区在孵共15个，3个地区各5个"),
        ([5, 0, 0], "各地区在孵的5个都在大洼区"),
        ([5, None, 0], "各地区已知在孵的5个都在大洼区"),
        ([5, 3, None], "各地区已知在孵共8个，大洼区最多，有5个"),
    ],
)
def test_its_title_is_who_has_most(peopled, plan, tenants, title):
    rows = peopled["carrier_summary"].set_index("scope").loc[["dawa", "gaoxin", "panshan"]].reset_index()
    assert charts.tenants(rows.assign(tenants=pd.array(tenants, dtype="Int64")), plan).title == title
