import dataclasses
import json

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.analysis.progress.corrections import corrections, reported_on_time


def rows(*cells):
    """Figures in force from (period, district, indicator, first, value)."""
    table = pd.DataFrame(cells, columns=["period", "district", "indicator", "first_value", "value"])
    return table.assign(first_received_on="2021-06-26", received_on="2021-07-20")


def test_only_what_differs_is_listed_by_month_then_in_the_plans_order(plan):
    table = corrections(
        rows(
            ("2021-06", "gaoxin", "activities", 1.0, 2.0),
            ("2021-06", "city", "guarantee_amount", 1.5, 1.25),
            ("2021-05", "dawa", "teams", 0.0, 1.0),
            ("2021-06", "dawa", "teams", 1.0, 1.0),
            ("2021-07", "dawa", "teams", 1.0, 2.0),
            ("2020-12", "dawa", "teams", 1.0, 2.0),
        ),
        plan,
        "2021-06",
    )
    assert schemas.faults("corrections", table)[1] == []
    assert list(table.columns) == list(schemas.schema("corrections").columns)
    assert table[["period", "scope", "difference", "unit"]].to_numpy().tolist() == [
        ["2021-05", "dawa", 1.0, "个"],
        ["2021-06", "city", -0.25, "亿元"],
        ["2021-06", "gaoxin", 1.0, "场"],
    ]


def test_where_the_first_figure_is_not_known_there_is_no_correction(plan, progress):
    assert corrections(progress(("2021-06", "dawa", "teams", 1)), plan, "2021-06").empty


def test_of_a_month_in_which_a_district_does_not_exist_nothing_is_in_force(plan):
    ended = plan.districts["valid_to"].mask(plan.districts["district"] == "dawa", "2021-05-20")
    changed = rows(("2021-05", "dawa", "teams", 0.0, 1.0), ("2021-06", "dawa", "teams", 0.0, 1.0))
    own = dataclasses.replace(plan, districts=plan.districts.assign(valid_to=ended))
    assert corrections(changed, own, "2021-06")["period"].tolist() == ["2021-05"]


def test_binary_noise_is_no_difference_of_a_cent(plan):
    table = corrections(rows(("2021-06", "city", "guarantee_amount", 0.1, 0.3)), plan, "2021-06")
    assert table["difference"].tolist() == [0.2]


@pytest.mark.parametrize(
    ("period", "first", "last", "value"),
    [
        ("2021-06", "2021-06-28", "2021-06-28", 6.0),  # on the day, which is a Monday
        ("2021-06", "2021-06-20", "2021-06-29", 5.0),  # corrected after it
        ("2021-06", "2021-06-28", "2021-06-29", 5.0),  # first reported on the day, corrected the day after
        ("2021-06", "2021-06-29", "2021-06-29", None),
        ("2021-06", "2021-06-29", "2021-07-20", None),
        ("2021-06", None, "2021-07-20", None),  # all that is known is the day of the version in force
        ("2021-06", None, None, 6.0),
        ("2021-04", "2021-05-24", "2021-05-24", 6.0),  # no report was due before the plan was out
        ("2021-12", "2021-12-24", "2022-01-10", 5.0),  # the final accounts come after December's deadline
    ],
)
def test_on_time_is_what_stood_on_the_deadline_of_the_figures_own_month(plan, period, first, last, value):
    table = rows((period, "dawa", "activities", 5.0, 6.0)).assign(first_received_on=first, received_on=last)
    found = reported_on_time(table, plan)["value"]
    assert found.isna().all() if value is None else found.tolist() == [value]


def test_where_no_day_is_known_everything_was_on_time(plan, progress):
    given = progress(("2021-06", "dawa", "teams", 1), ("2020-12", "dawa", "teams", 2))
    assert reported_on_time(given, plan)["value"].tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    ("versions", "stood", "listed"),
    [
        ([("2021-12-26", 5.0), ("2021-12-27", 3.0), ("2022-01-11", 5.0)], 3.0, True),  # fell, and rose after the 27th
        ([("2021-12-20", 5.0), ("2021-12-22", 3.0), ("2021-12-27", 5.0)], 5.0, False),  # rose again in time
        ([("2021-12-26", 5.0), ("2021-12-27", None), ("2022-01-11", 5.0)], None, True),  # withdrawn on the last day
        ([("2021-12-28", 5.0), ("2021-12-29", 3.0), ("2022-01-11", 5.0)], None, False),  # never there in time
        ([("2022-01-11", 3.0), ("2021-12-26", 5.0), ("2022-01-12", 5.0)], 5.0, False),  # a paper entered afterwards
        (None, 5.0, False),  # a snapshot of an earlier version, or not more than two
    ],
)
def test_a_figure_that_is_again_as_first_reported_has_on_time_what_stood_on_the_deadline(plan, versions, stood, listed):
    days = sorted(day for day, value in versions or [("2021-12-26", 5.0), ("2022-01-11", 5.0)] if value is not None)
    last = versions[-1][0] if versions else days[-1]
    table = rows(("2021-12", "panshan", "alliances", 5.0, 5.0)).assign(first_received_on=days[0], received_on=last)
    table["versions"] = pd.Series([versions and json.dumps(versions)], dtype="str")
    found = reported_on_time(table, plan)["value"].astype("object")
    assert found.where(found.notna(), None).tolist() == [stood]
    due = corrections(table, plan, "2021-12")["due_value"].astype("object")
    assert due.where(due.notna(), None).tolist() == ([stood] if listed else [])
    if versions is None:
        without = table.drop(columns="versions")
        assert reported_on_time(without, plan)["value"].tolist() == [stood]
        assert corrections(without, plan, "2021-12").empty


@pytest.mark.parametrize("received", ["2021-06-28", "2021-06-27"])
def test_a_change_entered_for_an_earlier_day_is_listed_and_late_as_of_the_day_it_became_known(plan, received):
    came = {"received_on": received, "first_received_on": min(received, "2021-06-28")}
    table = rows(("2021-06", "dawa", "tech_transfers", 3.0, 4.0)).assign(**came)
    table["versions"] = json.dumps([("2021-06-28", 3.0), ("2021-07-10", 4.0)])
    assert reported_on_time(table, plan)["value"].tolist() == [3.0]
    days = ["first_received_on", "received_on"]
    found = corrections(table, plan, "2021-06").astype(dict.fromkeys(days, "str"))
    assert found[["first_value", "due_value", "value", *days]].to_numpy().tolist() == [
        [3.0, 3.0, 4.0, "2021-06-28", "2021-07-10"]
    ]
