"""Tiers that expire soon, and the stock if none is renewed."""

from datetime import date

import numpy as np
import pandas as pd

from panjin_kpi.analysis.gradient.tenure import Tenures
from panjin_kpi.analysis.registry import result
from panjin_kpi.analysis.scopes import long_table
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.conform import conform

WINDOWS = (30, 90, 180)  # days ahead; assumption: the plan has no reminders


@result(260)
def expiring(tenures: Tenures, plan: Plan, as_of: date) -> pd.DataFrame:
    """Enterprises that hold a tier on a day and whose validity ends within the widest window after it.

    Renewals after ``as_of`` are not yet known. An enterprise whose last valid day is ``as_of`` itself still holds the
    tier, with 0 days left.

    Returns
    -------
    pandas.DataFrame
        Columns as in ``schemas/expiring.yaml``, most urgent first: ``window`` is the narrowest of 30, 90 and 180
        days that contains the last valid day, ``scope`` is ``city`` for an enterprise in no district of the plan.
    """
    scopes, spans = tenures.scopes(plan, as_of), _ending(tenures, as_of).reset_index(drop=True)
    enterprise = spans["enterprise"].to_numpy()
    known = tenures.enterprises[["uscc", "name"]].take(enterprise).reset_index(drop=True)
    table = spans.join(known).assign(
        as_of=pd.Timestamp(as_of),
        scope=scopes.of_enterprises(enterprise),
        tier=spans["tier"].astype("str"),
        window=np.array(WINDOWS)[np.searchsorted(WINDOWS, spans["days_left"])],
    )
    return conform("expiring", table, dict.fromkeys(["days_left", "tier", "uscc"]))


@result(270)
def expiring_summary(tenures: Tenures, plan: Plan, as_of: date) -> pd.DataFrame:
    """For each scope, tier and window the number expiring, and the stock without renewals and entries.

    Columns as in ``schemas/expiring_summary.yaml``: every scope, tier and window, zeros included. Windows are nested:
    the 90 days include the 30.
    """
    scopes = tenures.scopes(plan, as_of)
    held, ending = tenures.on(as_of), _ending(tenures, as_of)
    tier, window = ending["tier"].cat.codes.to_numpy().astype("int64"), np.searchsorted(WINDOWS, ending["days_left"])
    ladder = tenures.ladder
    cells = len(ladder) * len(WINDOWS)
    ends = scopes.count(ending["enterprise"].to_numpy(), tier * len(WINDOWS) + window, cells)
    ends = ends.reshape(-1, len(ladder), len(WINDOWS)).cumsum(axis=2)
    stock = scopes.count(held["enterprise"].to_numpy(), held["tier"].cat.codes.to_numpy(), len(ladder))
    stock = np.broadcast_to(stock[:, :, np.newaxis], ends.shape)
    axes = {"as_of": [pd.Timestamp(as_of)], "scope": scopes.names, "tier": ladder}
    table = long_table(axes | {"window": WINDOWS}, stock=stock, expiring=ends, net=-ends, stock_after=stock - ends)
    return conform("expiring_summary", table)


@result(280)
def expiry_calendar(tenures: Tenures, plan: Plan, as_of: date) -> pd.DataFrame:
    """Number of tenures that end in each month of the widest window.

    Columns as in ``schemas/expiry_calendar.yaml``: every scope, month and tier, zeros included.
    """
    scopes, spans = tenures.scopes(plan, as_of), _ending(tenures, as_of)
    day = np.datetime64(as_of, "D")
    first, last = day.astype("datetime64[M]"), (day + max(WINDOWS)).astype("datetime64[M]")
    months = np.arange(first, last + 1)
    month = (spans["valid_until"].to_numpy().astype("datetime64[M]") - first).astype("int64")
    ladder = tenures.ladder
    cell = month * len(ladder) + spans["tier"].cat.codes.to_numpy()
    counts = scopes.count(spans["enterprise"].to_numpy(), cell, len(months) * len(ladder))
    axes = {"as_of": [pd.Timestamp(as_of)], "scope": scopes.names, "month": [str(m) for m in months], "tier": ladder}
    return conform("expiry_calendar", long_table(axes, expiring=counts))


def _ending(tenures: Tenures, as_of: date) -> pd.DataFrame:
    """The spans that include a day and end within the widest window, with the days left."""
    day, spans = np.datetime64(as_of, "s"), tenures.on(as_of)
    last = spans["valid_until"].to_numpy()
    soon = np.flatnonzero(last <= day + np.timedelta64(max(WINDOWS), "D"))  # false for NaT
    days_left = (last[soon] - day).astype("timedelta64[D]").astype("int64")
    return spans.iloc[soon].assign(days_left=days_left)
