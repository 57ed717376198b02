from types import SimpleNamespace

import pandas as pd
import pytest

from panjin_kpi.batch.results.changes import changed_tables, in_words
from panjin_kpi.batch.results.folder import LACKING

STATUS = pd.DataFrame(
    {"period": "2021-11", "scope": ["dawa", "gaoxin"], "indicator": "new_hnte", "actual": [3.0, 4.0], "light": "behind"}
)


def later(period="2021-12"):
    return STATUS.assign(period=period, actual=[3.0, 5.0], light=["behind", "done"])


def run(frames, plan, period="2021-11"):
    return SimpleNamespace(frames=frames, plan=plan, period=period)


@pytest.fixture
def tables(plan):
    return lambda before, after, *periods: changed_tables(
        *(
            run(frames, plan, period)
            for frames, period in zip((before, after), periods or ("2021-11",) * 2, strict=True)
        )
    )


@pytest.mark.parametrize(("period", "named"), [("2021-12", ""), ("2021-11", "2021-11　")])
def test_two_months_are_compared_as_two_runs_of_one_month_are(tables, plan, period, named):
    ((table, found),) = tables({"status": STATUS}, {"status": later(period)})
    over = [["指标完成情况", "大洼区　新增高新技术企业", "状态", "欠进度", "未完成"]] * (period == "2021-12")
    assert in_words(plan, table, found).to_numpy().tolist() == [
        *over,
        ["指标完成情况", f"{named}盘锦高新区　新增高新技术企业", "本年累计", "4", "5"],
        ["指标完成情况", f"{named}盘锦高新区　新增高新技术企业", "状态", "欠进度", "已完成"],
    ]


def test_a_table_of_one_row_a_month_is_compared_with_that_of_another_month(tables, plan):
    june = pd.DataFrame({"period": ["2021-06"], "on_record": [4], "open": [1], "overdue": [0]})
    july = june.assign(period="2021-07", open=3)
    ((table, found),) = tables({"open_matters_summary": june}, {"open_matters_summary": july})
    assert in_words(plan, table, found).to_numpy().tolist() == [["交办事项汇总", "", "期末未办结", "1", "3"]]
    assert not list(tables({"open_matters_summary": june}, {"open_matters_summary": june.assign(period="2021-07")}))


def test_months_of_the_year_so_far_stay_apart(tables):
    path = pd.DataFrame({"period": ["2021-01", "2021-02"], "scope": "city", "indicator": "activities", "actual": 1.0})
    longer = pd.concat([path, path.iloc[[1]].assign(period="2021-03")])
    ((_, found),) = tables({"path": path}, {"path": longer})
    assert found["period"].tolist() == ["2021-03"]


def test_of_two_months_what_only_one_has_reached_is_no_change(tables):
    february = pd.DataFrame(
        {"period": ["2021-01", "2021-02"], "scope": "city", "indicator": "activities", "actual": [1.0, 2.0]}
    )
    march = pd.concat([february.assign(actual=[1.0, 3.0]), february.iloc[[1]].assign(period="2021-03")])
    ((_, found),) = tables({"path": february}, {"path": march}, "2021-02", "2021-03")
    assert found[["period", "old", "new"]].to_numpy().tolist() == [["2021-02", 2.0, 3.0]]
    assert not list(tables({"path": march}, {"path": february.assign(period="2022-01")}, "2021-03", "2022-01"))
    flow = february.rename(columns={"period": "month", "indicator": "tier", "actual": "first_time"})
    longer = pd.concat([flow, flow.iloc[[1]].assign(month="2021-03", first_time=9)])
    assert not list(tables({"tier_flow": flow}, {"tier_flow": longer}, "2021-02", "2021-03"))
    corrected = february.iloc[[1]].rename(columns={"actual": "first"})
    ((_, found),) = tables(
        {"corrections": corrected}, {"corrections": pd.concat([corrected.assign(period="2021-01"), corrected])},
        "2021-02", "2021-03",
    )  # fmt: skip
    assert found["period"].tolist() == ["2021-01"], "corrected since"


def test_computed_figures_are_as_on_pages_unless_both_would_read_the_same_and_submitted_ones_as_submitted(plan):
    status = STATUS.assign(completion=[1 / 3, 0.58333], gap_points=[12.25, -1.5], planned=0.5)
    words = in_words_of(
        plan, "status", status, status.assign(completion=[0.5, 0.58334], gap_points=[float("nan"), -1.5], actual=3.125)
    )
    assert words == [["3", "3.13"], ["33.3%", "50.0%"], ["12.3", "（无）"], ["4", "3.13"], ["0.58333", "0.58334"]]
    cells = pd.DataFrame({"indicator": ["ip_pledge_amount"], "column": "value", "old": [1.605], "new": [1.7]})
    assert in_words(plan, "progress", cells)[["原来", "现在"]].to_numpy().tolist() == [["1.605", "1.7"]]


def test_tables_on_one_side_and_equal_ones_are_left_out(tables):
    assert not list(tables({"status": STATUS, "path": STATUS}, {"status": STATUS, "scores": STATUS}))


def test_a_column_that_an_earlier_version_did_not_write_is_no_change(tables):
    old = STATUS.assign(actual=float("nan"))
    old.attrs[LACKING] = ["actual"]
    assert not list(tables({"status": old}, {"status": STATUS}))
    old.attrs[LACKING] = []
    assert list(tables({"status": old}, {"status": STATUS})), "it was written, and blank"


def test_a_status_is_called_what_pages_call_it_on_each_side(plan):
    """未完成 in December and 尚未到期 before anything is due (decisions 0024 and 0026); each by its own run's curve."""
    batch = STATUS.assign(indicator="new_eaglet", light=["on_pace", "done"])
    words = in_words_of(plan, "status", batch, batch.assign(period="2021-12", light=["far_behind", "behind"]))
    assert words == [["尚未到期", "未完成"], ["已完成", "未完成"]]
    assert in_words_of(plan, "status", STATUS, STATUS.assign(period="2021-12")) == [["欠进度", "未完成"]] * 2
    early = plan.planned_shares.copy()
    early.loc["new_eaglet"] = 1.0
    other = SimpleNamespace(planned_shares=early, awaited="")
    ((_, found),) = changed_tables(run({"status": batch}, plan), run({"status": batch}, other))
    assert found[["old", "new"]].to_numpy().tolist() == [["not_due", "on_pace"]]


def test_what_only_undecided_rows_would_prove_is_no_overstatement_here_either(plan):
    agrees = pd.DataFrame(
        {"period": "2021-12", "scope": ["gaoxin"], "indicator": "new_eaglet", "reported": 3.0, "evidenced": 3.0,
         "undecided": 2, "verdict": "一致"}
    )  # fmt: skip
    more = agrees.assign(reported=4.0, verdict="多报")
    assert ["一致", "只差归属未定的明细"] in in_words_of(plan, "evidence", agrees, more)
    assert ["只差归属未定的明细", "多报"] in in_words_of(plan, "evidence", more, more.assign(undecided=0))


def in_words_of(plan, name, before, after):
    ((table, found),) = changed_tables(run({name: before}, plan), run({name: after}, plan))
    return in_words(plan, table, found)[["原来", "现在"]].to_numpy().tolist()
