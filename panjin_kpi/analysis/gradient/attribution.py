"""The district of each enterprise and its basis: register, functional-zone list, address, or credit code."""

import pandas as pd

from panjin_kpi.analysis.registry import result
from panjin_kpi.reference.evidence_counts import BY_CODE, UNDECIDED, decided_districts
from panjin_kpi.reference.plan import CITY, Plan

BASES = ("登记簿", "功能区名录", "注册地址", BY_CODE, UNDECIDED)
APART, WITHIN = "apart", "within"
UNRESOLVED = "unresolved"


@result(330)
def attribution(enterprises: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Attribute every enterprise to the district that it counts for, by the rule of the evidence.

    The reporter takes the district from the register (登记簿), the list of the functional zone (功能区名录) or the
    registered address (注册地址). Where it rests on the credit code (代码前缀), the code's area decides; most codes of
    Panjin have the city's own 211100, which names no district. What is stated as undecided (未定) stays so
    (:func:`~panjin_kpi.reference.evidence_counts.decided_districts`).

    Returns
    -------
    pandas.DataFrame
        Columns as in ``schemas/attribution.yaml``, by code.

    Examples
    --------
    >>> enterprises = pd.DataFrame({"uscc": ["91211100FICTIVE001", "91211122FICTIVE003"],
    ...                             "district": ["gaoxin", "dawa"], "district_basis": ["功能区名录", "代码前缀"]})
    >>> attribution(enterprises, Plan.load())[["district", "district_basis"]].to_numpy().tolist()
    [['gaoxin', '功能区名录'], ['panshan', '代码前缀']]
    """
    own = enterprises[["uscc", "district", "district_basis"]].sort_values("uscc").reset_index(drop=True).astype("str")
    district = own["uscc"].map(decided_districts(own, plan)).astype("str")
    return own.assign(district=district, district_basis=own["district_basis"].where(district.notna(), UNDECIDED))


@result(340, attributed="attribution")
def attribution_counts(attributed: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Number of enterprises by district and basis, with zones counted apart and within their district.

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
