"""Made-up rows that prove the made-up figures: single events, carriers with their tenants."""

import numpy as np
import pandas as pd

from panjin_kpi.reference.evidence_counts import WAN_IN_YI
from panjin_kpi.reference.plan import Plan
from panjin_kpi.sample.monthly_values import CLOSING, monthly_steps, numbered, planted, unrolled
from panjin_kpi.sample.register.new_recognitions import days_in

KINDS = ("众创空间", "孵化器", "星创天地")
ORIGINS = ("带土移植", "本地创办", "科技人员创业")
FUNCTIONS = ("资金支持、政策对接、金融服务、成果推介、人才战略", "金融服务、成果推介、人才战略", None)
LEVELS = ("市级", "省级", None)
EARLIER_TENANTS = 6
HOSTED = ("activities", "talents", "teams")  # indicators whose events name a carrier
UNPROVED = {"activities": (0, -1), "alliances": (1, 1)}  # position of a district; surplus of rows


def events(
    random: np.random.Generator, plan: Plan, year: int, course: pd.DataFrame, firms: pd.Series | None = None
) -> pd.DataFrame:
    """An event for each one counted, one for each month's sum of an amount; columns of the schema and ``month``.

    Two of three amounts name one of ``firms``.
    """
    indicators = plan.by_indicator
    names = course.index.get_level_values("indicator")
    course = course[(indicators.loc[names, "evidence"] == "events").to_numpy()]
    scopes, names = (course.index.get_level_values(level).to_numpy() for level in ("scope", "indicator"))
    amount = (indicators.loc[names, "measure"] == "amount").to_numpy()
    steps = monthly_steps(course)
    counts = np.where(amount[:, np.newaxis], steps > 0, steps).astype("int64")
    for name, (position, more) in UNPROVED.items():  # in the last month that counted anything
        for here in np.flatnonzero((names == name) & np.isin(scopes, planted(plan, position))):
            counts[here, np.flatnonzero(counts[here, : CLOSING - 1])[-1:]] += more
    cell, month, turn = unrolled(counts)
    of, number = pd.Series(names[cell], dtype="str"), pd.Series(turn + 1).astype("str")
    written = pd.Series(month + 1).astype("str")
    two_digits = written.str.zfill(2).mask(month + 1 == CLOSING, "年终")
    when = (written + "月").mask(month + 1 == CLOSING, "12月补报")
    title = indicators["name"].loc[names].to_numpy()[cell]
    district = pd.Series(scopes[cell], dtype="str").map(plan.districts.set_index("district")["name"])
    in_month = of.groupby(month).cumcount() + 1
    hosted = of.isin(HOSTED) & district.notna()
    carrier = _carrier_name(pd.Series(np.array(KINDS)[(turn + month) % len(KINDS)], dtype="str"), district)
    named = amount[cell] & (month % 3 != 0) & (firms is not None and len(firms) > 0)
    codes = np.resize(firms, len(cell)) if firms is not None and named.any() else None
    return pd.DataFrame(
        {
            "district": pd.Series(scopes[cell], dtype="str"),
            "event_id": "示例-" + two_digits + "-" + in_month.astype("str").str.zfill(3),
            "indicator": of,
            "occurred_on": days_in(random, year, month + 1),
            "title": "示例" + district.fillna("全市") + pd.Series(title, dtype="str") + when + "第" + number + "项",
            "amount_wan": np.where(amount[cell], (steps[cell, month] * WAN_IN_YI).round(2), np.nan),
            "carrier": carrier.where(hosted),
            "evidence": "示例材料" + two_digits + "-" + number,
            "uscc": pd.Series(codes, index=of.index, dtype="str").where(named),
            "month": month + 1,
        }
    )


def carriers(random: np.random.Generator, plan: Plan, year: int) -> pd.DataFrame:
    """Three carriers of each district, the second opened in the year's May."""
    kinds = {
        "kind": KINDS,
        "level": LEVELS,
        "opened_on": pd.to_datetime([f"{year - 4}-03-01", f"{year}-05-06", f"{year - 2}-09-01"]),
        "operator": [f"示例运营机构{position}" for position in (1, 2, 3)],
        "fund_wan": [500.0, None, 120.0],
        "service_station": [True, False, None],
        "functions": FUNCTIONS,
    }
    rows = plan.districts[["district", "name"]].merge(pd.DataFrame(kinds), how="cross")
    rows["carrier"] = _carrier_name(rows["kind"], rows.pop("name"))
    rows["area_m2"] = random.integers(8, 90, len(rows)) * 100.0
    rows["professional_staff"] = random.integers(3, 15, len(rows))
    rows["mentors"] = random.integers(2, 20, len(rows))
    return rows.assign(month=5)


def _carrier_name(kind: pd.Series, district: pd.Series) -> pd.Series:
    return "示例" + kind + "（" + district + "）"


def incubatees(
    random: np.random.Generator, year: int, course: pd.DataFrame, hosts: pd.DataFrame, register: pd.DataFrame
) -> pd.DataFrame:
    """Tenants: some from the years before, then as many each month as the figures say; a few have graduated."""
    course = course[course.index.get_level_values("indicator") == "incubatees"]
    scopes = course.index.get_level_values("scope").to_numpy()
    steps = monthly_steps(course).astype("int64")
    counts = np.column_stack([np.full(len(steps), EARLIER_TENANTS), steps])
    cell, month, _ = unrolled(counts)
    number = numbered(counts.sum(axis=1)) + 1
    written = pd.Series(number).astype("str").str.zfill(3)
    names = hosts.groupby("district")["carrier"].agg(list)
    host = np.array([names[scope] for scope in scopes], dtype="object").reshape(-1, len(KINDS))
    position = pd.Series(pd.Categorical(register["district"], categories=scopes).codes)
    firms = np.argsort(position.to_numpy(), kind="stable")
    first = np.searchsorted(position.to_numpy()[firms], np.arange(len(scopes) + 1))
    firm = (number % 3 != 0) & (number <= np.diff(first)[cell])
    who = firms[np.where(firm, first[:-1][cell] + number - 1, 0)] if len(firms) else number
    earlier = month == 0
    entered = np.where(earlier, days_in(random, year - 1, number % 12 + 1), days_in(random, year, np.maximum(month, 1)))
    left = np.where(earlier & (number % 4 == 0), np.datetime64(f"{year}-04-20"), np.datetime64("NaT"))
    kind = pd.Series(np.where(firm, "企业", "团队"), dtype="str")
    return pd.DataFrame(
        {
            "carrier": host[cell, number % len(KINDS)],
            "incubatee_id": written,
            "name": "示例" + kind + written,
            "kind": kind,
            "uscc": pd.Series(register["uscc"].iloc[who].to_numpy(), dtype="str").where(firm),
            "entered_on": entered,
            "graduated_on": left.astype("datetime64[ns]"),
            "origin": np.array(ORIGINS)[number % len(ORIGINS)],
            "went_to": pd.Series("示例产业园区", index=kind.index).where(~np.isnat(left)),
            "month": np.maximum(month, 1),
            "scope": scopes[cell],
        }
    )
