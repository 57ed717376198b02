import pandas as pd

from panjin_kpi.report.page.lists import LONGEST, excerpt


def test_a_list_that_just_fits_is_whole():
    rows = pd.DataFrame({"uscc": range(LONGEST + 1)})
    assert excerpt(rows.head(LONGEST), "holders").extent == f"（{LONGEST}条）"
    cut = excerpt(rows, "holders")
    assert cut.extent == f"（共{LONGEST + 1}条，前{LONGEST}条，其余1条见下载数据“在册企业名单”）"
    assert len(cut.rows) == LONGEST


def test_each_district_has_its_first_rows_and_what_says_nothing_is_counted():
    rows = pd.DataFrame({"district": ["a"] * 5 + ["b"] * 2 + [None], "order": range(8)})
    counted = pd.Series(["一致", *[""] * 6, "一致"])
    cut = excerpt(rows, "next_steps", "district", counted, "项")
    assert list(cut.rows["order"]) == [1, 2, 3, 5, 6]
    assert cut.extent == "（共6项，每个地区、单位列前3项，其余1项见下载数据“失分指标”；一致的2项不列）"
    of_one = excerpt(rows.head(5), "next_steps", "district")
    assert (len(of_one.rows), of_one.extent) == (5, "（5条）")


def test_what_is_as_much_as_the_third_is_listed_too():
    rows = pd.DataFrame({"district": ["a"] * 5 + ["b"], "points_lost": [9.0, 5.0, 4.0, 4.0, 1.0, 2.0]})
    cut = excerpt(rows, "next_steps", "district", unit="项", tied="points_lost")
    assert list(cut.rows["points_lost"]) == [9.0, 5.0, 4.0, 4.0, 2.0]
    assert "每个地区、单位列前3项和并列的，其余1项" in cut.extent


def test_where_nothing_is_listed_the_rest_is_counted():
    rows = pd.DataFrame({"scope": ["a", "b"]})
    assert excerpt(rows, "evidence", "scope", pd.Series(["一致", "一致"]), "项").extent == (
        "（一致的2项不列，见下载数据“上报数与佐证数”）"
    )
    assert excerpt(rows.head(0), "evidence", "scope").extent == ""
