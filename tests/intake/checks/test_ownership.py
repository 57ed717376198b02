"""Each reporter submits only its own rows, in every table, by workbook and CSV, also to withdraw or revoke."""

import pandas as pd
import pytest
from openpyxl import load_workbook

from panjin_kpi import schemas
from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.intake.checks.ownership import units_in
from panjin_kpi.intake.checks.rule import Reporter
from panjin_kpi.intake.forms.prefill import prefilled, tables_of
from panjin_kpi.intake.forms.template import monthly_workbook, save_new
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.reference.names import UnknownName

CODE, OTHER = "91110000600037341L", "91211100MA0TKAAX02"
PROGRESS = "期间,地区,指标,本年累计,作废"
TASKS = "期间,填报单位,任务序号,状态,进展情况"
EVENTS = "地区,编号,指标,日期,名称,作废"
REGISTER = "统一社会信用代码,企业名称,归属地区,归属依据,注册日期,作废"
RECOGNISED = "统一社会信用代码,层级,事件,日期,作废"
FINANCIALS = "统一社会信用代码,年度,职工总数"
CARRIERS = "地区,载体名称,类型"
TENANTS = "所在载体,编号,名称,类别,入孵日期"
ACTIONS = "编号,交办日期,来源,责任单位,事项,状态"


@pytest.fixture(scope="module")
def known(plan, tmp_path_factory):
    """The rows in force: an enterprise, a carrier, an event and a matter of 大洼区."""
    store, frames = Store("sqlite://"), {}
    for table, *lines in (
        ("enterprises", REGISTER, f"{CODE},甲公司,大洼区,登记簿,2015-01-05,"),
        ("recognitions", RECOGNISED, f"{CODE},高新技术企业,认定,2021-03-01,"),
        ("carriers", CARRIERS, "大洼区,某空间,众创空间"),
        ("progress", PROGRESS, "2021-05,大洼区,活动,3,"),
        ("events", EVENTS, "全市,Z-1,ip_pledge_amount,2021-03-01,某件事,"),
        ("actions", ACTIONS, "1,2021-03-05,调研,大洼区,协调场地,在办"),
    ):
        path = tmp_path_factory.mktemp("known") / f"{table}.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        checked = check_file(path, table, plan, store.in_force)
        assert checked.acceptable, checked.findings
        store.submit(checked)
    return lambda table: frames.setdefault(table, store.in_force(table))


@pytest.fixture
def findings(plan, send, known):
    def check(table, by, *lines, on_behalf=False):
        path = send(*lines, name=f"{table}.csv")
        found = check_file(path, table, plan, known, Reporter(by, on_behalf)).findings
        return [(finding.severity, finding.cell, finding.reason) for finding in found if "填报单位" in finding.reason]

    return check


FOREIGN = [
    ("progress", "panshan", PROGRESS, "2021-06,大洼区,活动,3,", "B2", "大洼区"),
    ("progress", "panshan", PROGRESS, "2021-05,大洼区,活动,,是", "B2", "大洼区"),
    ("progress", "panshan", PROGRESS, "2021-06,全市,new_gazelle,3,", "B2", "全市"),
    ("progress", "ip_bureau", PROGRESS, "2021-06,盘山县,活动,3,", "B2", "盘山县"),
    ("progress", "ip_bureau", PROGRESS, "2021-06,全市,new_gazelle,3,", "C2", "这个指标"),
    ("task_progress", "panshan", TASKS, "2021-06,大洼区,1,推进中,好", "B2", "大洼区"),
    ("task_progress", "panshan", TASKS, "2021-06,盘山县,4,推进中,好", "C2", "这项任务"),
    ("task_progress", "ip_bureau", TASKS, "2021-06,市知识产权局,1,推进中,好", "C2", "这项任务"),
    ("events", "panshan", EVENTS, "大洼区,D-1,活动,2021-06-05,路演,", "A2", "大洼区"),
    ("events", "guarantee_company", EVENTS, "全市,Z-1,guarantee_amount,2021-06-05,某件事,", "C2", "这个指标"),
    ("events", "guarantee_company", EVENTS, "全市,Z-1,ip_pledge_amount,2021-06-05,某件事,是", "C2", "这个指标"),
    ("enterprises", "panshan", REGISTER, f"{CODE},甲公司,盘山县,登记簿,2015-01-05,", "C2", "大洼区"),
    ("enterprises", "panshan", REGISTER, f"{CODE},,,,,是", "C2", "大洼区"),
    ("enterprises", "dawa", REGISTER, f"{CODE},甲公司,盘山县,登记簿,2015-01-05,", "C2", "盘山县"),
    ("enterprises", "ip_bureau", REGISTER, f"{CODE},甲公司,大洼区,登记簿,2015-01-05,", "A2", "企业名录"),
    ("recognitions", "panshan", RECOGNISED, f"{CODE},高新技术企业,撤销,2021-06-01,", "A2", "大洼区"),
    ("recognitions", "panshan", RECOGNISED, f"{CODE},高新技术企业,认定,2021-03-01,是", "A2", "大洼区"),
    ("recognitions", "sci_tech_bureau", RECOGNISED, f"{CODE},高新技术企业,撤销,2021-06-01,", "B2", "这个层级"),
    ("financials", "panshan", FINANCIALS, f"{CODE},2020,3", "A2", "大洼区"),
    ("carriers", "panshan", CARRIERS, "大洼区,某空间,孵化器", "A2", "大洼区"),
    ("incubatees", "panshan", TENANTS, "某空间,1,某团队,团队,2021-03-01", "A2", "大洼区"),
    ("actions", "panshan", ACTIONS, "1,2021-03-05,调研,盘山县,协调场地,办结", "D2", "大洼区"),
    ("actions", "panshan", ACTIONS, "2,2021-03-05,调研,大洼区,协调场地,在办", "D2", "大洼区"),
    ("actions", "dawa", f"{ACTIONS},作废", "1,2021-03-05,调研,大洼区,协调场地,在办,是", "G2", "不能作废"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "by", "header", "row", "cell", "whose"), FOREIGN)
def test_what_somebody_else_answers_for_is_an_error_at_the_cell(findings, plan, table, by, header, row, cell, whose):
    ((severity, where, reason),) = findings(table, by, header, row)
    assert (severity, where) == ("error", cell)
    assert whose in reason
    assert plan.reporters.resolve(by) == by


@pytest.mark.parametrize(("table", "by", "header", "row", "cell", "whose"), FOREIGN)
def test_the_office_may_and_a_warning_says_so(findings, table, by, header, row, cell, whose):
    ((severity, where, _),) = findings(table, by, header, row, on_behalf=True)
    assert (severity, where) == ("warning", cell)


@pytest.mark.parametrize(
    ("table", "by", "header", "row"),
    [
        ("progress", "panshan", PROGRESS, "2021-06,盘山县,活动,3,"),
        ("progress", "ip_bureau", PROGRESS, "2021-06,全市,ip_pledge_amount,0.3,"),
        ("progress", "guarantee_company", PROGRESS, "2021-06,全市,guarantee_amount,0.3,"),
        ("task_progress", "panshan", TASKS, "2021-06,盘山县,7,推进中,好"),
        ("task_progress", "ip_bureau", TASKS, "2021-06,市知识产权局,8,推进中,好"),
        ("events", "ip_bureau", EVENTS, "全市,Z-1,ip_pledge_amount,2021-03-01,某件事,"),
        ("enterprises", "dawa", REGISTER, f"{CODE},,,,,是"),
        ("enterprises", "panshan", REGISTER, f"{OTHER},乙公司,盘山县,登记簿,2015-01-05,"),
        ("recognitions", "dawa", RECOGNISED, f"{CODE},高新技术企业,撤销,2021-06-01,"),
        ("recognitions", "panshan", RECOGNISED, f"{OTHER},高新技术企业,认定,2021-06-01,"),
        ("recognitions", "sci_tech_bureau", RECOGNISED, f"{CODE},瞪羚企业,认定,2021-06-01,"),
        ("financials", "dawa", FINANCIALS, f"{CODE},2020,3"),
        ("incubatees", "dawa", TENANTS, "某空间,1,某团队,团队,2021-03-01"),
        ("incubatees", "panshan", TENANTS, "新空间,1,某团队,团队,2021-03-01"),
        ("actions", "dawa", ACTIONS, "1,2021-03-05,调研,大洼区,协调场地,在办"),
        ("actions", "sci_tech_bureau", ACTIONS, "2,2021-03-05,调研,大洼区,协调场地,在办"),
    ],
)
def test_what_is_one_s_own_is_accepted(findings, table, by, header, row):
    assert findings(table, by, header, row) == []


def test_a_tenant_at_a_carrier_of_the_same_name_elsewhere_is_not_replaced(plan, send):
    """Tenants' lists name no district, so it is unknown to whose carrier a number belongs."""
    store = Store("sqlite://")
    for table, *lines in (
        ("carriers", CARRIERS, "大洼区,某空间,众创空间", "盘山县,某空间,众创空间"),
        ("incubatees", TENANTS, "某空间,1,大洼的团队,团队,2021-03-01"),
    ):
        store.submit(check_file(send(*lines, name=f"{table}.csv"), table, plan, store.in_force))
    rows = ("某空间,1,盘山的团队,团队,2021-03-01", "某空间,2,又一个团队,团队,2021-03-01")
    checked = check_file(send(TENANTS, *rows), "incubatees", plan, store.in_force, Reporter("panshan"))
    ((cell, reason, remedy),) = [(f.cell, f.reason, f.remedy) for f in checked.findings if f.severity == "error"]
    assert (cell, remedy) == ("B2", "请改用带本地区名称的编号")
    assert "另一地区有同名载体" in reason
    same = send(TENANTS, "某空间,1,大洼的团队,团队,2021-03-01")
    assert check_file(same, "incubatees", plan, store.in_force, Reporter("dawa")).acceptable


def test_an_enterprise_is_not_moved_by_one_file_of_two_tables(plan, known, tmp_path):
    """The register in force counts, not the one in the same file."""
    rows = {
        "enterprises": pd.DataFrame([{"uscc": CODE, "name": "甲公司", "district": "盘山县", "district_basis": "登记簿",
                                      "registered_on": "2015-01-05"}]),
        "recognitions": pd.DataFrame([{"uscc": CODE, "tier": "高新技术企业", "event": "撤销",
                                       "event_date": "2021-06-01"}]),
    }  # fmt: skip
    path = tmp_path / "六月.xlsx"
    save_new(monthly_workbook(plan, "panshan", "2021-06", rows, list(rows)), path)
    found = [(f.sheet, f.cell) for f in check_file(path, "", plan, known).findings if f.severity == "error"]
    assert found == [("企业名录", "C2"), ("资质认定", "A2")]


@pytest.fixture
def workbook(plan, tmp_path):
    rows = prefilled(plan, "panshan", "2021-06", schemas.empty("progress"))
    path = tmp_path / "盘山.xlsx"
    save_new(monthly_workbook(plan, "panshan", "2021-06", rows, tables_of(plan, "panshan", "2021-06")), path)
    book = load_workbook(path)
    for row in range(2, 12):
        book["指标月报"].cell(row, 7).value = 1
    book.save(path)
    return path


def test_a_template_s_stamp_says_whose_report_it_is(workbook, plan):
    checked = check_file(workbook, "", plan)
    assert checked.acceptable, checked.findings
    assert checked.reporter == Reporter("panshan")


def test_one_row_s_district_changed_in_one_s_own_workbook_is_an_error(workbook, plan):
    book = load_workbook(workbook)
    book["指标月报"]["B3"].value = "大洼区"
    book.save(workbook)
    (error,) = [finding for finding in check_file(workbook, "", plan).findings if finding.severity == "error"]
    assert str(error) == (
        "错误：盘山.xlsx〔指标月报〕 第3行（B3）地区“大洼区”：这一行归大洼区，不归填报单位盘山县。"
        "请删去这一行，由负责的单位报送；由专班办公室代报的要写明。"
    )


def test_a_stamp_and_an_option_that_differ_are_refused_but_not_to_the_office(workbook, plan):
    first = check_file(workbook, "", plan, by=Reporter("dawa")).findings[0]
    assert first.reason == "这份模板是盘山县的，报送时写明的填报单位是大洼区"
    assert check_file(workbook, "", plan, by=Reporter("dawa", on_behalf=True)).acceptable


def test_where_nobody_is_known_nothing_is_compared(plan, send):
    checked = check_file(send(PROGRESS, "2021-06,大洼区,活动,3,", "2021-06,盘山县,活动,3,"), "progress", plan)
    assert (checked.acceptable, checked.reporter) == (True, None)
    assert units_in(plan, {name: part.rows for name, part in checked.parts.items()}) == ["大洼区", "盘山县"]


@pytest.mark.parametrize("text", ["各县区、经济区", "全市", "市体育局"])
def test_a_reporter_is_one_unit(plan, text):
    with pytest.raises(UnknownName):
        plan.reporters.resolve(text)


def test_an_enterprise_that_moved_is_withdrawn_by_the_one_district_before_the_other_reports_it(plan, send, known):
    row = f"{CODE},甲公司,盘山县,登记簿,2015-01-05,"
    for by, remedy in {
        "panshan": "确已迁入的，请那个地区先作废库里的这一行，再报送；由专班办公室代报的要写明",
        "dawa": "已迁出的，归属地区不改，“作废”填“是”，再由迁入的地区报送；由专班办公室代报的要写明",
    }.items():
        found = check_file(
            send(REGISTER, row, name="enterprises.csv"), "enterprises", plan, known, Reporter(by)
        ).findings
        assert [finding.remedy for finding in found if finding.cell == "C2"] == [remedy]
