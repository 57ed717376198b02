"""The causes of a changed figure among several submissions, districts and months."""

import pytest

from panjin_kpi.batch.comparison.change_causes import RULES, Causes
from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.intake.storage.snapshot import take_snapshot
from panjin_kpi.intake.storage.store import Store

pytestmark = pytest.mark.slow

HEADER = "period,district,indicator,value,note,withdrawn"


@pytest.fixture
def causes(tmp_path, plan, send, store_url):
    def between(*files, period="2021-06", known=True):
        store, taken = Store(store_url), []
        first = ("2021-06,panshan,activities,3,,", "2021-06,dawa,teams,2,,")
        for number, rows in enumerate([first, *files]):
            store.submit(check_file(send(HEADER, *rows, name=f"{number + 1}.csv"), "progress", plan))
            taken.append(take_snapshot(store, tmp_path / "snapshots"))
        return Causes(taken[0], taken[-1], plan, period, store if known else None)

    return between


def test_a_cell_is_changed_by_its_own_figure_and_a_score_by_its_districts(causes):
    found = causes(("2021-06,panshan,activities,4,,",), ("2021-06,dawa,activities,1,,",))
    assert found.of("status", "panshan", "activities") == "第2号　2.csv"
    assert found.of("status", "city", "activities") == "第3号　3.csv；第2号　2.csv"
    assert found.of("status", "panshan", "teams") == RULES
    assert found.of("next_steps", "panshan", "teams") == "第2号　2.csv", "its order depends on the other indicators"
    assert found.of("scores", "gaoxin", None) == "第3号　3.csv；第2号　2.csv", "its place depends on the others"


def test_what_a_table_is_not_computed_from_is_never_named(causes):
    found = causes(("2021-06,panshan,activities,4,,",))
    assert found.of("places", "panshan", None) == "第2号　2.csv"
    for table in ("tier_stock", "carriers", "open_matters", "tasks", "attribution_counts"):
        assert found.of(table, "panshan", None) == RULES


def test_later_months_and_other_years_change_nothing(causes):
    found = causes(("2021-07,panshan,activities,4,,",), ("2020-06,panshan,activities,4,,",))
    assert found.of("status", "panshan", "activities") == RULES
    assert found.of("scores", "panshan", None) == RULES


def test_a_month_is_not_changed_by_a_later_one(causes):
    found = causes(("2021-05,panshan,activities,1,,",), ("2021-06,panshan,activities,4,,",))
    assert found.of("path", "panshan", "activities", "2021-05") == "第2号　2.csv"


def test_a_table_of_the_offices_own_has_every_changed_row_for_its_cause(causes):
    found = causes(("2021-06,panshan,activities,4,,",))
    assert found.of("city_share", "panshan", "activities") == "第2号　2.csv"


def test_a_withdrawal_names_the_only_submission_it_can_be_or_those_it_may_be(causes):
    assert causes(("2021-06,dawa,teams,,,是",)).of("status", "dawa", "teams") == "撤回（第2号　2.csv）"


def test_a_figure_has_the_submission_that_changed_it_and_not_one_that_repeats_it(causes):
    files = [("2021-06,panshan,activities,4,,",), ("2021-06,panshan,activities,4,,", "2021-06,dawa,teams,3,,")]
    found = causes(*files)
    assert found.of("status", "panshan", "activities") == "第2号　2.csv"
    assert found.of("status", "dawa", "teams") == "第3号　3.csv"


def test_a_submission_that_changed_only_a_note_is_no_cause_of_a_figure(causes):
    versions = ("3,已核", "4,已核", "4,又核")
    found = causes(*((f"2021-06,panshan,activities,{version},",) for version in versions))
    assert found.of("status", "panshan", "activities") == "第3号　3.csv"


def test_without_the_store_a_figure_has_the_submission_that_it_came_with(causes):
    repeated = [("2021-06,panshan,activities,4,,",), ("2021-06,panshan,activities,4,已核,",)]
    assert causes(*repeated, known=False).of("status", "panshan", "activities") == "第3号　3.csv"


def test_many_later_submissions_are_counted(causes):
    more = [(f"2021-06,gaoxin,activities,{n},,",) for n in range(3)]
    cause = causes(("2021-06,dawa,teams,,,是",), *more).of("status", "dawa", "teams")
    assert cause == "撤回（第2号　2.csv、第3号　3.csv、第4号　4.csv等4件之一）"
