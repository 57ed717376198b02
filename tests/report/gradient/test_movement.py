import pandas as pd

from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.gradient.movement import NONE, movement

LADDER = list(Plan.load().tiers.tiers)


def test_every_pair_of_tiers_has_one_name():
    pairs = pd.DataFrame([(a, b) for a in [NONE, *LADDER] for b in [NONE, *LADDER]], columns=["from_tier", "to_tier"])
    counted = movement(pairs, LADDER).value_counts().to_dict()
    assert counted == {"outside": 1, "new": 5, "left": 5, "kept": 5, "promoted": 10, "fell": 10}
