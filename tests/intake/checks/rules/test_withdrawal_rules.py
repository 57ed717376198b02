"""Rows that are withdrawn only in words: which are an error, which a warning, and which concern something else."""

import pytest

from panjin_kpi.intake.checks.check import check_file

EVENT = {"district": "大洼区", "event_id": "G-1", "indicator": "活动", "occurred_on": "2021-06-05", "title": "路演"}
VOID, OTHERWISE = "写着作废，而这一行还算数", "写着示例、不计或撤回，而这一行还算数"


@pytest.fixture
def severities(send, plan):
    """Severities of the findings on an event that have a given reason, with some cells changed."""

    def severities(reason=VOID, **changes):
        row = EVENT | changes
        lines = [",".join(f'"{cell}"' for cell in cells) for cells in (row.keys(), row.values())]
        return [f.severity for f in check_file(send(*lines), "events", plan).findings if reason in f.reason]

    return severities


@pytest.mark.parametrize(
    "text",
    [
        *(
            "作废",
            "此行已作废。",
            "某担保（作废）",
            "（此行作废）",
            "重复，作废",
            "作废：重复填报",
            "已作废，见第3行",
            "【作废】",
        ),
        *(
            "活动取消，此行作废",
            "误填，作废",
            "作废，不计入",
            "已作废，不再统计",
            "（作废）不计数",
            "作废，无此活动",
            "作废，",
        ),
        *(
            "活动取消（作废）。",
            "重复、作废",
            "重复录入，作废",
            "填写错误，作废",
            "与第3行重复，作废",
            "活动取消，作废",
            "作废：是",
        ),
    ],
)
def test_prose_that_withdraws_its_row_is_an_error_unless_the_row_is_withdrawn(severities, text):
    assert severities(evidence=text) == ["error"]
    assert severities(evidence=text, withdrawn="是") == []


@pytest.mark.parametrize(
    "text",
    [
        *("旧证已丢失，作废", "上月数，作废", "取消（作废），见E2", "旧合同、作废", "发票（作废，另开）"),
        *("已作废，不再使用", "作废（已换发新证）", "（作废）合同", "已作废。另开发票2张", "某担保合同 作废"),
    ],
)
def test_what_may_be_about_something_else_is_a_warning(severities, text):
    assert severities(evidence=text) == ["warning"]


def test_a_note_has_no_paper_that_may_be_void(send, plan):
    file = send("period,district,indicator,value,note", "2021-06,大洼区,活动,3,已作废，不再使用")
    assert [f.severity for f in check_file(file, "progress", plan).findings if VOID in f.reason] == ["error"]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "原证书已作废，换发新证",
            "本月不作废",
            "作废汽车回收",
            "发票开具、作废、红冲培训",
            "科技政策（已作废）宣讲",
            "不作废，",
        ),
        *("作废：否", "作废：无。", "作废：", "作废（否）", "此行作废：否", "已盖章，作废：否", "作废：不适用"),
    ],
)
def test_prose_about_other_papers_or_in_the_negative_is_no_fault(severities, text):
    assert severities(evidence=text) == []


@pytest.mark.parametrize(
    "title", ["作废", "某担保（作废）", "（此行作废）", "科技沙龙（此行已作废，见E2）", "此行作废，科技沙龙"]
)
def test_a_title_that_ends_so_or_names_the_row_is_an_error(severities, title):
    assert severities(title=title) == ["error"]


@pytest.mark.parametrize(
    "title",
    [
        *("（作废）科技沙龙", "【作废】科技沙龙", "作废：科技沙龙", "科技沙龙，已作废", "（请作废）处理培训"),
        *("科技沙龙 作废", "科技沙龙　已作废", "科技沙龙-作废", "科技沙龙——作废。", "作废 科技沙龙"),
    ],
)
def test_a_title_marked_so_in_front_or_behind_is_a_warning(severities, title):
    assert severities(title=title) == ["warning"]


@pytest.mark.parametrize(
    "title",
    [*("作废：否", "科技政策（已作废）宣讲", "作废汽车回收", "作废、红冲发票培训"), *("发票作废", "科技沙龙 作废：否")],
)
def test_a_title_with_the_word_elsewhere_is_a_title(severities, title):
    assert severities(title=title) == []


@pytest.mark.parametrize(
    ("changes", "severity"),
    [
        *(({"event_id": number}, "error") for number in ("示例", "（示例）", "样例")),
        *(({"event_id": number}, "warning") for number in ("例1", "（示例）HD-01")),
        *(({"evidence": text}, "error") for text in ("示例，请勿删除", "示例", "【示例】")),
        *(
            ({"evidence": text}, "warning")
            for text in (
                *("本行为示例", "此行删除", "不计入", "重复，不计", "撤回", "活动取消，不再统计。"),
                *("活动因故取消，未举办", "活动因疫情取消未能如期举行。", "因疫情影响，活动取消", "由于天气原因已取消"),
            )
        ),
        *(({"title": title}, severity) for title, severity in (("示例", "error"), ("（示例）路演", "warning"))),
    ],
)
def test_a_row_that_calls_itself_an_example_or_not_counted_is_asked_about(severities, changes, severity):
    assert severities(OTHERWISE, **changes) == [severity]
    assert severities(OTHERWISE, **changes, withdrawn="是") == []


def test_a_number_that_is_marked_as_void_is_a_number_of_its_own(severities):
    assert severities(event_id="HD-01（作废）") == ["error"]
    assert severities(event_id="HD-01 作废") == ["warning"]
    assert severities(event_id="作废-01") == []


@pytest.mark.parametrize(
    ("table", "header", "row"),
    [
        ("carriers", "district,carrier,kind", "大洼区,{},众创空间"),
        ("actions", "action_id,raised_on,raised_at,owner,matter,status", "A-1,2021-06-05,调研,大洼区,{},在办"),
        (
            "measures",
            "owner,measure_id,task_no,measure,post,started_on,due_on,status",
            "大洼区,M-1,1,{},科技科,2021-06-01,2021-12-01,推进中",
        ),
    ],
)
def test_a_carrier_a_matter_and_a_measure_are_looked_at_as_titles_are(send, plan, table, header, row):
    for text, severity in (("甲（作废）", ["error"]), ("甲 作废", ["warning"]), ("作废汽车回收", [])):
        findings = check_file(send(header, row.format(text)), table, plan).findings
        assert [f.severity for f in findings if VOID in f.reason] == severity


def test_a_carrier_that_another_table_names_is_no_title(send, plan):
    tenant = "甲空间（作废）,T-1,某公司,团队,2021-06-05"
    checked = check_file(send("carrier,incubatee_id,name,kind,entered_on", tenant), "incubatees", plan)
    assert VOID not in {f.reason for f in checked.findings}


@pytest.mark.parametrize("column", ["certificate_no", "document"])
def test_a_recognition_that_only_its_paper_withdraws_is_refused(send, plan, column):
    for text, severity in (("此行作废", ["error"]), ("旧证作废", [])):
        row = f"91211122000000019F,高新技术企业,认定,2021-05-01,{text}"
        findings = check_file(send(f"uscc,tier,event,event_date,{column}", row), "recognitions", plan).findings
        assert [f.severity for f in findings if VOID in f.reason] == severity


@pytest.mark.parametrize("text", ["作废 旧证书2份，换发新证", "作废 3份凭证", "作废　发票2张"])
def test_a_paper_that_is_void_behind_a_space_is_named_as_without_it(send, plan, severities, text):
    for written in (text, text.replace(" ", "").replace("　", "")):
        assert severities(evidence=written) == severities(title=written) == []
        file = send("period,district,indicator,value,note", f"2021-06,大洼区,活动,3,{written}")
        assert VOID not in {f.reason for f in check_file(file, "progress", plan).findings}
    assert severities(title="作废 科技沙龙") == ["warning"]


@pytest.mark.parametrize(
    "changes",
    [
        *({"event_id": number} for number in ("示例-01", "例会-1", "HD-01")),
        *(
            {"evidence": text}
            for text in (
                "其中2场线上活动，不计入",
                "示例材料01-1",
                "示范例会通知",
                "撤回旧件后重新盖章",
                "重复",
                "误填",
            )
        ),
        *({"title": title} for title in ("示例企业路演", "行政审批取消事项培训", "撤回")),
    ],
)
def test_examples_and_other_things_not_counted_in_a_text_are_no_fault(severities, changes):
    assert severities(OTHERWISE, **changes) == []
