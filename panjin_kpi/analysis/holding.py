"""Who holds which tier on a day, and who has ever held it."""

from datetime import date

import pandas as pd

from panjin_kpi.reference.tiers import Tiers

EVENTS = {"recognised": 0, "renewed": 1, "revoked": 2}  # of one day in this order: the last one decides


def holding(recognitions: pd.DataFrame, tiers: Tiers, as_of: date) -> pd.DataFrame:
    """The tiers that enterprises hold on a day.

    An enterprise holds a tier if its latest event up to the day is recognised or renewed and is still valid:
    ``valid_until`` (last valid day), or where blank the tier's rule (国科火字〔2019〕87号: the calendar year;
    国科发火〔2016〕32号: three years), or without a rule until it is revoked.

    Parameters
    ----------
    recognitions : pandas.DataFrame
        Events in force: ``uscc``, ``tier``, ``event``, ``event_date``, ``valid_until`` (may be blank or missing).
    tiers : Tiers
        How long each tier is valid.
    as_of : date
        The day.

    Returns
    -------
    pandas.DataFrame
        ``uscc`` and ``tier``, one row for each that was ever held up to the day, in order; ``holds`` on the day. What
        was recognised and revoked on one day, or ended before it began, was never held.

    Examples
    --------
    >>> from panjin_kpi.project import Project
    >>> tiers = Tiers.load(Project().reference / "tiers.yaml")
    >>> events = pd.DataFrame({"uscc": ["A", "B"], "tier": ["hnte"] * 2, "event": ["recognised"] * 2,
    ...                        "event_date": pd.to_datetime(["2018-11-13", "2019-02-01"])})
    >>> holding(events, tiers, date(2021, 12, 31))["holds"].tolist()
    [False, True]
    """
    day = pd.Timestamp(as_of)
    rows = recognitions.reindex(columns=["uscc", "tier", "event", "event_date", "valid_until"])
    rows = rows.astype({"uscc": "str", "tier": "str", "event": "str"})
    rows = rows[rows["event_date"] <= day]
    rows = rows.assign(last=_last_valid_day(rows, tiers), order=rows["event"].map(EVENTS).astype("int64"))
    rows = rows.sort_values(["uscc", "tier", "event_date", "order", "last"], kind="stable", na_position="last")
    each_day = rows.drop_duplicates(["uscc", "tier", "event_date"], keep="last")
    effect = (each_day["event"] != "revoked") & ~(each_day["last"] < each_day["event_date"])
    each_day = each_day.assign(ever=effect, holds=effect & ~(each_day["last"] < day))
    latest = each_day.drop_duplicates(["uscc", "tier"], keep="last")
    ever = each_day.loc[each_day["ever"], ["uscc", "tier"]].drop_duplicates()
    return ever.merge(latest[["uscc", "tier", "holds"]], on=["uscc", "tier"]).reset_index(drop=True)


def _last_valid_day(rows: pd.DataFrame, tiers: Tiers) -> pd.Series:
    event, last = rows["event_date"], pd.to_datetime(rows["valid_until"])
    for name, tier in tiers.tiers.items():
        blank = last.isna() & (rows["tier"] == name)
        if tier.validity.rule == "calendar_year":
            last = last.mask(blank, event + pd.offsets.YearEnd(0))
        elif tier.validity.rule == "years":
            last = last.mask(blank, _eve_of_anniversary(event, tier.validity.years or 0))
    return last


def _eve_of_anniversary(days: pd.Series, years: int) -> pd.Series:
    """The day before the same date; of 29 February in a common year the eve of 1 March."""
    first = days.dt.to_period("M").dt.to_timestamp()
    return first + pd.DateOffset(years=years) + (days - first) - pd.Timedelta(days=1)
