"""Small counts that point at an enterprise: what the public edition withholds (docs/decisions/0029)."""

from collections.abc import Iterator, Mapping

import pandas as pd

from panjin_kpi.analysis.progress.five_year_outlook import CARRIER_LEVELS
from panjin_kpi.reference.plan import CITY
from panjin_kpi.report.gradient.movement import yearly_lists

# public results that count enterprises, carriers or tenants; they share sums and differences, so they are withheld
# together: any one of them could reveal figures of the others
COUNTS = frozenset({
    "tier_stock", "tier_flow", "tier_overlap", "ladder_total", "transitions", "climb", "climb_summary",
    "expiring_summary", "expiry_calendar", "places", "outlook", "attribution_counts", "carrier_summary",
})  # fmt: skip
NOT_COUNTED = ("days", "median_days", "window", "tiers")  # whole numbers of something else
STOCKS = ("stock", "baseline", "stock_2020")  # counts that may be blank
REST = "_rest"  # of a column that _counted() adds
PARTS = (
    ("enterprises", "not_waiting"), ("on_record", "enterprises"), ("ready", "ready_first_time"),
    ("re_entered", "re_registered"), ("renewed", "re_registered_without_gap"),
    ("carriers", "assessed"), ("carriers", "service_stations"), ("assessed", "graded"), ("stock", "baseline"),
    ("tenants", "on_area"),
)  # fmt: skip
NO_KEY = ("median_days",)
PER_AREA = "tenants_per_1000_m2"


def without_small_counts(frames: Mapping[str, pd.DataFrame], least: int, *inputs: pd.DataFrame) -> list[str]:
    """The results that may be published: without those of :data:`COUNTS` if one of them has a count below ``least``.

    ``inputs`` are counted too: what an office filled in and some of these tables repeat.

    >>> frames = {"status": pd.DataFrame({"actual": [1.0]}), "ladder_total": pd.DataFrame({"enterprises": [40, 4]})}
    >>> without_small_counts(frames, 5), without_small_counts(frames, 4)
    (['status'], ['status', 'ladder_total'])
    """
    small = any(has_small_count(frame, least) for frame in (*_counted(frames), *inputs))
    return [name for name in frames if not (small and name in COUNTS)]


def _counted(frames: Mapping[str, pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """The results that count, what their notes count, and the differences that pages or readers take."""
    for name in COUNTS & frames.keys():
        frame = frames[name]
        if PER_AREA in frame:
            on_area = (frame[PER_AREA] * frame["area_m2"] / 1000).where(frame["area_m2"] > 0, 0.0)
            frame = frame.assign(on_area=on_area.round().astype("Int64"))
        pairs = [(whole, part) for whole, part in PARTS if {whole, part} <= set(frame)]
        yield frame.assign(**{part + REST: frame[whole] - frame[part] for whole, part in pairs})
        if "note" in frame:
            yield frame["note"].astype("str").str.extractall(r"(?P<noted>\d+)[个家]").astype("int64")
    if "indicator" in (outlook := frames.get("outlook", pd.DataFrame())):
        carriers = outlook.set_index("indicator")["stock"].reindex([*CARRIER_LEVELS])
        yield pd.DataFrame({"level" + REST: [2 * carriers.iloc[0] - carriers.sum(skipna=False)]})  # total less levels
    if {"tier_flow", "tier_stock"} <= frames.keys():
        listed = yearly_lists(frames["tier_flow"], frames["tier_stock"])
        yield listed.assign(rest=listed["listed"] - listed["again"]).reset_index()
    if {"expiring_summary", "expiry_calendar"} <= frames.keys():
        yield _expiring_between(frames["expiring_summary"], frames["expiry_calendar"])


def _expiring_between(expiring_summary: pd.DataFrame, expiry_calendar: pd.DataFrame) -> pd.DataFrame:
    """How many tenures end from one day on which a window or a month ends to the next such day."""
    cell = ["scope", "tier"]
    windows = expiring_summary[[*cell, "expiring"]]
    windows = windows.assign(day=expiring_summary["as_of"] + pd.to_timedelta(expiring_summary["window"], unit="D"))
    ends = pd.PeriodIndex(expiry_calendar["month"], freq="M").to_timestamp(how="end").normalize()
    months = expiry_calendar[cell].assign(expiring=expiry_calendar.groupby(cell)["expiring"].cumsum(), day=ends)
    until = pd.concat([windows, months]).sort_values("day", kind="stable", ignore_index=True)
    before = until.groupby(cell)["expiring"].shift(fill_value=0)
    return until.assign(expiring=until["expiring"] - before)


def withheld_in_words(least: int | None) -> str:
    """The note for readers that counts below ``least`` are withheld; empty where none is."""
    return f"企业和孵化载体的统计里有少于{least}家的数，为免指向个别企业，这些统计不公开。" if least else ""


def has_small_count(frame: pd.DataFrame, least: int) -> bool:
    """Whether a count, or the city's less the districts' sum, is below ``least`` and not 0; 0 identifies nobody.

    >>> has_small_count(pd.DataFrame({"scope": ["city", "dawa", "panshan"], "stock": [21, 10, 10]}), 2)
    True
    """
    counted = [name for name in frame if _is_count(name, frame[name])]
    numbers = frame[counted].astype("float64")
    if "scope" in frame:
        rest = [name for name in frame if name not in (*counted, *NO_KEY)]
        rest = [name for name in rest if not pd.api.types.is_float_dtype(frame[name])]
        keys = [frame[name].astype("str") for name in rest if name != "scope"] or [pd.Series("", frame.index)]
        signed = numbers.where(frame["scope"] == CITY, -numbers)
        known = numbers.notna().where(frame["scope"] == CITY, False)
        there = known.groupby(keys).transform("any")  # from a blank city; a blank district is in the others' rest
        numbers = pd.concat([numbers, signed.where(there).groupby(keys).sum()])
    size = numbers.abs()
    return bool(((size > 0) & (size < least)).any(axis=None))


def _is_count(name: str, column: pd.Series) -> bool:
    whole = pd.api.types.is_integer_dtype(column) and not pd.api.types.is_bool_dtype(column)
    return name in STOCKS or name.endswith(REST) or (whole and name not in NOT_COUNTED)
