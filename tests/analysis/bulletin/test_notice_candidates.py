from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panjin_kpi import schemas
from panjin_kpi.analysis.bulletin.notice_candidates import bulletin_candidates
from tests.plan import PLAN

NOTHING_OVERDUE = pd.DataFrame({"owner": [], "times": []})


def statuses_of(*rows):
    return pd.DataFrame(list(rows), columns=["period", "scope", "indicator", "light"])


def reports(*rows):
    return pd.DataFrame(list(rows), columns=["period", "reporter", "verdict"], dtype="str")


def red(scope, indicator, *months):
    return [(f"2021-{month:02d}", scope, indicator, "far_behind") for month in months]


def found(statuses=(), history=(), period="2021-06", plan=PLAN):
    table = bulletin_candidates(statuses_of(*statuses), reports(*history), plan, period, NOTHING_OVERDUE)
    assert schemas.faults("bulletin_candidates", table)[1] == []
    assert list(table.columns) == list(schemas.schema("bulletin_candidates").columns)
    return table


def test_no_reports_give_no_candidates():
    assert len(found()) == 0


def test_the_first_bulletin_holds_nothing_against_a_district_that_was_before_the_plan():
    assert len(found(red("dawa", "teams", 3, 4, 5), period="2021-05")) == 0
    assert len(found(red("dawa", "teams", 3, 4), period="2021-04")) == 0


@pytest.mark.parametrize(
    ("months", "reason"),
    [
        ((5, 6), "2021-05+2021-06"),
        ((6,), None),
        ((4, 5), None),  # it is over
        ((3, 4, 6), None),  # it broke off
        ((4, 5, 6), "2021-05+2021-06"),  # the plan was printed on 21 May
        ((5, 6, 7), "2021-05+2021-06"),  # July is not known in June
        ((1, 3, 5, 6), "2021-05+2021-06"),
    ],
)
def test_red_counts_when_it_runs_up_to_the_month(months, reason):
    table = found(red("dawa", "teams", *months))
    assert table["months"].tolist() == ([] if reason is None else [reason])
    assert table["times"].tolist() == ([] if reason is None else [reason.count("+") + 1])


def test_two_indicators_red_in_turn_are_no_run():
    assert len(found(red("dawa", "teams", 5) + red("dawa", "activities", 6))) == 0


def test_other_statuses_and_silence_are_not_red():
    rows = [("2021-05", "dawa", "teams", "unreported"), ("2021-06", "dawa", "teams", "far_behind")]
    assert len(found(rows)) == 0
    assert len(found([(month, "dawa", "teams", "behind") for month in ("2021-05", "2021-06")])) == 0


def test_the_city_is_answered_for_by_those_who_report_its_own_figures():
    table = found(red("city", "guarantee_amount", 5, 6) + red("city", "activities", 5, 6))
    assert table["owner"].tolist() == ["sci_tech_bureau", "guarantee_company"]
    assert set(table["indicator"]) == {"guarantee_amount"}


@pytest.mark.parametrize(
    ("verdicts", "times", "in_period"),
    [
        ({4: "不考核", 5: "迟报", 6: "按时"}, None, None),
        ({4: "迟报", 5: "未报", 6: "按时"}, 2, False),
        ({5: "迟报", 6: "迟报"}, 2, True),
        ({3: "不考核", 4: "不考核", 6: "未报"}, None, None),
        ({4: "未报", 5: "未报", 6: "未报"}, 3, True),
        ({6: "迟报", 7: "迟报"}, None, None),
    ],
)
def test_late_and_missing_reports_are_counted_over_the_year(verdicts, times, in_period):
    table = found(history=[(f"2021-{month:02d}", "dawa", verdict) for month, verdict in verdicts.items()])
    assert table["times"].tolist() == ([] if times is None else [times])
    if times:
        assert (table["late"] + table["missing"]).tolist() == [times]
        assert table["in_period"].tolist() == [in_period]
        assert table["indicator"].isna().all()


def test_one_unit_can_meet_both_tests_and_two_units_one():
    history = [(month, unit, "未报") for month in ("2021-05", "2021-06") for unit in ("ip_bureau", "dawa")]
    table = found(red("dawa", "teams", 5, 6), history)
    assert table[["owner", "test"]].to_numpy().tolist() == [
        ["dawa", "red_running"],
        ["dawa", "late_or_missing"],
        ["ip_bureau", "late_or_missing"],
    ]
    assert table["owner_name"].tolist() == ["大洼区", "大洼区", "市知识产权局"]


def test_a_district_that_has_ended_is_no_candidate():
    ended = PLAN.districts["valid_to"].mask(PLAN.districts["district"] == "dawa", "2021-07-31")
    plan = replace(PLAN, districts=PLAN.districts.assign(valid_to=ended))
    silent = [(month, "dawa", "未报") for month in ("2021-06", "2021-07")]
    assert found(history=silent, period="2021-07", plan=plan)["owner"].tolist() == ["dawa"]
    assert found(history=silent, period="2021-08", plan=plan).empty


def test_the_tests_are_configuration():
    rules = PLAN.assessment.bulletin
    strict = rules.changed(red_months=1, red_lights=["behind", "far_behind"], late_reports=1)
    plan = replace(PLAN, assessment=PLAN.assessment.model_copy(update={"bulletin": strict}))
    table = found([("2021-06", "dawa", "teams", "behind")], [("2021-06", "gaoxin", "迟报")], plan=plan)
    assert table[["owner", "threshold"]].to_numpy().tolist() == [["dawa", 1], ["gaoxin", 1]]


verdicts = st.dictionaries(
    st.tuples(st.integers(1, 6), st.sampled_from(["dawa", "ip_bureau"])), st.sampled_from(["按时", "迟报", "未报"])
)
cells = st.sets(
    st.tuples(st.sampled_from(["dawa", "city"]), st.sampled_from(["teams", "trainings"]), st.integers(1, 6))
)


@settings(max_examples=15)
@given(cells, verdicts)
def test_the_order_of_rows_never_matters(reds, history):
    statuses = [row for scope, indicator, month in sorted(reds) for row in red(scope, indicator, month)]
    kept = [(f"2021-{month:02d}", unit, verdict) for (month, unit), verdict in history.items()]
    table = bulletin_candidates(statuses_of(*statuses), reports(*kept), PLAN, "2021-06", NOTHING_OVERDUE)
    again = bulletin_candidates(statuses_of(*statuses[::-1]), reports(*kept[::-1]), PLAN, "2021-06", NOTHING_OVERDUE)
    assert table.equals(again)
