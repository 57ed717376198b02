"""Histories that follow the rules, with enough events of every kind for the gradient's tables."""

from datetime import date

import pandas as pd
import pytest

from panjin_kpi.analysis.gradient.expiry import expiring
from panjin_kpi.analysis.gradient.stock_and_flow import tier_flow, tier_stock
from panjin_kpi.analysis.gradient.tenure import tenures
from panjin_kpi.analysis.gradient.time_to_promotion import MINIMUM_CLIMBS
from panjin_kpi.analysis.registry import value
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.sample.register.population import population
from tests.plan import PLAN

END = date(2021, 12, 31)


@pytest.fixture(scope="module")
def made():
    return population(PLAN, 2021, 3000, 3)


@pytest.fixture(scope="module")
def held(sample_project):
    """The tenures of the default sample as its store has them."""
    store = Store(sample_project.store_url)
    return tenures(store.in_force("enterprises"), store.in_force("recognitions"), PLAN)


def test_nobody_is_recognised_before_being_registered(made):
    registered = made.recognitions["uscc"].map(made.enterprises.set_index("uscc")["registered_on"])
    assert (made.recognitions["event_date"] > registered).all()
    certified = made.recognitions["tier"] == "hnte"
    assert ((made.recognitions["event_date"] - registered)[certified].dt.days >= 365).all(), "第十一条（一）"
    assert not made.recognitions.duplicated(["uscc", "tier", "event", "event_date"]).any()


def test_first_recognitions_lie_before_the_year(made):
    first = made.recognitions[made.recognitions["event"] == "recognised"]
    assert (first["event_date"].dt.year < 2021).all()
    assert not first.duplicated(["uscc", "tier"]).any()
    assert set(made.recognitions["event"]) == {"recognised", "renewed", "revoked"}
    assert made.recognitions["event_date"].max() < pd.Timestamp("2021-12-23"), "all of it is known to December's report"


def test_whoever_is_renewed_or_revoked_was_recognised_before(made):
    history = made.recognitions
    first = history[history["event"] == "recognised"].set_index(["uscc", "tier"])["event_date"]
    later = history[history["event"] != "recognised"]
    began = first.reindex(pd.MultiIndex.from_frame(later[["uscc", "tier"]])).to_numpy()
    assert (later["event_date"].to_numpy() > began).all()


def test_certificates_run_three_years_from_their_day(made):
    rows = made.recognitions[(made.recognitions["tier"] == "hnte") & (made.recognitions["event"] != "revoked")]
    assert (
        rows["valid_until"].to_numpy()
        == PLAN.tiers.tiers["hnte"].validity.last_valid_day(rows["event_date"].to_numpy())
    ).all()


def test_enough_climb_at_different_speeds_for_a_curve_of_the_city_and_of_two_districts(held, plan):
    known = {"tenures": held, "plan": plan, "as_of": END}
    summary = value("climb_summary", known).set_index("scope")
    assert summary.loc["city", "climbed"] > 50
    assert (summary.drop("city")["climbed"] >= MINIMUM_CLIMBS).sum() >= 2
    assert (summary["waiting"] > 0).all()
    assert summary.loc["city", "hnte_first"] > 0
    days = known["climb"].query("scope == 'city' and climbed > 0")["days"]
    assert days.min() < 200 < 1000 < days.max()


def test_some_come_back_some_run_out_some_are_revoked(held, plan):
    flow = tier_flow(held, plan, END).query("scope == 'city'").groupby("tier").sum(numeric_only=True)
    assert (flow.loc["hnte", ["first_time", "re_entered", "renewed", "revoked", "expired"]] > 0).all()
    assert flow.loc["sci_tech_sme", "revoked"] > 0
    stock = tier_stock(held, plan, END).query("scope == 'city'").groupby("tier")["stock"].last()
    assert (stock[["sci_tech_sme", "hnte", "eaglet", "gazelle"]] > 0).all()
    years = held.spans.query("tier == 'sci_tech_sme'").assign(year=lambda spans: spans["held_from"].dt.year)
    span = years.groupby("enterprise")["year"].agg(["min", "max", "nunique"])
    assert (span["max"] - span["min"] + 1 > span["nunique"]).sum() > 10, "a year left out, then back"


def test_certificates_run_out_in_the_half_year_after_the_period(held, plan):
    soon = expiring(held, plan, END).query("tier == 'hnte'")
    assert len(soon) >= 3
    assert soon["scope"].nunique() >= 2


def test_gazelles_and_eaglets_are_few(held, plan):
    stock = tier_stock(held, plan, date(2021, 1, 31)).query("scope == 'city'").set_index("tier")["stock"]
    assert 1 <= stock["gazelle"] <= 5 < stock["eaglet"] <= 25
