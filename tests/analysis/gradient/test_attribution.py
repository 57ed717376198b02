import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panjin_kpi import schemas
from panjin_kpi.analysis.gradient.attribution import (
    BASES,
    attribution,
    attribution_counts,
    districts_in_view,
)
from panjin_kpi.reference.evidence_counts import decided_districts
from tests.plan import PLAN

COLUMNS = ["uscc", "district", "district_basis"]
CITY_CODE, PANSHAN_CODE, XINGLONGTAI_CODE = "91211100FICTIVE", "91211122FICTIVE", "91211103FICTIVE"


def register(*rows):
    return pd.DataFrame(list(rows), columns=COLUMNS).astype("str")


def attributed(rows):
    table = attribution(register(*rows), PLAN)
    assert schemas.faults("attribution", table)[1] == []
    return table


def first_attributed(rows):
    return tuple(attributed(rows).loc[0, ["district", "district_basis"]])


@pytest.mark.parametrize("basis", ["登记簿", "功能区名录", "注册地址"])
def test_a_stated_basis_goes_before_the_code(basis):
    assert first_attributed([(PANSHAN_CODE, "dawa", basis)]) == ("dawa", basis)


def test_the_basis_of_the_code_goes_by_the_code_and_not_by_the_district_written():
    assert first_attributed([(XINGLONGTAI_CODE, "gaoxin", "代码前缀")]) == ("xinglongtai", "代码前缀")


@pytest.mark.parametrize(
    "row",
    [
        (CITY_CODE, "dawa", "代码前缀"),  # the city's own code names no district
        (PANSHAN_CODE, "dawa", "未定"),  # what is stated as undecided stays so, whatever the code
        (CITY_CODE, "city", "登记簿"),
        (PANSHAN_CODE, "elsewhere", "登记簿"),  # no district of the plan
    ],
)
def test_an_enterprise_is_undecided_where_neither_its_basis_nor_its_code_names_a_district(row):
    district, basis = first_attributed([row])
    assert pd.isna(district)
    assert basis == "未定"


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


enterprises = st.tuples(
    st.sampled_from([f"{CITY_CODE}001", f"{PANSHAN_CODE}002", f"{XINGLONGTAI_CODE}003"]),
    st.sampled_from([*PLAN.districts["district"], "city"]),
    st.sampled_from(BASES),
)


@settings(max_examples=60)
@given(st.lists(enterprises, unique_by=lambda row: row[0], max_size=3), st.randoms(use_true_random=False))
def test_everybody_is_somewhere_once_in_any_order(rows, random):
    table = attributed(rows)
    pd.testing.assert_frame_equal(attributed(random.sample(rows, len(rows))), table)
    assert sorted(table["uscc"]) == sorted(row[0] for row in rows)
    assert (table["district"].isna() == (table["district_basis"] == "未定")).all()
    proving = decided_districts(register(*rows), PLAN)
    assert table["district"].fillna("").tolist() == proving.sort_index().fillna("").tolist(), "as in the evidence"
    counts = attribution_counts(table, PLAN)
    for view in ("apart", "within"):
        part = counts[counts["view"] == view]
        city = part["scope"] == "city"
        assert part.loc[city, "enterprises"].sum() == part.loc[~city, "enterprises"].sum() == len(rows)
