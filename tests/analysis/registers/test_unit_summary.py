import dataclasses

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.analysis.registry import value
from panjin_kpi.reference.calendar import month_end


def test_in_the_last_month_of_any_year_nothing_is_owed_next(plan):
    known = {name: schemas.empty(name) for name in schemas.SUBMITTED} | {"plan": plan, "period": "2022-12"}
    later = plan.targets.assign(year=2022)
    another = dataclasses.replace(plan, targets=pd.concat([plan.targets, later], ignore_index=True))
    found = value("unit_summary", known | {"plan": another, "as_of": month_end("2022-12")})
    assert not found["owed_next"].any()


@pytest.mark.parametrize(("period", "owed"), [("2021-03", False), ("2021-04", True)])
def test_nothing_is_owed_next_for_a_month_before_the_plan(plan, period, owed):
    known = {name: schemas.empty(name) for name in schemas.SUBMITTED} | {"plan": plan, "period": period}
    assert value("unit_summary", known | {"as_of": month_end(period)})["owed_next"].any() == owed


def test_every_unit_that_leads_has_a_row_and_knows_what_it_owes_next(plan):
    known = {name: schemas.empty(name) for name in schemas.SUBMITTED} | {"plan": plan, "period": "2021-06"}
    found = value("unit_summary", known | {"as_of": month_end("2021-06")}).set_index("owner")
    assert found.loc["ip_bureau", ["tasks", "figures", "owed_next", "of_city"]].tolist() == [1, 1, 2, True]
    assert found.loc["finance_bureau", ["tasks", "figures", "owed_next"]].tolist() == [2, 0, 2]
    assert not found.at["gaoxin", "of_city"]
    assert found.at["dawa", "not_registered"] == 6
    assert found.loc["dawa", ["figures", "figures_behind", "figures_unreported"]].tolist() == [8, 0, 8]
