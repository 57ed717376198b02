"""Fictitious enterprises: nobody's codes, figures of the years they have lived through."""

from datetime import date

import numpy as np
import pytest
from stdnum.cn import uscc

from panjin_kpi import schemas
from panjin_kpi.analysis.registry import value
from panjin_kpi.sample.register.enterprises import credit_codes
from panjin_kpi.sample.register.population import population
from tests.plan import PLAN


@pytest.fixture(scope="module")
def made():
    return population(PLAN, 2021, 600, 3)


def test_codes_are_good_distinct_and_carry_what_no_register_issues(made):
    codes = made.enterprises["uscc"]
    assert codes.map(uscc.is_valid).all()
    assert codes.is_unique
    assert (codes.str[8:10] == "YY").all()
    assert (codes.str[2:8] == "211100").mean() > 0.6, "most carry the city's area code and name no district"


def test_check_characters_agree_with_the_standard_library_of_codes():
    codes = credit_codes(np.arange(9_998_000, 10_000_000), np.full(2000, "211103"))
    assert all(map(uscc.is_valid, codes))


def test_districts_have_as_many_enterprises_each(made):
    assert set(made.enterprises["district"].value_counts()) == {100}


def test_some_figures_are_unknown_and_none_is_from_before_the_enterprise_was(made):
    registered = made.enterprises.set_index("uscc")["registered_on"].dt.year
    figures = made.financials
    assert 0.02 < figures["revenue_wan"].isna().mean() < 0.06
    assert (figures["year"] >= figures["uscc"].map(registered)).all()


def test_a_part_is_never_larger_than_its_whole(made):
    figures = made.financials
    parts = {"rd_staff": "staff", "domestic_rd_expense_wan": "rd_expense_wan"}
    parts |= {"hitech_revenue_wan": "total_revenue_wan"}
    for part, whole in parts.items():
        assert not (figures[part] > figures[whole]).fillna(False).any(), part


def test_tables_have_the_types_of_their_schemas(made):
    for name in ("enterprises", "recognitions", "financials"):
        table = getattr(made, name)
        assert table.dtypes.to_dict() == schemas.empty(name)[list(table)].dtypes.to_dict(), name


def test_every_district_has_candidates_for_the_first_two_tiers(plan):
    made = population(plan, 2021, 240)
    found = value("candidates", {**vars(made), "plan": plan, "as_of": date(2021, 12, 31)})
    open_to = found[found["standing"].isin(["ready", "near"])].drop_duplicates(["uscc", "tier"])
    counts = open_to.groupby(["tier", "district"]).size()
    assert len(counts["sci_tech_sme"]) == len(counts["hnte"]) == 6
    assert counts["sci_tech_sme"].min() >= 5
    assert {"ready", "near", "review", "unknown"} == set(found["standing"])
