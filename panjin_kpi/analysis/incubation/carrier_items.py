"""The carriers' scores by item."""

import pandas as pd

from panjin_kpi.analysis.incubation.carrier_grades import item_points
from panjin_kpi.analysis.registry import result
from panjin_kpi.reference.plan import Plan
from panjin_kpi.reference.settings.assessment import FULL
from panjin_kpi.schemas.conform import conform

KEY = ["as_of", "district", "carrier"]


@result(355, carriers="carrier_results")
def carrier_items(carriers: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """The points of each item in the score of every assessed carrier, and those of the best carrier.

    Columns as in ``schemas/carrier_items.yaml``: by carrier as in ``carriers.csv``, the item with most points lost
    first. An unknown figure neither gives nor loses points: it makes the score a range.
    """
    items = plan.carrier_assessment.items
    assessed = carriers[carriers["assessed"]]
    points, whole = item_points(assessed, plan.carrier_assessment), sum(item.weight.value for item in items)
    parts = []
    for position, item in enumerate(items):
        weight = FULL * item.weight.value / whole
        gained = points[item.figure] * weight / FULL
        value = pd.to_numeric(assessed[item.figure]).astype("Float64").astype("float64")
        part = assessed[KEY].assign(item=item.figure, value=value, weight=weight, points=gained, best=gained.max())
        parts.append(part.assign(points_lost=weight - gained, listed=range(len(part)), position=position))
    table = pd.concat(parts, ignore_index=True)
    table[["points", "points_lost", "best"]] = table[["points", "points_lost", "best"]].round(6)
    table["cost"] = -table["points_lost"]
    table = table.sort_values(["listed", "cost", "position"], kind="stable", na_position="last")
    table["order"] = table.groupby("listed").cumcount() + 1
    return conform("carrier_items", table)
