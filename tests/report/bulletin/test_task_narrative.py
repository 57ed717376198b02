from datetime import date

import pandas as pd
import pytest

from panjin_kpi.reference.calendar import on_record
from panjin_kpi.report.bulletin import task_narrative
from panjin_kpi.report.bulletin.task_narrative import coverage_doubt


def reports(*rows):
    """Reports from (task_no, reporter, status[, problems[, overdue]])."""
    names = ["task_no", "reporter", "status", "problems", "overdue"]
    frame = pd.DataFrame([(*row, None, None)[:5] for row in rows], columns=names)
    return frame.assign(
        reporter_name=frame["reporter"], period="2021-06", long_term=frame["task_no"].isin([3, 4, 6, 9])
    )


def left(*rows):
    return pd.DataFrame(list(rows), columns=["owner", "task_no", "status"])


def tasks(reports, cells, plan, measures=(), objects=()):
    """The sentences, with measures and objects as (owner, task_no, status)."""
    frames = {"tasks": reports, "status": cells, "measure_status": left(*measures), "plan_objects": left(*objects)}
    return task_narrative.tasks(frames, plan)


@pytest.fixture
def cells():
    rows = [("dawa", "activities", "场", 1.0, 4.0, "far_behind"), ("panshan", "activities", "场", 4.0, 4.0, "done")]
    rows += [("city", "activities", "场", 5.0, 30.0, "far_behind"), ("city", "talents", "名", None, 5.0, "unreported")]
    return pd.DataFrame(rows, columns=["scope", "indicator", "unit", "actual", "target", "light"]).assign(planned=1.0)


def test_tasks_are_counted_by_state(cells, plan):
    rows = [(1, "dawa", "推进中"), (1, "panshan", None), (8, "ip_bureau", "已完成")]
    assert tasks(reports(*rows), cells, plan) == [
        "计划附件2的2项任务应由牵头单位报送进展3份，已报2份（已完成1份，推进中1份），未报1份。",
        "有任务未报进展的单位：panshan。",
    ]
    assert tasks(reports(rows[1]), cells, plan) == ["计划附件2的1项任务应由牵头单位报送进展1份，本期全部未报。"]
    waiting = on_record(plan, "2021-06", date(2021, 6, 28), None)
    assert tasks(reports(*rows), cells, waiting) == [
        "计划附件2的2项任务应由牵头单位报送进展3份，已报2份（已完成1份，推进中1份），还没有报来1份，报送期限还没有到。",
    ]
    assert tasks(reports(rows[1]), cells, waiting)[0].endswith("进展1份，都还没有报来，报送期限还没有到。")
    assert task_narrative.with_status(reports(*rows), waiting)["status"].tolist() == ["推进中", "未到期限", "已完成"]
    late = reports((1, "dawa", "推进中", None, True))
    assert tasks(late, cells, plan)[-1] == "逾期未完成：第1项（dawa）。"
    assert tasks(reports(), cells, plan) == ["没有应报的任务进展。"]


def test_a_row_that_another_bureau_has_reported_is_not_missing(cells, plan):
    rows = [(16, "sci_tech_bureau", "推进中"), (16, "hr_bureau", None), (18, "finance_bureau", None)]
    assert tasks(reports(*rows), cells, plan) == [
        "计划附件2的2项任务应由牵头单位报送进展3份，已报1份（推进中1份），另有1份由共同牵头的单位报送，未报1份。",
        "有任务未报进展的单位：finance_bureau。",
    ]


@pytest.mark.parametrize(
    ("row", "doubt"),
    [
        ((5, "dawa", "已完成"), "举办创新创业活动1/4场"),
        ((5, "panshan", "已完成"), ""),  # the city's own figure is not the district's
        ((5, "panshan", "已完成", "场地未落实"), "仍报有问题"),
        ((16, "sci_tech_bureau", "已完成"), "引进高端创新人才未报"),
        ((6, "finance_bureau", "已完成"), "长期推进，没有完成时限"),
        ((5, "dawa", "推进中"), ""),
    ],
)
def test_what_is_called_done_is_held_against_figures_problems_and_deadline(cells, plan, row, doubt):
    sentences = tasks(reports(row), cells, plan)
    found = [sentence for sentence in sentences if "对不上" in sentence]
    assert bool(found) == bool(doubt)
    if doubt:
        head = "报为“已完成”的1份任务进展与指标、项目、举措、问题或时限对不上"
        assert found == [f"{head}，须核实：第{row[0]}项（{doubt}）。"]


def test_what_is_called_done_is_held_against_the_units_own_measures_for_it(cells, plan):
    row = (5, "panshan", "已完成")
    done, other_unit, other_task = ("panshan", 5, "已完成"), ("dawa", 5, "推进中"), ("panshan", 1, "推进中")
    assert "对不上" not in str(tasks(reports(row), cells, plan, [done, other_unit, other_task]))
    still_open = [("panshan", 5, "推进中"), ("panshan", 5, "未启动"), done]
    assert "（举措2项未完成）。" in tasks(reports(row), cells, plan, still_open)[-1]


def test_what_is_called_done_is_held_against_the_projects_that_the_plan_names_for_it(cells, plan):
    row, done, other_unit = (5, "panshan", "已完成"), ("panshan", 5, "已完成"), ("dawa", 5, "台账没有")
    assert "对不上" not in str(tasks(reports(row), cells, plan, objects=[done, other_unit]))
    missing = tasks(reports(row), cells, plan, [("panshan", 5, "推进中")], [("panshan", 5, "台账没有"), done])
    assert "（计划指名或要求的项目1项台账未报完成，举措1项未完成）。" in missing[-1]


def test_bureaus_that_lead_a_task_together_answer_for_its_projects_together(cells, plan):
    cells = cells.assign(light="done")
    both = reports((17, "sci_tech_bureau", "已完成"), (17, "innovation_center", "已完成"))
    owed = [("sci_tech_bureau", 17, "台账没有"), ("dawa", 17, "推进中")]
    found = tasks(both, cells, plan, [("sci_tech_bureau", 17, "推进中")], owed)[-1]
    assert "第17项sci_tech_bureau（计划指名或要求的项目1项台账未报完成，举措1项未完成）" in found
    assert "第17项innovation_center（计划指名或要求的项目1项台账未报完成）" in found


def test_units_whose_doubt_on_a_task_is_the_same_are_named_together(cells, plan):
    problem = [(5, name, "已完成", "场地未落实") for name in ("panshan", "dawa")]
    other = (1, "panshan", "已完成", "资金未到位")
    assert tasks(reports(other, *problem), cells, plan)[-1].endswith(
        "：第1项panshan（仍报有问题）、第5项panshan（仍报有问题）、第5项dawa（举办创新创业活动1/4场，仍报有问题）。"
    )
    alike = cells.assign(actual=4.0, light="done")
    assert "第5项panshan、dawa（仍报有问题）。" in tasks(reports(*problem), alike, plan)[-1]


def test_coverage_that_the_register_of_parks_does_not_show_is_to_be_checked(plan):
    city = {"scope": ["city"], "parks": [12], "park_share": [11 / 12], "reported_share": [100.0]}
    assert coverage_doubt(pd.DataFrame(city), plan) == [
        "园区孵化载体覆盖率上报100%，项目台账列名的园区有载体的占91.7%，两者不一致。"
    ]
    for agrees in ({"park_share": [1.0]}, {"parks": [0]}, {"reported_share": [None]}):
        assert coverage_doubt(pd.DataFrame(city | agrees), plan) == []
