import pandas as pd

from panjin_kpi.report.gradient.movement import NONE, movement
from tests.plan import PLAN

LADDER = list(PLAN.tiers.tiers)


def test_every_pair_of_tiers_has_one_name():
    pairs = pd.DataFrame([(a, b) for a in [NONE, *LADDER] for b in [NONE, *LADDER]], columns=["from_tier", "to_tier"])
    counted = movement(pairs, LADDER).value_counts().to_dict()
    assert counted == {"outside": 1, "new": 5, "left": 5, "kept": 5, "promoted": 10, "fell": 10}


def test_who_stood_on_a_yearly_list_has_not_left_before_the_list_is_full():
    pairs = pd.DataFrame({"from_tier": ["sci_tech_sme", "hnte"], "to_tier": NONE})
    kinds = [
        movement(pairs.assign(to_date=pd.Timestamp(2021, month, 28)), LADDER, ["sci_tech_sme"]) for month in (9, 12)
    ]
    assert [kind.tolist() for kind in kinds] == [["waiting", "left"], ["left", "left"]]
