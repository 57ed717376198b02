"""Credit codes, and an enterprise that two districts claim."""

import dataclasses

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.intake.checks.rule import RuleContext
from panjin_kpi.intake.checks.rules.enterprise_rules import withdrawn_carrier
from panjin_kpi.reference.settings.assessment import Sourced

CODE, WRONG = "91110000600037341L", "911100006000373412"  # python-stdnum's own example; its check character changed
HEADER = "统一社会信用代码,企业名称,归属地区,归属依据,注册日期"


@pytest.fixture
def findings_of(send, plan):
    def findings_of(*rows, plan=plan, **known):
        checked = check_file(send(HEADER, *rows, name="enterprises.csv"), "enterprises", plan, **known)
        return [(f.cell, f.severity, f.reason) for f in checked.findings]

    return findings_of


def test_a_wrong_check_character_is_an_error_or_by_configuration_a_warning(findings_of, plan):
    row = f"{WRONG},甲,大洼区,登记簿,2015-01-05"
    assert findings_of(row) == [("A2", "error", "不符合 GB 32100-2015，校验码不对")]
    checks = plan.assessment.checks.model_copy(
        update={"nonstandard_credit_code": Sourced(value="warning", source="assumption")}
    )
    lenient = dataclasses.replace(plan, assessment=plan.assessment.model_copy(update={"checks": checks}))
    assert findings_of(row, plan=lenient) == [("A2", "warning", "不符合 GB 32100-2015，校验码不对")]


@pytest.mark.parametrize("code", [CODE[:-1], CODE + "1", CODE.replace("L", "I"), "A" * 18, "9111000060003734１O"])
def test_what_is_no_credit_code_at_all_is_an_error_however_lenient(findings_of, plan, code):
    assert findings_of(f"{code},甲,大洼区,登记簿,2015-01-05") == [
        ("A2", "error", "不符合 GB 32100-2015，位数或字符不对")
    ]


def test_small_letters_and_spaces_in_a_code_do_no_harm(findings_of):
    assert findings_of("9111 0000 6000 37341l,甲,大洼区,登记簿,2015-01-05") == []


def test_an_enterprise_of_another_district_is_a_claim_unless_the_register_shows_the_move(
    findings_of, send, plan, store
):
    first = send(HEADER, f"{CODE},甲,大洼区,登记簿,2015-01-05", name="enterprises.csv")
    store.submit(check_file(first, "enterprises", plan))
    claim, move = (f"{CODE},甲,盘山县,{basis},2015-01-05" for basis in ("注册地址", "登记簿"))
    assert findings_of(claim, known=store.in_force) == [("C2", "error", "同一企业已归属大洼区")]
    assert findings_of(move, known=store.in_force) == [("C2", "warning", "同一企业已归属大洼区")]


def test_a_registration_in_the_future_is_an_error(findings_of):
    ((cell, severity, reason),) = findings_of(f"{CODE},甲,大洼区,登记簿,2099-01-05")
    assert (cell, severity, reason[:4]) == ("E2", "error", "晚于今天")


OTHER = "91210102794688888A"  # another code that is formed by the standard


def test_the_same_enterprise_under_another_code_is_asked_about(findings_of):
    def twice(*rows):
        return [(cell, severity) for cell, severity, reason in findings_of(*rows) if "代码不同" in reason]

    first = f"{CODE},甲（盘锦）公司,大洼区,登记簿,2015-01-05"
    assert twice(first, f"{OTHER},甲(盘锦) 公司,大洼区,登记簿,2015-01-05") == [("B2", "warning"), ("B3", "warning")]
    assert twice(first, f"{OTHER},甲（盘锦）公司,大洼区,登记簿,2016-01-05") == []
    assert twice(first, f"{OTHER},乙公司,大洼区,登记簿,2015-01-05") == []


@pytest.mark.parametrize(
    ("uscc", "event", "day", "number", "reason"),
    [
        (OTHER, "认定", "2021-09-24", "GR2021-1", "还记在另一家企业"),
        (OTHER, "认定", "2021-09-24", "证书编号：GR2021-1", "还记在另一家企业"),
        (CODE, "认定", "2021-10-08", "GR2021-1", "还有一次认定"),
        (CODE, "撤销", "2021-10-08", "GR2021-1", ""),
        (OTHER, "认定", "2021-09-24", "GR2021-2", ""),
        (OTHER, "认定", "2021-09-24", "", ""),
    ],
)
def test_a_certificate_of_two_recognitions_is_asked_about(send, plan, uscc, event, day, number, reason):
    header = "统一社会信用代码,层级,事件,日期,证书编号"
    first = f"{CODE},高新技术企业,认定,2021-09-24,gr2021－1"
    lines = (header, first, f"{uscc},高新技术企业,{event},{day},{number}")
    checked = check_file(send(*lines, name="recognitions.csv"), "recognitions", plan)
    found = [(f.cell, f.severity) for f in checked.findings if f.column == "证书编号" and reason in f.reason]
    assert found == ([("E2", "warning"), ("E3", "warning")] if reason else [])


@pytest.mark.parametrize(
    "text", ["待发", "待发（2021年）", "辽科发〔2021〕15号", "2021年第一批", "无编号（2021年度）", "0", "2021-09-24"]
)
def test_a_word_document_or_day_in_the_place_of_a_certificate_s_number_is_none(send, plan, text):
    rows = (f"{code},高新技术企业,认定,2021-09-24,{text}" for code in (CODE, OTHER))
    path = send("统一社会信用代码,层级,事件,日期,证书编号", *rows, name="recognitions.csv")
    assert "证书编号" not in [f.column for f in check_file(path, "recognitions", plan).findings]


@pytest.mark.parametrize(
    ("number", "event", "year"),
    [
        *(("GR202021000111", "认定", "2020"), ("证书编号：ＧＲ202021000111", "重新认定", "2020")),
        *(("202021110208000001", "认定", "2020"), ("GR202121000111", "认定", ""), ("202121110208000001", "认定", "")),
        *(("GR202021000111", "撤销", ""), ("GR2020-1", "认定", ""), ("辽科发〔2020〕15号", "认定", "")),
    ],
)
def test_a_certificate_with_another_year_than_the_recognition_is_asked_about(send, plan, number, event, year):
    rows = ("统一社会信用代码,层级,事件,日期,证书编号", f"{CODE},高新技术企业,{event},2021-09-24,{number}")
    findings = check_file(send(*rows, name="recognitions.csv"), "recognitions", plan).findings
    reason = f"证书编号里的年份是{year}，认定日期在2021年"
    assert [(f.severity, f.reason) for f in findings if f.cell == "E2"] == ([("warning", reason)] if year else [])


def test_a_carrier_is_withdrawn_with_the_rows_that_name_it_or_says_how_many_are_left(plan):
    carriers = pd.DataFrame({"district": "gaoxin", "carrier": ["甲孵化器", "乙孵化器"], "withdrawn": False})
    tenants = pd.DataFrame({"carrier": "甲孵化器", "incubatee_id": ["1", "2"], "withdrawn": False})
    events = pd.DataFrame({"district": "gaoxin", "event_id": ["E1"], "carrier": "甲孵化器", "withdrawn": False})
    store = {"carriers": carriers, "incubatees": tenants, "events": events}

    def reasons(gone=carriers[:1], **moved):
        rows = gone.assign(withdrawn=True)
        around = RuleContext(plan, {"carriers": rows} | moved, lambda name: store.get(name, schemas.empty(name)))
        return [rule.message(rows, row) for rule in withdrawn_carrier(rows, around) for row in rows.index[rule.broken]]

    both = {"incubatees": tenants.assign(withdrawn=True), "events": events.assign(carrier="乙孵化器")}
    (left,) = reasons()
    assert left.startswith("作废后还有在孵企业及团队2行、事项明细1行写着这个载体")
    (left,) = reasons(events=both["events"], incubatees=both["incubatees"][:1])
    assert left.startswith("作废后还有在孵企业及团队1行写着这个载体")
    assert reasons(**both) == reasons(carriers[1:]) == reasons(carriers[:1].assign(carrier="丙孵化器")) == []
    store["carriers"] = pd.concat([carriers, carriers[:1].assign(district="dawa")])
    assert reasons() == [], "another of the same name is listed"


def _twice(send, plan, *rows, known=schemas.empty):
    header = "统一社会信用代码,层级,事件,日期,有效期至,作废"
    path = send(header, *(f"{CODE},{row}" for row in rows), name="recognitions.csv")
    checked = check_file(path, "recognitions", plan, known)
    return checked, [f.cell for f in checked.findings if "资格没有中断" in f.reason]


@pytest.mark.parametrize(("rows", "asked"), [
    (["高新技术企业,认定,2020-12-01,,", "高新技术企业,认定,2021-06-05,,"], ["D2", "D3"]),
    (["高新技术企业,认定,2020-12-01,,", "高新技术企业,认定,2023-12-01,,"], []),  # three years have passed
    (["高新技术企业,认定,2020-12-01,2021-05-31,", "高新技术企业,认定,2021-06-05,,"], []),
    (["高新技术企业,认定,2020-12-01,,", "高新技术企业,重新认定,2021-06-05,,"], []),
    (["高新技术企业,认定,2020-12-01,,", "高新技术企业,撤销,2021-03-01,,", "高新技术企业,认定,2021-06-05,,"], []),
    (["高新技术企业,重新认定,2020-12-01,,", "高新技术企业,认定,2021-06-05,,"], ["D3"]),
    (["雏鹰企业,认定,2019-12-01,,", "雏鹰企业,认定,2021-06-05,,"], ["D2", "D3"]),
    (["雏鹰企业,认定,2019-12-01,,", "瞪羚企业,认定,2021-06-05,,"], []),
    (["科技型中小企业,认定,2020-12-01,,", "科技型中小企业,认定,2021-06-05,,"], []),
    (["科技型中小企业,认定,2021-03-01,,", "科技型中小企业,认定,2021-06-05,,"], ["D2", "D3"]),
])  # fmt: skip
def test_a_recognition_of_what_is_held_already_is_asked_about(send, plan, rows, asked):
    assert _twice(send, plan, *rows)[1] == asked


def test_a_corrected_day_is_asked_about_once_and_not_where_the_other_row_is_withdrawn(send, plan, store):
    wrong, right = "高新技术企业,认定,2020-12-01,,", "高新技术企业,认定,2021-06-05,,"
    store.submit(_twice(send, plan, wrong)[0])
    assert _twice(send, plan, f"{wrong}是", right, known=store.in_force)[1] == []
    checked, asked = _twice(send, plan, right, known=store.in_force)
    assert asked == ["D2"]
    store.submit(checked)
    assert _twice(send, plan, wrong, right, known=store.in_force)[1] == []


@pytest.mark.parametrize(("row", "asked"), [
    ("高新技术企业,认定,2020-12-01,2032-11-30,", "2023-11-30"),
    ("高新技术企业,认定,2020-12-01,2024-06-30,", ""),
    ("高新技术企业,撤销,2020-12-01,2032-11-30,", ""),
    ("科技型中小企业,认定,2021-03-01,2022-03-31,", ""),
    ("科技型中小企业,重新认定,2021-03-01,2023-12-31,", "2021-12-31"),
    ("雏鹰企业,认定,2020-12-01,2032-11-30,", ""),  # no term is known
    ("高新技术企业,认定,2261-01-01,2261-11-30,", ""),  # has not happened
])  # fmt: skip
def test_a_validity_years_beyond_the_tier_s_is_asked_about(send, plan, row, asked):
    findings = _twice(send, plan, row)[0].findings
    reason = f"比这一层级的有效期（到{asked}）长1年以上，到期以前都算持有资格"
    assert [f.reason for f in findings if f.column == "有效期至"] == ([reason] if asked else [])


def test_a_validity_years_shorter_than_the_tier_s_is_asked_about(send, plan):
    for until, asked in (("2020-12-31", True), ("2022-12-31", False), ("2023-11-30", False)):
        findings = _twice(send, plan, f"高新技术企业,认定,2020-12-01,{until},")[0].findings
        reasons = [f.reason for f in findings if f.column == "有效期至"]
        assert reasons == ["比这一层级的有效期（到2023-11-30）短1年以上，到期以后不再算持有资格"] * asked


@pytest.mark.parametrize(
    ("amounts", "asked"),
    [
        ("35000000,500000,1000000,400000", ["D", "E", "F", "G"]),  # 3,500万元 and so on, in 元
        ("3500,50,100,40", []),
        ("299999,0,0,0", []),
        ("300000,,,", ["D"]),
    ],
)
def test_amounts_beyond_what_the_staff_can_earn_are_asked_about(send, plan, amounts, asked):
    lines = ["统一社会信用代码,年度,职工总数,销售收入（万元）,研发费用（万元）,资产总额（万元）,净资产（万元）"]
    lines += [f"{CODE},2020,30,{amounts}", f"{CODE},2019,0,{amounts}", f"{CODE},2018,,{amounts}"]
    found = check_file(send(*lines, name="financials.csv"), "financials", plan).findings
    reason = "合每名职工10000万元以上，像是按元填的"
    assert [(f.cell, f.severity) for f in found if f.reason == reason] == [(f"{each}2", "warning") for each in asked]
