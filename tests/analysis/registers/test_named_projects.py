from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from panjin_kpi.analysis.registers.named_projects import carrier_building, plan_objects
from panjin_kpi.analysis.registers.registered import project_status
from panjin_kpi.reference.evidence_counts import built_carriers, open_by

DECEMBER = date(2021, 12, 31)


def of(project, plan, *records):
    sent = project(*records)
    return sent, project_status(sent, plan, "2021-12", DECEMBER)


def test_what_the_plan_names_is_found_by_name_alias_or_partner_and_the_rest_is_missing(project, plan):
    _, known = of(
        project,
        plan,
        {"name": "鼎信众创空间", "status": "已完成", "finished_on": "2021-09-01"},
        {"name": "新材料产业科创中心", "owner": "liaodongwan"},
        {"name": "秋季对接", "partner": "中天辽创", "owner": "sci_tech_bureau", "kind": "投融资对接"},
        {"name": "鼎信众创空间", "owner": "panshan"},
    )
    table = plan_objects(known, plan, "2021-12")
    found = table[table["project"].notna()].set_index("object")
    assert found["owner"].to_dict() == {
        "鼎信众创空间": "dawa",
        "辽东湾新材料产业科创中心": "liaodongwan",
        "中天辽创": "sci_tech_bureau",
    }
    assert found.at["鼎信众创空间", "since"] == pd.Timestamp("2021-09-01")
    assert found.at["辽东湾新材料产业科创中心", "layout"] == "2"
    assert set(table.loc[table["project"].isna(), "status"]) == {"台账没有"}
    assert len(table) == 48


def test_a_project_answers_every_name_in_it_and_an_alias_within_a_longer_name(project, plan):
    partners = {
        "name": "秋季对接",
        "partner": "中天辽创、东北科技大市场",
        "owner": "sci_tech_bureau",
        "kind": "投融资对接",
    }
    _, known = of(project, plan, partners, {"name": "双创示范基地二期", "owner": "gaoxin"})
    table = plan_objects(known, plan, "2021-12")
    found = set(table.loc[table["project"].notna(), "object"].dropna())
    assert found == {"中天辽创", "东北科技大市场", "盘锦高新区双创示范基地"}


def test_a_project_that_mentions_a_named_one_as_partner_is_not_that_one(project, plan):
    """Nor is a bureau whose name contains a service, or a stage of the named project while that itself goes on."""
    _, known = of(
        project,
        plan,
        {"name": "盘锦高新区双创示范基地", "owner": "gaoxin"},
        {"name": "盘锦电商众创空间", "owner": "gaoxin", "partner": "高新区双创示范基地"}
        | {"status": "已完成", "finished_on": "2021-10-15"},
        {"name": "律师事务所驻点", "kind": "中介服务机构", "partner": "市人力资源社会保障局", "status": "已完成"},
        {"name": "鼎信众创空间一期", "status": "已完成", "finished_on": "2021-09-01"},
        {"name": "鼎信众创空间"},
    )
    found = plan_objects(known, plan, "2021-12").dropna(subset="object").set_index(["owner", "object"])
    assert found.loc[[("gaoxin", "盘锦高新区双创示范基地"), ("gaoxin", "盘锦电商众创空间")], "status"].tolist() == [
        "推进中",
        "已完成",
    ]
    assert found.loc[[("dawa", "人力资源"), ("dawa", "鼎信众创空间")], "status"].tolist() == ["台账没有", "推进中"]


def test_an_institution_is_found_as_partner_only_where_no_project_has_its_name(project, plan):
    about = {"owner": "sci_tech_bureau", "kind": "投融资对接"}
    named, met = about | {"name": "中天辽创对接"}, about | {"name": "秋季对接", "partner": "中天辽创、东北科技大市场"}
    done = met | {"status": "已完成", "finished_on": "2021-09-01"}
    found = plan_objects(of(project, plan, named, done)[1], plan, "2021-12").set_index("object")["project"]
    assert found[["中天辽创", "东北科技大市场"]].tolist() == ["中天辽创对接", "秋季对接"]


@pytest.mark.parametrize(
    ("owner", "name", "found"),
    [
        ("shuangtaizi", "盘锦市精细化工科技园", "盘锦精细化工科技园"),
        ("shuangtaizi", "颐高科技创业园", "盘锦颐高科技创业园"),
        ("liaodongwan", "职业技术学院众创空间", "盘锦职业技术学院众创空间"),
        ("liaodongwan", "辽东湾新区新材料科创中心", "辽东湾新材料产业科创中心"),
        ("dawa", "盘锦市大洼区鼎信众创空间（一期）", "鼎信众创空间"),
        ("gaoxin", "跨境电商众创空间", None),  # another carrier
        ("dawa", "双台子区鼎信产业园", None),
    ],
)
def test_a_name_may_begin_with_the_city_or_the_unit_or_not(project, plan, owner, name, found):
    table = plan_objects(of(project, plan, {"name": name, "owner": owner})[1], plan, "2021-12")
    assert table.loc[table["project"].notna(), "object"].tolist() == ([found] if found else [])


def test_what_the_plan_names_elsewhere_is_not_what_it_asks_for_without_a_name(project, plan):
    names = ["盘锦电商众创空间", "电商众创空间"]  # of 盘锦高新区
    table = plan_objects(of(project, plan, *({"name": n, "owner": "xinglongtai"} for n in names))[1], plan, "2021-12")
    assert table["project"].isna().all()


def test_what_was_finished_before_the_plan_s_year_is_not_what_the_plan_asks_for(project, plan):
    old = {
        "name": "鼎信众创空间（2020年装修）",
        "status": "已完成",
        "started_on": "2020-05-01",
        "finished_on": "2020-12-20",
    }
    for records, status in (((old,), "台账没有"), ((old, {"name": "鼎信众创空间改造"}), "推进中")):
        table = plan_objects(of(project, plan, *records)[1], plan, "2021-12").set_index("object")
        assert table.at["鼎信众创空间", "status"] == status


def test_a_finished_carrier_written_by_its_alias_is_the_one_that_is_listed(project, rows, plan):
    done = {"name": "双创示范基地", "owner": "gaoxin", "status": "已完成", "finished_on": "2021-09-01"}
    listed = rows("carriers", {"district": "gaoxin", "carrier": "盘锦高新区双创示范基地", "kind": "孵化器"})
    assert len(built_carriers(plan, {"projects": project(done), "carriers": listed})) == 1


def test_one_project_answers_one_thing_that_has_no_name(project, plan):
    records = [{"name": "众创空间", "owner": "xinglongtai"}, {"name": "基金甲", "owner": "gaoxin", "kind": "基金"}]
    table = plan_objects(of(project, plan, *records)[1], plan, "2021-12")
    assert table.loc[table["project"].notna(), ["owner", "kind"]].to_numpy().tolist() == [
        ["xinglongtai", "载体建设"],
        ["gaoxin", "基金"],
    ]


def test_finished_projects_are_held_against_the_carriers_and_parks_without_one_are_named(project, rows, plan):
    done = {"status": "已完成", "finished_on": "2021-09-01"}
    sent, known = of(
        project,
        plan,
        {"name": "鼎信众创空间"} | done,
        {"name": "光合水产星创天地"} | done,
        {"name": "鼎信众创空间", "project_id": "前年"}
        | done
        | {"started_on": "2019-01-01", "finished_on": "2020-12-31"},
        {"name": "甲园", "kind": "园区", "carrier": "鼎信众创空间"},
        {"name": "乙园", "kind": "园区", "carrier": "乙厦"},  # which opens later
    )
    there = {"district": "dawa", "kind": "众创空间"}
    later = there | {"carrier": "乙厦", "opened_on": "2022-02-01"}
    carriers = rows("carriers", there | {"carrier": "鼎信众创空间"}, later)
    opened = open_by(carriers, pd.Timestamp(DECEMBER))
    status = pd.DataFrame([("2021-12", "city", "carriers_built", 2.0), ("2021-12", "city", "park_coverage", 100.0)],
                          columns=["period", "scope", "indicator", "actual"])  # fmt: skip
    objects = plan_objects(known, plan, "2021-12")
    found = carrier_building(sent, known, objects, carriers, opened, status, plan, "2021-12", DECEMBER)
    found = found.set_index("scope")
    assert found.loc["city", ["named", "named_done", "finished", "proved", "reported"]].tolist() == [11, 2, 2, 1, 2]
    assert found.at["dawa", "unlisted"] == "大洼区光合水产星创天地"
    assert found.loc["city", ["parks", "parks_covered", "park_share", "uncovered_parks"]].tolist() == [
        2,
        1,
        0.5,
        "大洼区乙园",
    ]
    assert found.loc["panshan", ["finished", "parks"]].tolist() == [0, 0]


def test_without_a_register_everything_is_missing(project, plan):
    assert set(
        plan_objects(project_status(project(), plan, "2021-05", date(2021, 5, 31)), plan, "2021-05")["status"]
    ) == {"台账没有"}


def test_a_plan_that_names_nothing_has_nothing_to_find(project, plan):
    other = replace(plan, named_objects=plan.named_objects.iloc[:0])
    assert plan_objects(of(project, plan, {"name": "甲"})[1], other, "2021-12").empty
