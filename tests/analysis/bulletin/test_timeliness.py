from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panjin_kpi import schemas
from panjin_kpi.analysis.bulletin.timeliness import timeliness
from tests.plan import PLAN

FIGURE = ["period", "district", "indicator", "received_on", "first_received_on"]
TASK = ["period", "reporter", "task_no", "received_on", "first_received_on"]


def figures(*rows, columns=FIGURE):
    return pd.DataFrame([(*row, row[-1])[: len(columns)] for row in rows], columns=columns)


def tasks(*rows):
    return figures(*rows, columns=TASK)


def judged(progress=None, task_progress=None, period="2021-06", plan=PLAN):
    nothing = figures(), tasks()
    table = timeliness(
        nothing[0] if progress is None else progress,
        nothing[1] if task_progress is None else task_progress,
        plan,
        period,
    )
    assert schemas.faults("timeliness", table)[1] == []
    assert list(table.columns) == list(schemas.schema("timeliness").columns)
    return table[table["period"] == period].set_index("reporter")


def test_without_submissions_everybody_is_missing():
    table = judged()
    assert len(table) == 13
    assert set(table["verdict"]) == set(table["second_verdict"]) == {"未报"}
    assert table["received_on"].isna().all()
    assert table["days_late"].isna().all()
    assert table["reported"].sum() == table["on_time"].sum() == 0


@pytest.mark.parametrize(
    ("period", "day", "verdict", "days"),
    [
        ("2021-06", "2021-06-28", "按时", 0),  # the 26th is a Saturday
        ("2021-06", "2021-06-29", "迟报", 1),
        ("2021-07", "2021-07-26", "按时", 0),
        ("2021-07", "2021-07-27", "迟报", 1),
        ("2021-09", "2021-09-27", "迟报", 1),  # Sunday the 26th is a working day that year
        ("2021-12", "2021-12-27", "按时", 0),
        ("2021-05", "2021-05-27", "迟报", 1),
        ("2021-07", "2021-08-26", "迟报", 31),
        ("2021-07", "2021-07-01", "按时", 0),
    ],
)
def test_the_last_day_is_still_on_time(period, day, verdict, days):
    row = judged(figures((period, "dawa", "activities", day)), period=period).loc["dawa"]
    assert (row["verdict"], row["days_late"]) == (verdict, days)
    assert (row["reported"], row["on_time"]) == (1, int(verdict == "按时"))


def test_one_district_only_leaves_the_others_missing():
    table = judged(figures(("2021-06", "dawa", "activities", "2021-06-25")))
    assert table.index[table["verdict"] == "按时"].tolist() == ["dawa"]
    assert (table["verdict"] == "未报").sum() == 12


def test_a_bureau_is_not_late_for_a_row_that_another_lead_has_reported():
    rows = [("2021-06", "sci_tech_bureau", task, "2021-06-25") for task in (6, 7, 9)]
    table = judged(task_progress=tasks(*rows))
    own = table.loc[["sci_tech_bureau", "guarantee_company", "financial_development_bureau", "finance_bureau"]]
    assert own["verdict"].tolist() == ["按时", "他单位已报", "他单位已报", "未报"], "row 18 is still owed"
    assert own["expected"].tolist()[1:] == [0, 0, 1]
    assert table.at["hr_bureau", "verdict"] == "未报"
    districts = judged(task_progress=tasks(("2021-06", "dawa", 1, "2021-06-25")))
    assert districts.at["panshan", "verdict"] == "未报", "each district reports its own"


@pytest.mark.parametrize(("first", "verdict"), [("2021-06-25", "他单位已报"), ("2021-06-29", "迟报")])
def test_a_bureau_is_late_for_a_row_only_where_no_other_lead_has_reported_it_in_time(first, verdict):
    rows = [("2021-06", "sci_tech_bureau", 16, first), ("2021-06", "hr_bureau", 16, "2021-06-30")]
    assert judged(task_progress=tasks(*rows)).at["hr_bureau", "verdict"] == verdict


def test_the_second_cut_off_is_judged_by_its_own_day():
    table = judged(
        figures(("2021-07", "dawa", "activities", "2021-07-28"), ("2021-07", "panshan", "activities", "2021-07-29")),
        period="2021-07",
    )
    assert table.loc[["dawa", "panshan"], ["verdict", "second_verdict"]].to_numpy().tolist() == [
        ["迟报", "按时"],
        ["迟报", "迟报"],
    ]


def test_a_month_that_the_calendar_lacks_has_no_second_cut_off():
    row = judged(task_progress=tasks(("2022-03", "dawa", 1, "2022-03-28")), period="2022-03").loc["dawa"]
    assert pd.isna(row["second_due_on"])
    assert pd.isna(row["second_verdict"])
    assert row["verdict"] == "按时"


def test_a_correction_of_one_figure_leaves_the_report_on_time():
    progress = figures(
        ("2021-06", "dawa", "activities", "2021-06-25", "2021-06-25"),
        ("2021-06", "dawa", "alliances", "2021-07-20", "2021-06-25"),
    )
    row = judged(progress).loc["dawa"]
    assert (row["verdict"], row["reported"], row["on_time"]) == ("按时", 2, 2)
    without_first = judged(progress.drop(columns="first_received_on")).loc["dawa"]
    assert (without_first["verdict"], without_first["on_time"]) == ("按时", 1)


def test_the_closing_of_december_makes_nobody_late_where_the_first_day_is_kept():
    closed = figures(("2021-12", "dawa", "activities", "2022-01-10", "2021-12-27"))
    assert judged(closed, period="2021-12").loc["dawa", "verdict"] == "按时"
    lost = judged(closed.drop(columns="first_received_on"), period="2021-12").loc["dawa"]
    assert (lost["verdict"], lost["days_late"]) == ("迟报", 14)
    own_tasks = tasks(("2021-12", "dawa", 1, "2021-12-27"))
    assert judged(closed.drop(columns="first_received_on"), own_tasks, "2021-12").loc["dawa", "verdict"] == "按时"


def test_a_bureau_reports_with_its_tasks_or_the_citys_figures():
    table = judged(
        figures(("2021-06", "city", "ip_pledge_amount", "2021-06-30")),
        tasks(("2021-06", "hr_bureau", 16, "2021-06-28")),
    )
    assert table.loc[["ip_bureau", "hr_bureau"], "verdict"].tolist() == ["迟报", "按时"]
    assert table.loc["ip_bureau", ["reported", "expected"]].tolist() == [1, 2]


def test_what_a_unit_owes_by_an_assumption_is_counted_apart():
    table = judged(figures(("2021-06", "dawa", "activities", "2021-06-25")))
    assert table.loc["dawa", ["expected", "assumed"]].tolist() == [13, 6]  # it leads rows 1, 2, 3, 5 and 12
    assert table.loc["ip_bureau", ["expected", "assumed"]].tolist() == [2, 0]
    assert table.loc["sci_tech_bureau", "assumed"] == 2  # carriers and parks of row 1, which the districts lead


def test_a_figure_that_two_units_report_stands_for_the_first_alone():
    table = judged(figures(("2021-06", "city", "guarantee_amount", "2021-06-28")))
    assert table.loc[["sci_tech_bureau", "guarantee_company"], "verdict"].tolist() == ["按时", "未报"]


def test_what_nobody_asked_for_does_not_count_as_a_report():
    progress = figures(
        ("2021-06", "xinglongtai", "new_hnte", "2021-06-20"), ("2021-05", "dawa", "alliances", "2021-05-20")
    )
    assert set(judged(progress, tasks(("2021-06", "dawa", 7, "2021-06-20")))["verdict"]) == {"未报"}


def test_months_before_the_plan_was_printed_are_not_judged():
    progress = figures(("2021-04", "dawa", "activities", "2021-05-26"))
    table = judged(progress, period="2021-04")
    assert set(table["verdict"]) == set(table["second_verdict"]) == {"不考核"}
    assert table["days_late"].isna().all()
    assert table.loc["dawa", "reported"] == 1
    undated = replace(PLAN, assessment=PLAN.assessment.model_copy(update={"printed_on": None}))
    assert judged(progress, period="2021-04", plan=undated).loc["dawa", "verdict"] == "迟报"


def test_rows_without_a_day_are_reported_but_not_judged():
    row = judged(figures(("2021-06", "dawa", "activities", "2021-06-25"))[FIGURE[:3]]).loc["dawa"]
    assert pd.isna(row["verdict"])
    assert row["reported"] == 1


def test_the_history_has_every_month_of_the_year():
    progress = figures(("2021-06", "dawa", "activities", "2021-06-29"), ("2021-05", "dawa", "activities", "2021-05-26"))
    table = timeliness(progress, tasks(), PLAN, "2021-06")
    assert schemas.faults("timeliness", table)[1] == []
    own = table[table["reporter"] == "dawa"]
    assert own["verdict"].tolist() == ["不考核"] * 4 + ["按时", "迟报"]


received = st.lists(
    st.tuples(
        st.sampled_from(["dawa", "panshan"]),
        st.sampled_from(["activities", "alliances", "incubatees"]),
        st.integers(20, 30),
    ),
    unique_by=lambda row: row[:2],
    max_size=6,
)


@settings(max_examples=6)
@given(received)
def test_the_order_of_rows_never_matters_and_the_first_row_decides(rows):
    made = [("2021-06", scope, item, f"2021-06-{day}") for scope, item, day in rows]
    table = judged(figures(*made))
    assert table.equals(judged(figures(*made[::-1])))
    for scope in ("dawa", "panshan"):
        days = [day for where, _, day in rows if where == scope]
        expected = "未报" if not days else "按时" if min(days) <= 28 else "迟报"
        assert table.loc[scope, "verdict"] == expected
        assert table.loc[scope, "on_time"] == sum(day <= 28 for day in days)


@pytest.mark.parametrize(
    ("known_on", "verdict", "second"),
    [
        (date(2021, 12, 20), "未到期限", "未到期限"),
        (date(2021, 12, 27), "未到期限", "未到期限"),  # the last day is not over
        (date(2021, 12, 28), "未报", "未到期限"),
        (date(2021, 12, 29), "未报", "未报"),
        (None, "未报", "未报"),
    ],
)
def test_what_is_not_due_on_the_day_the_figures_are_known_is_not_missing(known_on, verdict, second):
    plan = replace(PLAN, calendar=PLAN.calendar.assign(due_on="2021-12-27", second_due_on="2021-12-28"))
    sent = figures(("2021-12", "dawa", "activities", "2021-12-20"))
    table = timeliness(sent, tasks(), plan, "2021-12", known_on)
    assert schemas.faults("timeliness", table)[1] == []
    december = table[table["period"] == "2021-12"].set_index("reporter")
    assert december.loc["dawa", ["verdict", "second_verdict"]].tolist() == ["按时", "按时"]
    others = december.drop("dawa")
    assert (set(others["verdict"]), set(others["second_verdict"])) == ({verdict}, {second})
