"""Rules of the monthly figures, each broken once and each satisfied by what the remedy says."""

import dataclasses

import pandas as pd
import pytest
from openpyxl import Workbook

from panjin_kpi import schemas
from panjin_kpi.intake.checks.check import check_file

HEADER = "期间,地区,指标,本年累计,备注"


@pytest.fixture
def findings_of(send, plan):
    """Cell, severity and reason of each finding of a progress file."""

    def findings_of(*rows, known=None, plan=plan):
        checked = check_file(send(HEADER, *rows), "progress", plan, *([known] if known else []))
        return [(f.cell, f.severity, f.reason) for f in checked.findings]

    return findings_of


def test_a_cumulative_figure_that_falls_needs_a_note(findings_of):
    may = "2021-05,盘山县,活动,3,"
    assert findings_of(may, "2021-06,盘山县,活动,2,") == [("D3", "error", "少于2021-05的累计数3，累计数不应减少")]
    assert findings_of(may, "2021-06,盘山县,活动,2,核减1场") == []
    assert findings_of(may, "2021-06,盘山县,活动,3,") == []


def test_the_month_before_may_be_in_the_store_and_a_month_without_report_is_passed_over(findings_of, send, plan, store):
    store.submit(check_file(send(HEADER, "2021-05,盘山县,活动,3,"), "progress", plan))
    assert findings_of("2021-07,盘山县,活动,2,", known=store.in_force)[0][2].startswith("少于2021-05的累计数3")
    assert findings_of("2021-07,大洼区,活动,2,", "2021-07,盘山县,联盟,1,", known=store.in_force) == []


def test_january_begins_anew(findings_of, plan):
    both = dataclasses.replace(plan, targets=plan.targets.loc[lambda t: t.index.repeat(2)].assign(
        year=lambda t: [2020, 2021] * (len(t) // 2)))  # fmt: skip
    assert findings_of("2020-12,盘山县,活动,3,", "2021-01,盘山县,活动,0,", plan=both) == []


def test_a_correction_above_a_later_month_is_a_warning_unless_both_are_corrected(findings_of, send, plan, store):
    store.submit(check_file(send(HEADER, "2021-05,盘山县,活动,1,", "2021-06,盘山县,活动,2,"), "progress", plan))
    assert findings_of("2021-05,盘山县,活动,3,", known=store.in_force) == [
        ("D2", "warning", "大于已报的2021-06的累计数2")
    ]
    assert findings_of("2021-05,盘山县,活动,3,", "2021-06,盘山县,活动,4,", known=store.in_force) == []


def test_wan_for_yi_is_recognised_by_the_target(findings_of):
    # the city's target is 4.5 亿元: 4,500 万元 typed as 4500 is a thousand times that, 44 is not yet ten
    assert findings_of("2021-06,全市,科技融资担保金额,4500,") == [
        ("D2", "error", "是全年目标4.5亿元的10倍以上，像是按万元填的")
    ]
    assert findings_of("2021-06,全市,科技融资担保金额,44,") == []
    assert findings_of("2021-06,全市,科技融资担保金额,4500,属实") == [
        ("D2", "warning", "是全年目标4.5亿元的10倍以上，像是按万元填的")
    ]


def test_a_note_of_three_digits_is_the_rest_of_a_number_that_its_separator_divided(findings_of):
    found = ("E2", "error", "只有三位数，像是千位分隔符把“1,234”分成了两格")
    assert findings_of("2021-06,盘山县,活动,1,234") == [found]
    amount = findings_of("2021-06,全市,科技融资担保金额,1,234万元")
    assert ("E2", "error", "只有三位数，像是千位分隔符把“1,234万元”分成了两格") in amount
    assert findings_of("2021-06,盘山县,活动,1,第234号") == []


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2021-06,盘山县,活动,999999999,", "是全年目标4场的500倍以上，像是填错了"),
        ("2021-06,全市,建立创业导师库,44562,", "是全年目标1个的50倍以上，像是把日期填成了数"),
        ("2021-06,盘山县,活动,44562,", "是全年目标4场的50倍以上，像是把日期填成了数"),
        ("2021-06,兴隆台区,高企,999999999,", "像是填错了"),  # no target of its own: against the indicator's largest
    ],
)
def test_a_count_far_beyond_its_target_needs_a_note(findings_of, row, reason):
    found = [finding for finding in findings_of(row) if finding[1] == "error"]
    assert [(cell, severity) for cell, severity, _ in found] == [("D2", "error")]
    assert found[0][2].endswith(reason)
    assert [finding for finding in findings_of(f"{row}属实") if finding[1] == "error"] == []


def test_a_count_below_the_configured_multiple_is_taken(findings_of):
    assert findings_of("2021-06,盘山县,活动,1999,") == []
    assert findings_of("2021-06,盘山县,活动,2000,") != []


def test_a_month_that_has_not_begun_is_refused_for_figures_and_tasks(findings_of, send, plan):
    assert ("A2", "error") in [finding[:2] for finding in findings_of("2099-12,盘山县,活动,1,")]
    tasks = send("期间,填报单位,任务序号,状态,进展情况", "2099-12,市科技局,1,推进中,正常", name="task_progress.csv")
    found = check_file(tasks, "task_progress", plan).findings
    assert [(finding.cell, finding.reason.partition("，")[0]) for finding in found] == [("A2", "还没有到")]


def test_a_share_that_looks_like_a_fraction_is_a_warning(findings_of):
    for share in ("0.85", "1"):
        asked = [("D2", "warning", "按百分数填写，这里不超过1%")]
        assert findings_of(f"2021-06,全市,园区孵化载体覆盖率,{share},") == asked
    assert findings_of("2021-06,全市,园区孵化载体覆盖率,85%,") == []


@pytest.fixture
def workbook(tmp_path, plan):
    def reasons(value, *days):
        book = Workbook()
        book.active.title = "指标月报"
        for row in (HEADER.split(","), ["2021-06", "大洼区", "活动", value]):
            book.active.append(row)
        events = book.create_sheet("事项明细")
        events.append(["地区", "编号", "指标", "日期", "名称"])
        for number, day in enumerate(days):
            events.append(["大洼区", str(number), "活动", day, f"路演{number}"])
        book.save(tmp_path / "a.xlsx")
        return [(f.sheet, f.cell, f.severity, f.reason) for f in check_file(tmp_path / "a.xlsx", "", plan).findings]

    return reasons


def test_a_count_is_held_against_its_rows_of_the_year_so_far(workbook):
    assert workbook(2, "2021-02-01", "2021-06-30") == []
    assert workbook(3, "2021-02-01", "2021-06-30") == [
        ("指标月报", "D2", "warning", "与佐证不一致：报3场，事项明细可证2场")
    ]
    assert workbook(1) == [("指标月报", "D2", "warning", "与佐证不一致：报1场，事项明细可证0场")]


def test_carriers_built_are_held_against_the_projects_that_prove_them(send, plan):
    project = schemas.empty("projects").reindex([0]).assign(
        owner="dawa", project_id="1", name="示例", carrier="甲空间", kind="载体建设", status="已完成",
        finished_on=pd.Timestamp(2021, 3, 1), withdrawn=False,
    )  # fmt: skip
    known = {"projects": project, "carriers": schemas.empty("carriers").reindex([0]).assign(carrier="甲空间")}

    def found(value):
        path = send(HEADER, f"2021-06,全市,建设完善孵化载体,{value},")
        checked = check_file(path, "progress", plan, lambda table: known.get(table, schemas.empty(table)))
        return [finding.reason for finding in checked.findings]

    assert found(1) == []
    assert found(2) == ["与佐证不一致：报2家，项目台账可证1家"]


def test_days_outside_the_period_are_reported(workbook):
    found = workbook(1, "2021-02-01", "2021-07-01", "2020-12-31")
    assert found == [
        ("事项明细", "D3", "error", "晚于本期末（2021-06-30）"),
        ("事项明细", "D4", "warning", "不在2021年内，不计入本年度"),
    ]


def test_a_month_that_cannot_be_read_is_not_compared(findings_of):
    (finding,) = findings_of("2021-05,盘山县,活动,3,", "2021年上半年,盘山县,活动,2,")
    assert finding[0] == "A3"


def test_a_month_in_which_the_district_does_not_exist_is_asked_about(findings_of, plan):
    gaoxin, reason = plan.districts["district"] == "gaoxin", "盘锦高新区在{}还没有设立或已经撤销，数字照收，但不计入"
    days = {"valid_from": "2021-03-01", "valid_to": "2021-06-30"}
    days = {name: plan.districts[name].mask(gaoxin, day) for name, day in days.items()}
    plan = dataclasses.replace(plan, districts=plan.districts.assign(**days))
    for month in ("2021-02", "2021-07"):
        expected = [("B2", "warning", reason.format(month))]
        assert findings_of(f"{month},盘锦高新区,活动,3,", plan=plan) == expected
    for month in ("2021-03", "2021-06"):
        assert findings_of(f"{month},盘锦高新区,活动,3,", plan=plan) == []


@pytest.mark.parametrize(
    ("table", "columns", "row", "counted"),
    [
        (
            "task_progress",
            "期间,填报单位,任务序号,状态,进展情况",
            "2021-0{},高新区,5,推进中,已办",
            "，这一行照收，但不计入",
        ),
        ("events", "地区,编号,指标,日期,名称", "盘锦高新区,1,活动,2021-0{}-05,路演", ""),
    ],
)
def test_so_are_a_task_and_an_event_of_such_a_month(send, plan, table, columns, row, counted):
    ended = plan.districts["valid_to"].mask(plan.districts["district"] == "gaoxin", "2021-05-31")
    plan = dataclasses.replace(plan, districts=plan.districts.assign(valid_to=ended))
    before, after = (check_file(send(columns, row.format(month)), table, plan).findings for month in (5, 6))
    assert before == []
    assert [finding.severity for finding in after] == ["warning"]
    assert after[0].reason == f"盘锦高新区在2021-06还没有设立或已经撤销{counted}"
