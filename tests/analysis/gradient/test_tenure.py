"""The meaning of every history, legal or not, by hand."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from panjin_kpi.analysis.gradient.tenure import Tenures, tenures
from tests.plan import PLAN


def tenure_rows(held: Tenures) -> list[tuple[str, ...]]:
    """From, until, entry, exit of each span."""
    spans = held.spans.astype({"held_from": "str", "held_until": "str", "entry": "str", "exit": "str"})
    return list(spans[["held_from", "held_until", "entry", "exit"]].fillna("").itertuples(index=False, name=None))


def hnte(*events: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [("A", "hnte", *event) for event in events]


def test_without_a_date_the_tiers_rule_holds(held):
    assert tenure_rows(held(*hnte(("recognised", "2018-11-13")))) == [
        ("2018-11-13", "2021-11-12", "first_time", "expired")
    ]
    assert tenure_rows(held(("A", "sci_tech_sme", "recognised", "2021-06-01"))) == [
        ("2021-06-01", "2021-12-31", "first_time", "expired")
    ]
    assert tenure_rows(held(("A", "gazelle", "recognised", "2021-12-20"))) == [("2021-12-20", "", "first_time", "")]


def test_the_records_own_date_goes_before_the_rule(held):
    assert tenure_rows(held(*hnte(("recognised", "2018-11-13", "2021-11-13")))) == [
        ("2018-11-13", "2021-11-13", "first_time", "expired")
    ]
    assert tenure_rows(held(("A", "unicorn", "recognised", "2021-01-01", "2021-06-30")))[0][1] == "2021-06-30"


def test_other_rules_of_validity_can_be_given(register, recognitions):
    two_years = PLAN.tiers.tiers["hnte"].validity.model_copy(update={"years": 2})
    eaglet = PLAN.tiers.tiers["eaglet"].model_copy(update={"validity": two_years})
    other = PLAN.tiers.model_copy(update={"tiers": PLAN.tiers.tiers | {"eaglet": eaglet}})
    given = tenures(register(), recognitions(("A", "eaglet", "recognised", "2021-12-20")), replace(PLAN, tiers=other))
    assert tenure_rows(given) == [("2021-12-20", "2023-12-19", "first_time", "expired")]


def test_a_29_february(held):
    assert tenure_rows(held(*hnte(("recognised", "2020-02-29"), ("renewed", "2023-03-01")))) == [
        ("2020-02-29", "2023-02-28", "first_time", ""),  # the day after is 1 March: no gap
        ("2023-03-01", "2026-02-28", "renewed", "expired"),
    ]


def test_a_renewal_before_the_end_leaves_no_gap(held):
    assert tenure_rows(held(*hnte(("recognised", "2018-11-13"), ("renewed", "2021-11-01")))) == [
        ("2018-11-13", "2021-10-31", "first_time", ""),
        ("2021-11-01", "2024-10-31", "renewed", "expired"),
    ]


def test_a_renewal_on_the_day_after_the_last_valid_day_leaves_no_gap(held):
    assert [span[2:] for span in tenure_rows(held(*hnte(("recognised", "2018-11-13"), ("renewed", "2021-11-13"))))] == [
        ("first_time", ""),
        ("renewed", "expired"),
    ]


def test_a_renewal_after_a_gap_of_one_day_is_a_re_entry(held):
    assert tenure_rows(held(*hnte(("recognised", "2018-11-13"), ("renewed", "2021-11-14")))) == [
        ("2018-11-13", "2021-11-12", "first_time", "expired"),
        ("2021-11-14", "2024-11-13", "re_entered", "expired"),
    ]


def test_recognised_again_is_renewed_without_a_gap_and_re_entered_after_one(held):
    events = [("A", "sci_tech_sme", "recognised", day) for day in ("2019-06-01", "2020-01-01", "2021-05-01")]
    assert [span[2] for span in tenure_rows(held(*events))] == ["first_time", "renewed", "re_entered"]


def test_the_latest_event_counts_even_if_it_ends_earlier(held):
    assert tenure_rows(held(*hnte(("recognised", "2020-01-01"), ("renewed", "2020-06-01", "2020-12-31")))) == [
        ("2020-01-01", "2020-05-31", "first_time", ""),
        ("2020-06-01", "2020-12-31", "renewed", "expired"),  # not until 2022-12-31 by the earlier event
    ]


def test_a_revoked_tier_is_held_until_the_day_before(held):
    assert tenure_rows(held(*hnte(("recognised", "2020-01-01"), ("revoked", "2021-05-10")))) == [
        ("2020-01-01", "2021-05-09", "first_time", "revoked")
    ]


def test_a_revocation_on_the_last_valid_day_is_a_revocation(held):
    assert tenure_rows(held(*hnte(("recognised", "2018-11-13"), ("revoked", "2021-11-12"))))[0][1:] == (
        "2021-11-11",
        "first_time",
        "revoked",
    )


@pytest.mark.parametrize("day", ["2021-11-13", "2022-05-01"])
def test_a_revocation_after_expiry_has_no_effect(held, day):
    assert tenure_rows(held(*hnte(("recognised", "2018-11-13"), ("revoked", day)))) == [
        ("2018-11-13", "2021-11-12", "first_time", "expired")
    ]


def test_revoked_then_renewed_is_a_re_entry(held):
    events = hnte(("recognised", "2020-01-01"), ("revoked", "2021-05-10"), ("renewed", "2021-05-11"))
    assert tenure_rows(held(*events)) == [
        ("2020-01-01", "2021-05-09", "first_time", "revoked"),
        ("2021-05-11", "2024-05-10", "re_entered", "expired"),
    ]


def test_two_recognitions_on_one_day_are_one_and_the_longer_counts(held):
    events = hnte(("recognised", "2021-01-01", "2021-06-30"), ("recognised", "2021-01-01", "2023-12-31"))
    assert tenure_rows(held(*events)) == [("2021-01-01", "2023-12-31", "first_time", "expired")]


def test_recognised_and_renewed_on_one_day_is_a_first_time_with_the_renewals_validity(held):
    events = hnte(("renewed", "2021-01-01", "2021-06-30"), ("recognised", "2021-01-01", "2023-12-31"))
    assert tenure_rows(held(*events)) == [("2021-01-01", "2021-06-30", "first_time", "expired")]


@pytest.mark.parametrize("event", ["recognised", "renewed"])
def test_a_revocation_of_the_same_day_counts_last(held, event):
    assert tenure_rows(held(*hnte(("revoked", "2021-01-01"), (event, "2021-01-01")))) == []
    events = hnte(("recognised", "2020-01-01"), (event, "2021-01-01"), ("revoked", "2021-01-01"))
    assert tenure_rows(held(*events)) == [("2020-01-01", "2020-12-31", "first_time", "revoked")]


def test_a_renewal_without_a_recognition_is_no_first_time(held):
    assert tenure_rows(held(*hnte(("renewed", "2021-03-01")))) == [
        ("2021-03-01", "2024-02-29", "re_entered", "expired")
    ]


def test_a_recognition_after_a_renewal_without_one_is_no_first_time_either(held):
    events = hnte(("renewed", "2015-03-01"), ("recognised", "2021-03-01"))
    assert [span[2] for span in tenure_rows(held(*events))] == ["re_entered", "re_entered"]


def test_a_revocation_without_anything_to_revoke_has_no_effect(held):
    assert tenure_rows(held(*hnte(("revoked", "2020-01-01"), ("recognised", "2021-03-01")))) == [
        ("2021-03-01", "2024-02-29", "first_time", "expired")
    ]


def test_valid_until_before_the_event_is_never_held(held):
    assert tenure_rows(held(*hnte(("recognised", "2021-03-01", "2021-02-28")))) == []
    assert tenure_rows(held(*hnte(("recognised", "2021-03-01", "2021-03-01"))))[0][:2] == ("2021-03-01", "2021-03-01")


def test_valid_until_before_the_event_ends_what_was_held(held):
    assert tenure_rows(held(*hnte(("recognised", "2020-01-01"), ("renewed", "2021-03-01", "2020-12-31")))) == [
        ("2020-01-01", "2021-02-28", "first_time", "expired")
    ]


def test_the_first_recognition_that_takes_effect_is_the_first_time(held):
    events = hnte(("recognised", "2020-01-01", "2019-12-31"), ("renewed", "2021-03-01"))
    assert tenure_rows(held(*events)) == [("2021-03-01", "2024-02-29", "first_time", "expired")]


def test_tiers_are_held_apart_from_one_another(held):
    given = held(*hnte(("recognised", "2020-01-01")), ("A", "sci_tech_sme", "revoked", "2020-06-01"))
    assert tenure_rows(given) == [("2020-01-01", "2022-12-31", "first_time", "expired")]


def test_the_record_keeps_its_validity_beside_how_long_it_was_held(held):
    spans = held(*hnte(("recognised", "2018-11-13"), ("renewed", "2020-01-01"))).spans
    assert spans["valid_until"].astype("str").tolist() == ["2021-11-12", "2022-12-31"]
    assert spans["held_until"].astype("str").tolist() == ["2019-12-31", "2022-12-31"]


def test_events_may_stand_in_any_order(held):
    events = hnte(("recognised", "2018-01-01"), ("renewed", "2020-12-01"), ("revoked", "2021-06-01"))
    assert tenure_rows(held(*events)) == tenure_rows(held(*reversed(events)))


def test_on_a_day_the_ends_belong_to_a_span(held):
    given = held(*hnte(("recognised", "2018-11-13")), ("A", "gazelle", "recognised", "2019-01-01"))
    days = ("2018-11-12", "2018-11-13", "2021-11-12", "2021-11-13")
    assert [given.on(date.fromisoformat(day))["tier"].tolist() for day in days] == [
        [],
        ["hnte"],
        ["hnte", "gazelle"],
        ["gazelle"],
    ]


def test_an_enterprise_without_a_register_row_is_kept_without_a_district(held):
    given = held(("B", "hnte", "recognised", "2021-01-01"), ("C", "hnte", "recognised", "2021-01-01"))
    assert given.enterprises["uscc"].tolist() == ["A", "B", "C"]
    assert given.enterprises["district"].tolist()[:1] == ["dawa"]
    assert given.enterprises[["district", "name"]].iloc[1:].isna().all(axis=None)
    assert given.spans["enterprise"].tolist() == [1, 2]


def test_a_register_without_names_and_recognitions_without_valid_until_will_do(register, recognitions):
    few = recognitions(("A", "hnte", "recognised", "2021-01-01")).drop(columns="valid_until")
    given = tenures(register(("A", "dawa")).drop(columns="name"), few, PLAN)
    assert tenure_rows(given) == [("2021-01-01", "2023-12-31", "first_time", "expired")]
    assert given.enterprises["name"].isna().all()


def test_nothing_on_record_is_nothing_held(register, recognitions):
    assert len(tenures(register(), recognitions(), PLAN).spans) == 0
    assert len(tenures(register(("A", "dawa")), recognitions(), PLAN).enterprises) == 1


@pytest.mark.parametrize(
    "event",
    [
        ("A", "瞪羚", "recognised", "2021-01-01"),
        ("A", None, "recognised", "2021-01-01"),
        ("A", "hnte", "moved", "2021-01-01"),
        ("A", "hnte", "renewed", None),
        (None, "hnte", "renewed", "2021-01-01"),
    ],
)
def test_what_is_on_no_list_is_refused(held, event):
    with pytest.raises(ValueError, match="资质认定"):
        held(event)


def test_a_frame_with_any_index_is_read_by_its_rows(register, recognitions):
    events = recognitions(("A", "hnte", "recognised", "2021-01-01"), ("B", "hnte", "recognised", "2022-01-01"))
    enterprises = register(("A", "dawa"), ("B", "gaoxin"))
    given = tenures(enterprises.set_axis([5, 5]), events.set_axis([9, 9]), PLAN)
    pd.testing.assert_frame_equal(given.spans, tenures(enterprises, events, PLAN).spans)
