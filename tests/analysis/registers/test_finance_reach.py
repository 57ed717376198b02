from datetime import date

import pandas as pd

from panjin_kpi.analysis.registers.finance_reach import finance_reach

ONE, TWO = "91110000600037341L", "91211100MA0TKAAX02"


def test_an_amount_counts_for_every_group_of_its_enterprise_and_apart_where_it_names_none(rows, plan):
    about = {
        "district": "city",
        "indicator": "guarantee_amount",
        "occurred_on": "2021-03-01",
        "title": "担保",
        "amount_wan": "3000",
    }
    codes = (ONE, TWO, None)
    events = rows("events", *(about | {"event_id": str(n), "uscc": code} for n, code in enumerate(codes)))
    holders = pd.DataFrame({"tier": ["hnte", "sci_tech_sme"], "uscc": [ONE, ONE]})
    tenant = {
        "carrier": "甲",
        "incubatee_id": "1",
        "name": "甲公司",
        "kind": "企业",
        "uscc": ONE,
        "entered_on": "2021-01-01",
    }
    found = finance_reach(events, holders, rows("incubatees", tenant), plan, "2021-06", date(2021, 6, 30))
    amounts = found[found["indicator"] == "guarantee_amount"].set_index("group")["amount_yi"].to_dict()
    assert {group: amount for group, amount in amounts.items() if amount} == {
        "all": 0.9,
        "hnte": 0.3,
        "sci_tech_sme": 0.3,
        "tenants": 0.3,
        "others": 0.3,
        "unnamed": 0.3,
    }
