"""A good file of every table, and every rule broken once."""

from datetime import date

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.intake.storage.store import Store

CODE = "91110000600037341L"  # the example of python-stdnum, whose check character is right
GOOD = {
    "task_progress": {"期间": "2021年6月", "填报单位": "科技局", "任务序号": "7", "状态": "推进中", "进展情况": "已签约"},
    "events": {"地区": "高新区", "编号": "G-1", "指标": "活动", "日期": "2021.6.5", "名称": "路演", "所在载体": "双创示范基地"},
    "enterprises": {
        "统一社会信用代码": CODE, "企业名称": "甲公司", "归属地区": "大洼区", "归属依据": "登记簿", "注册日期": "2015年1月5日",
    },
    "recognitions": {"统一社会信用代码": CODE, "层级": "高新技术企业", "事件": "认定", "日期": "2021-09-24"},
    "financials": {"统一社会信用代码": CODE, "年度": "2020", "职工总数": "120", "销售收入（万元）": "1,234.5", "净资产（万元）": "-3"},
    "carriers": {"地区": "高新区", "载体名称": "盘锦高新区双创示范基地", "类型": "孵化器", "级别": "省级", "政务服务驿站": "是"},
    "incubatees": {"所在载体": "双创示范基地", "编号": "1", "名称": "甲公司", "类别": "企业", "统一社会信用代码": CODE, "入孵日期": "20210301"},
    "actions": {"编号": "1", "交办日期": "2021/6/5", "来源": "调研", "责任单位": "大洼区", "事项": "协调场地", "状态": "在办"},
}  # fmt: skip


@pytest.fixture
def check(send, plan):
    """Check one row of a table: the good one with some cells changed."""

    def check(table, known=schemas.empty, **changes):
        row = {schemas.schema(table).columns[name].title: "" for name in changes} | GOOD[table]
        row |= {schemas.schema(table).columns[name].title: value for name, value in changes.items()}
        quoted = [",".join(f'"{cell}"' for cell in cells) for cells in (row.keys(), row.values())]
        return check_file(send(*quoted, name=f"{table}.csv"), table, plan, known)

    return check


@pytest.mark.parametrize("table", GOOD)
def test_a_good_row_of_every_table_is_accepted_and_kept(check, store, table):
    checked = check(table)
    assert checked.acceptable, [str(finding) for finding in checked.findings]
    assert store.submit(checked).rows == {table: 1}
    kept = store.in_force(table)
    before = checked.parts[table].rows
    for column in before.columns.drop("withdrawn"):
        same_type = column not in ("bool", "boolean")
        pd.testing.assert_series_equal(kept[column], before[column].reset_index(drop=True), check_dtype=same_type)


def test_what_was_typed_is_understood(check):
    row = check("recognitions").parts["recognitions"].rows.iloc[0]
    assert (row["tier"], row["event"], row["event_date"]) == ("hnte", "recognised", pd.Timestamp("2021-09-24"))
    row = check("events").parts["events"].rows.iloc[0]
    assert (row["district"], row["indicator"], row["carrier"]) == ("gaoxin", "activities", "盘锦高新区双创示范基地")
    row = check("financials").parts["financials"].rows.iloc[0]
    assert (row["revenue_wan"], row["net_assets_wan"]) == (1234.5, -3)
    assert pd.isna(row["rd_staff"]), "what was not filled in is unknown, not zero"
    assert pd.isna(row["serious_incident"]), "what was not filled in is unknown, not no"


BROKEN = [
    ("task_progress", {"task_no": "19"}, "任务序号", "附件2没有这个序号", "error"),
    ("task_progress", {"reporter": "市体育局"}, "填报单位", "没有“市体育局”这个单位", "error"),
    ("task_progress", {"status": "完成"}, "状态", "不在清单内", "error"),
    ("events", {"occurred_on": "2021-02-30"}, "日期", "不是日期", "error"),
    ("events", {"amount_wan": "-1"}, "金额（万元）", "不能为负数", "error"),
    ("events", {"carrier": "某大厦"}, "所在载体", "孵化载体表里没有这个载体", "warning"),
    ("events", {"district": "全市"}, "地区", "“举办创新创业活动”已分解到地区，填全市的只佐证全市数", "warning"),
    ("events", {"indicator": "新增高新技术企业"}, "指标", "不计入任何数；佐证它的是资质认定", "warning"),
    ("events", {"indicator": "园区覆盖率"}, "指标", "不计入任何数；没有佐证它的表", "warning"),
    ("events", {"indicator": "担保金额", "district": "全市"}, "指标", "没有填金额，佐证的数是0", "warning"),
    ("events", {"indicator": "担保金额", "amount_wan": "500000"}, "金额（万元）", "是全年目标的10倍以上", "warning"),
    ("enterprises", {"uscc": CODE[:-1] + "X"}, "统一社会信用代码", "不符合 GB 32100-2015", "error"),
    ("enterprises", {"district": "全市"}, "归属地区", "要落到县区或经济区", "error"),
    ("enterprises", {"district_basis": "估计"}, "归属依据", "不在清单内", "error"),
    ("recognitions", {"tier": "小巨人"}, "层级", "没有“小巨人”这个层级", "error"),
    ("recognitions", {"valid_until": "2021-09-23"}, "有效期至", "早于认定日期", "error"),
    ("recognitions", {}, "统一社会信用代码", "企业名录里没有这家企业", "warning"),
    ("financials", {"rd_staff": "121"}, "科技人员", "大于职工总数", "warning"),
    ("financials", {"year": "2099"}, "年度", "还没有到", "error"),
    ("financials", {"staff": "1.5"}, "职工总数", "应为整数", "error"),
    ("financials", {"serious_incident": "也许"}, "重大事故或失信", "没有“也许”这个填法", "error"),
    ("carriers", {"district": "city"}, "地区", "要落到县区或经济区", "error"),
    ("incubatees", {"graduated_on": "2021-02-28"}, "毕业日期", "早于入孵日期", "error"),
    ("incubatees", {"uscc": ""}, "类别", "企业没有填统一社会信用代码", "warning"),
    ("actions", {"status": "办结"}, "状态", "已办结但没有办结日期", "error"),
    ("actions", {"closed_on": "2021-06-09"}, "状态", "有办结日期但没有填办结", "warning"),
    ("actions", {"closed_on": "2021-06-04"}, "办结日期", "早于交办日期", "error"),
]


@pytest.mark.parametrize(("table", "changes", "column", "reason", "severity"), BROKEN)
def test_a_broken_rule_is_reported_at_its_cell(check, table, changes, column, reason, severity):
    reported = [(f.column, f.severity) for f in check(table, **changes).findings if reason in f.reason]
    assert reported == [(column, severity)]


def test_an_amount_that_is_no_number_is_not_called_blank_as_well(check):
    def blank(**amount):
        checked = check("events", indicator="担保金额", district="全市", **amount)
        return [f.column for f in checked.findings if "没有填金额" in f.reason]

    assert (blank(), blank(amount_wan=""), blank(amount_wan="十万")) == (["指标"], ["金额（万元）"], [])


@pytest.mark.parametrize(
    "changes",
    [
        {"indicator": "担保金额", "district": "全市", "amount_wan": "120"},
        {"indicator": "创业培训", "district": "全市"},
        {"district": "全市", "occurred_on": "2019-06-05"},  # in a year without targets nothing is split by district
    ],
)
def test_an_event_that_proves_a_figure_is_no_fault(check, changes):
    reasons = "".join(f.reason for f in check("events", **changes).findings)
    assert "佐证" not in reasons


def test_a_district_that_is_not_its_codes_is_asked_about(check):
    (found,) = check("enterprises", uscc="91211122MA0YABCD1L", district="大洼区", district_basis="代码前缀").findings
    assert (found.column, found.severity) == ("归属依据", "warning")
    assert found.reason.startswith("按代码前缀归盘山县")


def test_rules_look_at_what_the_store_already_has(check, store: Store):
    for table in ("enterprises", "carriers"):
        store.submit(check(table))
    assert check("recognitions", store.in_force).findings == []
    assert check("events", store.in_force).findings == []
    early = check("recognitions", store.in_force, event_date="2015-01-04")
    assert [f.reason for f in early.findings] == ["早于企业名录中的注册日期"]


def test_a_revocation_after_the_certificate_ran_out_is_a_legal_history(check):
    until = {"event_date": "2021-02-10", "valid_until": "2020-12-31"}
    assert check("recognitions", event="撤销", **until).acceptable
    assert not check("recognitions", event="认定", **until).acceptable


def test_a_telephone_number_in_a_text_is_a_warning(check):
    for table, column in (("events", "title"), ("events", "evidence"), ("recognitions", "document")):
        found = (f for f in check(table, **{column: "路演（联系人13912345678）"}).findings if "电话" in f.reason)
        assert [(f.column, f.severity) for f in found] == [(schemas.title(table, column), "warning")]


@pytest.mark.parametrize(
    ("first", "again", "reported"),
    [
        ({}, {}, True),
        ({}, {"uscc": "", "name": "另一家"}, False),
        ({"uscc": ""}, {"entered_on": "20210501"}, True),
        ({}, {"uscc": "", "entered_on": "20210501"}, True),
        ({"graduated_on": "20210501"}, {"uscc": "", "entered_on": "20210501"}, False),
        ({}, {"uscc": "91211122MA0YABCD1L"}, False),
        ({}, {"entered_on": "20210302"}, True),
        ({}, {"carrier": "另一载体", "entered_on": "20210501"}, True),
        ({"graduated_on": "20210501"}, {"carrier": "另一载体", "entered_on": "20210501"}, False),
        ({"graduated_on": "20210502"}, {"carrier": "另一载体", "entered_on": "20210501"}, True),
        ({}, {"entered_on": "20200301", "graduated_on": "20210301"}, False),
        ({}, {"entered_on": "20200301", "graduated_on": "20210401"}, True),
        ({"uscc": "", "kind": "团队"}, {"uscc": "", "kind": "团队", "entered_on": "20210501"}, True),
        ({"uscc": "", "kind": "团队"}, {"uscc": "", "kind": "团队", "carrier": "另一载体"}, False),
    ],
)
def test_a_tenant_in_two_rows_at_once_is_reported_and_one_that_moved_is_not(check, store, first, again, reported):
    store.submit(check("incubatees", incubatee_id="001", **first))
    checked = check("incubatees", store.in_force, incubatee_id="2", **again)
    assert ("可能重复计数" in "".join(f.reason for f in checked.findings)) == reported
    assert checked.acceptable
    once_more = check("incubatees", store.in_force, incubatee_id="001", **first)
    assert "可能重复计数" not in "".join(f.reason for f in once_more.findings), "it is the same row"


def test_a_tenant_in_two_rows_is_reported_once_and_again_where_a_row_is_new_or_changed(send, plan, store):
    def reported(day, *rows):
        path = send("carrier,incubatee_id,name,kind,uscc,entered_on,graduated_on", *rows, name="incubatees.csv")
        checked = check_file(path, "incubatees", plan, store.in_force)
        store.submit(checked, date(2021, *day))
        return [f.row for f in checked.findings if "可能重复计数" in f.reason]

    here, there, moved = (
        f"{name}空间,1,乙,企业,{CODE},2021-0{month}-05," for name, month in (("甲", 1), ("乙", 2), ("乙", 3))
    )
    assert reported((3, 1), here) == []
    assert reported((3, 2), there) == [2], "of another sender"
    assert reported((4, 1), here, "甲空间,2,丙,团队,,2021-01-05,") == [2], "who has not heard of it"
    assert reported((5, 1), here, "甲空间,2,丙,团队,,2021-01-06,") == []
    assert reported((5, 2), there) == []
    assert reported((6, 1), moved) == [2]
    assert reported((6, 2), f"{here}2021-02-01") == []


def test_of_three_tenancies_each_that_overlaps_is_reported(send, plan):
    header = "carrier,incubatee_id,name,kind,entered_on,graduated_on"
    days = ["2020-01-01,", "2020-02-01,2020-03-01", "2020-06-01,2020-07-01"]
    path = send(header, *(f"甲空间,{number},乙,团队,{each}" for number, each in enumerate(days)), name="incubatees.csv")
    checked = check_file(path, "incubatees", plan)
    assert [f.row for f in checked.findings if "可能重复计数" in f.reason] == [2, 3, 4]


@pytest.mark.parametrize(("again", "reason"), [({"event_id": "G-2"}, "编号不同"), ({"district": "大洼区"}, "另一个")])
def test_the_same_event_under_another_number_or_of_another_district_is_asked_about(check, store, again, reason):
    store.submit(check("events"))
    (finding,) = (f for f in check("events", store.in_force, **again).findings if "可能重复计数" in f.reason)
    assert (finding.severity, finding.column, reason in finding.reason) == ("warning", "名称", True)
    for other in ({}, again | {"title": "沙龙"}, again | {"occurred_on": "2021-06-07"}):
        assert "可能重复计数" not in "".join(f.reason for f in check("events", store.in_force, **other).findings)


def test_an_event_of_a_built_carrier_is_asked_about_once_projects_register_the_building_of_any(check):
    built = {"district": "全市", "indicator": "建设完善孵化载体", "carrier": ""}
    assert check("events", **built).findings == []
    known = {"projects": schemas.empty("projects").reindex([0]).assign(kind="载体建设", withdrawn=False)}
    (finding,) = check("events", lambda table: known.get(table, schemas.empty(table)), **built).findings
    assert (finding.column, finding.severity) == ("指标", "warning")
    assert finding.reason.endswith("不由事项明细佐证，这一行不计入任何数；佐证它的是项目台账")


def test_a_year_typed_into_a_cell_of_days_is_asked_about(check):
    for table, column in (("enterprises", "registered_on"), ("carriers", "opened_on")):
        (finding,) = check(table, **{column: "1905-07-11"}).findings
        assert (finding.severity, finding.value) == ("warning", "1905-07-11")
        assert "像是把年份" in finding.reason
        assert [f.severity for f in check(table, **{column: "1905-09-30"}).findings] == ["warning"], "it is 2100"
        assert check(table, **{column: "1906-01-01"}).findings == []
    (finding,) = check("actions", due_on="1905-07-13").findings
    assert finding.column == "完成时限", "also where a day may be one to come"


@pytest.mark.parametrize("table", ["events", "enterprises"])
def test_what_is_under_two_numbers_is_reported_once_and_again_where_a_row_is_new_or_changed(send, plan, store, table):
    header, one, two, other = {
        "events": (
            "district,event_id,indicator,occurred_on,title",
            "大洼区,1,创新创业活动,2021-01-05,路演",
            "大洼区,2,创新创业活动,2021-01-05,路演",
            "大洼区,2,创新创业活动,2021-01-05,沙龙",
        ),
        "enterprises": (
            "uscc,name,district,district_basis,registered_on",
            f"{CODE},甲公司,大洼区,登记簿,2015-01-05",
            "91110108551385082Q,甲公司,大洼区,登记簿,2015-01-05",
            "91110108551385082Q,乙公司,大洼区,登记簿,2015-01-05",
        ),
    }[table]

    def reported(day, *rows):
        checked = check_file(send(header, *rows, name=f"{table}.csv"), table, plan, store.in_force)
        store.submit(checked, date(2021, *day))
        return [f.row for f in checked.findings if "可能重复计数" in f.reason]

    assert reported((3, 1), one) == []
    assert reported((4, 1), one, two) == [2, 3]
    assert reported((5, 1), one, two) == []
    assert reported((6, 1), two) == []
    assert reported((7, 1), one, other) == []
    assert reported((8, 1), two) == [2]


@pytest.mark.parametrize("name", ["众创空间小计", "全区 合计", "合计", "双创 Total", "孵化器平均值"])
def test_a_row_called_like_a_subtotal_is_asked_about_once(check, store, name):
    changes = {"carrier": name, "operator": "甲公司"}
    checked = check("carriers", **changes)
    assert [(f.severity, f.column, f.value, f.reason) for f in checked.findings] == [
        ("warning", "载体名称", name, "像是小计或合计，按一行数据收了，可能重复计数")
    ]
    store.submit(checked)
    assert check("carriers", known=store.in_force, **changes).findings == []


def test_an_ordinary_name_is_no_subtotal(check):
    assert check("carriers", carrier="总部基地（汇总路）").findings == []
    assert "编号" in [finding.column for finding in check("events", event_id="HD-小计").findings]


@pytest.mark.parametrize(("table", "column"), [("events", "title"), ("incubatees", "name")])
def test_a_title_like_a_subtotal_is_asked_about_once(check, store, table, column):
    for asked in ([schemas.title(table, column)], []):
        checked = check(table, known=store.in_force, **{column: "6月小计"})
        assert [found.column for found in checked.findings if "可能重复计数" in found.reason] == asked
        store.submit(checked)


@pytest.mark.parametrize(("table", "another"), [
    ("events", {"title": "沙龙", "occurred_on": "2021-06-07"}),
    ("incubatees", {"name": "乙团队", "entered_on": "2021-05-06"}),
    ("incubatees", {"name": "乙团队", "uscc": "91211100YY0000094Y"}),
])  # fmt: skip
def test_another_thing_under_a_known_number_is_asked_about_before_it_replaces_it(check, store, table, another):
    def asked(**changes):
        return [
            f.reason for f in check(table, known=store.in_force, **changes).findings if "报上去就替代它" in f.reason
        ]

    store.submit(check(table))
    name, day = ("路演", "2021-06-05") if table == "events" else ("甲公司", "2021-03-01")
    assert asked(**another) == [f"这个编号在库里是“{name}”（{day}），报上去就替代它"]
    assert [asked(**{column: value}) for column, value in another.items()] == [[], []]  # corrections
