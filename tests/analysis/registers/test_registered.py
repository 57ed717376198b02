from dataclasses import replace
from datetime import date

import pandas as pd

from panjin_kpi.analysis.registers.registered import measure_status, project_status

JUNE = date(2021, 6, 30)


def test_a_project_is_shown_as_it_stood_on_the_day(project, plan):
    sent = project(
        {"name": "甲", "status": "已完成", "finished_on": "2021-06-10", "due_on": "2021-06-01"},
        {"name": "乙", "status": "已完成", "finished_on": "2021-07-10", "due_on": "2021-06-20"},
        {"name": "丙", "started_on": "2021-07-01"},
        {"name": "丁", "amount": "0.3", "amount_unit": "亿元"},
    )
    found = project_status(sent, plan, "2021-06", JUNE).set_index("name")
    assert found["status"].to_dict() == {"甲": "已完成", "乙": "推进中", "丁": "推进中"}
    assert found["overdue_days"].fillna(-1).to_dict() == {"甲": 0, "乙": 11, "丁": -1}
    assert found.at["丁", "amount_wan"] == 3000
    assert found["finished_on"].notna().to_dict() == {"甲": True, "乙": False, "丁": False}


def test_nothing_of_a_district_that_has_ended_is_overdue(rows, plan):
    about = {"owner": "dawa", "task_no": "5", "measure": "走访", "post": "运用科", "due_on": "2021-06-20"}
    sent = rows("measures", about | {"measure_id": "1", "status": "推进中"})
    ended = plan.districts["valid_to"].mask(plan.districts["district"] == "dawa", "2021-06-30")
    plan = replace(plan, districts=plan.districts.assign(valid_to=ended))
    assert measure_status(sent, plan, "2021-06", JUNE)["overdue_days"].tolist() == [11]
    assert measure_status(sent, plan, "2021-07", date(2021, 7, 31))["overdue_days"].isna().tolist() == [True]


def test_a_measure_that_is_not_done_is_overdue_after_its_day(rows, plan):
    about = {"owner": "ip_bureau", "task_no": "8", "measure": "走访", "post": "运用科", "due_on": "2021-06-20"}
    done = {"status": "已完成", "finished_on": "2021-06-25"}
    sent = rows("measures", about | {"measure_id": "1", "status": "推进中"}, about | {"measure_id": "2"} | done)
    assert measure_status(sent, plan, "2021-06", JUNE)["overdue_days"].tolist() == [11, 0]
    last_day = sent.assign(due_on=pd.Timestamp(JUNE))
    assert measure_status(last_day, plan, "2021-06", JUNE)["overdue_days"].tolist() == [1, 0], "as a task or matter"
    assert measure_status(last_day, plan, "2021-06", JUNE, JUNE)["overdue_days"].tolist() == [1, 0], "known by its end"
    early = measure_status(sent, plan, "2021-06", JUNE, date(2021, 6, 20))
    assert early["overdue_days"].tolist() == [0, 0]
    assert early["status"].tolist() == ["推进中", "推进中"]
