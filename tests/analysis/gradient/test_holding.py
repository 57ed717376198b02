from datetime import date

import pandas as pd
import pytest

from panjin_kpi.analysis.gradient.tenure import holding, tenures


@pytest.fixture
def nobody(register):
    return register()


@pytest.fixture
def holds(nobody, granted, plan):
    def on(day, *rows):
        table = holding(tenures(nobody, granted(*[("A", *row) for row in rows]), plan), date.fromisoformat(day))
        return [tuple(row) for row in table[["tier", "holds"]].itertuples(index=False)]

    return on


@pytest.mark.parametrize(
    ("tier", "given", "day", "held"),
    [
        ("hnte", "2018-11-13", "2018-11-13", True),
        ("hnte", "2018-11-13", "2021-11-12", True),
        ("hnte", "2018-11-13", "2021-11-13", False),
        ("hnte", "2020-02-29", "2023-02-28", True),
        ("hnte", "2020-02-29", "2023-03-01", False),
        ("sci_tech_sme", "2021-03-01", "2021-12-31", True),
        ("sci_tech_sme", "2021-03-01", "2022-01-01", False),
        ("sci_tech_sme", "2021-12-31", "2021-12-31", True),
        ("gazelle", "2016-01-01", "2030-01-01", True),
    ],
)
def test_how_long_a_tier_is_held_by_its_rule(holds, tier, given, day, held):
    assert holds(day, (tier, "recognised", given)) == [(tier, held)]


def test_a_written_last_day_goes_before_the_rule(holds):
    assert holds("2022-06-30", ("hnte", "recognised", "2021-01-01", "2022-06-30")) == [("hnte", True)]
    assert holds("2022-07-01", ("hnte", "recognised", "2021-01-01", "2022-06-30")) == [("hnte", False)]


def test_the_latest_event_decides(holds):
    first, off, again = (
        ("hnte", "recognised", "2020-01-01"),
        ("hnte", "revoked", "2020-06-01"),
        ("hnte", "renewed", "2021-01-01"),
    )
    assert holds("2020-05-31", first, off, again) == [("hnte", True)]
    assert holds("2020-06-01", again, off, first) == [("hnte", False)]
    assert holds("2021-01-01", off, again, first) == [("hnte", True)]


def test_of_one_day_a_revocation_counts_last_and_the_longer_validity_counts(holds):
    both = ("hnte", "revoked", "2021-01-01"), ("hnte", "recognised", "2021-01-01")
    assert holds("2021-02-01", *both) == holds("2021-02-01", *reversed(both)) == [], "never held on any day"
    assert holds("2021-02-01", ("hnte", "recognised", "2020-06-01"), *both) == [("hnte", False)]
    rows = [("hnte", "recognised", "2021-01-01", last) for last in ("2022-06-30", "2021-06-30")]
    assert holds("2022-01-01", *rows) == holds("2022-01-01", *reversed(rows)) == [("hnte", True)]


def test_what_comes_later_is_not_known_yet(holds):
    assert holds("2020-12-31", ("hnte", "recognised", "2021-01-01")) == []


def test_a_tier_only_ever_revoked_was_never_held(holds):
    assert holds("2021-12-31", ("hnte", "revoked", "2021-01-01")) == []


def test_what_ends_before_it_begins_was_never_held_and_ends_what_was(holds):
    turned = ("hnte", "recognised", "2021-01-01", "2020-12-31")
    assert holds("2021-12-31", turned) == []
    assert holds("2021-12-31", ("hnte", "recognised", "2020-01-01"), turned) == [("hnte", False)]


def test_nobody_has_anything(nobody, granted, plan):
    table = holding(tenures(nobody, granted(), plan), date(2021, 12, 31))
    assert table.columns.tolist() == ["uscc", "tier", "holds"]
    assert table.empty


def test_last_days_may_be_missing_as_a_column(nobody, plan):
    rows = pd.DataFrame(
        {"uscc": ["A"], "tier": ["hnte"], "event": ["recognised"], "event_date": pd.to_datetime(["2020-01-01"])}
    )
    assert holding(tenures(nobody, rows, plan), date(2021, 12, 31))["holds"].tolist() == [True]
