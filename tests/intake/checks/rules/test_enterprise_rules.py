"""Credit codes, and an enterprise that two districts claim."""

import dataclasses

import pytest

from panjin_kpi.intake.checks.check import check_file
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
