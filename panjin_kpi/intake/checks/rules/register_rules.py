"""Rules of the registers: projects, measures, the record of meetings, and the ledger of action items."""

import re

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.intake.checks.rule import Rule, RuleContext
from panjin_kpi.intake.checks.rules.enterprise_rules import absent, bad_code, unknown_carrier
from panjin_kpi.intake.checks.rules.withdrawal_rules import WORK
from panjin_kpi.reference.evidence_counts import TO_WAN, WAN_IN_YI
from panjin_kpi.reference.names import stored_key
from panjin_kpi.reference.plan import CITY

DONE, CLOSED, RETURNED, VISIT = "已完成", "办结", "退回", "调研"
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙段雷钱汤尹黎易常武乔贺赖龚"
)
TITLES = "局长|主任|科长|处长|书记|县长|区长|市长|部长|院长|经理|主席|同志|先生|女士"
FAMILY = rf"(?:[{SURNAMES}]|欧阳|上官|司马|诸葛|慕容|皇甫)"
GIVEN = r"[^\W\d_a-zA-Z区局市县乡镇科处部办室院所会司厂园股]{1,2}"  # no character that the name of a unit ends with
PERSON = re.compile(  # a surname or name with a title before or after it, a name after a label, a telephone number
    rf"{FAMILY}(?:某{{1,2}})?(?:{TITLES})"
    rf"|(?:^|[^\u4e00-\u9fff]|[由请与和找向经让]){FAMILY}{GIVEN}(?:{TITLES})"
    rf"|(?:{TITLES}|(?:负责人|责任人|联系人|联络员)[:：]?\s*){FAMILY}{GIVEN}(?![\u4e00-\u9fff])"
    r"|(?<!\d)(?:1[3-9]\d(?:[- ]?\d{4}){2}|0\d{2,3}[- ]?\d{7,8})(?!\d)"
)
NAME_ALONE = re.compile(rf"(?:^|[科股办室处局院中心][\s(]+){FAMILY}{GIVEN}(?<![工员长岗])\)?$")  # or behind its office


def projects(rows: pd.DataFrame, around: RuleContext) -> list[Rule]:
    """Projects: a row of annex 2, days in order, an amount with its unit, a carrier of the owner's district."""
    carriers = around.table("carriers")[["district", "carrier"]]  # two districts may have one of the same name
    there = rows["carrier"].map(carriers.drop_duplicates("carrier").set_index("carrier")["district"].to_dict())
    districts = rows["owner"].isin(around.plan.districts["district"])
    at_home = pd.MultiIndex.from_frame(rows[["owner", "carrier"]]).isin(pd.MultiIndex.from_frame(carriers))
    abroad = districts & there.notna() & ~at_home

    def elsewhere(row: pd.Series) -> str:
        return f"这个载体在{around.plan.district_names.known.get(there[row.name], '')}，不在责任单位所在地区"

    without_unit = rows["amount"].notna() & rows["amount_unit"].isna()
    return [
        *bad_code(rows, around),
        *dated(rows, around),
        Rule(without_unit, "amount", "金额没有单位", "请在金额单位里填万元或亿元"),
        Rule(abroad, "carrier", elsewhere, "请核对载体和责任单位"),
        unknown_carrier(rows, around),
        names_a_person(rows, "name"),
        too_large(rows["amount"] * rows["amount_unit"].map(TO_WAN), "amount", around),
    ]


def meetings(rows: pd.DataFrame, around: RuleContext) -> list[Rule]:
    """Meetings: a visit is to a district; decisions are in the ledger of action items."""
    visit = (rows["kind"] == VISIT) & (rows["district"].isna() | (rows["district"] == CITY))
    raised = around.table("actions")["meeting_id"].dropna().map(stored_key)
    unlisted = rows["decisions"].notna() & ~rows["meeting_id"].isin(raised)
    return [
        Rule(visit, "kind", "调研没有填到访的县区、经济区", "请在地区里填写"),
        Rule(unlisted, "decisions", "议定的事还没有列入交办事项", "请在交办事项里逐件登记，写明调度编号", "warning"),
    ]


def actions(rows: pd.DataFrame, around: RuleContext) -> list[Rule]:
    """Action items: a closed one has a day, not before it was raised; a returned one a reason; its meeting is known."""
    closed, returned = rows["status"] == CLOSED, rows["status"] == RETURNED
    meeting = rows["meeting_id"].map(stored_key, na_action="ignore")
    unknown = absent(meeting, around.table("meetings")["meeting_id"])
    return [
        Rule(closed & rows["closed_on"].isna(), "status", "已办结但没有办结日期", "请补填办结日期"),
        Rule(~closed & rows["closed_on"].notna(), "status", "有办结日期但没有填办结", "请核对状态", "warning"),
        Rule(rows["closed_on"] < rows["raised_on"], "closed_on", "早于交办日期", "请核对这两个日期"),
        Rule(rows["due_on"] < rows["raised_on"], "due_on", "早于交办日期", "请核对这两个日期"),
        Rule(returned & rows["returned_reason"].isna(), "status", "退回没有写原因", "请在退回原因里写明"),
        Rule(unknown, "meeting_id", "调度记录里没有这个编号", "请核对编号，或同时报送调度记录", "warning"),
    ]


def dated(rows: pd.DataFrame, around: RuleContext) -> list[Rule]:
    """The rules of measures, which projects share: the task, and the order of the days from start to end."""
    unknown = absent(rows["task_no"], around.plan.tasks["task_no"])
    done = rows["status"] == DONE
    return [
        Rule(unknown, "task_no", "附件2没有这个序号", "请按附件2的序号填写"),
        Rule(rows["due_on"] < rows["started_on"], "due_on", "早于开始日期", "请核对这两个日期"),
        Rule(rows["finished_on"] < rows["started_on"], "finished_on", "早于开始日期", "请核对这两个日期"),
        Rule(done & rows["finished_on"].isna(), "status", "已完成但没有完成日期", "请补填完成日期"),
        Rule(~done & rows["finished_on"].notna(), "status", "有完成日期但没有填已完成", "请核对状态", "warning"),
    ]


def taken_back(table: str, rows: pd.DataFrame, around: RuleContext) -> list[Rule]:
    """Ask about work done in the store that would no longer be, as by an earlier month's file that comes late."""
    if table not in WORK:
        return []
    key = schemas.key(table)
    before = rows[key].merge(around.known(table)[[*key, "status"]], "left", key)["status"].set_axis(rows.index)
    back = before.isin([DONE, CLOSED]) & (rows["status"] != before)

    def reason(row: pd.Series) -> str:
        return f"库里是{before[row.name]}，报上去就改回{row['status']}"

    return [Rule(back, "status", reason, "补报以前月份的，请填现在的状态；确要改回的不用改", "warning")]


def too_large(wan: pd.Series, column: str, around: RuleContext) -> Rule:
    """Warn about amounts, in 万元, that no project or carrier has: a figure in 元 or 万元 beside a larger unit."""
    most = around.plan.assessment.checks.yi_at_once.value
    reason = f"合{most:g}亿元以上，数或单位像是填错了"
    return Rule(wan >= most * WAN_IN_YI, column, reason, "请核对数和单位", "warning")


def names_a_person(rows: pd.DataFrame, column: str) -> Rule:
    """Warn about texts that seem to contain a person's name or telephone number: no list of names is complete."""
    texts = rows[column].fillna("").astype("str").str.normalize("NFKC")
    named = texts.str.contains(PERSON) | (texts.str.contains(NAME_ALONE) & (column == "post"))
    return Rule(named, column, "像是写了个人姓名或电话", "请只写单位和岗位", "warning")
