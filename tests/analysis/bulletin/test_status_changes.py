import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panjin_kpi import schemas
from panjin_kpi.analysis.bulletin.status_changes import ORDER, light_changes
from panjin_kpi.analysis.progress.status import status
from panjin_kpi.analysis.progress.year_grid import year_grid
from panjin_kpi.reference.settings.assessment import STATUSES
from tests.plan import PLAN

COLUMNS = ["period", "scope", "indicator", "light", "gap_points", "actual", "reported"]


def statuses_of(*rows, period="2021-06"):
    """Statuses; the higher figure has the better one."""
    figures = {level: -float(position) for position, level in enumerate(ORDER)}
    cells = [(period, *row, 0.0, figures.get(row[-1], float("nan")), int(row[-1] != "unreported")) for row in rows]
    return pd.DataFrame(cells, columns=COLUMNS)


def changed(now, before, period="2021-06", earlier="2021-05"):
    table = light_changes(statuses_of(*now, period=period), statuses_of(*before, period=earlier), PLAN)
    assert schemas.faults("light_changes", table)[1] == []
    assert list(table.columns) == list(schemas.schema("light_changes").columns)
    return table


@pytest.mark.parametrize(
    ("before", "now", "change", "steps"),
    [
        ("behind", "on_pace", "变好", 2),
        ("on_pace", "done", "变好", 1),
        ("done", "far_behind", "变差", -4),
        ("slightly_behind", "behind", "变差", -1),
        ("unreported", "far_behind", "新报", None),
        ("done", "unreported", "本期未报", None),
    ],
)
def test_a_change_has_its_word(before, now, change, steps):
    row = changed([("dawa", "teams", now)], [("dawa", "teams", before)]).iloc[0]
    assert (row["light_before"], row["light"], row["change"]) == (before, now, change)
    assert pd.isna(row["steps"]) if steps is None else row["steps"] == steps


@settings(max_examples=12)
@given(st.sampled_from(STATUSES), st.sampled_from(STATUSES))
def test_reversed_changes_are_opposite_and_unchanged_levels_are_not_listed(before, now):
    there = changed([("dawa", "teams", now)], [("dawa", "teams", before)])
    back = changed([("dawa", "teams", before)], [("dawa", "teams", now)])
    assert len(there) == len(back) == int(before != now and "not_allocated" not in (before, now))
    if len(there):
        opposite = {"变好": "变差", "变差": "变好", "新报": "本期未报", "本期未报": "新报"}
        assert back["change"].item() == opposite[there["change"].item()]
        if {before, now} <= set(ORDER):
            assert there["steps"].item() == -back["steps"].item()


def test_nothing_to_compare_gives_nothing():
    cell = [("dawa", "teams", "done")]
    assert len(changed(cell, [])) == 0
    assert len(changed([], [])) == 0
    assert len(changed(cell, [("panshan", "teams", "behind")])) == 0
    assert len(changed(cell, [("dawa", "teams", "behind")], "2021-01", "2020-12")) == 0  # new targets


def test_rows_come_in_the_plans_order_whatever_theirs():
    cells = [("panshan", "teams"), ("city", "activities"), ("dawa", "activities"), ("panshan", "operators")]
    now, before = [(*cell, "done") for cell in cells], [(*cell, "behind") for cell in cells]
    table = changed(now, before)
    assert table["scope"].tolist() == ["city", "panshan", "panshan", "dawa"]
    assert table["indicator"].tolist()[1:3] == ["operators", "teams"]
    pd.testing.assert_frame_equal(table, changed(now[::-1], before))


@pytest.mark.parametrize(("then", "change"), [(6.0, "要求提高"), (7.0, "要求提高"), (5.0, "变差")])
def test_where_only_the_planned_share_has_risen_the_figure_is_not_called_worse(progress, then, change):
    rows = progress(("2021-06", "gaoxin", "activities", 6.0), ("2021-10", "gaoxin", "activities", then))
    before, now = (status(year_grid(rows, PLAN, month), PLAN).assign(period=f"2021-{order:02d}") for order, month in
                   ((9, "2021-06"), (10, "2021-10")))  # fmt: skip
    own = light_changes(now, before, PLAN).query("scope == 'gaoxin' and indicator == 'activities'").iloc[0]
    assert (own["light_before"], own["change"]) == ("on_pace", change)


def test_the_plans_first_month_is_compared_with_nothing():
    cell = [("dawa", "teams", "done")]
    assert len(changed(cell, [("dawa", "teams", "behind")], "2021-05", "2021-04")) == 0
    assert len(changed(cell, [("dawa", "teams", "behind")], "2021-06", "2021-05")) == 1


def test_a_sum_that_no_district_reported_anew_has_not_fallen_behind():
    now = statuses_of(("city", "operators", "far_behind"), ("city", "talents", "far_behind"), period="2021-12")
    before = statuses_of(("city", "operators", "on_pace"), ("city", "talents", "on_pace"), period="2021-11")
    now, before = now.assign(reported=[0, 2], actual=0.0), before.assign(reported=6, actual=0.0)
    found = light_changes(now, before, PLAN).set_index("indicator")
    assert found["change"].to_dict() == {"operators": "本期未报", "talents": "要求提高"}
    silent = found.loc["operators"]
    assert silent["light"] == "unreported"
    assert silent[["steps", "gap_points"]].isna().all()
    again = light_changes(before.assign(period="2021-12"), now.assign(period="2021-11"), PLAN).set_index("indicator")
    assert again["change"].to_dict() == {"operators": "新报", "talents": "变好"}


def test_a_sum_is_unreported_or_reported_again_also_where_its_level_stays():
    one = statuses_of(("city", "operators", "behind"), period="2021-11").assign(actual=0.0)
    two = one.assign(period="2021-12")
    assert light_changes(two.assign(reported=0), one.assign(reported=2), PLAN)["change"].tolist() == ["本期未报"]
    assert light_changes(two.assign(reported=2), one.assign(reported=0), PLAN)["change"].tolist() == ["新报"]
    assert light_changes(two.assign(reported=0), one.assign(reported=0), PLAN).empty
