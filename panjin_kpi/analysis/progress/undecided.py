"""Recognitions of the year that no district can count yet, as the enterprise's district is undecided."""

import pandas as pd

from panjin_kpi.analysis.registry import result
from panjin_kpi.analysis.scopes import CELL
from panjin_kpi.reference.calendar import month_end
from panjin_kpi.reference.evidence_counts import decided_districts, first_recognitions
from panjin_kpi.reference.plan import CITY, Plan
from panjin_kpi.schemas.conform import conform


@result(95, "undecided")
def undecided(recognitions: pd.DataFrame, enterprises: pd.DataFrame, plan: Plan, period: str) -> pd.DataFrame:
    """First recognitions of the year, up to the end of the month, of enterprises whose district is undecided.

    They prove the city's figure and no district's; tiers without an annual indicator are left out. ``scope`` is the
    district that the enterprise's own row names without a basis (未定), whose figure may contain it. An
    enterprise in no register has neither scope nor name.

    Examples
    --------
    >>> firm = pd.DataFrame({"uscc": ["A"], "name": ["虚构甲"], "district": ["dawa"], "district_basis": ["未定"]})
    >>> events = pd.DataFrame({"uscc": ["A"], "tier": ["hnte"], "event": ["recognised"],
    ...                        "event_date": pd.to_datetime(["2021-06-01"])})
    >>> undecided(events, firm, Plan.load(), "2021-06")[["scope", "indicator", "name"]].values.tolist()
    [['dawa', 'new_hnte', '虚构甲']]
    """
    first = first_recognitions(recognitions)[["uscc", "tier", "event_date"]].astype({"tier": "str"})
    first = first[first["event_date"].between(pd.Timestamp(f"{period[:4]}-01-01"), pd.Timestamp(month_end(period)))]
    decided = decided_districts(enterprises, plan).dropna().index
    table = first[~first["uscc"].isin(decided)].merge(enterprises.drop_duplicates("uscc"), "left", "uscc")
    table = table.rename(columns={"district": "scope", "event_date": "recognised_on"})
    indicator = table["tier"].map(plan.tiers.counted_by)
    table = table.assign(period=period, scope=table["scope"].fillna(CITY), indicator=indicator)
    table = table[table["indicator"].isin(plan.indicators["indicator"])]
    return conform("undecided", table, {name: plan.order_of(name) for name in CELL} | {"uscc": None})


def undecided_counts(undecided: pd.DataFrame, cells: pd.MultiIndex) -> pd.Series:
    """Number of undecided enterprises that the figure of each scope and indicator may contain."""
    return undecided.groupby(CELL).size().reindex(cells, fill_value=0)


def status_without_undecided(status: pd.DataFrame, evidence: pd.DataFrame, undecided: pd.DataFrame) -> pd.DataFrame:
    """Status or path; ``actual`` is reduced by the unproven part that undecided enterprises could prove."""
    cells = pd.MultiIndex.from_frame(status[CELL])
    own = evidence.set_index(CELL)["evidenced"].reindex(cells).fillna(0.0).to_numpy()
    open_ = undecided_counts(undecided, cells).to_numpy()
    beyond = (status["actual"] - own).clip(lower=0)
    return status.assign(actual=status["actual"] - beyond.clip(upper=open_))
