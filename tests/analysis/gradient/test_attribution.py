import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panjin_kpi import schemas
from panjin_kpi.analysis.gradient.attribution import (
    BASES,
    address_claims,
    attribution,
    attribution_counts,
    districts_in_view,
)
from panjin_kpi.reference.plan import Plan

PLAN = Plan.load()
COLUMNS = ["uscc", "district", "district_basis"]
CITY_CODE, PANSHAN_CODE, XINGLONGTAI_CODE = "91211100FICTIVE", "91211122FICTIVE", "91211103FICTIVE"


def register(*rows):
    return pd.DataFrame(list(rows), columns=COLUMNS).astype("str")


def attributed(rows, claims=()):
    table = attribution(register(*rows), PLAN, register(*claims) if claims else None)
    assert schemas.faults("attribution", table)[1] == []
    return table


def first_attributed(rows, claims=()):
    row = attributed(rows, claims).iloc[0]
    return row["district"], row["district_basis"], row["conflict"]


@pytest.mark.parametrize("basis", ["登记簿", "功能区名录", "注册地址"])
def test_a_stated_basis_goes_before_the_code(basis):
    assert first_attributed([(PANSHAN_CODE, "dawa", basis)]) == ("dawa", basis, False)


@pytest.mark.parametrize("basis", ["代码前缀", "未定"])
def test_what_states_no_better_basis_is_looked_up_by_its_code(basis):
    assert first_attributed([(PANSHAN_CODE, "dawa", basis)]) == ("panshan", "代码前缀", False)


def test_the_citys_own_code_names_no_district():
    district, basis, _ = first_attributed([(CITY_CODE, "dawa", "未定")])
    assert pd.isna(district)
    assert basis == "未定"


def test_precedence_and_conflict():
    claims = [(CITY_CODE, "panshan", "注册地址"), (CITY_CODE, "gaoxin", "功能区名录")]
    assert first_attributed([(CITY_CODE, "dawa", "登记簿")], claims) == ("dawa", "登记簿", True)
    assert first_attributed([(CITY_CODE, "dawa", "未定")], claims) == ("gaoxin", "功能区名录", True)
    assert first_attributed([(CITY_CODE, "dawa", "未定")], claims[:1]) == ("panshan", "注册地址", False)


def test_a_zone_and_the_district_around_it_are_no_conflict():
    claims = [(XINGLONGTAI_CODE, "xinglongtai", "注册地址")]
    assert first_attributed([(XINGLONGTAI_CODE, "gaoxin", "功能区名录")], claims) == ("gaoxin", "功能区名录", False)


def test_two_sources_of_one_basis_that_disagree_decide_nothing():
    claims = [(PANSHAN_CODE, "gaoxin", "登记簿"), (PANSHAN_CODE, "dawa", "注册地址")]
    assert first_attributed([(PANSHAN_CODE, "liaodongwan", "登记簿")], claims) == ("dawa", "注册地址", True)
    assert first_attributed([(PANSHAN_CODE, "liaodongwan", "登记簿")], claims[:1]) == ("panshan", "代码前缀", True)


def test_a_district_that_the_plan_does_not_have_counts_for_nothing():
    assert first_attributed([(CITY_CODE, "city", "登记簿")])[1] == "未定"
    assert first_attributed([(PANSHAN_CODE, "elsewhere", "登记簿")])[:2] == ("panshan", "代码前缀")


@pytest.mark.parametrize(
    ("address", "district"),
    [
        ("辽宁省盘锦市大洼区虚构路1号", "dawa"),
        ("盘锦市大洼县虚构路1号", "dawa"),
        ("盘锦市 兴隆台区 高新区虚构路1号", "gaoxin"),
        ("盘锦市兴隆台区虚构街1号", "xinglongtai"),
        ("盘锦高新技术产业开发区虚构路1号", "gaoxin"),
        ("盘锦辽东湾新区虚构路1号", "liaodongwan"),
        ("盘锦市兴隆台街1号", None),
        ("盘锦市双台子区与盘山县交界", None),
        ("盘锦市虚构路1号", None),
        (None, None),
    ],
)
def test_what_an_address_names(address, district):
    claims = address_claims(pd.DataFrame({"uscc": ["A"], "address": pd.Series([address], dtype="str")}), PLAN)
    assert claims["district"].tolist() == ([district] if district else [])
    assert claims.columns.tolist() == COLUMNS
    assert set(claims["district_basis"]) <= {"注册地址"}


def test_counts_by_basis_with_the_zone_apart_and_within():
    rows = [(f"{CITY_CODE}001", "gaoxin", "功能区名录"), (f"{CITY_CODE}002", "gaoxin", "登记簿")]
    rows += [(f"{CITY_CODE}003", "xinglongtai", "登记簿"), (f"{CITY_CODE}004", "dawa", "未定")]
    table = attribution_counts(attributed(rows), PLAN)
    assert schemas.faults("attribution_counts", table)[1] == []
    counts = table.set_index(["view", "scope", "district_basis"])["enterprises"].sort_index()
    assert counts[("apart", "gaoxin")].sum() == 2
    assert counts[("apart", "xinglongtai")].sum() == 1
    assert counts[("within", "xinglongtai", "登记簿")] == 2
    assert counts[("within", "xinglongtai")].sum() == 3
    assert "gaoxin" not in set(table.loc[table["view"] == "within", "scope"])
    for view in ("apart", "within"):
        assert counts[(view, "city")].sum() == 4
        assert counts[(view, "unresolved", "未定")] == counts[(view, "city", "未定")] == 1
    assert len(table) == (8 + 7) * len(BASES), "zeros included"


def test_districts_in_view():
    districts = pd.Series(["gaoxin", "dawa", None], dtype="str")
    assert districts_in_view(districts, PLAN, "within").fillna("").tolist() == ["xinglongtai", "dawa", ""]
    assert districts_in_view(districts, PLAN, "apart").fillna("").tolist() == ["gaoxin", "dawa", ""]


def test_no_enterprises():
    assert attributed([]).empty
    assert attribution_counts(attributed([]), PLAN)["enterprises"].sum() == 0


claims = st.tuples(
    st.sampled_from([f"{CITY_CODE}001", f"{CITY_CODE}002", f"{PANSHAN_CODE}003"]),
    st.sampled_from([*PLAN.districts["district"], "city"]),
    st.sampled_from(BASES),
)


@settings(max_examples=60)
@given(
    st.lists(claims, unique_by=lambda row: row[0], max_size=3),
    st.lists(claims, min_size=1, max_size=8),
    st.randoms(use_true_random=False),
)
def test_everybody_is_somewhere_once_in_any_order(rows, more, random):
    shuffled = [random.sample(part, len(part)) for part in (rows, more)]
    table = attributed(rows, more)
    pd.testing.assert_frame_equal(attributed(*shuffled), table)
    assert sorted(table["uscc"]) == sorted(row[0] for row in rows)
    assert (table["district"].isna() == (table["district_basis"] == "未定")).all()
    counts = attribution_counts(table, PLAN)
    for view in ("apart", "within"):
        part = counts[counts["view"] == view]
        city = part["scope"] == "city"
        assert part.loc[city, "enterprises"].sum() == part.loc[~city, "enterprises"].sum() == len(rows)
