from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panjin_kpi import schemas

YEARS = range(2017, 2021)


@pytest.fixture(scope="module")
def screened(firms, yearly, granted, screen):
    """Candidates from enterprises (code, district, changes of a sound year) and recognitions."""

    def found(rows, recognised=(), registered="2013-01-01"):
        enterprises = firms(*[(code, registered, district) for code, district, _ in rows])
        financials = yearly(*[(code, year, figures) for code, _, figures in rows for year in YEARS if figures])
        table = screen("candidates", enterprises, financials, granted(*recognised))
        assert schemas.faults("candidates", table)[1] == []
        return table

    return found


def row(table, code, tier):
    rows = table[(table["uscc"] == code) & (table["tier"] == tier)]
    assert len(rows) == 1
    return rows.iloc[0]


def test_ready_near_and_unknown(screened, sound):
    held = [(code, "sci_tech_sme", "recognised", "2021-06-01") for code in "ABCDE"]
    rows = [
        ("A", "dawa", sound),
        ("B", "dawa", sound | {"rd_staff": 9}),
        ("C", "dawa", sound | {"rd_staff": 9, "hitech_revenue_wan": 10.0}),
        ("D", "dawa", sound | {"hitech_revenue_wan": None}),
        ("E", "dawa", sound | {"hitech_revenue_wan": None, "rd_staff": 9}),
    ]
    table = screened(rows, held)
    assert table["tier"].tolist() == ["hnte"] * 3
    assert table[["uscc", "standing"]].to_numpy().tolist() == [["A", "ready"], ["B", "near"], ["D", "unknown"]]
    near = row(table, "B", "hnte")
    assert (near["criterion"], near["figure"], near["missing"], near["unit"]) == (
        "hnte_staff_ratio",
        "rd_staff",
        1,
        "人",
    )
    assert near["missing_share"] == pytest.approx(0.1)
    ready = row(table, "A", "hnte")
    assert ready[["criterion", "figure", "missing", "unit"]].isna().all()
    assert (ready["manual"], ready["first_time"], ready["district"], ready["name"]) == (4, True, "dawa", "虚构A")
    assert row(table, "D", "hnte")["criterion"] == "hnte_hitech_ratio"


def test_near_is_who_surely_lacks_one_figure_whatever_a_blank_one_is(screened, sound):
    year = sound | {"staff": 8, "rd_staff": 0, "rd_expense_wan": 90.0, "revenue_wan": 2000.0, "cost_wan": 1800.0}
    rows = [(code, "dawa", year | {"class1_ip": rights, "class2_ip": 4}) for code, rights in (("A", 0), ("B", None))]
    table = screened([*rows, ("C", "dawa", year | {"class1_ip": None, "class2_ip": None})])
    near = [["A", "near", "rd_staff", 2.0], ["B", "near", "rd_staff", 2.0]]
    assert table[["uscc", "standing", "figure", "missing"]].to_numpy().tolist() == near


def test_more_of_a_figure_that_breaks_what_is_measured_as_a_share_of_it_is_not_enough(screened, sound):
    held = [(code, "sci_tech_sme", "recognised", "2021-06-01") for code in "AB"]
    spent = sound | {"rd_expense_wan": 40.0}  # 30 short of 5 % of three years' sales
    rows = [("A", "dawa", spent | {"domestic_rd_expense_wan": 25.0}), ("B", "dawa", spent)]
    rows[1][2]["domestic_rd_expense_wan"] = 40.0
    table = screened(rows, held)
    assert table[["uscc", "standing", "missing"]].to_numpy().tolist() == [["B", "near", 30.0]]


def test_the_next_tier_is_the_one_above_the_highest_held_and_the_first_is_open_to_all(screened, sound):
    recognised = [
        ("B", "sci_tech_sme", "recognised", "2021-03-01"),
        ("C", "hnte", "recognised", "2021-03-01"),
        ("D", "sci_tech_sme", "recognised", "2021-03-01"),
        ("D", "hnte", "recognised", "2021-03-01"),
        ("E", "eaglet", "recognised", "2021-03-01"),
    ]
    table = screened([(code, "dawa", sound) for code in "ABCDE"], recognised)
    open_to = table.drop_duplicates(["uscc", "tier"]).groupby("uscc")["tier"].agg(sorted).to_dict()
    assert open_to["A"] == ["sci_tech_sme"]
    assert open_to["B"] == ["hnte"]
    assert open_to["C"] == ["eaglet", "sci_tech_sme"]
    assert open_to["D"] == ["eaglet"]
    assert set(open_to["E"]) <= {"gazelle", "sci_tech_sme"}


def test_nobody_is_ready_for_a_tier_without_thresholds(screened, sound):
    table = screened([("A", "dawa", sound)], [("A", "hnte", "recognised", "2021-03-01")])
    eaglet = row(table, "A", "eaglet")
    assert (eaglet["standing"], eaglet["manual"]) == ("review", 2)


def test_nobody_is_ready_for_a_tier_whose_rules_all_rest_on_an_unconfirmed_source(screened, sound):
    recognised = [("A", "eaglet", "recognised", "2021-03-01"), ("B", "sci_tech_sme", "recognised", "2021-03-01")]
    grown = sound | {"revenue_wan": 30000.0, "rd_expense_wan": 3000.0, "venture_investment_wan": 40000.0}
    table = screened([("A", "dawa", grown), ("B", "dawa", sound)], recognised)
    assert row(table, "A", "gazelle")["standing"] == "review"
    assert row(table, "B", "hnte")["standing"] == "ready"


def test_a_tier_that_has_run_out_is_open_again_but_would_not_count_as_new(screened, sound):
    recognised = [("A", "sci_tech_sme", "recognised", "2020-06-01")]
    table = screened([("A", "dawa", sound), ("B", "dawa", sound)], recognised)
    assert not row(table, "A", "sci_tech_sme")["first_time"]
    assert row(table, "B", "sci_tech_sme")["first_time"]


@pytest.mark.parametrize(("revoked", "open_again"), [("2021-05-01", False), ("2020-12-31", True)])
def test_who_was_revoked_from_the_yearly_list_is_no_candidate_for_it_in_that_year(screened, sound, revoked, open_again):
    events = [("A", "sci_tech_sme", "recognised", "2020-03-01"), ("A", "sci_tech_sme", "revoked", revoked),
              ("A", "hnte", "recognised", "2020-03-01"), ("A", "hnte", "revoked", "2021-05-01")]  # fmt: skip
    assert ("sci_tech_sme" in set(screened([("A", "dawa", sound)], events)["tier"])) == open_again


def test_the_least_of_one_figure_is_what_is_missing(screened, sound):
    year = sound | {"rd_expense_wan": 45.0, "cost_wan": 400.0, "class1_ip": 0, "class2_ip": 1}
    table = screened([("A", "dawa", year)])
    found = table.set_index("figure")
    assert found.loc["rd_expense_wan", ["criterion", "missing"]].tolist() == ["sme_rd_by_revenue", 5.0]
    assert found.index.tolist() == ["rd_expense_wan", "class2_ip", "class1_ip"], "the smallest share first"


def test_districts_in_the_plans_order_and_the_nearest_first(screened, sound):
    rows = [
        ("A", "gaoxin", sound | {"rd_staff": 3, "class1_ip": 0, "class2_ip": 4}),
        ("B", "panshan", sound | {"rd_staff": 1, "class1_ip": 0, "class2_ip": 4}),
        ("C", "panshan", sound | {"rd_staff": 8, "class1_ip": 0, "class2_ip": 4}),
        ("D", "panshan", sound),
    ]
    table = screened(rows)
    assert table[["district", "uscc"]].drop_duplicates().to_numpy().tolist() == [
        ["panshan", "D"],
        ["panshan", "C"],
        ["panshan", "B"],
        ["gaoxin", "A"],
    ]


def test_no_figures_no_enterprises(screened, sound):
    assert screened([("A", "dawa", None)])["standing"].tolist() == ["unknown"]
    empty = screened([])
    assert empty.empty
    assert empty.columns.tolist() == list(schemas.schema("candidates").columns)


def test_a_day_before_any_rule_has_no_candidates(firms, yearly, granted, screen):
    table = screen("candidates", firms(("A", "2010-01-01")), yearly(), granted(), as_of=date(2015, 6, 30))
    assert table.empty
    assert schemas.faults("candidates", table)[1] == []


changes = st.fixed_dictionaries(
    {
        "rd_staff": st.none() | st.integers(0, 40),
        "rd_expense_wan": st.none() | st.integers(0, 80).map(float),
        "class1_ip": st.none() | st.integers(0, 1),
        "hitech_revenue_wan": st.none() | st.sampled_from([100.0, 600.0]),
    }
)


@pytest.mark.slow
@settings(max_examples=30)
@given(st.lists(st.tuples(changes, st.booleans()), max_size=8), st.randoms(use_true_random=False))
def test_candidates_agree_with_eligibility_in_any_order(firms, yearly, granted, screen, sound, made, random):
    codes = [f"{n:02d}" for n in range(len(made))]
    given_frames = (
        firms(*[(code, "2013-01-01") for code in codes]),
        yearly(*[(code, year, sound | one) for code, (one, _) in zip(codes, made, strict=True) for year in YEARS]),
        granted(
            *[(c, "sci_tech_sme", "recognised", "2021-02-01") for c, (_, has) in zip(codes, made, strict=True) if has]
        ),
    )
    table = screen("candidates", *given_frames)
    seed = random.randrange(2**32)
    shuffled = [frame.sample(frac=1, random_state=seed) for frame in given_frames]
    pd.testing.assert_frame_equal(screen("candidates", *shuffled), table)
    stated = screen("eligibility", *given_frames).set_index(["uscc", "tier", "criterion"])["outcome"]
    for one in table.itertuples():
        outcome = stated.loc[(one.uscc, one.tier, "overall")]
        assert outcome in {"ready": ("met", "manual"), "near": ("unmet",), "unknown": ("unknown",)}[one.standing]
        assert (one.standing == "near") == (not np.isnan(one.missing))
    expected = {(c, "hnte" if has else "sci_tech_sme") for c, (_, has) in zip(codes, made, strict=True)}
    settled = {key for key in expected if stated.loc[(*key, "overall")] != "unmet"}
    assert settled <= set(zip(table["uscc"], table["tier"], strict=True)) <= expected
