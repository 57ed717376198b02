import dataclasses

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.analysis.registry import value
from panjin_kpi.reference.calendar import month_end

EMPTY = {name: schemas.empty(name) for name in schemas.SUBMITTED}
EVENT = {"occurred_on": pd.Timestamp("2021-03-01"), "title": "虚构", "withdrawn": False, "fictitious": True}


def events(*rows):
    made = [
        EVENT | {"event_id": str(n), "district": district, "indicator": name} for n, (district, name) in enumerate(rows)
    ]
    return schemas.faults("events", pd.DataFrame(made).reindex(columns=EMPTY["events"].columns))[0]


@pytest.fixture
def tables():
    """盘山县 reports 4 of 4 activities and proves 1; 双台子区 reports 2 of 4, at first 4, and proves all."""
    progress = pd.DataFrame(
        [("panshan", 4.0, 4.0), ("shuangtaizi", 2.0, 4.0)], columns=["district", "value", "first_value"]
    ).assign(period="2021-06", indicator="activities", first_received_on="2021-06-26", received_on="2021-07-01")
    proven = events(("panshan", "activities"), *[("shuangtaizi", "activities")] * 2)
    return EMPTY | {"progress": progress, "events": proven}


class Found(dict):
    """The results of a month, each computed when it is asked for."""

    def __init__(self, tables, plan):
        super().__init__(tables | {"plan": plan, "period": "2021-06", "as_of": month_end("2021-06")})

    def __missing__(self, name):
        return value(name, self)


def basis(plan, name):
    return dataclasses.replace(plan, assessment=plan.assessment.changed(default_basis=name))


def test_what_is_deducted_breaks_ties_on_the_basis_that_counts_as_it_does_in_the_scores(tables, plan):
    own = plan.assessment
    penalty = own.penalty.value.model_copy(update={"enabled": True})
    tied = dataclasses.replace(plan, assessment=own.changed(penalty=penalty, tie_break=["total"]))
    one = tables["progress"].assign(value=4.0)
    late = one.assign(first_received_on=["2021-06-26", "2021-07-20"])
    found = Found(tables | {"progress": late}, tied)
    ranks = of(found["scores"], "panshan", "shuangtaizi")["rank"].tolist()
    table = found["scores_by_basis"]
    assert of(table[table["basis"] == "reported"], "panshan", "shuangtaizi")["rank"].tolist() == ranks == [1, 2]


def of(frame, *districts):
    return frame.set_index("district").loc[list(districts)]


def test_scores_on_each_basis_by_hand(tables, plan):
    table = Found(tables, plan)["scores_by_basis"]
    own = {name: of(rows, "panshan", "shuangtaizi") for name, rows in table.groupby("basis")}
    assert own["reported"]["score"].tolist() == [10.0, 5.0]  # one of ten indicators, whole and half
    assert own["evidenced"]["score"].tolist() == [2.5, 5.0]
    assert own["first_reported"]["score"].tolist() == [10.0, 10.0]
    assert own["on_time"]["score"].tolist() == [10.0, 10.0]  # both were corrected after the deadline
    assert own["reported"]["rank_change"].tolist() == [0, 0]
    assert own["evidenced"][["rank", "rank_change"]].to_numpy().tolist() == [[2, 1], [1, -1]]
    assert own["first_reported"][["rank", "rank_change"]].to_numpy().tolist() == [[1, 0], [1, -1]]


def test_the_basis_that_is_set_is_the_one_that_counts_everywhere(tables, plan):
    reported, evidenced = (Found(tables, basis(plan, name)) for name in ("reported", "evidenced"))
    assert of(reported["scores"], "panshan")["score"].tolist() == [10.0]
    assert of(evidenced["scores"], "panshan")["score"].tolist() == [2.5]
    parts = evidenced["contributions"].query("district == 'panshan' and indicator == 'activities'")
    assert parts["points"].tolist() == [2.5]
    step = evidenced["next_steps"].query("district == 'panshan' and indicator == 'activities'")
    assert step["still_needed"].tolist() == [3.0]
    ranges = evidenced["rank_ranges"].query("scenario == 'no_cap'")
    assert of(ranges, "panshan", "shuangtaizi")["rank_low"].tolist() == [2, 1]
    moves = evidenced["scores_by_basis"].query("basis == 'reported'")
    assert of(moves, "panshan", "shuangtaizi")["rank_change"].tolist() == [-1, 1]
    # what was reported stays what was reported
    for name in ("status", "evidence", "forecast", "scores_by_basis"):
        drop = ["rank_change"] if name == "scores_by_basis" else []
        pd.testing.assert_frame_equal(reported[name].drop(columns=drop), evidenced[name].drop(columns=drop))


def test_whatever_is_missing_is_counted_from_the_reports_on_either_basis(tables, plan):
    for name in ("reported", "evidenced"):
        table = Found(tables, basis(plan, name))["scores"]
        assert of(table, "panshan", "dawa")["missing"].tolist() == [9, 8]
