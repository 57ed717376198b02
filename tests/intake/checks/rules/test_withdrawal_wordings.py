"""The severity of words in a text column; how findings are reported is tested in test_withdrawal_rules.py."""

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from panjin_kpi.intake.checks.rules.withdrawal_rules import ERRORS, MARKS, WARNINGS, withdrawal_rules

COLUMNS = (("progress", "note"), ("events", "evidence"), ("events", "title"))


def severity_of(table, column, texts):
    """The highest severity for each text in a column; blank without a finding."""
    found = dict.fromkeys(texts, "")
    rules = withdrawal_rules(table, pd.DataFrame({column: texts}, index=texts, dtype="string"))
    for rule in sorted(rules, key=lambda rule: rule.severity, reverse=True):
        found |= dict.fromkeys(rule.broken.index[rule.broken], rule.severity)
    return found


@pytest.mark.parametrize(
    ("table", "column", "severity", "texts"),
    [
        (
            "events",
            "evidence",
            "error",
            "（重复，作废） 此项作废 这一行作废 此行数据作废 重复-作废 示例： 作废：不计入",
        ),
        (
            "events",
            "evidence",
            "warning",
            "活动取消 本次活动因故取消 （取消） 专利3件，此项作废 作废：未盖章 作废：01号",
        ),
        ("events", "evidence", "", "该项作废 此项目作废 示例：A4纸 其中2场（不计入） 活动取消后改期 无作废"),
        ("events", "title", "warning", "科技沙龙（已取消） （取消）科技讲座 科技讲座（不计入） 作废：无人机沙龙"),
        ("events", "title", "", "取消 政策培训（含取消事项） 审批事项取消 作废：0份"),
        ("carriers", "carrier", "warning", "甲空间（已取消）"),
        *(
            (table, column, severity, texts)
            for table, column in (
                *(("recognitions", "document"), ("enterprises", "field")),
                *(("task_progress", "progress"), ("meetings", "decisions"), ("carriers", "operator")),
            )
            for severity, texts in (
                ("error", "作废 此行作废 （此行已作废） 【作废】 示例 （示例行） 示例："),
                ("warning", "已作废 此项作废"),
                ("", "已作废，不再使用 示例，见附件 （作废）合同 旧证，作废 取消 原证书作废 作废：否 示例企业"),
            )
        ),
        *(
            (table, column, severity, texts)
            for table, column in (("recognitions", "certificate_no"), ("actions", "returned_reason"))
            for severity, texts in (
                ("error", "此行作废 （此行已作废） 示例"),
                ("warning", "作废 【作废】 已作废 此项作废"),
                ("", "旧证作废 作废：否"),
            )
        ),
        ("progress", "note", "error", "（活动取消，作废） 作废：无此活动 作废：无效 作废，见第3行"),
        ("progress", "note", "warning", "作废：1份，已补发 作废：无公章"),
        (
            "progress",
            "note",
            "",
            "作废：0份 作废：0条；新增：3条 作废：不涉及 作废：无此情况 作废：无变动 作废：未发生",
        ),
        (
            "progress",
            "note",
            "",
            "作废（0份） 作废（无） 作废【均无】 作废：不作废 作废：暂无 作废：没有此类情况 作废：未作废",
        ),
        (
            "progress",
            "note",
            "",
            "已作废：0家 此行作废：不涉及 作废：-- 作废：N 作废：no 作废：× 作废：□ （作废）无 作废；无",
        ),
    ],
)
def test_how_grave_a_text_is_in_its_column(table, column, severity, texts):
    assert severity_of(table, column, texts.split()) == dict.fromkeys(texts.split(), severity)


@pytest.mark.parametrize(
    ("text", "severities"),
    [
        *(
            (text, ["error", "error", "warning"])
            for text in (
                "作废 6月5日与第3行重复",
                "作废 2021年5月重复填报",
                "作废 3家重复",
                "作废 合同重复",
                "作废 文件重复，不计入",
            )
        ),
        *(
            (text, ["error", "warning", "warning"])
            for text in (
                "作废 2022年1月另报",
                "作废 3月沙龙",
                "作废 5G沙龙",
                "作废 票务系统推介会",
                "作废 证券业务培训",
            )
        ),
        ("作废 2张发票，与第3行重复", ["error", "error", "warning"]),
        *(
            (text, ["", "", ""])
            for text in ("作废 旧证书", "作废 合同 3份", "作废 2件", "作废 原合同，另签", "作废 发票已红冲")
        ),
    ],
)
def test_only_papers_behind_a_space_are_what_is_void(text, severities):
    assert [severity_of(*column, [text])[text] for column in COLUMNS] == severities


@pytest.mark.parametrize(
    "text",
    [
        *("重复作废", "误报作废", "填报错误作废", "因重复作废", "重复填报作废", "此行重复作废", "本行误填作废"),
        *("该条作废", "此数据作废", "已经作废", "申请作废", "请予以作废", "作废行", "作废数据", "此条重复，作废"),
        *("数据作废", "此数作废", "该数重复作废"),
    ],
)
def test_a_text_that_only_says_void_and_why_is_of_no_paper(text):
    for table, column in COLUMNS:
        for written in (text, f"（{text}）", f"{text}。", f"某某（{text}）"):
            assert severity_of(table, column, [written]) == {written: "error"}


@pytest.mark.parametrize("text", ["第2行作废", "此行无效", "此行不要", "请删除此行", "此条不用", "删去本行"])
def test_a_text_that_only_says_that_a_row_is_not_wanted_is_asked_about(text):
    for table, column in COLUMNS:
        for written in (text, f"（{text}）", f"某某（{text}）"):
            assert severity_of(table, column, [written]) == {written: "warning"}


CANCELLED = [
    *("受疫情影响，活动取消", "因疫情防控需要取消", "受疫情影响取消", "因疫情防控取消", "因台风取消"),
    *("因人数不足，活动取消", "取消举办", "活动取消（疫情）", "本场活动取消", "培训班取消", "因疫情影响，活动取消"),
]
OF_THE_EVENT = [
    *("未举办", "因疫情未能举办", "活动未举办", "重复填报", "此行重复填报", "填报错误", "与上月重复", "与E2重复"),
    *("与第3行重复。", "误报", "会议未召开", "与上月重复填报", "未开展", "活动因疫情影响没有举办", "因疫情未开展"),
    *("活动没有举办", "上月已报", "已在上月上报", "因故停办"),
]
STILL_HELD = [
    *("改为线上", "改期至7月", "未取消", "活动未取消", "由于活动未取消", "取消收费", "6月补办", "活动取消后改期"),
    *("因疫情改为线上", "活动取消（改为线上）", "活动取消（6月补办）", "因疫情未能举办，改为线上", "重复", "误填"),
    *("未重复填报", "与上月不重复", "未如期举办，已补办", "举办未受影响", "错误率下降", "上月已报名", "活动已开展"),
    *("没有开展收费活动", "上月已报备", "比上月已报的多一场"),
]


@pytest.mark.parametrize("text", CANCELLED)
def test_an_event_that_was_cancelled_is_asked_about_whatever_the_reason(text):
    for table, column in COLUMNS[:2]:
        assert severity_of(table, column, [text]) == {text: "warning"}


@pytest.mark.parametrize("text", OF_THE_EVENT)
def test_evidence_that_only_says_that_there_is_no_such_event_is_asked_about_and_a_note_explains_a_figure(text):
    assert severity_of("events", "evidence", [text]) == {text: "warning"}
    assert severity_of("progress", "note", [text]) == {text: ""}


@pytest.mark.parametrize("table", ["task_progress", "projects", "measures"])
def test_what_has_not_begun_is_no_fault_in_the_evidence_of_work(table):
    texts = {"未开展": "", "尚未实施": "", "没有开展": "", "会议未召开": "", "重复填报": "warning", "此行作废": "error"}
    assert severity_of(table, "evidence", list(texts)) == texts


@pytest.mark.parametrize("text", STILL_HELD)
def test_an_event_that_was_held_otherwise_is_no_fault(text):
    for table, column in COLUMNS:
        assert severity_of(table, column, [text]) == {text: ""}


NOT_YET = {
    ("events", "evidence"): (
        "拟举办 拟于7月举办 待举办 尚未举办 活动尚未开展 计划7月举办 因疫情延期 活动推迟 暂缓举办 筹备中 "
        "正在筹备 （拟引进） 待签约 未签约 预计年底建成。 还未引进"
    ),
    ("events", "title"): "路演（拟） 路演（拟举办） 路演（延期） 路演（待举办） 创业大赛（筹备中） 路演（未举办）",
    ("carriers", "carrier"): "甲空间（筹建） 甲空间（筹） 甲空间（拟建） 甲空间（已摘牌） 甲空间（停运）",
    ("enterprises", "name"): "甲公司（筹） 甲公司（已注销） 甲公司（吊销）",
    ("recognitions", "document"): (
        "公示中 正在公示 网上公示期 申报中 正在申报 评审中 待认定 拟认定 尚未认定 未获批 未通过评审 不通过 "
        "预计12月认定 待公告 尚未公布 受理中"
    ),
    ("recognitions", "certificate_no"): "公示中 待认定 （申报中）",
}
DONE = {
    ("events", "evidence"): (
        "待补 照片待补 佐证材料待补充 材料后补 活动计划书 拟引进人才协议 通知 计划内 按计划举办 "
        "原定5月，延期到6月5日举办 延期举办 推迟至6月5日举办 筹备会纪要 待验收 计划表 尚未发布新闻 "
        "活动计划已完成 虚拟举办 模拟开展 预计参会100人 拟转化合同3份 待遇落实 计划任务书签订 待遇政策实施 "
        "拟定方案并开展 待业人员培训已开展"
    ),
    ("events", "title"): (
        "虚拟现实（VR）路演 延期举办的春季沙龙 筹备会（第一次） 引进人才（兴辽英才计划） 路演（预赛）"
    ),
    ("carriers", "carrier"): "甲空间（待客厅） 甲空间（一期） 计划空间",
    ("projects", "name"): "某园区（筹建） 某基金（拟设立） 某平台（计划）",
    ("measures", "measure"): "制定政策（计划）",
    ("recognitions", "document"): (
        "已公示 公示名单 辽科发〔2021〕5号公示 拟认定名单公示 待发证 申报通知 评审意见 受理通知书 公示期满 "
        "公示中无异议 认定文件 推荐函"
    ),
    ("recognitions", "certificate_no"): "待发 证书待发 公示无编号",
    ("actions", "returned_reason"): "尚未批复 待审批 申报中",
    ("progress", "note"): "拟举办 计划7月举办 公示中 申报中 延期",
    ("task_progress", "progress"): "申报中 筹备中 拟举办 计划7月举办",
    ("task_progress", "evidence"): "待认定 筹备中 拟举办",
}


TWICE = (
    "与HD-1为同一活动 与上一行是同一场 同第3行同一企业 去年已报 上年已计入 5月已报 已在5月计入 非本年度 "
    "不属于本年 去年活动"
)
UNCOUNTED = "测试 测试数据 试填 请忽略 忽略此行 此行忽略 待删 上月已报，重复 不予认可 暂不计 不予计入 不应计入"
PLAIN = (
    "测试报告 测试会照片 忽略不计误差 剔除重复后2场 不计成本 同一活动多个单位参加 与HD-1同一天 去年已报备 "
    "5月已报名 本年度活动 2021年活动 非本年毕业生参加 未影响活动开展 未签收 关闭通道通知 停业整顿培训 解散方案"
)


@pytest.mark.parametrize("text", [*TWICE.split(), *UNCOUNTED.split()])
def test_evidence_that_is_of_another_row_or_year_or_not_to_be_counted_is_asked_about(text):
    assert severity_of("events", "evidence", [text]) == {text: "warning"}


def test_words_like_these_beside_others_are_no_fault():
    for column in (("events", "evidence"), ("events", "title"), ("progress", "note")):
        assert severity_of(*column, PLAIN.split()) == dict.fromkeys(PLAIN.split(), "")
    for column in (("progress", "note"), ("projects", "evidence")):
        assert severity_of(*column, TWICE.split()) == dict.fromkeys(TWICE.split(), "")


@pytest.mark.parametrize("column", NOT_YET)
def test_a_row_that_says_that_it_has_not_come_about_yet_or_no_longer_is_is_asked_about(column):
    assert severity_of(*column, NOT_YET[column].split()) == dict.fromkeys(NOT_YET[column].split(), "warning")


@pytest.mark.parametrize("column", DONE)
def test_plans_papers_and_what_is_still_to_be_done_elsewhere_are_no_fault(column):
    assert severity_of(*column, DONE[column].split()) == dict.fromkeys(DONE[column].split(), "")


def test_words_for_a_mistake_beside_something_else_that_is_void_are_no_fault():
    texts = ["该项作废", "取消作废", "已取消作废", "合同重复作废", "重复作废：否", "重复作废（0份）", "此行无效合同"]
    texts += ["错填发票作废", "删除行政审批事项", "作废数据清理", "原数据作废", "数据作废：否", "大数据作废旧培训"]
    for table, column in COLUMNS:
        assert severity_of(table, column, texts) == dict.fromkeys(texts, "")


@pytest.mark.parametrize("text", [f"甲{'-' * 150_000}甲", f"甲{'— ' * 75_000}甲", f"作废，{'1' * 150_000}"])
def test_a_very_long_text_is_looked_at_within_the_time_limit_of_a_test(text):
    assert severity_of("progress", "note", [text])[text] == ("error" if text.startswith("作废") else "")


def test_a_sign_before_a_run_of_dashes_or_spaces_is_part_of_it():
    for text, severity in (("重复，  作废", "error"), ("重复——作废", "error"), ("路演，——作废", "warning")):
        assert severity_of("events", "evidence", [text]) == {text: severity}


@given(st.sampled_from([form for form, _, _ in (*ERRORS, *WARNINGS)]).flatmap(st.from_regex))
def test_a_text_that_fits_a_form_has_a_mark(text):
    assert re.search(MARKS, text)
