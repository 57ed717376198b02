"""The registers of an office that does its work: projects as the figures say, measures, visits; and planted errors."""

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.analysis.bulletin.survey_schedule import survey_schedule
from panjin_kpi.analysis.registers.meeting_record import meeting_plan, meeting_record
from panjin_kpi.reference.calendar import month_end
from panjin_kpi.sample.registers import measures, meetings, projects
from panjin_kpi.sample.tasks import actions
from panjin_kpi.sample.year_of_data import sample_year


@pytest.fixture(scope="module")
def made(plan):
    return sample_year(plan, 2021)


def test_as_many_carriers_are_built_as_the_city_reports_each_month(plan, made):
    rows = projects(plan, 2021, made.monthly_values, made.carriers)
    built = rows[(rows["kind"] == "载体建设") & (rows["status"] == "已完成")]
    course = made.monthly_values.loc[("city", "carriers_built")]
    assert [(built["finished_on"].dt.month <= month).sum() for month in range(1, 13)] == course.loc[1:12].tolist()
    assert built["name"].str.startswith("示例").all()
    assert not built["carrier"].duplicated().any()  # a carrier counts once
    assert built["carrier"].isin(made.carriers["carrier"]).all()
    assert rows.loc[rows["amount"].notna(), "amount_unit"].eq("万元").all()


def test_no_visit_and_no_meeting_that_the_plan_asks_for_is_missing_at_any_month_s_end(plan):
    rows = meetings(plan, 2021)
    held = pd.concat([schemas.empty("meetings"), rows])
    begun = survey_schedule(plan, 2021)
    for month in range(5, 13):
        period = f"2021-{month:02d}"
        record = meeting_record(held, schemas.empty("actions"), period, month_end(period))
        counts = meeting_plan(record, plan, period, month_end(period)).dropna(subset="planned")
        end = pd.Timestamp(month_end(period))
        running = ((begun["starts_on"] <= end) & (begun["ends_on"] > end)).sum()
        more = (counts["kind"] == "调研") * running  # a visit is made on the first day of its fortnight
        assert counts["held"].tolist() == (counts["planned"] + more).tolist(), period
    assert not rows["meeting_id"].duplicated().any()


def test_a_measure_is_sent_in_june_and_again_when_it_is_done(plan):
    rows = measures(plan, 2021, ["sci_tech_bureau"])
    assert rows.loc[rows["month"] == 6, "task_no"].nunique() == 11
    assert set(rows.loc[rows["month"] == 9, "status"]) == {"已完成"}


def test_at_the_years_end_only_measures_due_in_october_and_of_lasting_tasks_are_open(plan):
    rows = measures(plan, 2021, ["sci_tech_bureau"]).drop_duplicates("task_no", keep="last")
    still_open = rows[rows["status"] == "推进中"].merge(plan.tasks[["task_no", "due_on"]], on="task_no")
    assert set(still_open["due_on_x"].where(still_open["due_on_y"].notna()).dropna()) == {pd.Timestamp(2021, 10, 31)}


def test_nothing_is_decided_before_the_plan_is_printed(plan):
    printed = pd.Timestamp(plan.assessment.printed_on.value)
    assert meetings(plan, 2021)["held_on"].min() >= printed
    assert actions(plan, 2021, 5).empty
    assert actions(plan, 2021, 6)["raised_on"].min() >= printed
