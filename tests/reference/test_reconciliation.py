import dataclasses

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.reference.reconciliation import reconcile

INSTITUTES = "盘锦检验检测中心、大连理工大学盘锦产业技术研究院、大连化物所盘锦产业技术研究院"
CENTER = "市产业技术创研工程中心"
SERVICES, ERRANDS = "金融服务、成果推介、人才战略等全方位服务功能", "工商、税务、环保等{}服务事项"
WORDINGS = [
    (2, (f"集{SERVICES}", f"具备资金支持、政策对接、{SERVICES}")),
    (3, (ERRANDS.format("行政"), ERRANDS.format("政务"))),
    (None, ("每两周深入一个县区、经济区调研、指导", "每两周研判")),
    (None, ("每月召开联席会议", "每月会商")),
]
FOUND = [  # kind, indicator, task_no, city_side, district_side, difference
    ("district_sum", "new_sci_tech_sme", 13, "30", "32", 2),
    ("district_sum", "new_hnte", 13, "10", "11", 1),
    ("no_owner", "carriers_built", 1, "10", None, None),
    ("no_owner", "new_gazelle", 13, "6", None, None),
    ("no_owner", "park_coverage", 1, "100", None, None),
    ("not_allocated", "operators", 2, None, "盘山县、双台子区、大洼区、辽东湾新区", None),
    ("not_allocated", "new_hnte", 13, None, "兴隆台区", None),
    ("not_allocated", "talents", 16, None, "兴隆台区、大洼区", None),
    ("not_allocated", "teams", 16, None, "兴隆台区、大洼区", None),
    ("units_differ", None, 3, INSTITUTES, None, None),
    ("units_differ", None, 4, "各县区、经济区", "盘锦高新区", None),
    ("units_differ", None, 4, CENTER, None, None),
    ("units_differ", None, 5, INSTITUTES, None, None),
    ("units_differ", None, 6, f"市知识产权局、{CENTER}、市科技融资担保公司", None, None),
    ("units_differ", None, 7, f"市金融发展局、市知识产权局、市财政局、{CENTER}", None, None),
    ("units_differ", None, 8, f"市科技局、市金融发展局、市财政局、{CENTER}、市科技融资担保公司", None, None),
    ("units_differ", None, 9, "市金融发展局、市知识产权局、市财政局、市科技融资担保公司", None, None),
    ("units_differ", None, 15, CENTER, None, None),
    ("not_a_member", None, 4, None, "大连化物所盘锦产业技术研究院", None),
    ("no_annual_target", None, None, "15", None, None),
    ("no_annual_target", None, None, "5", None, None),
    ("no_annual_target", None, None, "1", None, None),
    *[("wording_differs", None, task, *wordings, None) for task, wordings in WORDINGS],
]


@pytest.fixture
def with_target(plan):
    """The plan with some targets set to a value or removed (None)."""

    def change(**values):
        targets = plan.targets.set_index(["scope", "indicator"])
        for cell, value in values.items():
            scope, indicator = cell.split("__")
            if value is None:
                targets = targets.drop((scope, indicator))
            else:
                targets.loc[(scope, indicator), ["year", "target", "bound", "clause"]] = [2021, value, "eq", "附件2"]
        return dataclasses.replace(plan, targets=targets.astype({"year": "int64"}).reset_index())

    return change


def found(plan, kind):
    table = reconcile(plan, "2021-12")
    rows = table.loc[table["kind"] == kind, ["indicator", "city_side", "district_side", "difference"]]
    return {row[0]: row[1:] for row in rows.astype("object").where(rows.notna(), None).to_numpy().tolist()}


def test_the_plans_own_disagreements_completely(plan):
    table = reconcile(plan, "2021-12")[["kind", "indicator", "task_no", "city_side", "district_side", "difference"]]
    assert [tuple(row) for row in table.astype("object").where(table.notna(), None).to_numpy()] == FOUND


def test_keeps_to_its_schema(plan):
    table = reconcile(plan, "2021-12")
    assert list(table.columns) == list(schemas.schema("reconciliation").columns)
    assert schemas.faults("reconciliation", table)[1] == []
    assert table["year"].fillna(2021).eq(2021).all()


def test_changes_nothing(plan):
    before = plan.targets.copy()
    reconcile(plan, "2021-12")
    pd.testing.assert_frame_equal(plan.targets, before)


def test_statements_name_both_sides_and_the_clauses(plan):
    table = reconcile(plan, "2021-12")
    sums, units = table.iloc[0], table.iloc[10]
    assert sums["statement"].startswith("新增科技型中小企业：全市目标30家，各地区目标之和32家。")
    assert sums["clause"] == "二、2；三（七）；附件2第13行"
    assert units["statement"] == (
        "附件2第4行“完善孵化服务功能”的牵头单位与正文三（三）不同：只见于正文的有各县区、经济区，只见于附件2的有盘锦高新区。"
    )
    assert units["clause"] == "三（三）；附件2第4行"


def test_sums_that_agree_are_not_listed(with_target):
    assert found(with_target(city__new_sci_tech_sme=32, city__new_hnte=11), "district_sum") == {}


def test_a_shortfall_is_listed_with_its_sign(with_target):
    changed = with_target(gaoxin__activities=10)
    assert found(changed, "district_sum")["activities"] == ["30", "28", -2]


def test_amounts_are_added_without_floating_dust(with_target):
    changed = with_target(city__ip_pledge_amount=0.3, dawa__ip_pledge_amount=0.1, gaoxin__ip_pledge_amount=0.2)
    assert "ip_pledge_amount" not in found(changed, "district_sum")


def test_a_target_of_the_body_that_a_district_takes_over_has_an_owner(with_target):
    changed = with_target(gaoxin__new_gazelle=6)
    assert set(found(changed, "no_owner")) == {"carriers_built", "park_coverage"}
    assert "gaoxin" not in found(changed, "not_allocated")["new_gazelle"][1]
    assert "兴隆台区" in found(changed, "not_allocated")["new_gazelle"][1]


def test_a_zero_is_allocated_and_a_missing_row_is_not(with_target):
    assert "new_hnte" not in found(with_target(xinglongtai__new_hnte=0), "not_allocated")
    assert found(with_target(dawa__activities=None), "not_allocated")["activities"] == [None, "大洼区", None]


def test_a_district_that_is_over_by_december_owes_no_target(plan):
    districts = plan.districts.assign(
        valid_to=plan.districts["valid_to"].where(plan.districts["district"] != "dawa", "2021-11-30")
    )
    assert found(dataclasses.replace(plan, districts=districts), "not_allocated")["talents"] == [None, "兴隆台区", None]


def test_units_are_compared_only_where_the_body_is_transcribed(plan):
    none = dataclasses.replace(plan, clause_units=plan.clause_units.iloc[:0])
    assert "units_differ" not in set(reconcile(none, "2021-12")["kind"])


def test_a_unit_only_in_the_annex_stands_on_the_annexs_side(plan):
    extra = pd.DataFrame([{"task_no": 1, "unit": "ip_bureau", "role": "responsible"}])
    table = reconcile(dataclasses.replace(plan, task_units=pd.concat([plan.task_units, extra])), "2021-12")
    row = table[(table["kind"] == "units_differ") & (table["task_no"] == 1)].iloc[0]
    assert pd.isna(row["city_side"])
    assert row["district_side"] == "市知识产权局"


def test_units_without_a_member_are_listed_only_where_the_members_are_known(plan):
    unknown = dataclasses.replace(plan, units=plan.units.drop(columns="member_by"))
    assert "not_a_member" not in set(reconcile(unknown, "2021-12")["kind"])
    row = reconcile(plan, "2021-12").query("kind == 'not_a_member'").iloc[0]
    assert row["statement"] == (
        "大连化物所盘锦产业技术研究院在三（三）、附件2第4行有任务，不在附件1二的工作专班成员单位里。"
    )


def test_a_goal_that_gets_a_target_of_a_year_is_no_longer_listed(with_target):
    changed = with_target(city__new_unicorn=1)
    listed = reconcile(changed, "2021-12").query("kind == 'no_annual_target'")["statement"].tolist()
    assert [statement for statement in listed if "独角兽" in statement] == []
    assert len(listed) == 2


def test_only_the_year_under_report_is_reconciled_and_with_itself(plan):
    next_year = plan.targets.assign(year=2022)
    next_year.loc[(next_year["scope"] == "city") & (next_year["indicator"] == "new_hnte"), "target"] = 11
    both = dataclasses.replace(plan, targets=pd.concat([plan.targets, next_year]))
    pd.testing.assert_frame_equal(reconcile(both, "2021-12"), reconcile(plan, "2021-12"))
    table = reconcile(both, "2022-01")
    assert set(table["year"].dropna()) == {2022}
    assert set(table.loc[table["indicator"] == "new_hnte", "kind"]) == {"not_allocated"}
    assert table["year"].isna().sum() == reconcile(plan, "2021-12")["year"].isna().sum()
