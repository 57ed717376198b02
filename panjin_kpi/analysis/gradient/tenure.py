"""From recognitions, renewals and revocations to tenures: who held which tier from when until when."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from panjin_kpi.analysis.gradient.tenure_spans import ENTRIES, EVENTS, EXITS, sorted_keys, spans_of
from panjin_kpi.analysis.registry import intermediate
from panjin_kpi.analysis.scopes import NOT_FOUND, positions
from panjin_kpi.reference.plan import Plan
from panjin_kpi.reference.settings.tiers import Tiers
from panjin_kpi.reference.settings.validity import Validity


@dataclass(frozen=True, eq=False)
class Tenures:
    """Every enterprise on record, and every span of days on which one held a tier.

    Parameters
    ----------
    enterprises : pandas.DataFrame
        ``uscc``, ``name``, ``district`` (where it is registered now): the register's rows in their order, then, with
        blank name and district, the enterprises that have recognitions but no row in the register.
    spans : pandas.DataFrame
        One row for each recognition or renewal that took effect, by tier, enterprise and day: ``enterprise`` (position
        in ``enterprises``), ``tier``, ``held_from``, ``held_until`` (last day it was held by this event; blank without
        end), ``valid_until`` (last valid day of this event, whatever came later; blank without end), ``entry``
        (``first_time``, ``re_entered``, ``renewed``), ``exit`` (``revoked``, ``expired``; blank where the tier is held
        on the day after, or there is no end).
    """

    enterprises: pd.DataFrame
    spans: pd.DataFrame

    @property
    def ladder(self) -> list[str]:
        """The tiers, lowest first (``tiers.yaml``)."""
        return list(self.spans["tier"].cat.categories)

    def on(self, day: date) -> pd.DataFrame:
        """The spans that are running on a day: at most one for each enterprise and tier."""
        moment = np.datetime64(day, "s")
        begun = self.spans["held_from"].to_numpy() <= moment
        over = self.spans["held_until"].to_numpy() < moment  # a blank end is not before any day
        return self.spans[begun & ~over]


@intermediate("tiers")
def _tiers(plan: Plan) -> Tiers:
    return plan.tiers


@intermediate()
def tenures(enterprises: pd.DataFrame, recognitions: pd.DataFrame, tiers: Tiers) -> Tenures:
    """Turn events into tenures.

    On a day an enterprise holds a tier if its latest event up to that day is a recognition or a renewal that is still
    valid. What follows from it:

    - *Latest* is by date; the order of the rows never matters. Of one day's events a revocation counts last (it revokes
      what was given; who is let in again afterwards gets a later date) and a renewal after a recognition; of two
      recognitions of one day the one that is valid longer counts.
    - Held again on the day after the last valid day, or before, is *renewed*, whether the row says 认定 or 重新认定.
      The later event's validity replaces the earlier one's, even if it ends earlier.
    - A later recognition or renewal is *re-entered*. So is a renewal without any recognition on record: the first one
      was before the records begin, and is not counted as 新增.
    - The first recognition that takes effect is *first time*. One that is revoked on its own day, or is valid until a
      day before it, is never held. If such a row comes while the tier is held, the tier is held until the day before:
      it is revoked, or expired.
    - A revocation after the last valid day, or of a tier not held, has no effect: the tier had expired.
    - A tier that is revoked and later renewed is re-entered on the day of the renewal.

    Parameters
    ----------
    enterprises : pandas.DataFrame
        Register in force, at most one row an enterprise: ``uscc``, ``district``, and ``name`` if known. An enterprise
        that has moved counts in today's district, its past included.
    recognitions : pandas.DataFrame
        Events in force: ``uscc``, ``tier``, ``event`` (``recognised``, ``renewed``, ``revoked``), ``event_date``, and
        ``valid_until`` (last valid day; may be blank or missing).
    tiers : Tiers
        How long a recognition without ``valid_until`` is valid: 国科火字〔2019〕87号 for the calendar year,
        国科发火〔2016〕32号 第九条 for three years, the others without end (``tiers.yaml``).

    Returns
    -------
    Tenures
        The enterprises and the spans.

    Raises
    ------
    ValueError
        A credit code, tier, event or date is missing, or a tier or event unknown.

    Examples
    --------
    >>> enterprises = pd.DataFrame({"uscc": ["A"], "district": ["dawa"]})
    >>> recognitions = pd.DataFrame(
    ...     [("A", "hnte", "recognised", "2018-11-13"), ("A", "hnte", "renewed", "2021-12-01")],
    ...     columns=["uscc", "tier", "event", "event_date"]).astype({"event_date": "datetime64[ns]"})
    >>> from panjin_kpi.reference.plan import Plan
    >>> spans = tenures(enterprises, recognitions, Plan.load().tiers).spans
    >>> print(spans[["held_from", "held_until", "entry", "exit"]].to_string())
       held_from held_until       entry     exit
    0 2018-11-13 2021-11-12  first_time  expired
    1 2021-12-01 2024-11-30  re_entered  expired
    """
    ladder = list(tiers.tiers)
    tier, event = positions(recognitions["tier"], ladder), positions(recognitions["event"], EVENTS)
    blank = recognitions[["uscc", "event_date"]].isna().any(axis=None)
    if blank or (tier == NOT_FOUND).any() or (event == NOT_FOUND).any():
        raise ValueError("资质认定中有代码、层级、事件或日期为空或不在清单内的行。请先用 panjin-kpi check 检查。")
    register, enterprise = _register(enterprises, recognitions["uscc"])
    parts = []
    for number, name in enumerate(ladder):
        rows = np.flatnonzero(tier == number)
        day = recognitions["event_date"].to_numpy()[rows]
        until = _valid_until(recognitions, rows, day, tiers.tiers[name].validity)
        parts.append(spans_of(sorted_keys(enterprise[rows], day, event[rows], until)).assign(tier=np.int8(number)))
    spans = pd.concat(parts, ignore_index=True)
    for column, words in (("tier", ladder), ("entry", ENTRIES), ("exit", EXITS)):
        spans[column] = pd.Categorical.from_codes(spans[column], words, ordered=column == "tier")
    return Tenures(register, spans)


def _register(enterprises: pd.DataFrame, uscc: pd.Series) -> tuple[pd.DataFrame, np.ndarray]:
    """The enterprises, and the position of each event's enterprise among them."""
    register = enterprises.reindex(columns=["uscc", "name", "district"])
    position = positions(uscc, register["uscc"])
    missing = position == NOT_FOUND
    if missing.any():
        more = pd.DataFrame({"uscc": np.sort(uscc[missing].astype("str").unique())}).astype("str")
        position[missing] = len(register) + positions(uscc[missing], more["uscc"])
        register = pd.concat([register.astype("str"), more], ignore_index=True)
    return register.reset_index(drop=True), position


def _valid_until(recognitions: pd.DataFrame, rows: np.ndarray, day: np.ndarray, validity: Validity) -> np.ndarray:
    """Last valid day of each event: the record's own, or where it has none the tier's."""
    if "valid_until" not in recognitions:
        return validity.last_valid_day(day)
    until: np.ndarray = recognitions["valid_until"].to_numpy()[rows].astype("datetime64[D]")
    blank = np.flatnonzero(np.isnat(until))
    until[blank] = validity.last_valid_day(day[blank])
    return until


@intermediate()
def holding(recognitions: pd.DataFrame, tiers: Tiers, as_of: date) -> pd.DataFrame:
    """The tiers that enterprises hold on a day.

    What holding means is said in :func:`~panjin_kpi.analysis.gradient.tenure.tenures`.

    Parameters
    ----------
    recognitions : pandas.DataFrame
        Events in force: ``uscc``, ``tier``, ``event``, ``event_date``, ``valid_until`` (may be blank or missing).

    Returns
    -------
    pandas.DataFrame
        ``uscc`` and ``tier``, one row for each that was ever held up to the day, in order; ``holds`` on the day. What
        was recognised and revoked on one day, or ended before it began, was never held.

    Examples
    --------
    >>> from panjin_kpi.reference.plan import Plan
    >>> tiers = Plan.load().tiers
    >>> events = pd.DataFrame({"uscc": ["A", "B"], "tier": ["hnte"] * 2, "event": ["recognised"] * 2,
    ...                        "event_date": pd.to_datetime(["2018-11-13", "2019-02-01"])})
    >>> holding(events, tiers, date(2021, 12, 31))["holds"].tolist()
    [False, True]
    """
    given = tenures(pd.DataFrame({"uscc": []}, dtype="str"), recognitions, tiers)
    spans, day = given.spans, np.datetime64(pd.Timestamp(as_of), "s")
    begun = spans[spans["held_from"].to_numpy() <= day]
    table = pd.DataFrame(
        {
            "uscc": given.enterprises["uscc"].take(begun["enterprise"]).to_numpy(),
            "tier": begun["tier"].astype("str").to_numpy(),
            "holds": ~(begun["held_until"].to_numpy() < day),  # a blank end is not before any day
        }
    )
    return table.groupby(["uscc", "tier"], as_index=False)["holds"].any()
