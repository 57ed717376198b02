"""A year's events before they are reported: forty enterprises in each district, consistent rows."""

import pytest

from panjin_kpi.sample.year_of_data import sample_year
from tests.plan import PLAN


@pytest.fixture(scope="module")
def made():
    return sample_year(PLAN, 2021)


def test_there_are_forty_enterprises_a_district_by_default(plan, made):
    assert len(made.people.enterprises) == 240
    assert len(sample_year(plan, 2021, 7).people.enterprises) == 7


def test_tenants_that_are_enterprises_stand_in_the_register_of_their_carrier_s_district(made):
    tenants = made.incubatees.dropna(subset="uscc")
    district = made.people.enterprises.set_index("uscc")["district"]
    house = made.carriers.set_index("carrier")["district"]
    assert len(tenants) > 40
    assert (tenants["uscc"].map(district) == tenants["carrier"].map(house)).all()
    assert not made.incubatees.duplicated(["carrier", "incubatee_id"]).any()


def test_some_tenants_have_graduated_none_before_coming(made):
    left = made.incubatees.dropna(subset="graduated_on")
    assert len(left)
    assert (left["graduated_on"] > left["entered_on"]).all()
