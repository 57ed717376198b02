"""Carriers by district: sums over the single carriers."""

from datetime import date

import numpy as np
import pandas as pd

from panjin_kpi.analysis.incubation.carriers import PER_AREA
from panjin_kpi.analysis.incubation.tenants import COUNTS, carrier_of, stays
from panjin_kpi.analysis.registry import result
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.schemas.conform import conform

USED = ("district", "recognised", "known_area", "activities", "service_station", "assessed", "grade")


@result(360, carriers="carrier_results", listed="open_carriers")
def carrier_summary(
    carriers: pd.DataFrame,
    incubatees: pd.DataFrame,
    rewards: pd.DataFrame,
    recognised_tenants: pd.DataFrame,
    listed: pd.DataFrame,
    plan: Plan,
    as_of: date,
) -> pd.DataFrame:
    """Carriers, tenants, recognitions and activities of the city and each district.

    The city counts all tenants and their recognitions, as its evidence and ``tenant_flows`` do; those of a carrier that
    is not listed, or shares its name with another, count in no district. A district's sum is blank where the figure of
    one of its carriers is unknown; occupancy counts only carriers with a known area. A recognition counts once, however
    many carriers its enterprise was in. Columns as in ``schemas/carrier_summary.yaml``, the city first; a district
    without carriers has zeros.
    """
    each = carriers.assign(
        recognised=carriers.filter(regex="^recognised_").sum(axis=1, skipna=False),
        known_area=carriers["area_m2"].where(carriers["area_m2"] > 0),
    )
    each = each[[*COUNTS, *USED]]
    each["on_area"] = each["tenants"].astype("Float64").where(each["known_area"].notna(), 0.0)
    where = carrier_of(recognised_tenants, listed)
    home = np.append(listed["district"].astype("object"), CITY)[where]  # CITY for NOT_LISTED (-1)
    earned = recognised_tenants[["uscc", "tier"]].assign(district=home)
    everybody = stays(incubatees, as_of).sum()
    rows = []
    for scope in (CITY, *plan.districts_in(f"{as_of:%Y-%m}")):
        own = each if scope == CITY else each[each["district"] == scope]
        area, on_area = float(own["known_area"].sum()), own["on_area"].sum(skipna=False)
        row = {name: everybody[name] if scope == CITY else own[name].sum(skipna=False) for name in COUNTS}
        once = earned[earned["district"].eq(scope) | (scope == CITY)].drop_duplicates(["uscc", "tier"])
        row["recognised"] = len(once) if scope == CITY or own["recognised"].notna().all() else pd.NA
        row |= {"scope": scope, "carriers": len(own), "area_m2": area, "activities": int(own["activities"].sum())}
        row["tenants_per_1000_m2"] = PER_AREA * on_area / area if area else None
        row["service_stations"] = int(own["service_station"].sum())
        row |= {"assessed": int(own["assessed"].sum()), "graded": int(own["grade"].notna().sum())}
        row["reward_grounds"] = int((rewards["district"].eq(scope) | (scope == CITY)).sum())
        rows.append(row)
    table = pd.DataFrame(rows).assign(as_of=pd.Timestamp(as_of))
    table["tenants_per_1000_m2"] = table["tenants_per_1000_m2"].astype("Float64").astype("float64").round(6)
    return conform("carrier_summary", table)
