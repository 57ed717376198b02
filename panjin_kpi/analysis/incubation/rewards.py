"""Carriers that could be rewarded under clause 三（十）, and the reasons; people choose among them."""

from datetime import date

import numpy as np
import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.analysis.incubation.tenants import NOT_LISTED, carrier_of
from panjin_kpi.analysis.registry import result
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.conform import conform

TO_VERIFY = "是否省级以上"


@result(370, listed="open_carriers")
def rewards(
    listed: pd.DataFrame, recognised_tenants: pd.DataFrame, events: pd.DataFrame, plan: Plan, as_of: date
) -> pd.DataFrame:
    """The reasons for which each carrier could be rewarded in the year so far.

    盘政办发〔2021〕10号 三（十）: carriers may be rewarded, 择优, for tenants recognised as 科技型中小企业 or
    高新技术企业, and for talents and teams of province level or above that they brought in. The clause names neither
    amounts nor selection criteria, so there are none here. The level of talents and teams is in no column: a person has
    to verify it.

    Columns as in ``schemas/rewards.yaml``, one row for each recognition or event, by district in the plan's
    order, carrier and day.
    """
    rules, day = plan.carrier_assessment, pd.Timestamp(as_of)
    earned = recognised_tenants[recognised_tenants["tier"].isin(rules.reward_tiers.value)]
    earned = earned.rename(columns={"tier": "basis", "event_date": "occurred_on"})
    this_year = events["occurred_on"].between(day.replace(month=1, day=1), day)
    brought = events[this_year & events["indicator"].isin(rules.reward_indicators.value) & events["carrier"].notna()]
    brought = brought.reindex(columns=["district", "event_id", "indicator", "carrier", "occurred_on", "evidence"])
    brought = brought.rename(columns={"indicator": "basis", "evidence": "document"}).assign(to_verify=TO_VERIFY)

    table = pd.concat([earned, brought.drop(columns="district")], ignore_index=True)
    # lists of tenants name no district: two carriers with the same name cannot be distinguished
    where = np.append(carrier_of(earned, listed), carrier_of(brought, listed)).astype("int64")
    table, where = table[where != NOT_LISTED].reset_index(drop=True), where[where != NOT_LISTED]
    about_carriers = listed.reindex(columns=["district", "level"]).iloc[where].reset_index(drop=True)
    table = pd.concat([table, about_carriers], axis=1)
    order = dict.fromkeys(["carrier", "occurred_on", "basis", "uscc", "event_id"])
    table = table.reindex(columns=[*schemas.schema("rewards").columns]).assign(as_of=day)
    return conform("rewards", table, {"district": plan.order_of("district")} | order)
