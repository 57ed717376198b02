from panjin_kpi.reference.obligations import tasks_led_by
from panjin_kpi.sample.tasks import actions, task_progress


def test_the_tasks_are_those_that_each_unit_leads(plan):
    units = ["gaoxin", "dawa", "sci_tech_bureau", "ip_bureau"]
    led = task_progress(plan, 2021, [6], units).groupby("reporter")["task_no"].agg(sorted)
    assert led.to_dict() == {unit: tasks_led_by(plan, unit) for unit in units}


def test_short_tasks_are_done_in_december_and_lasting_ones_go_on(plan):
    rows = task_progress(plan, 2021, [5, 12], ["gaoxin"])
    lasting = rows["task_no"].isin(plan.tasks.loc[plan.tasks["due_on"].isna(), "task_no"])
    assert set(rows.loc[rows["period"] == "2021-05", "status"]) == {"推进中"}
    december = rows["period"] == "2021-12"
    assert set(rows.loc[december & ~lasting, "status"]) == {"已完成"}
    assert set(rows.loc[december & lasting, "status"]) == {"推进中"}


def test_a_matter_is_closed_after_it_was_raised(plan):
    rows = actions(plan, 2021, 12)
    closed = rows["status"] == "办结"
    assert (rows.loc[closed, "closed_on"] > rows.loc[closed, "raised_on"]).all()
    assert rows.loc[~closed, "closed_on"].isna().all()
    assert 0 < closed.sum() < len(rows)
