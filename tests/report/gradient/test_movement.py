import pandas as pd

from panjin_kpi.report.gradient.movement import NONE, movements
from tests.plan import PLAN

LADDER = list(PLAN.tiers.tiers)


def test_every_pair_of_tiers_has_one_name():
    pairs = pd.DataFrame([(a, b) for a in [NONE, *LADDER] for b in [NONE, *LADDER]], columns=["from_tier", "to_tier"])
    counted = movements(pairs, LADDER)["movement"].value_counts().to_dict()
    assert counted == {"outside": 1, "new": 5, "left": 5, "kept": 5, "promoted": 10, "fell": 10}


def test_who_stood_on_a_yearly_list_has_not_left_before_the_list_is_full():
    pairs = pd.DataFrame({"from_tier": ["sci_tech_sme", "hnte"], "to_tier": NONE, "enterprises": 1, "not_waiting": 0})
    kinds = [
        movements(pairs.assign(to_date=pd.Timestamp(2021, month, 28)), LADDER, ["sci_tech_sme"])["movement"]
        for month in (9, 12)
    ]
    assert [kind.tolist() for kind in kinds] == [["waiting", "left"], ["left", "left"]]


def test_who_was_registered_anew_and_revoked_has_left_and_does_not_wait():
    pairs = pd.DataFrame({"from_tier": ["sci_tech_sme"], "to_tier": NONE, "enterprises": 3, "not_waiting": 1})
    moved = movements(pairs.assign(to_date=pd.Timestamp("2021-06-30")), LADDER, ["sci_tech_sme"])
    assert moved[["movement", "enterprises"]].to_numpy().tolist() == [["waiting", 2], ["left", 1]]


def test_results_of_an_earlier_version_lose_nobody_who_waits():
    pairs = pd.DataFrame({"from_tier": ["sci_tech_sme"], "to_tier": NONE, "enterprises": 3})
    earlier = pairs.assign(not_waiting=pd.array([None], dtype="Int64"), to_date=pd.Timestamp("2021-06-30"))
    moved = movements(earlier, LADDER, ["sci_tech_sme"])
    assert moved[["movement", "enterprises"]].to_numpy().tolist() == [["waiting", 3]]
