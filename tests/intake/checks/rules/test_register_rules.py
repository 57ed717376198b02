"""The registers: a good row of each, and every error reported at its cell; nothing of such a file is kept."""

from functools import cache

import pytest

from panjin_kpi import schemas
from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.intake.checks.rule import Reporter
from panjin_kpi.intake.checks.rules.register_rules import PERSON
from panjin_kpi.intake.storage.store import Store

GOOD = {
    "projects": {
        "责任单位": "大洼区", "编号": "1", "类别": "载体建设", "任务序号": "1", "名称": "鼎信众创空间", "方式": "完善",
        "状态": "推进中", "开始日期": "2021-05-10", "完成时限": "2021-12-31", "金额": "0.3", "金额单位": "亿元",
        "所在载体": "鼎信众创空间",
    },
    "measures": {
        "责任单位": "大洼区", "编号": "1", "任务序号": "1", "举措": "每季度走访载体", "责任岗位": "科技局高新科",
        "开始日期": "2021-05-24", "完成时限": "2021-10-31", "状态": "推进中",
    },
    "meetings": {"编号": "D-1", "日期": "2021-06-08", "类别": "调研", "地区": "大洼区", "议定事项": "协调场地。"},
    "actions": {
        "编号": "1", "交办日期": "2021-06-08", "来源": "调研", "责任单位": "大洼区", "事项": "协调场地",
        "状态": "在办", "调度编号": "D-1",
    },
}  # fmt: skip
CARRIER = "地区,载体名称,类型\n大洼区,鼎信众创空间,众创空间\n盘山县,现代农业创业大厦,孵化器"


@pytest.fixture(scope="module")
def known(plan, tmp_path_factory):
    """The rows in force."""
    store, folder = Store("sqlite://"), tmp_path_factory.mktemp("known")
    for table, text in (("carriers", CARRIER), *((name, _csv(GOOD[name])) for name in ("meetings", "actions"))):
        (folder / f"{table}.csv").write_text(text, encoding="utf-8")
        store.submit(check_file(folder / f"{table}.csv", table, plan, store.in_force))
    return cache(store.in_force)


@pytest.fixture
def check(plan, send, known):
    def check(table, by="", **changes):
        row = GOOD[table] | {schemas.title(table, name): value for name, value in changes.items()}
        return check_file(send(_csv(row), name=f"{table}.csv"), table, plan, known, Reporter(by) if by else None)

    return check


def _csv(row):
    return "\n".join(",".join(f'"{cell}"' for cell in cells) for cells in (row.keys(), row.values()))


def test_a_project_stands_at_the_districts_own_carrier_where_another_has_one_of_its_name(check, plan, send, store):
    both = send("地区,载体名称,类型", "盘山县,甲园,众创空间", "大洼区,甲园,众创空间", name="carriers.csv")
    store.submit(check_file(both, "carriers", plan))
    assert check("projects", "dawa", carrier="甲园").acceptable


@pytest.mark.parametrize("table", GOOD)
def test_a_good_row_is_accepted_from_who_keeps_the_register(check, store, table):
    checked = check(table, "dawa" if table in ("projects", "measures") else "sci_tech_bureau")
    assert checked.findings == []
    assert store.submit(checked).rows == {table: 1}


@pytest.mark.parametrize(("table", "by", "changes", "column", "reason"), [
    ("projects", "panshan", {}, "责任单位", "这一行归大洼区，不归填报单位盘山县"),
    ("projects", "", {"carrier": "现代农业创业大厦"}, "所在载体", "这个载体在盘山县，不在责任单位所在地区"),
    ("projects", "", {"due_on": "2021-05-09"}, "完成时限", "早于开始日期"),
    ("projects", "", {"finished_on": "2021-05-09"}, "完成日期", "早于开始日期"),
    ("projects", "", {"status": "已完成"}, "状态", "已完成但没有完成日期"),
    ("projects", "", {"amount_unit": ""}, "金额", "金额没有单位"),
    ("projects", "", {"amount_unit": "美元"}, "金额单位", "不在清单内"),
    ("projects", "", {"kind": "宾馆"}, "类别", "不在清单内"),
    ("projects", "", {"task_no": "19"}, "任务序号", "附件2没有这个序号"),
    ("projects", "", {"uscc": "123"}, "统一社会信用代码", "不符合 GB 32100-2015，位数或字符不对"),
    ("measures", "ip_bureau", {}, "责任单位", "这一行归大洼区，不归填报单位市知识产权局"),
    ("measures", "", {"due_on": "2021-05-01"}, "完成时限", "早于开始日期"),
    ("meetings", "", {"held_on": "2099-01-01"}, "日期", "晚于今天"),
    ("meetings", "", {"district": ""}, "类别", "调研没有填到访的县区、经济区"),
    ("meetings", "dawa", {}, "编号", "附件2没有让填报单位大洼区填报调度记录"),
    ("actions", "dawa", {"action_id": "2"}, "编号", "交办事项由专班办公室登记，台账里没有填报单位大洼区的这一件"),
    ("actions", "dawa", {"matter": "另一件事"}, "事项", "事项由专班办公室登记，填报单位大洼区不能改，登记的是“"),
    ("actions", "dawa", {"status": "退回"}, "状态", "退回没有写原因"),
    ("actions", "", {"due_on": "2021-06-01"}, "完成时限", "早于交办日期"),
])  # fmt: skip
def test_bad_input_is_an_error_at_its_cell_and_is_not_kept(check, table, by, changes, column, reason):
    checked = check(table, by, **changes)
    assert [(f.column, f.reason) for f in checked.findings if f.severity == "error" and reason in f.reason] == [
        (column, next(f.reason for f in checked.findings if reason in f.reason))
    ]
    assert not checked.acceptable


def test_who_changes_what_the_office_registered_is_asked_to_restore_it(check):
    (finding,) = check("actions", "dawa", status="办结", closed_on="2021-06-20", raised_on="2021-05-30").findings
    assert finding.reason == "交办日期由专班办公室登记，填报单位大洼区不能改，登记的是“2021-06-08”"
    assert finding.remedy == "请改回登记的内容；确需变更的，由专班办公室改登记"


@pytest.mark.parametrize(
    ("changes", "remedy"),
    [
        ({"withdrawn": "是"}, "请清空这一格；办不了的填退回和原因"),
        ({"action_id": "2"}, "请核对编号；没有登记的请专班办公室登记"),
    ],
)
def test_nobody_is_asked_to_delete_the_report_of_a_matter_of_one_s_own(check, changes, remedy):
    assert [f.remedy for f in check("actions", "dawa", **changes).findings if f.severity == "error"] == [remedy]


def test_the_owner_of_a_matter_closes_or_returns_it(check):
    assert check("actions", "dawa", status="办结", closed_on="2021-06-20").findings == []
    assert check("actions", "dawa", status="退回", returned_reason="不归本区").findings == []


@pytest.mark.parametrize("kept", ["落实场地\r\n落实资金", "落实场地\r落实资金", "落实场地\n落实资金"])
@pytest.mark.parametrize("sent", ["落实场地\n落实资金", "落实场地\r\n落实资金"])
def test_a_matter_whose_lines_a_program_ended_otherwise_is_not_changed(plan, send, known, kept, sent):
    as_kept = {name: known(name) for name in ("actions", "meetings", "carriers")}
    as_kept["actions"] = as_kept["actions"].assign(matter=kept)  # as earlier versions stored it
    path = send(_csv(GOOD["actions"] | {"事项": sent}), name="actions.csv")
    found = check_file(path, "actions", plan, lambda name: as_kept.get(name, schemas.empty(name)), Reporter("dawa"))
    assert found.findings == []


@pytest.mark.parametrize(
    "changes",
    [
        *({"measure": "请王局长协调"}, {"measure": "联系人：张三丰"}),
        *({"post": post} for post in ("高新科，电话13812345678", "李明", "高新科 李明", "高新科（张三丰）")),
    ],
)
def test_a_measure_that_names_a_person_is_warned_of(check, changes):
    (finding,) = check("measures", **changes).findings
    assert (finding.severity, finding.reason) == ("warning", "像是写了个人姓名或电话")


@pytest.mark.parametrize(
    "text",
    [
        "高新区主任",
        "科技局局长",
        "由分管副主任协调",
        "石化产品",
        "项目20211231号",
        "负责人：高新科科长",
        "局长于6月30日前报市长常务会。",
        "请高新科科长协调",
    ],
)
def test_posts_are_no_persons(text):
    assert not PERSON.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "王局长",
        "，李晓明主任",
        "0427-2828282",
        "联络员赵某某",
        "张某同志",
        "科长李明",
        "责任人 王小明，",
        "请欧阳主任",
        "由李晓明主任",
    ],
)
def test_persons_are_found(text):
    assert PERSON.search(text)


def test_posts_persons_and_partners_are_distinguished_and_a_finished_project_says_so(check):
    posts = ("金融股", "高工", "施工员", "高新科", "科技局 高新科", "科技局（金融办）")
    assert not any(check("measures", post=post).findings for post in posts)
    assert "姓名或电话" in check("measures", post="电话０４２７－２８２１２３４").findings[0].reason
    persons = (("projects", "partner"), ("projects", "evidence"), ("actions", "matter"), ("meetings", "decisions"))
    for table, column in persons:
        assert "像是写了个人姓名或电话" in {f.reason for f in check(table, **{column: "李明先生"}).findings}
    assert check("projects", finished_on="2021-06-01").findings[0].reason == "有完成日期但没有填已完成"


def test_an_amount_that_no_project_or_carrier_has_is_asked_about(check, plan, send):
    reason = "合100亿元以上，数或单位像是填错了"
    for amount, unit, asked in (("5000", "亿元", True), ("5000000", "万元", True), ("5000", "万元", False)):
        findings = check("projects", amount=amount, amount_unit=unit).findings
        assert [(f.column, f.severity) for f in findings if f.reason == reason] == [("金额", "warning")] * asked
    for fund, asked in (("5000000", True), ("500", False)):
        lines = ("地区,载体名称,类型,孵化基金（万元）", f"大洼区,甲空间,众创空间,{fund}")
        findings = check_file(send(*lines, name="carriers.csv"), "carriers", plan).findings
        assert [(f.cell, f.reason) for f in findings] == [("D2", reason)] * asked


def test_decisions_that_are_no_matters_are_named(check):
    (finding,) = check("meetings", meeting_id="D-2").findings
    assert (finding.column, finding.severity) == ("议定事项", "warning")


@pytest.mark.parametrize(("table", "changes", "shown"), [
    ("measures", {"measure": "建立导师库", "started_on": "", "due_on": "2021-11-30"}, "“每季度走访载体”（2021-05-24）"),
    ("measures", {"measure": "建立导师库", "started_on": "2021-06-24"}, "“每季度走访载体”（2021-05-24）"),
    ("projects", {"name": "甲", "started_on": "", "due_on": "2021-11-30"}, "“鼎信众创空间”（2021-05-10）"),
    ("projects", {"name": "甲", "started_on": ""}, ""),  # nothing else is known to differ
    ("measures", {"measure": "每季度走访各载体", "due_on": "2021-11-30"}, ""),  # reworded and put off
])  # fmt: skip
def test_another_matter_under_a_known_number_is_asked_about_by_the_first_day_that_both_have(
    check, send, plan, store, table, changes, shown
):
    store.submit(check(table))
    row = GOOD[table] | {schemas.title(table, name): value for name, value in changes.items()}
    checked = check_file(send(_csv(row), name=f"{table}.csv"), table, plan, store.in_force)
    reasons = [found.reason for found in checked.findings if "报上去就替代它" in found.reason]
    assert reasons == ([f"这个编号在库里是{shown}，报上去就替代它"] if shown else [])


@pytest.mark.parametrize(
    ("table", "done", "day"),
    [("projects", "已完成", "finished_on"), ("measures", "已完成", "finished_on"), ("actions", "办结", "closed_on")],
)
def test_what_is_done_is_not_taken_back_without_a_question_by_an_earlier_file_that_comes_late(
    send, plan, table, done, day
):
    store, late = Store("sqlite://"), GOOD[table]
    closed = late | {schemas.title(table, "status"): done, schemas.title(table, day): "2021-06-20"}

    def asked(row):
        checked = check_file(send(_csv(row), name=f"{table}.csv"), table, plan, store.in_force)
        store.submit(checked)
        return [(f.severity, f.column, f.reason) for f in checked.findings if "改回" in f.reason]

    assert asked(closed) == []
    assert asked(closed) == []
    assert asked(late) == [("warning", "状态", f"库里是{done}，报上去就改回{late['状态']}")]
    assert asked(late) == [], "it is so in the store now"
