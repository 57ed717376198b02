import pandas as pd
import pytest

from panjin_kpi.batch.results.changes import changed_tables, in_words
from panjin_kpi.batch.results.folder import LACKING

STATUS = pd.DataFrame(
    {"period": "2021-11", "scope": ["dawa", "gaoxin"], "indicator": "new_hnte", "actual": [3.0, 4.0], "light": "behind"}
)


def later(period="2021-12"):
    return STATUS.assign(period=period, actual=[3.0, 5.0], light=["behind", "done"])


@pytest.mark.parametrize(("period", "named"), [("2021-12", ""), ("2021-11", "2021-11　")])
def test_two_months_are_compared_as_two_runs_of_one_month_are(plan, period, named):
    ((table, found),) = changed_tables({"status": STATUS}, {"status": later(period)})
    assert in_words(plan, table, found).to_numpy().tolist() == [
        ["指标完成情况", f"{named}盘锦高新区　新增高新技术企业", "本年累计", "4", "5"],
        ["指标完成情况", f"{named}盘锦高新区　新增高新技术企业", "状态", "欠进度", "已完成"],
    ]


def test_months_of_the_year_so_far_stay_apart():
    path = pd.DataFrame({"period": ["2021-01", "2021-02"], "scope": "city", "indicator": "activities", "actual": 1.0})
    longer = pd.concat([path, path.iloc[[1]].assign(period="2021-03")])
    ((_, found),) = changed_tables({"path": path}, {"path": longer})
    assert found["period"].tolist() == ["2021-03"]


def test_tables_on_one_side_and_equal_ones_are_left_out():
    assert not list(changed_tables({"status": STATUS, "path": STATUS}, {"status": STATUS, "scores": STATUS}))


def test_a_column_that_an_earlier_version_did_not_write_is_no_change():
    old = STATUS.assign(actual=float("nan"))
    old.attrs[LACKING] = ["actual"]
    assert not list(changed_tables({"status": old}, {"status": STATUS}))
    old.attrs[LACKING] = []
    assert list(changed_tables({"status": old}, {"status": STATUS})), "it was written, and blank"
