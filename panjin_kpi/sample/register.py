"""Made-up enterprises with their recognitions and yearly figures, as many as wanted, without a loop over them."""

import numpy as np
import pandas as pd

from panjin_kpi.reference.credit_code import check_characters
from panjin_kpi.reference.plan import Plan

FIELDS = np.array(["新材料", "精细化工", "石油装备", "电子信息", "生物农业", "节能环保"])
BASES = np.array(["登记簿", "功能区名录", "注册地址", "代码前缀", "未定"])
EARLIER = 3  # years of history before the plan's year
EPOCH = np.datetime64("1970-01-01", "D")


def enterprises(random: np.random.Generator, plan: Plan, year: int, number: int) -> pd.DataFrame:
    """A register of fictitious enterprises, spread over the districts.

    The credit codes keep to GB 32100-2015 and carry ``YY`` where real ones have an organisation code, which no
    register issues: they are nobody's.
    """
    serial = np.arange(1, number + 1)
    areas = plan.districts["area_code"].fillna("211100").to_numpy(dtype="str")
    place = random.integers(0, len(plan.districts), number)
    area = np.where(random.random(number) < 0.75, "211100", areas[place])  # three quarters carry the city's code
    field = FIELDS[random.integers(0, len(FIELDS), number)]
    days = random.integers(_day(f"{year - 16}-01-01"), _day(f"{year - 1}-06-30"), number)
    names = pd.Series("示例" + pd.Series(field) + pd.Series(serial).astype("str").str.zfill(4) + "号有限公司")
    return pd.DataFrame(
        {
            "uscc": credit_codes(serial, area),
            "name": names,
            "district": plan.districts["district"].to_numpy()[place],
            "district_basis": BASES[random.choice(len(BASES), number, p=[0.7, 0.12, 0.1, 0.05, 0.03])],
            "registered_on": _dates(days),
            "field": field,
        }
    )


def recognitions(random: np.random.Generator, register: pd.DataFrame, year: int) -> pd.DataFrame:
    """Histories up to the end of a year: tech SMEs enter anew every year, high-tech enterprises hold three years.

    First recognitions lie before the year: those of the year itself are made to fit the reported figures.
    """
    codes = register["uscc"].to_numpy()
    first = random.integers(year - EARLIER, year, len(codes))
    first = np.maximum(first, register["registered_on"].dt.year.to_numpy() + 1)
    sme = (random.random(len(codes)) < 0.55) & (first < year)
    parts = []
    for entered in range(year - EARLIER, year + 1):
        again = sme & (first <= entered) & ((first == entered) | (random.random(len(codes)) < 0.8))
        event = np.where(first == entered, "recognised", "renewed")
        parts.append(_events(random, codes, again, "sci_tech_sme", event, f"{entered}-03-01", f"{entered}-10-20"))
    hnte = sme & (random.random(len(codes)) < 0.4)
    for entered in range(year - EARLIER, year):
        now = hnte & (first == entered)
        rows = _events(random, codes, now, "hnte", "recognised", f"{entered}-09-20", f"{entered}-12-01")
        rows["valid_until"] = rows["event_date"] + pd.DateOffset(years=3) - pd.Timedelta(days=1)
        parts.append(rows)
    due = hnte & (first == year - 3) & (random.random(len(codes)) < 0.6)
    parts.append(_events(random, codes, due, "hnte", "renewed", f"{year}-09-20", f"{year}-10-20"))
    eaglet = hnte & (first < year - 1) & (random.random(len(codes)) < 0.3)
    parts.append(_events(random, codes, eaglet, "eaglet", "recognised", f"{year - 1}-12-20", f"{year - 1}-12-21"))
    revoked = sme & (first < year) & (random.random(len(codes)) < 0.02)
    parts.append(_events(random, codes, revoked, "sci_tech_sme", "revoked", f"{year}-11-01", f"{year}-11-20"))
    return pd.concat([part for part in parts if len(part)], ignore_index=True)


def financials(random: np.random.Generator, register: pd.DataFrame, year: int) -> pd.DataFrame:
    """Figures of the three years before a year, from small to large, some cells unknown."""
    number = len(register)
    revenue = np.exp(random.normal(7.6, 1.2, number))
    staff = np.ceil(revenue ** random.uniform(0.45, 0.65, number)).astype("int64")
    intensity = random.beta(2, 30, number)
    parts = []
    for past in range(year - EARLIER, year):
        revenue = revenue * np.exp(random.normal(0.1, 0.2, number))
        rd = revenue * intensity
        total = revenue * random.uniform(1, 1.05, number)
        frame = pd.DataFrame(
            {
                "uscc": register["uscc"].to_numpy(),
                "year": past,
                "staff": staff,
                "rd_staff": np.floor(staff * random.beta(2, 8, number)).astype("int64"),
                "revenue_wan": revenue.round(2),
                "rd_expense_wan": rd.round(2),
                "domestic_rd_expense_wan": (rd * random.uniform(0.55, 1, number)).round(2),
                "cost_wan": (revenue * random.uniform(0.7, 1.1, number)).round(2),
                "total_assets_wan": (revenue * random.uniform(0.8, 3, number)).round(2),
                "net_assets_wan": (revenue * random.uniform(-0.1, 1.5, number)).round(2),
                "hitech_revenue_wan": (total * random.beta(4, 2, number)).round(2),
                "total_revenue_wan": total.round(2),
                "class1_ip": random.poisson(0.4, number),
                "class2_ip": random.poisson(2.5, number),
                "venture_investment_wan": np.where(random.random(number) < 0.03, 1200.0, np.nan),
                "serious_incident": random.random(number) < 0.01,
            }
        )
        optional = frame.columns.drop(["uscc", "year"])
        frame[optional] = frame[optional].astype("object").mask(random.random((number, len(optional))) < 0.04)
        parts.append(frame[register["registered_on"].dt.year.to_numpy() <= past])
    return pd.concat(parts, ignore_index=True)


def credit_codes(serial: np.ndarray, area: np.ndarray) -> np.ndarray:
    """Codes of 18 characters whose check character is right (GB 32100-2015, (31 - Σ mod 31) mod 31).

    >>> from stdnum.cn import uscc
    >>> codes = credit_codes(np.arange(40), np.full(40, "211100"))
    >>> str(codes[7]), all(uscc.is_valid(code) for code in codes)
    ('91211100YY0000007Y', True)
    """
    body = np.char.add(np.char.add("91", area.astype("U6")), np.char.add("YY", np.char.zfill(serial.astype("U7"), 7)))
    return np.char.add(body, check_characters(body))


def _events(
    random: np.random.Generator, codes: np.ndarray, which: np.ndarray, tier: str, event: object, first: str, last: str
) -> pd.DataFrame:
    days = random.integers(_day(first), _day(last) + 1, len(codes))
    frame = pd.DataFrame({"uscc": codes, "tier": tier, "event": event, "event_date": _dates(days)})
    return frame.assign(valid_until=pd.NaT)[which]


def _day(text: str) -> int:
    return int((np.datetime64(text, "D") - EPOCH).astype(int))


def _dates(days: np.ndarray) -> np.ndarray:
    return (EPOCH + days.astype("timedelta64[D]")).astype("datetime64[ns]")
