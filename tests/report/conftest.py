"""One small made-up month: everything that a report has to be able to say."""

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.analysis.results import results
from panjin_kpi.reference.plan import Plan

ROWS = [
    ("2021-05", "gaoxin", "activities", 4),
    ("2021-05", "gaoxin", "alliances", 9),
    ("2021-06", "gaoxin", "activities", 7),
    ("2021-06", "gaoxin", "incubatees", 19),
    ("2021-06", "gaoxin", "alliances", 2),
    ("2021-06", "gaoxin", "tech_transfers", 8),
    ("2021-06", "gaoxin", "talents", 1),
    ("2021-06", "xinglongtai", "activities", 0),
    ("2021-06", "xinglongtai", "new_hnte", 1),
    ("2021-06", "city", "guarantee_amount", 2.125),
]


@pytest.fixture(scope="session")
def frames() -> dict[str, pd.DataFrame]:
    table = pd.DataFrame(ROWS, columns=["period", "district", "indicator", "value"]).astype({"value": "float64"})
    nothing = {name: schemas.empty(name) for name in schemas.SUBMITTED}
    return results(nothing | {"progress": table}, Plan.load(), "2021-06")


@pytest.fixture
def only(frames):
    return lambda table, scope: frames[table][frames[table]["scope"] == scope].reset_index(drop=True)


@pytest.fixture(scope="session")
def peopled() -> dict[str, pd.DataFrame]:
    """The results of a day on which thirty fictitious enterprises stand, climb, fall and apply, in three carriers."""
    plan, day = Plan.load(), pd.Timestamp
    codes = [f"9121110{number % 10}YY{number:07d}0" for number in range(30)]
    enterprises = pd.DataFrame(
        {
            "uscc": codes,
            "name": [f"虚构{number:02d}号公司" for number in range(30)],
            "district": ["dawa" if number % 3 else "gaoxin" for number in range(29)] + [None],
            "district_basis": ["登记簿"] * 28 + ["代码前缀", "未定"],
            "registered_on": day("2010-05-01"),
        }
    )
    events = [(code, "sci_tech_sme", "recognised", f"2019-0{1 + n % 9}-05") for n, code in enumerate(codes[:24])]
    events += [(code, "sci_tech_sme", "renewed", "2021-04-10") for code in codes[:16]]
    events += [(code, "hnte", "recognised", f"2020-{1 + n % 11:02d}-20") for n, code in enumerate(codes[:12])]
    events += [(codes[20], "hnte", "recognised", "2018-09-01"), (codes[12], "hnte", "recognised", "2021-06-01")]
    events += [(codes[0], "hnte", "revoked", "2021-03-01"), (codes[1], "eaglet", "recognised", "2020-12-20")]
    recognitions = pd.DataFrame(events, columns=["uscc", "tier", "event", "event_date"])
    figures = {"staff": 100, "rd_staff": 30, "revenue_wan": 1000.0, "rd_expense_wan": 60.0, "cost_wan": 900.0}
    figures |= {"total_assets_wan": 2000.0, "class2_ip": 1, "class1_ip": 0, "serious_incident": False}
    financials = pd.DataFrame({"uscc": codes, "year": 2020, **figures})
    financials.loc[24, "rd_expense_wan"] = 10.0
    financials.loc[25, "staff"] = None
    carriers = pd.DataFrame(
        {
            "district": ["dawa", "dawa", "gaoxin"],
            "carrier": ["虚构甲空间", "虚构乙空间", "虚构丙基地"],
            "kind": ["众创空间", "孵化器", "其他"],
            "level": ["省级", None, "国家级"],
            "area_m2": [1000.0, None, 500.0],
            "service_station": [True, None, None],
        }
    )
    incubatees = pd.DataFrame(
        {
            "carrier": ["虚构甲空间", "虚构甲空间", "虚构丙基地"],
            "incubatee_id": ["1", "2", "1"],
            "name": ["虚构12号公司", "虚构团队", "虚构团队"],
            "kind": ["企业", "团队", "团队"],
            "uscc": [codes[12], None, None],
            "entered_on": [day("2020-03-01"), day("2021-02-01"), day("2021-05-01")],
        }
    )
    given = {"enterprises": enterprises, "recognitions": recognitions, "financials": financials}
    given |= {"carriers": carriers, "incubatees": incubatees}
    reported = [("2021-06", "dawa", "new_hnte", 1.0), ("2021-06", "dawa", "new_sci_tech_sme", 5.0)]
    tables = {name: schemas.empty(name) for name in schemas.SUBMITTED}
    tables |= {name: schemas.faults(name, frame)[0] for name, frame in given.items()}
    progress = pd.DataFrame(reported, columns=["period", "district", "indicator", "value"])
    return results(tables | {"progress": progress}, plan, "2021-06")


@pytest.fixture
def of(peopled):
    return lambda table, scope: peopled[table][peopled[table]["scope"] == scope].reset_index(drop=True)
