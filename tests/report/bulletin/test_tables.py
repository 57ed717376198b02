from datetime import date

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.reference.calendar import on_record
from panjin_kpi.report.bulletin import narrative, tables


def one(name, /, **cells):
    blank = schemas.empty(name)
    return schemas.typed(name, pd.DataFrame([cells]).reindex(columns=list(blank.columns)))


def test_empty_tables_say_so(plan):
    made = [
        tables.timeliness(schemas.empty("timeliness"), plan),
        tables.tasks(schemas.empty("task_status"), plan),
        tables.light_changes(schemas.empty("light_changes"), plan),
        tables.open_matters(schemas.empty("open_matters"), plan),
    ]
    assert all("：没有" in repr(fragment) for fragment in made)


def test_blanks_days_and_words_are_readable(plan):
    day = pd.Timestamp("2021-06-28")
    assert "大洼区 2021-06-28 — — 未报 — — — —" in repr(
        tables.timeliness(one("timeliness", name="大洼区", due_on=day, verdict="未报"), plan)
    )
    assert "未报" in repr(tables.tasks(one("task_status", task_no=1, name="甲", overdue=True), plan))
    change = one(
        "light_changes",
        scope="dawa",
        indicator="teams",
        light_before="behind",
        light="done",
        change="变好",
        gap_points=-2.5,
    )
    assert "大洼区 培育创新团队" in repr(tables.light_changes(change, plan))


def test_who_has_time_left_is_counted_and_not_listed(plan):
    waiting = one("timeliness", name="大洼区", verdict="未到期限", expected=10, reported=0)
    late = one("timeliness", name="盘山县", verdict="迟报", expected=10, reported=10)
    whole = one("timeliness", name="双台子区", verdict="按时", expected=10, reported=10, on_time=10)
    text = repr(tables.timeliness(pd.concat([late, waiting], ignore_index=True), plan))
    assert "大洼区" not in text
    assert "未到期限的1个不列" in text
    assert repr(tables.timeliness(waiting, plan)) == "1个单位还没有报来本期报表，未到期限。"
    both = pd.concat([waiting, whole], ignore_index=True)
    assert repr(tables.timeliness(both, plan)) == (
        "1个单位还没有报来本期报表，未到期限，其余应报单位都按时报齐了本期报表。"
    )
    owed = one("task_status", period="2021-12", task_no=1, name="甲", reporter="dawa", overdue=False)
    recorded = on_record(plan, "2021-12", date(2021, 12, 10), None)
    assert "未到期限的1份不列" in repr(tables.tasks(owed, recorded))
    assert "不列" not in repr(tables.tasks(owed, plan))


def test_who_owes_nothing_itself_is_not_listed_as_having_failed_to(plan):
    late = one("timeliness", name="大洼区", verdict="迟报", expected=10, reported=10)
    another = one("timeliness", name="某公司", verdict="未报", expected=0, reported=0)
    text = repr(tables.timeliness(pd.concat([late, another]), plan))
    assert "某公司" not in text
    assert "由他单位报送的1个不列" in text


def test_before_the_plan_nobody_is_late_and_no_task_is_owed(plan):
    late = one("timeliness", name="大洼区", verdict="不考核", expected=13, reported=8)
    silent = one("timeliness", name="市财政局", verdict="不考核", expected=2, reported=0)
    assert repr(tables.timeliness(pd.concat([late, silent]), plan)).splitlines() == [
        "各单位报来的数（计划印发前的月份，没有应报的报表）（1个）",
        "单位名称 收到日期 已报项数",
        "大洼区 — 8",
    ]
    assert repr(tables.timeliness(silent, plan)) == "各单位报来的数（计划印发前的月份，没有应报的报表）：没有。"
    task = one("task_status", period="2021-03", task_no=1, name="甲", reporter="dawa", reporter_name="大洼区")
    assert "未报 " not in repr(tables.tasks(task.assign(overdue=True), plan))
    assert "未报 " in repr(tables.tasks(task.assign(overdue=True, period="2021-06"), plan))


def test_before_the_plan_reports_on_tasks_are_called_without_problems_only_where_there_are_any(plan):
    task = one("task_status", period="2021-03", task_no=1, name="甲", reporter="dawa", overdue=False)
    came = task.assign(status="推进中")
    head = "计划印发前的月份不要求报送重点任务进展，"
    assert repr(tables.tasks(task, plan)) == f"{head}没有报来的。"
    assert repr(tables.tasks(pd.concat([task, came, came], ignore_index=True), plan)) == (
        f"{head}报来的2份没有超期和问题。"
    )
    assert "缺少经费" in repr(tables.tasks(came.assign(problems="缺少经费"), plan))


def test_in_december_only_what_was_not_behind_and_did_not_fall_is_called_missed_at_last(plan):
    rows = [
        one("light_changes", period="2021-12", scope="dawa", indicator=name, light_before=before, light="missed",
            change=change)
        for name, before, change in (
            ("teams", "on_pace", "要求提高"), ("talents", "done", "变差"), ("activities", "unreported", "新报"),
        )
    ]  # fmt: skip
    lines = repr(tables.light_changes(pd.concat(rows), plan)).splitlines()
    assert [line.split()[-1] for line in lines[-3:]] == ["到年末没有完成", "变差", "新报"]


def test_what_was_not_due_yet_has_no_gap_in_the_table_of_changes(plan):
    row = one("light_changes", period="2021-08", scope="city", indicator="carriers_built", light_before="on_pace",
              light="unreported", gap_points_before=-40.0, change="本期未报")  # fmt: skip
    assert repr(tables.light_changes(row, plan)).splitlines()[-1].split()[-5:] == [
        "尚未到期",
        "未报",
        "—",
        "—",
        "本期未报",
    ]


def test_a_sum_that_nobody_reported_anew_is_called_the_same_in_the_table_as_in_the_sentence(plan):
    row = one("light_changes", period="2021-12", scope="city", indicator="activities", light_before="behind",
              light="unreported", change="本期未报")  # fmt: skip
    assert repr(tables.light_changes(row, plan)).splitlines()[-1].split()[-3:] == ["欠进度", "未报", "本期未报"]
    assert "（欠进度→未报）" in narrative.light_changes(row, schemas.empty("status"), plan, "2021-12")[0]


def test_what_may_still_come_is_counted_and_not_listed_as_a_change(plan):
    row = one("light_changes", period="2021-12", scope="city", indicator="activities", light_before="behind",
              light="unreported", change="本期未报")  # fmt: skip
    waits = on_record(plan, "2021-12", date(2021, 12, 10), None)
    text = repr(tables.light_changes(pd.concat([row, row.assign(scope="dawa")], ignore_index=True), waits))
    assert text.startswith("与上月相比状态有变化的指标（还没有报来的2项不列，")
    assert "欠进度" not in text


def test_what_people_typed_is_escaped(plan):
    html = str(tables.open_matters(one("open_matters", action_id="<b>", matter="<script>", age_days=3), plan).html)
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
