"""Made-up enterprises with their credit codes and yearly figures, any number of them, vectorised."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from panjin_kpi.analysis.gradient.attribution import BASES
from panjin_kpi.reference.credit_code import check_characters
from panjin_kpi.reference.plan import Plan

FIELDS = np.array(["新材料", "精细化工", "石油装备", "电子信息", "生物农业", "节能环保"])
FISCAL_YEARS = 4  # as many as the rules of the tiers look back
BLANK = 0.03  # share of figures that are unknown
CITY_CODE = "211100"


def enterprises(random: np.random.Generator, plan: Plan, year: int, number: int) -> pd.DataFrame:
    """A register of fictitious enterprises, evenly distributed over the districts.

    The credit codes follow GB 32100-2015 but have ``YY`` in the organisation code, which no registration authority
    issues: they belong to nobody.
    """
    serial = np.arange(1, number + 1)
    codes = plan.districts["area_code"]
    city = codes.dropna().str[:4].add("00").min() if codes.notna().any() else CITY_CODE
    areas = codes.fillna(city).to_numpy(dtype="str")
    position = random.permutation(number) % len(plan.districts)
    area = np.where(random.random(number) < 0.75, city, areas[position])  # three quarters carry the city's code
    field = FIELDS[random.integers(0, len(FIELDS), number)]
    days = random.integers(day_number(f"{year - 16}-01-01"), day_number(f"{year - 1}-06-30"), number)
    numbered = pd.Series(serial).astype("str").str.zfill(4)
    return pd.DataFrame(
        {
            "uscc": pd.Series(credit_codes(serial, area), dtype="str"),
            "name": "虚构示例" + pd.Series(field, dtype="str") + numbered + "号有限公司",
            "district": pd.Series(plan.districts["district"].to_numpy()[position], dtype="str"),
            "district_basis": pd.Series(random.choice(BASES, number, p=[0.7, 0.12, 0.1, 0.05, 0.03])),
            "registered_on": as_dates(days),
            "field": pd.Series(field),
        }
    )


def financials(
    random: np.random.Generator, register: pd.DataFrame, ever_held: Mapping[str, np.ndarray], year: int
) -> pd.DataFrame:
    """Figures of the years before a given year, for enterprises of all sizes, with some cells unknown.

    Enterprises that were ever recognised (a boolean for each enterprise, by tier, lowest first) spend more on research
    than others, but many are just above or below a threshold.
    """
    number = len(register)
    strength = random.normal(0, 1, number)
    for held, more in zip(ever_held.values(), (0.5, 0.7), strict=False):
        strength += more * held
    revenue = np.exp(random.normal(7.4, 1.1, number))
    staff = np.ceil(revenue ** random.uniform(0.45, 0.65, number))
    intensity = 0.042 * np.exp(0.4 * strength)
    growth = 0.05 + 0.06 * strength
    registered = register["registered_on"].dt.year.to_numpy()
    parts = []
    for past in range(year - FISCAL_YEARS, year):
        change = np.exp(random.normal(growth, 0.12))
        revenue, staff = revenue * change, np.ceil(staff * change ** random.uniform(0.2, 1, number))
        research = revenue * np.clip(intensity * random.uniform(0.9, 1.1, number), 0, 0.5)
        total = revenue * random.uniform(1, 1.05, number)
        figures = {
            "staff": staff,
            "rd_staff": np.floor(staff * np.clip(random.normal(0.15 + 0.05 * strength, 0.05), 0, 0.9)),
            "revenue_wan": revenue,
            "rd_expense_wan": research,
            "domestic_rd_expense_wan": research * random.uniform(0.55, 1, number),
            "cost_wan": revenue * random.uniform(0.7, 1.1, number),
            "total_assets_wan": revenue * random.uniform(0.8, 3, number),
            "net_assets_wan": revenue * random.uniform(-0.1, 1.5, number),
            "hitech_revenue_wan": total * np.clip(random.normal(0.62 + 0.08 * strength, 0.12), 0, 1),
            "total_revenue_wan": total,
            "class1_ip": random.poisson(0.35 * np.exp(0.35 * strength)),
            "class2_ip": random.poisson(2.2 * np.exp(0.2 * strength)),
            "venture_investment_wan": np.where(random.random(number) < 0.03, 1200.0, 0.0),
            "serious_incident": random.random(number) < 0.01,
        }
        there = np.flatnonzero(registered <= past)
        frame = pd.DataFrame({"uscc": register["uscc"].iloc[there].reset_index(drop=True)}).assign(year=past)
        for name, values in figures.items():
            frame[name] = _partly_known(random, name, values[there])
        parts.append(frame.astype({"year": "Int64"}))
    return pd.concat(parts, ignore_index=True)


def _partly_known(random: np.random.Generator, name: str, values: np.ndarray) -> pd.Series:
    """A column in the type of its schema with some cells blank."""
    if name == "serious_incident":
        column = pd.Series(values, dtype="boolean")
    else:
        column = pd.Series(values.round(2)) if name.endswith("_wan") else pd.Series(values).astype("Int64")
    return column.mask(random.random(len(values)) < BLANK)


def credit_codes(serial: np.ndarray, area: np.ndarray) -> np.ndarray:
    """Codes of 18 characters with the right check character (GB 32100-2015)."""
    body = np.char.add(np.char.add("91", area.astype("U6")), np.char.add("YY", np.char.zfill(serial.astype("U7"), 7)))
    return np.char.add(body, check_characters(body))


def day_number(text: str) -> int:
    """Days from 1970 to a day."""
    return int(np.datetime64(text, "D").astype("int64"))


def as_dates(days: np.ndarray) -> np.ndarray:
    """Days since 1970 as the dates that tables hold."""
    return days.astype("datetime64[D]").astype("datetime64[ns]")
