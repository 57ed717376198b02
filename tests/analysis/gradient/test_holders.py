from datetime import date

from panjin_kpi import schemas
from panjin_kpi.analysis.gradient.holders import holders
from tests.plan import PLAN

DAY = date(2021, 6, 30)


def test_a_row_for_each_tier_held_the_highest_marked(held):
    given = held(
        ("B", "hnte", "recognised", "2020-05-01", "2021-06-30"),
        ("A", "eaglet", "recognised", "2020-12-20"),
        ("A", "hnte", "recognised", "2018-07-01"),
        ("A", "sci_tech_sme", "recognised", "2020-05-01"),
        ("C", "hnte", "recognised", "2021-01-01"),
        districts={"A": "gaoxin", "B": "dawa"},
    )
    table = holders(given, PLAN, DAY)
    assert schemas.faults("holders", table)[1] == []
    assert table[["scope", "uscc", "tier", "highest"]].values.tolist() == [
        ["city", "C", "hnte", True],
        ["dawa", "B", "hnte", True],
        ["gaoxin", "A", "hnte", False],
        ["gaoxin", "A", "eaglet", True],
    ]
    assert table["name"].isna().tolist() == [True, False, False, False]
    assert table["valid_until"].dt.strftime("%Y-%m-%d").tolist()[1:3] == ["2021-06-30", "2021-06-30"]


def test_what_comes_later_is_not_looked_at(held):
    given = held(("A", "hnte", "recognised", "2021-01-01"), ("A", "hnte", "revoked", "2021-07-01"))
    table = holders(given, PLAN, DAY)
    assert table["valid_until"].tolist() == [given.spans["valid_until"].iloc[0]]
    assert holders(given, PLAN, date(2021, 7, 1)).empty
