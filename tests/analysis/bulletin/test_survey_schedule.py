from dataclasses import replace
from datetime import date

import pytest

from panjin_kpi import schemas
from panjin_kpi.analysis.bulletin.survey_schedule import survey_round, survey_schedule
from panjin_kpi.reference.calendar import months_so_far
from panjin_kpi.reference.settings.base import Sourced


@pytest.fixture
def begun(plan):
    def on(first_on, printed_on=None):
        given = {
            name: day and Sourced(value=day, source="assumption")
            for name, day in (("first", first_on), ("print", printed_on))
        }
        survey = plan.assessment.survey.model_copy(update={"first_on": given["first"]})
        assessment = plan.assessment.model_copy(update={"survey": survey, "printed_on": given["print"]})
        return replace(plan, assessment=assessment)

    return on


def test_six_districts_make_a_round_of_twelve_weeks(plan):
    schedule = survey_schedule(plan, 2021)
    assert schemas.faults("survey_round", schedule)[1] == []
    assert list(schedule.columns) == list(schemas.schema("survey_round").columns)
    assert schedule["district"].tolist()[:7] == [*plan.districts["district"], "panshan"]
    assert schedule["starts_on"].dt.date.tolist()[::6] == [date(2021, 5, 24), date(2021, 8, 16), date(2021, 11, 8)]
    assert (schedule["starts_on"].dt.day_of_week == 0).all()
    assert schedule["starts_on"].diff().dropna().dt.days.eq(14).all()
    assert (schedule["ends_on"] - schedule["starts_on"]).dt.days.eq(13).all()
    assert schedule[["round", "visit"]].to_numpy().tolist()[5:7] == [[1, 6], [2, 1]]


def test_the_months_make_up_the_year_and_the_round_goes_on_in_the_next(plan):
    schedule = survey_schedule(plan, 2021)
    assert sum(len(survey_round(plan, month)) for month in months_so_far("2021-12")) == len(schedule) == 16
    assert schedule["district"].tolist()[-1] == "dawa"  # 20 December to 2 January
    after = survey_schedule(plan, 2022).iloc[0]
    assert (after["district"], after["round"], f"{after['starts_on']:%Y-%m-%d}") == ("liaodongwan", 3, "2022-01-03")


def test_before_the_first_day_there_is_nothing(plan):
    for month in ("2021-04", "2020-12"):
        table = survey_round(plan, month)
        assert len(table) == 0
        assert schemas.faults("survey_round", table)[1] == []
    assert survey_round(plan, "2021-05")["district"].tolist() == ["panshan"]


@pytest.mark.parametrize(
    ("printed", "first"),
    [(date(2021, 5, 21), "2021-05-24"), (date(2021, 5, 24), "2021-05-31"), (date(2021, 5, 23), "2021-05-24")],
)
def test_without_a_first_day_it_is_the_monday_after_the_printing(begun, printed, first):
    assert str(survey_schedule(begun(None, printed), 2021)["starts_on"].iloc[0].date()) == first


def test_a_plan_without_any_day_has_no_schedule(begun):
    assert len(survey_schedule(begun(None), 2021)) == 0


def test_one_district_alone_is_visited_every_time(begun):
    plan = begun(date(2021, 6, 1))
    alone = replace(plan, districts=plan.districts.iloc[:1])
    assert survey_schedule(alone, 2021)["round"].tolist() == list(range(1, 17))
