"""Tenures, that is, who held which tier from when until when, from recognitions, renewals and revocations."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from panjin_kpi.analysis.gradient.tenure_spans import ENTRIES, EVENTS, EXITS, spans_of
from panjin_kpi.analysis.registry import intermediate
from panjin_kpi.analysis.scopes import NOT_FOUND, Scopes, positions
from panjin_kpi.reference.plan import Plan


@dataclass(frozen=True, eq=False)
class Tenures:
    """Every enterprise on record, and every span of days on which one held a tier.

    Parameters
    ----------
    enterprises : pandas.DataFrame
        ``uscc``, ``name``, ``district`` (where it is registered now): the register in its order, then the enterprises
        that have recognitions but no row in the register, with blank name and district.
    spans : pandas.DataFrame
        One row for each recognition or renewal that took effect, by tier, enterprise and day: ``enterprise`` (position
        in ``enterprises``), ``tier``, ``held_from``, ``held_until`` (last day held by this event; blank without end),
        ``valid_until`` (last valid day of this event alone), ``entry`` (``first_time``, ``re_entered``, ``renewed``),
        ``exit`` (``revoked``, ``expired``; blank where the tier is held on the next day, or without end).
    """

    enterprises: pd.DataFrame
    spans: pd.DataFrame

    @property
    def ladder(self) -> list[str]:
        """The tiers, lowest first (``tiers.yaml``)."""
        return list(self.spans["tier"].cat.categories)

    def on(self, day: date) -> pd.DataFrame:
        """The spans that include a day: at most one for each enterprise and tier."""
        moment = np.datetime64(day, "s")
        begun = self.spans["held_from"].to_numpy() <= moment
        over = self.spans["held_until"].to_numpy() < moment  # a blank end is not before any day
        return self.spans[begun & ~over]

    def highest_on(self, day: date) -> np.ndarray:
        """The highest tier of each enterprise on a day, counted from 1; 0 without any."""
        spans, highest = self.on(day), np.zeros(len(self.enterprises), dtype="int64")
        np.maximum.at(highest, spans["enterprise"].to_numpy(), spans["tier"].cat.codes.to_numpy() + 1)
        return highest

    def scopes(self, plan: Plan, day: date) -> Scopes:
        """The city and the districts of a day's month, with each enterprise's position among them."""
        return Scopes.of(self.enterprises["district"], plan, f"{day:%Y-%m}")


@intermediate()
def tenures(enterprises: pd.DataFrame, recognitions: pd.DataFrame, plan: Plan) -> Tenures:
    """Turn events into tenures.

    On a given day an enterprise holds a tier if its latest event up to that day is a recognition or renewal that is
    still valid. Hence:

    - *Latest* is by date, never by row order. Within one day a renewal counts after a recognition and a revocation
      last; of two recognitions the one valid longer counts.
    - An event on or before the day after the last valid day is *renewed*, whether the row says 认定 or 重新认定; its
      validity replaces the earlier one's, even if it ends sooner.
    - Any later event is *re-entered*. So is a renewal without a recognition on record: that recognition predates the
      records and is not counted as 新增.
    - The first recognition that takes effect is *first time*. One that is revoked on its own day, or expires before it,
      is never held; if the tier was held before, that tenure ends on the previous day, revoked or expired.
    - A revocation of a tier that is not held has no effect.

    Parameters
    ----------
    enterprises : pandas.DataFrame
        ``uscc``, ``district`` and, if known, ``name``; one row per enterprise. One that has moved counts in its
        present district, also for the past.
    recognitions : pandas.DataFrame
        ``uscc``, ``tier``, ``event``, ``event_date`` and, if known, ``valid_until`` (last valid day). Where it is
        blank, ``tiers.yaml`` has the validity: the calendar year (国科火字〔2019〕87号), three years
        (国科发火〔2016〕32号 第九条), or without end.

    Raises
    ------
    ValueError
        A credit code, tier, event or date is blank, or a tier or event unknown.

    Examples
    --------
    >>> enterprises = pd.DataFrame({"uscc": ["A"], "district": ["dawa"]})
    >>> recognitions = pd.DataFrame(
    ...     [("A", "hnte", "recognised", "2018-11-13"), ("A", "hnte", "renewed", "2021-12-01")],
    ...     columns=["uscc", "tier", "event", "event_date"]).astype({"event_date": "datetime64[ns]"})
    >>> tenures(enterprises, recognitions, Plan.load()).spans[["held_until", "entry"]].to_numpy().tolist()
    [[Timestamp('2021-11-12 00:00:00'), 'first_time'], [Timestamp('2024-11-30 00:00:00'), 're_entered']]
    """
    tiers = plan.tiers.tiers
    ladder = list(tiers)
    tier, event = positions(recognitions["tier"], ladder), positions(recognitions["event"], EVENTS)
    blank = recognitions[["uscc", "event_date"]].isna().any(axis=None)
    if blank or (tier == NOT_FOUND).any() or (event == NOT_FOUND).any():
        raise ValueError("资质认定中有代码、层级、事件或日期为空或不在清单内的行。请先用 panjin-kpi check 检查。")
    register, enterprise = _register(enterprises, recognitions["uscc"])
    day = recognitions["event_date"].to_numpy()
    until = recognitions.get("valid_until", pd.Series(pd.NaT, recognitions.index)).to_numpy().astype("datetime64[D]")
    for number, name in enumerate(ladder):
        open_end = np.flatnonzero((tier == number) & np.isnat(until))
        until[open_end] = tiers[name].validity.last_valid_day(day[open_end])
    spans = spans_of(tier.astype("int64") * len(register) + enterprise, day, event, until)
    spans["tier"], spans["enterprise"] = np.divmod(spans.pop("holder").to_numpy(), len(register))
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


@intermediate()
def revoked_this_year(recognitions: pd.DataFrame, plan: Plan, as_of: date) -> pd.DataFrame:
    """Revocations of the year so far from the tiers that are registered anew each year: ``uscc`` and ``tier``.

    A revoked enterprise may not enter again in that year (国科火字〔2019〕87号).
    """
    this_year = recognitions["event_date"].between(pd.Timestamp(as_of.year, 1, 1), pd.Timestamp(as_of))
    rows = this_year & (recognitions["event"] == "revoked") & recognitions["tier"].isin(plan.tiers.yearly)
    return recognitions.loc[rows, ["uscc", "tier"]].astype("str")


@intermediate()
def holding(tenures: Tenures, as_of: date) -> pd.DataFrame:
    """The tiers that enterprises hold on a day (:func:`tenures`).

    Returns
    -------
    pandas.DataFrame
        ``uscc`` and ``tier``, one row for each tier ever held up to the day, in order; ``holds``: whether on the day.
    """
    begun = tenures.spans[tenures.spans["held_from"] <= pd.Timestamp(as_of)]
    held = begun.index.isin(tenures.on(as_of).index)
    uscc = tenures.enterprises["uscc"].take(begun["enterprise"]).array
    table = pd.DataFrame({"uscc": uscc, "tier": begun["tier"].astype("str").array, "holds": held})
    return table.groupby(["uscc", "tier"], as_index=False)["holds"].any()
