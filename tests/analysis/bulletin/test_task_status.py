import dataclasses
from datetime import date

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.analysis.bulletin.task_status import task_status

COLUMNS = ["period", "reporter", "task_no", "status", "progress"]


@pytest.fixture
def table(plan):
    def made(*rows, period="2021-06"):
        found = task_status(pd.DataFrame([(*row, "虚构进展") for row in rows], columns=COLUMNS), plan, period)
        assert schemas.faults("task_status", found)[1] == []
        assert list(found.columns) == list(schemas.schema("task_status").columns)
        return found.set_index(["task_no", "reporter"])

    return made


def test_every_row_of_annex_2_is_there_once_for_each_lead(table):
    found = table()
    assert sorted(set(found.index.get_level_values("task_no"))) == list(range(1, 19))
    assert len(found) == 5 * 6 + 1 + 3 + 2 + 1 + 2 + 1 + 1 + 2 + 2 + 1 + 3 + 2 + 2
    assert found["status"].isna().all()
    assert found["last_status"].isna().all()


def test_long_term_and_qualitative_tasks_are_those_of_the_plan(table):
    found = table().reset_index()
    assert sorted(set(found.loc[found["long_term"], "task_no"])) == [3, 4, 6, 9]
    assert sorted(set(found.loc[found["qualitative"], "task_no"])) == [1, 3, 4, 6, 9, 18]


def test_a_report_is_its_own_units_and_months(table):
    found = table(
        ("2021-06", "dawa", 1, "推进中"), ("2021-05", "panshan", 1, "未启动"), ("2021-07", "gaoxin", 1, "已完成")
    )
    assert found.loc[(1, "dawa"), ["status", "progress", "last_status"]].tolist() == ["推进中", "虚构进展", "推进中"]
    assert pd.isna(found.loc[(1, "panshan"), "status"])
    assert found.loc[(1, "panshan"), ["last_status", "last_period"]].tolist() == ["未启动", "2021-05"]
    assert pd.isna(found.loc[(1, "gaoxin"), "last_status"])
    assert found["status"].notna().sum() == 1


def test_overdue_is_judged_when_the_last_day_is_over(table):
    rows = [
        ("2021-11", "dawa", 1, "推进中"),
        ("2021-11", "panshan", 1, "已完成"),
        ("2021-12", "ip_bureau", 8, "推进中"),
    ]
    november = table(*rows, period="2021-11")
    assert not november["overdue"].any()
    assert november["overdue"].notna().all()
    december = table(*rows, ("2021-12", "gaoxin", 4, "推进中"), period="2021-12")["overdue"]
    assert (december[1, "dawa"], december[1, "panshan"], december[8, "ip_bureau"]) == (True, False, True)
    assert december[4, "gaoxin"] is False or not december[4, "gaoxin"]  # 长期推进
    assert pd.isna(december[1, "gaoxin"])


def test_one_bureau_that_calls_a_row_done_answers_for_those_that_are_silent_since(table):
    def overdue(*rows, task=7):
        found = table(*((month, unit, task, status) for month, unit, status in rows), period="2021-12")
        return found.loc[task, "overdue"]

    silent = overdue(("2021-11", "guarantee_company", "推进中"), ("2021-12", "sci_tech_bureau", "已完成"))
    assert silent.eq(False).all()
    before = overdue(("2021-10", "guarantee_company", "推进中"), ("2021-11", "sci_tech_bureau", "已完成"))
    assert before.eq(False).all()
    never = overdue(("2021-12", "sci_tech_bureau", "已完成"))
    assert never.eq(False).all()
    differ = overdue(("2021-12", "guarantee_company", "推进中"), ("2021-12", "sci_tech_bureau", "已完成"))
    assert differ.to_dict() == {"guarantee_company": True, "sci_tech_bureau": False}
    neither = overdue(("2021-11", "guarantee_company", "推进中"), ("2021-12", "sci_tech_bureau", "推进中"))
    assert neither.eq(True).all()
    districts = overdue(("2021-11", "dawa", "推进中"), ("2021-12", "panshan", "已完成"), task=1)
    assert districts["dawa"]


def test_a_deadline_without_a_year_is_one_of_the_year_under_report(plan, table):
    january = table(("2022-01", "dawa", 1, "推进中"), period="2022-01")
    assert january.loc[(1, "dawa"), "due_on"] == pd.Timestamp("2022-12-31")
    assert not january["overdue"].any()
    assert table(("2022-12", "dawa", 1, "推进中"), period="2022-12").loc[(1, "dawa"), "overdue"]


def test_a_deadline_with_its_year_stays_and_a_leap_day_moves_to_the_month_s_end(plan):
    tasks = plan.tasks.set_index("task_no")
    tasks.loc[1, ["deadline", "due_on"]] = ["2023年6月30日", "2023-06-30"]
    tasks.loc[2, ["deadline", "due_on"]] = ["2月29日", "2024-02-29"]
    own = dataclasses.replace(plan, tasks=tasks.reset_index())
    found = task_status(pd.DataFrame(columns=COLUMNS, dtype="str"), own, "2022-01")
    days = found.drop_duplicates("task_no").set_index("task_no")["due_on"]
    assert days[[1, 2]].tolist() == [pd.Timestamp("2023-06-30"), pd.Timestamp("2022-02-28")]
    assert pd.isna(days[3])


def test_reports_of_last_year_do_not_count_for_this_year(table):
    found = table(("2020-12", "dawa", 1, "已完成"), period="2021-01")
    assert pd.isna(found.loc[(1, "dawa"), "last_status"])


def test_the_order_of_rows_does_not_matter(table):
    rows = [("2021-05", "dawa", 1, "未启动"), ("2021-06", "dawa", 1, "推进中"), ("2021-06", "hr_bureau", 16, "推进中")]
    pd.testing.assert_frame_equal(table(*rows), table(*rows[::-1]))


@pytest.mark.parametrize(
    ("text", "kept"), [("无。", False), ("没有", False), ("暂无问题", False), ("缺少场地", True), ("存在问题", True)]
)
def test_a_text_that_states_no_problem_is_none(plan, text, kept):
    row = {"period": "2021-06", "reporter": "dawa", "task_no": 1, "status": "已完成", "problems": text}
    found = task_status(pd.DataFrame([row]), plan, "2021-06").set_index(["task_no", "reporter"])
    assert found["problems"].notna().sum() == kept


@pytest.mark.parametrize(("known_on", "over"), [(date(2021, 12, 20), False), (date(2022, 1, 1), True), (None, True)])
def test_nothing_is_overdue_that_is_due_later_than_the_figures_are_known(plan, known_on, over):
    row = {"period": "2021-11", "reporter": "dawa", "task_no": 1, "status": "推进中"}
    found = task_status(pd.DataFrame([row]), plan, "2021-12", known_on).set_index(["task_no", "reporter"])
    assert found.loc[(1, "dawa"), "due_on"] == pd.Timestamp("2021-12-31")
    assert bool(found.loc[(1, "dawa"), "overdue"]) is over
    assert bool(found["overdue"].isna().any()) is over
