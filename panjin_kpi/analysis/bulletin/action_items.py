"""Action items not closed at a month's end, with their age (附件1：梳理交办事项)."""

from datetime import date

import pandas as pd

from panjin_kpi.analysis.registry import result
from panjin_kpi.reference.calendar import day_of_judgement, month_end, overdue_days
from panjin_kpi.reference.obligations import organisation_name
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.conform import conform

CLOSED, RETURNED = "办结", "退回"


@result(160, known_on="known_on")
def open_matters(actions: pd.DataFrame, plan: Plan, period: str, known_on: date | None = None) -> pd.DataFrame:
    """Action items that were not closed at the end of a month, or on an earlier ``known_on``, oldest first.

    One that was closed after the month's end was still open at it, and one that was first reported as returned after it
    (``status_since``) was still its unit's; the status on that day is unknown and blank. One that its unit had
    returned, or whose district has ended, is not overdue: the office has to assign it anew.

    Examples
    --------
    >>> matters = pd.DataFrame({"action_id": ["a"], "raised_on": pd.to_datetime(["2021-06-01"]), "raised_at": ["调研"],
    ...     "owner": ["dawa"], "matter": ["虚构事项"], "due_on": pd.to_datetime(["2021-06-20"]), "status": ["在办"],
    ...     "closed_on": pd.to_datetime([None])})
    >>> print(open_matters(matters, Plan.load(), "2021-06")[["owner_name", "age_days", "overdue_days"]])
      owner_name  age_days  overdue_days
    0        大洼区        29            11
    """
    end = day_of_judgement(month_end(period), known_on)
    known = _raised(actions, end)
    table = known[~closed_by(known, end)].copy()
    table["period"] = period
    table["owner_name"] = [organisation_name(plan, unit) for unit in table["owner"]]
    returned = returned_by(table, end)
    table["status"] = table["status"].mask(table["status"].isin([CLOSED, RETURNED]) & ~returned)
    table["age_days"] = (end - table["raised_on"]).dt.days
    nobody = returned | table["owner"].isin(plan.districts_absent_in(period))
    table["overdue_days"] = overdue_days(table["due_on"], month_end(period), known_on).mask(nobody)
    return conform("open_matters", table, {"raised_on": None, "action_id": None})


@result(170, known_on="known_on")
def open_matters_summary(
    actions: pd.DataFrame, open_matters: pd.DataFrame, period: str, known_on: date | None = None
) -> pd.DataFrame:
    """Numbers of action items raised and closed in a month, and open and overdue at its end: one row."""
    end = day_of_judgement(month_end(period), known_on)
    known = _raised(actions, end)
    closed = known[closed_by(known, end)]
    this_month = closed[closed["closed_on"].dt.strftime("%Y-%m") == period]
    return pd.DataFrame(
        {
            "period": pd.Series([period], dtype="str"),
            "on_record": len(known),
            "raised": int((known["raised_on"].dt.strftime("%Y-%m") == period).sum()),
            "closed": len(this_month),
            "closed_late": int((this_month["closed_on"] > this_month["due_on"]).sum()),
            "open": len(open_matters),
            "overdue": int((open_matters["overdue_days"] > 0).sum()),
            "without_due": int(open_matters["due_on"].isna().sum()),
        }
    )


def _raised(actions: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """The items raised by a day, with typed dates."""
    days = dict.fromkeys(("raised_on", "due_on", "closed_on"), "datetime64[ns]")
    return actions[actions["raised_on"] <= end].astype(days)


def closed_by(known: pd.DataFrame, end: pd.Timestamp) -> pd.Series:
    """Whether each item was closed by a day."""
    return (known["status"] == CLOSED) & ~(known["closed_on"] > end)


def returned_by(known: pd.DataFrame, end: pd.Timestamp) -> pd.Series:
    """Whether each item was reported by a day as returned by its unit."""
    since = pd.to_datetime(known.get("status_since", pd.Series(pd.NaT, index=known.index)))
    return (known["status"] == RETURNED) & ~(since > end)
