import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.analysis.incubation.carrier_grades import carrier_grades
from panjin_kpi.analysis.incubation.carrier_items import carrier_items
from tests.plan import PLAN

RULES = PLAN.carrier_assessment
ITEMS = [item.figure for item in RULES.items]
BEST = {item.figure: item.bands.value[0].from_ for item in RULES.items}


def listed(*figures):
    table = pd.DataFrame([dict.fromkeys(ITEMS, 0) | own for own in figures])
    table["service_station"] = table["service_station"].astype("boolean")
    names = [f"载体{number}" for number in range(len(table))]
    table = table.assign(as_of=pd.Timestamp("2021-12-31"), district="dawa", carrier=names, assessed=True)
    return table.join(carrier_grades(table, RULES))


def test_items_add_up_to_the_score_and_an_unknown_one_is_its_range():
    carriers = listed(BEST, {}, {"activities": 2}, BEST | {"service_station": None})
    items = carrier_items(carriers, PLAN)
    assert schemas.faults("carrier_items", items)[1] == []
    whole = items.groupby("carrier").agg(points=("points", "sum"), weight=("weight", "sum"))
    assert whole["points"].tolist() == pytest.approx(carriers["score_low"].tolist(), abs=1e-4)
    assert whole["weight"].tolist() == pytest.approx([100] * 4)
    unknown = items[items["points"].isna()]
    assert unknown[["carrier", "item", "order"]].to_numpy().tolist() == [["载体3", "service_station", len(ITEMS)]]
    assert carriers.at[3, "score_high"] - carriers.at[3, "score_low"] == pytest.approx(
        unknown["weight"].item(), abs=1e-4
    )


def test_the_best_is_the_most_that_any_carrier_gets_and_the_item_that_costs_most_comes_first():
    items = carrier_items(listed({"activities": 2}, {"activities": 1, "graduated_this_year": 3}), PLAN)
    own = items[items["carrier"] == "载体0"].set_index("item")
    share = 100 / len(ITEMS)
    assert own.loc["activities", ["value", "points", "best"]].tolist() == pytest.approx([2, 0.7 * share, 0.7 * share])
    assert own.at["graduated_this_year", "best"] == pytest.approx(share, abs=1e-6)
    assert own["points_lost"].is_monotonic_decreasing
    assert own.at["activities", "order"] == len(ITEMS)


def test_a_carrier_that_is_not_assessed_has_no_items():
    assert carrier_items(listed(BEST).assign(assessed=False), PLAN).empty
