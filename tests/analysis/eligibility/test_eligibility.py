"""Properties of all tiers: of the table itself, and of any enterprise's figures."""

import dataclasses
from datetime import date

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from panjin_kpi.analysis.eligibility.eligibility import eligibility
from tests.plan import PLAN

AS_OF = date(2021, 12, 31)
COLUMNS = ["as_of", "uscc", "tier", "criterion", "outcome", "value", "threshold", "margin"]


def test_registered_on_29_february(judge_one):
    assert judge_one({}, registered="2020-02-29", as_of=date(2021, 2, 28)).loc["hnte_registered", "outcome"] == "met"
    assert judge_one({}, registered="2020-02-29", as_of=date(2021, 2, 27)).loc["hnte_registered", "outcome"] == "unmet"
    assert judge_one({}, registered="2012-02-29", as_of=date(2022, 2, 28)).loc["eaglet_age", "outcome"] == "met"
    assert judge_one({}, registered="2012-02-29", as_of=date(2022, 3, 1)).loc["eaglet_age", "outcome"] == "unmet"


def test_a_sound_enterprise_meets_all_that_can_be_computed(judge_one, sound):
    found = judge_one(dict.fromkeys(range(2017, 2021), sound))
    assert found.loc[["sci_tech_sme_overall", "hnte_overall"], "outcome"].tolist() == ["manual", "manual"]
    manual = found.query("tier == 'hnte' and outcome == 'manual'").index
    assert {"hnte_core_ip", "hnte_field", "hnte_innovation", "hnte_incident"} <= set(manual)


def test_an_enterprise_without_any_figures_is_unknown_not_unmet(judge_one):
    found = judge_one({})
    assert found.loc[["sci_tech_sme_overall", "hnte_overall"], "outcome"].tolist() == ["unknown", "unknown"]
    assert found.loc["sme_score", "outcome"] == "unknown"


def test_a_tier_whose_rule_is_not_in_force_has_no_row(judge_one, sound):
    assert set(judge_one({2016: sound}, as_of=date(2017, 5, 2))["tier"]) == {"hnte"}


def test_the_table_is_the_one_of_the_contract(firms, yearly, granted, screen, sound):
    rows = [("B", 2020, sound), ("A", 2020, sound)]
    table = screen("eligibility", firms(("B", "2010-01-01"), ("A", "2015-01-01")), yearly(*rows), granted())
    assert table.columns.tolist() == COLUMNS
    assert not table.duplicated(["uscc", "tier", "criterion"]).any()
    assert table["uscc"].drop_duplicates().tolist() == ["A", "B"]
    assert len(table) == 2 * (len(list(PLAN.tiers.criteria())) + 5)
    assert set(table["as_of"]) == {pd.Timestamp(AS_OF)}
    nobody = screen("eligibility", firms(), yearly(), granted())
    assert (nobody.columns.tolist(), len(nobody)) == (COLUMNS, 0)


def test_several_blocks_say_the_same_as_one(firms, yearly, granted, screen, sound, monkeypatch):
    codes = [f"{n:03d}" for n in range(50)]
    given = (
        firms(*[(code, "2012-01-01") for code in codes]),
        yearly(*[(code, 2020, sound | {"rd_staff": n, "staff": 60}) for n, code in enumerate(codes)]),
        granted(*[(code, "hnte", "recognised", "2020-01-01") for code in codes[::7]]),
    )
    whole = screen("eligibility", *given)
    monkeypatch.setattr("panjin_kpi.analysis.eligibility.eligibility.BLOCK", 7)
    pd.testing.assert_frame_equal(screen("eligibility", *given), whole)
    texts = dict.fromkeys(["uscc", "tier", "criterion", "outcome"], "str")
    blocks = screen("financial_history", *given).blocks(20)
    parts = [eligibility(block, PLAN).astype(texts) for block in blocks]
    assert [part["uscc"].nunique() for part in parts] == [20, 20, 10]
    pd.testing.assert_frame_equal(pd.concat(parts, ignore_index=True), whole.astype(texts))


counts, amounts = st.integers(0, 60), st.integers(-20, 400).map(lambda n: n / 4)
years = st.fixed_dictionaries(
    {
        "staff": st.none() | counts,
        "rd_staff": st.none() | st.integers(0, 20),
        "revenue_wan": st.none() | amounts,
        "rd_expense_wan": st.none() | st.integers(0, 40).map(lambda n: n / 4),
        "cost_wan": st.none() | amounts,
        "class1_ip": st.none() | st.integers(0, 2),
        "class2_ip": st.none() | st.integers(0, 6),
        "total_assets_wan": st.none() | amounts,
        "net_assets_wan": st.none() | amounts,
        "serious_incident": st.none() | st.booleans(),
    }
)
histories = st.dictionaries(st.sampled_from([2017, 2018, 2019, 2020, 2021]), years, max_size=5)


def scalar_points(share_of, to, table):
    """(fewest, most) points of one ratio, written for one enterprise, exactly, in whole hundredths."""
    if share_of is None or to is None or to <= 0:
        return 0, table[0][1]
    for bound, points in table:
        if 10_000 * share_of >= bound * 100 * to:
            return points, points
    return 0, 0


def scalar_score(year):
    """国科发政〔2017〕115号 第七条 for one enterprise: (fewest, most) points of staff, research, results."""
    staff = scalar_points(year["rd_staff"], year["staff"], [(30, 20), (25, 16), (20, 12), (15, 8), (10, 4)])
    research = year["rd_expense_wan"]
    ways = [
        scalar_points(research, year["revenue_wan"], [(6, 50), (5, 40), (4, 30), (3, 20), (2, 10)]),
        scalar_points(research, year["cost_wan"], [(30, 50), (25, 40), (20, 30), (15, 20), (10, 10)]),
    ]
    best = max(low for low, _ in ways), max(high for _, high in ways)
    first = (0, 30) if year["class1_ip"] is None else (30, 30) if year["class1_ip"] else (0, 0)
    second = (0, 24) if year["class2_ip"] is None else (min(6 * year["class2_ip"], 24),) * 2
    return staff, best, (max(first[0], second[0]), max(first[1], second[1]))


@settings(max_examples=40)
@given(st.lists(years, min_size=1, max_size=25))
def test_the_score_is_what_a_person_would_add_up(firms, yearly, granted, screen, written):
    codes = [f"{n:02d}" for n in range(len(written))]
    table = screen(
        "eligibility",
        firms(*[(code, "2010-01-01") for code in codes]),
        yearly(*[(code, 2020, year) for code, year in zip(codes, written, strict=True)]),
        granted(),
    ).set_index(["uscc", "criterion"])
    for code, year in zip(codes, written, strict=True):
        parts = scalar_score(year)
        low, high = sum(part[0] for part in parts), sum(part[1] for part in parts)
        row = table.loc[(code, "sme_score")]
        outcome, value = row["outcome"], row["value"]
        if low >= 60:
            assert (outcome, value) == ("met", low)
        elif high < 60:
            assert (outcome, value) == ("unmet", high)
        else:
            assert outcome in ("unknown", "manual")
        for name, (fewest, most) in zip(("staff", "rd", "ip"), parts, strict=True):
            if fewest == most:
                assert table.loc[(code, f"sme_{name}_points"), "value"] == fewest


@settings(max_examples=40)
@given(histories, st.integers(1, 40), st.sampled_from(["2009-05-05", "2018-06-30", "2020-02-02"]))
def test_more_research_never_lowers_the_score(judge_one, history, more, registered):
    def score(extra):
        year = history.get(2020, {})
        spent = year.get("rd_expense_wan")
        changed = history | {2020: year | {"rd_expense_wan": None if spent is None else spent + extra}}
        found = judge_one(changed, registered=registered).loc["sme_score"]
        return ["unmet", "unknown", "manual", "met"].index(found["outcome"]), found["value"]

    before, after = score(0), score(more / 4)
    assert after[0] >= before[0]
    assert not (before[0] == after[0] == 0) or after[1] >= before[1]


@settings(max_examples=40)
@given(histories, st.data(), st.sampled_from(["2009-05-05", "2018-06-30", "2020-02-02", "2021-03-03"]))
def test_a_blank_never_turns_an_outcome_into_met_or_unmet(judge_one, history, data, registered):
    before = judge_one(history, registered=registered)["outcome"]
    cells = [
        (year, column) for year, figures in history.items() for column, value in figures.items() if value is not None
    ]
    if not cells:
        return
    year, column = data.draw(st.sampled_from(sorted(cells)))
    after = judge_one(history | {year: history[year] | {column: None}}, registered=registered)["outcome"]
    changed = after[after.astype("str") != before.astype("str")]
    if int(registered[:4]) <= year:  # in a year before registration a blank is a zero: it did not exist yet
        assert set(changed) <= {"unknown", "manual"}, "a missing figure can only leave things open"


@settings(max_examples=25)
@given(st.dictionaries(st.sampled_from("ABCDEFG"), histories, max_size=7), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_never_matters(firms, yearly, granted, screen, written, random):
    seed = random.randrange(2**32)
    enterprises = firms(*[(code, f"20{10 + n}-01-01") for n, code in enumerate(written)])
    financials = yearly(*[(code, year, figures) for code, years in written.items() for year, figures in years.items()])
    recognitions = granted(*[(code, "hnte", "recognised", f"20{15 + n}-06-01") for n, code in enumerate(written)])
    given = (enterprises, financials, recognitions)
    shuffled = [frame.sample(frac=1, random_state=seed) for frame in given]
    pd.testing.assert_frame_equal(screen("eligibility", *given), screen("eligibility", *shuffled))


def test_another_rule_is_another_result(firms, yearly, granted, screen, sound):
    sme = PLAN.tiers.tiers["sci_tech_sme"]
    criteria = [c.model_copy(update={"threshold": 99.0}) if c.id == "sme_staff" else c for c in sme.criteria]
    stricter = PLAN.tiers.tiers | {"sci_tech_sme": sme.model_copy(update={"criteria": criteria})}
    tiers = PLAN.tiers.model_copy(update={"tiers": stricter})
    plan = dataclasses.replace(PLAN, tiers=tiers)
    table = screen("eligibility", firms(("A", "2010-01-01")), yearly(("A", 2020, sound)), granted(), plan)
    assert table.set_index("criterion").loc["sme_staff", "outcome"] == "unmet"
