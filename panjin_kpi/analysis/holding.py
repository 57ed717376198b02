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
        ``uscc`` and ``tier``, one row for each that ever had an event up to the day, in order; ``holds`` on the day;
        ``ever`` held, by any recognition or renewal.

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
    last = _last_valid_day(rows, tiers)
    rows = rows.assign(last=last, order=rows["event"].map(EVENTS).astype("int64"))
    rows = rows.sort_values(["uscc", "tier", "event_date", "order", "last"], kind="stable", na_position="last")
    given = rows["event"] != "revoked"
    latest = rows.drop_duplicates(["uscc", "tier"], keep="last")
    valid = latest["last"].isna() | (latest["last"] >= day)
    ever = rows[given].drop_duplicates(["uscc", "tier"])[["uscc", "tier"]].assign(ever=True)
    table = latest[["uscc", "tier"]].assign(holds=given.loc[latest.index] & valid)
    table = table.merge(ever, how="left", on=["uscc", "tier"])
    return table.assign(ever=table["ever"].notna()).reset_index(drop=True)


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
