"""Which district an enterprise belongs to, and by what: register, functional-zone list, address, or its code."""

import numpy as np
import pandas as pd

from panjin_kpi.analysis.registry import result
from panjin_kpi.reference.evidence_counts import UNDECIDED
from panjin_kpi.reference.plan import CITY, Plan

REGISTER, ZONE_LIST, ADDRESS, CODE = "登记簿", "功能区名录", "注册地址", "代码前缀"
BASES = (REGISTER, ZONE_LIST, ADDRESS, CODE, UNDECIDED)  # the first that names a district decides
AREA_CODE = slice(2, 8)  # GB 32100-2015: the authority that registered it
APART, WITHIN = "apart", "within"
UNRESOLVED = "unresolved"


@result(330)
def attribution(enterprises: pd.DataFrame, plan: Plan, claims: pd.DataFrame | None = None) -> pd.DataFrame:
    """Attribute every enterprise to one district, by the best basis there is.

    Precedence: the register (登记簿), the functional zone's list (功能区名录), the registered address (注册地址), the
    area code within the credit code (代码前缀), unresolved (未定). An enterprise's own row counts with the basis it
    states; one that states the code or nothing is looked up. Most codes of Panjin carry the city's own 211100 and name
    no district.

    Parameters
    ----------
    claims : pandas.DataFrame, optional
        Other sources: ``uscc``, ``district``, ``district_basis``; see :func:`address_claims` for addresses.

    Returns
    -------
    pandas.DataFrame
        Columns as in ``schemas/attribution.yaml``, by code. ``conflict``: sources other than the code disagree (a zone
        and the district around it do not). Sources that disagree on the same basis leave the decision to the next one.

    Examples
    --------
    >>> enterprises = pd.DataFrame({"uscc": ["91211100FICTIVE001", "91211122FICTIVE003"],
    ...                             "district": ["gaoxin", "dawa"], "district_basis": ["功能区名录", "未定"]})
    >>> attribution(enterprises, Plan.load())[["district", "district_basis"]].to_numpy().tolist()
    [['gaoxin', '功能区名录'], ['panshan', '代码前缀']]
    """
    own = enterprises[["uscc", "district", "district_basis"]]
    stated = own if claims is None else pd.concat([own, claims[["uscc", "district", "district_basis"]]])
    stated = stated[stated["district_basis"].isin(BASES[:3]) & stated["district"].isin(plan.districts["district"])]
    stated = stated.astype("str").drop_duplicates()
    by_code = plan.districts.dropna(subset="area_code").set_index("area_code")["district"]
    codes = own[["uscc"]].assign(district=own["uscc"].str[AREA_CODE].map(by_code), district_basis=CODE)
    sources = pd.concat([stated, codes.dropna(subset="district").astype("str")], ignore_index=True)

    agreed = sources.groupby(["uscc", "district_basis"])["district"].agg(["first", "nunique"]).reset_index()
    agreed = agreed[agreed["nunique"] == 1].assign(rank=lambda rows: rows["district_basis"].map(BASES.index))
    best = agreed.sort_values(["uscc", "rank"]).drop_duplicates("uscc").set_index("uscc")
    table = own[["uscc"]].sort_values("uscc").reset_index(drop=True)
    table["district"] = table["uscc"].map(best["first"]).astype("str")
    table["district_basis"] = table["uscc"].map(best["district_basis"]).astype("str").fillna(UNDECIDED)
    named = districts_in_view(stated["district"], plan, WITHIN).groupby(stated["uscc"]).nunique()
    table["conflict"] = (table["uscc"].map(named) > 1).astype("bool")
    return table


def address_claims(addresses: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Districts named by addresses (``uscc``, ``address``), as claims for :func:`attribution`.

    Only names that end in 县 or 区 are looked for: 兴隆台 alone is also a street. An address that names a zone and the
    district around it (兴隆台区…高新区) means the zone; any other that names two districts decides nothing.

    >>> addresses = pd.DataFrame({"uscc": ["A", "B"], "address": ["盘锦市兴隆台区高新区虚构路1号", "盘锦市虚构路2号"]})
    >>> print(address_claims(addresses, Plan.load()).to_string(index=False, header=False))
    A gaoxin 注册地址
    """
    spellings = {name: key for key, name in plan.district_names.known.items() if key != CITY}
    rows = plan.aliases[(plan.aliases["kind"] == "district") & (plan.aliases["id"] != CITY)]
    spellings |= dict(zip(rows["alias"], rows["id"], strict=True))
    text = addresses["address"].fillna("").str.replace(r"\s", "", regex=True)
    found = pd.DataFrame(index=addresses.index)
    for district in plan.districts["district"]:
        written = [spelling for spelling, key in spellings.items() if key == district and spelling[-1] in "县区"]
        found[district] = np.any([text.str.contains(spelling, regex=False) for spelling in written], axis=0)
    for zone in plan.districts.dropna(subset="within").itertuples():
        found[zone.within] &= ~found[zone.district]
    one = found.sum(axis=1) == 1
    claims = addresses.loc[one, ["uscc"]].assign(district=found[one].idxmax(axis=1), district_basis=ADDRESS)
    return claims.astype("str").reset_index(drop=True)


@result(340, attributed="attribution")
def attribution_counts(attributed: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """How many enterprises each district has, and on what basis, with the zones apart and within.

    Columns as in ``schemas/attribution_counts.yaml``: for each view every scope and basis, zeros included. In the view
    ``within`` a zone counts in the district whose official totals include it (兴隆台区 for 盘锦高新区) and has no rows
    of its own. ``city`` counts all, the unresolved included.
    """
    tables = []
    for view in (APART, WITHIN):
        scopes = [CITY, *dict.fromkeys(districts_in_view(plan.districts["district"], plan, view)), UNRESOLVED]
        cells = pd.MultiIndex.from_product([[view], scopes, list(BASES)], names=["view", "scope", "district_basis"])
        each = attributed.assign(
            view=view, scope=districts_in_view(attributed["district"], plan, view).fillna(UNRESOLVED)
        )
        both = pd.concat([each, each.assign(scope=CITY)])
        tables.append(both.groupby(cells.names).size().reindex(cells, fill_value=0))
    return pd.concat(tables).rename("enterprises").astype("int64").reset_index()


def districts_in_view(district: pd.Series, plan: Plan, view: str) -> pd.Series:
    """Districts under a view: each zone ``apart``, or ``within`` the district whose totals include it.

    >>> districts_in_view(pd.Series(["gaoxin", "dawa"]), Plan.load(), "within").tolist()
    ['xinglongtai', 'dawa']
    """
    if view == APART:
        return district
    around = plan.districts.dropna(subset="within").set_index("district")["within"]
    return district.map(around).astype("str").fillna(district)
