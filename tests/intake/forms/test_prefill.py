"""The prefilled cells of a unit's workbook."""

from dataclasses import replace

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.intake.forms.prefill import prefilled, tables_of


def test_a_district_gets_its_indicators_with_unit_target_and_last_month(plan, progress):
    known = progress(
        ("2021-05", "dawa", "activities", 4),
        ("2021-04", "dawa", "alliances", 1),
        ("2021-05", "panshan", "alliances", 2),
    )
    rows = prefilled(plan, "dawa", "2021-06", known)["progress"].set_index("indicator")
    targets = plan.targets_in(2021).query("scope == 'dawa'")
    assert len(rows) == len(targets) == 8
    assert rows.loc["举办创新创业活动", ["单位", "上月累计"]].tolist() == ["场", 4]
    assert pd.isna(rows.loc["建立产业技术创新联盟", "上月累计"]), "April is not last month, Panshan is another district"
    assert rows["年度目标"].tolist() == targets["target"].tolist()


def test_january_has_no_month_before(plan, progress):
    rows = prefilled(plan, "dawa", "2021-01", progress(("2020-12", "dawa", "activities", 9)))["progress"]
    assert rows["上月累计"].isna().all()


def test_a_bureau_gets_the_city_s_own_indicators_of_its_tasks_and_its_tasks(plan):
    rows = prefilled(plan, "ip_bureau", "2021-06", schemas.empty("progress"))
    assert rows["progress"][["district", "indicator"]].to_numpy().tolist() == [["全市", "知识产权质押融资额度"]]
    assert rows["task_progress"]["task_no"].tolist() == [8]


def test_a_unit_without_indicators_gets_its_tasks_only(plan):
    assert tables_of(plan, "finance_bureau", "2021-06") == ["task_progress", "actions", "projects", "measures"]
    rows = prefilled(plan, "finance_bureau", "2021-06", schemas.empty("progress"))
    assert rows["task_progress"]["task_no"].tolist() == [6, 18]


@pytest.mark.parametrize("period", ["2021-13", "202106", "2022-06", ""])
def test_a_month_without_targets_is_refused(plan, period):
    with pytest.raises(ValueError, match=r"期间|没有年度目标"):
        prefilled(plan, "dawa", period, schemas.empty("progress"))


def test_a_month_in_which_the_district_does_not_exist_is_refused(plan):
    ended = plan.districts["valid_to"].mask(plan.districts["district"] == "dawa", "2021-06-30")
    plan = replace(plan, districts=plan.districts.assign(valid_to=ended))
    assert len(prefilled(plan, "dawa", "2021-06", schemas.empty("progress"))["progress"])
    with pytest.raises(ValueError, match="大洼区在2021-07还没有设立或已经撤销"):
        prefilled(plan, "dawa", "2021-07", schemas.empty("progress"))


def test_a_unit_has_the_state_of_its_matters_as_a_reminder_and_the_office_that_keeps_them_as_a_state(plan):
    row = {"raised_on": pd.Timestamp("2021-06-05"), "raised_at": "调研", "matter": "协调场地", "status": "在办"}
    matters = pd.DataFrame([row | {"action_id": unit, "owner": unit} for unit in ("dawa", "sci_tech_bureau")])
    matters = pd.concat([schemas.empty("actions"), matters])
    own, office = (
        prefilled(plan, unit, "2021-06", schemas.empty("progress"), matters)["actions"]
        for unit in ("dawa", "sci_tech_bureau")
    )
    assert own["目前状态"].tolist() == office["status"].tolist() == ["在办"]
    assert "status" not in own
    assert "目前状态" not in office
