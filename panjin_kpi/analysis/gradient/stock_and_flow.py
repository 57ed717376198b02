"""Stock and flow of the tiers: number of holders at each month's end, entries and exits."""

from datetime import date

import numpy as np
import pandas as pd

from panjin_kpi.analysis.gradient.tenure import Tenures
from panjin_kpi.analysis.gradient.tenure_spans import ENTRIES, EXITS
from panjin_kpi.analysis.registry import intermediate, result
from panjin_kpi.analysis.scopes import Scopes, long_table
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.conform import conform

LAST_OF_2020 = date(2020, 12, 31)
AGAIN = ("re_registered", "re_registered_without_gap")


@intermediate()
def register_2020(tenures: Tenures) -> dict[str, float]:
    """Number of holders of each tier in the city when the plan's five years began; empty if no record is so old."""
    spans = tenures.spans
    if not (spans["held_from"] <= pd.Timestamp(LAST_OF_2020)).any():
        return {}
    return last_years_list(tenures, LAST_OF_2020)


@intermediate()
def last_years_list(tenures: Tenures, end_of_last_year: date) -> dict[str, float]:
    """Number of holders of each tier in the city at the end of the previous year."""
    counts = tenures.on(end_of_last_year)["tier"].value_counts()
    return {str(tier): float(count) for tier, count in counts.items()}


@result(180)
def tier_stock(tenures: Tenures, plan: Plan, as_of: date) -> pd.DataFrame:
    """Number of holders of each tier at the end of each month of the year so far, and on ``as_of``.

    Each enterprise counts once per tier, in the district where it is registered now; in the city only if it is in no
    district of the plan or not in the register. Columns as in ``schemas/tier_stock.yaml``; every day, scope and tier,
    zeros included.
    """
    scopes, ladder, day = tenures.scopes(plan, as_of), tenures.ladder, pd.Timestamp(as_of)
    days = pd.date_range(day.replace(month=1, day=1), day, freq="ME").union([day])
    stock = [
        scopes.count(held["enterprise"].to_numpy(), held["tier"].cat.codes.to_numpy(), len(ladder))
        for held in map(tenures.on, days)
    ]
    axes = {"as_of": list(days), "scope": scopes.names, "tier": ladder}
    return conform("tier_stock", long_table(axes, stock=np.array(stock)))


@result(190)
def tier_flow(tenures: Tenures, plan: Plan, as_of: date) -> pd.DataFrame:
    """Entries, renewals and exits of each tier in each month of the year up to a day.

    ``first_time`` is the first recognition ever (the plan's 新增, 盘政办发〔2021〕10号 二、2, under this definition),
    ``re_entered`` a tenure that begins after a gap, ``renewed`` a renewal without a gap, ``revoked`` a holder who was
    revoked, ``expired`` a holder whose last valid day was the day before: an expiry on 31 December is January's.
    ``net = first_time + re_entered - revoked - expired`` is the change of :func:`tier_stock`. For a tier that is given
    for a calendar year, ``re_registered`` counts the enterprises in ``re_entered`` that were on last year's list, by
    their first entry in the year, and ``re_registered_without_gap`` those in ``renewed``.
    Columns as in ``schemas/tier_flow.yaml``; every month, scope and tier, zeros included.
    """
    spans, months = tenures.spans, np.arange(f"{as_of:%Y}-01", np.datetime64(as_of, "M") + 1, dtype="datetime64[M]")
    scopes = tenures.scopes(plan, as_of)
    after = np.datetime64(as_of, "s") + np.timedelta64(1, "D")
    out = spans["held_until"].to_numpy() + np.timedelta64(1, "D")
    came = _counted(spans, spans["held_from"].to_numpy(), spans["entry"], months, after, scopes)
    went = _counted(spans, out, spans["exit"], months, after, scopes)
    columns = dict(zip((*ENTRIES, *EXITS), [*came, *went], strict=True))
    again = _counted(spans, spans["held_from"].to_numpy(), re_registered(spans, plan), months, after, scopes)
    net = columns["first_time"] + columns["re_entered"] - columns["revoked"] - columns["expired"]
    axes = {"month": [str(month) for month in months], "scope": scopes.names, "tier": tenures.ladder}
    return long_table(axes, **columns, net=net, **dict(zip(AGAIN, again, strict=True)))


def re_registered(spans: pd.DataFrame, plan: Plan) -> pd.Series:
    """For entries to a yearly tier by last year's holders: whether after a gap or without one; otherwise blank."""
    who, tier, day = spans["enterprise"].to_numpy(), spans["tier"].cat.codes.to_numpy(), np.timedelta64(1, "D")
    january = spans["held_from"].to_numpy().astype("datetime64[Y]").astype("datetime64[D]")[1:]
    held_from, held_until = spans["held_from"].to_numpy()[:-1], spans["held_until"].to_numpy()[:-1]
    same = (who[1:] == who[:-1]) & (tier[1:] == tier[:-1]) & spans["tier"].isin(plan.tiers.yearly).to_numpy()[1:]
    codes = np.full(len(spans), -1, dtype="int8")
    found = 1 + np.flatnonzero(same & (held_from < january) & (held_until >= january - day))
    codes[found] = (spans["entry"].to_numpy()[found] == "renewed").astype("int8")
    return pd.Series(pd.Categorical.from_codes(codes, AGAIN), spans.index)


def _counted(
    spans: pd.DataFrame, days: np.ndarray, kind: pd.Series, months: np.ndarray, after: np.datetime64, scopes: Scopes
) -> list[np.ndarray]:
    """Number of entries or exits of each kind by month, scope and tier."""
    first = months[0].astype("datetime64[s]")
    code = kind.cat.codes.to_numpy()
    rows = np.flatnonzero((days >= first) & (days < after) & (code >= 0))
    month = (days[rows].astype("datetime64[M]") - months[0]).astype("int64")
    shape = (len(kind.cat.categories), len(months), len(spans["tier"].cat.categories))
    cell = np.ravel_multi_index((code[rows], month, spans["tier"].cat.codes.to_numpy()[rows]), shape)
    counts = scopes.count(spans["enterprise"].to_numpy()[rows], cell, int(np.prod(shape)))
    return list(counts.reshape(len(scopes.names), *shape).transpose(1, 2, 0, 3))
