"""Checking: each error is reported once, at its cell; good files pass; no file ends in a traceback."""

import math
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panjin_kpi import schemas
from panjin_kpi.intake.checks.check import check_file

HEADER = "period,district,indicator,value"
GOOD = "2021-06,盘山县,创新创业活动,3"


BAD = {
    "unknown indicator": ("2021-06,盘山县,上市公司,3", "C2", "指标", "上市公司", "没有“上市公司”这个指标"),
    "unknown district": ("2021-06,兴隆区,活动,3", "B2", "地区", "兴隆区", "没有“兴隆区”这个地区，是不是“兴隆台区”？"),
    "negative": ("2021-06,盘山县,活动,-3", "D2", "本年累计", "-3", "不能为负数"),
    "text": ("2021-06,盘山县,活动,三场", "D2", "本年累计", "三场", "不是数字"),
    "number with another unit": ("2021-06,盘山县,活动,3家", "D2", "本年累计", "3家", "不是数字"),
    "fraction of a count": ("2021-06,盘山县,活动,2.5", "D2", "本年累计", "2.5", "应为整数"),
    "fraction of a milestone": ("2021-06,全市,创业导师库,0.5", "D2", "本年累计", "0.5", "应为整数"),
    "share above 100": ("2021-06,全市,园区覆盖率,100.1", "D2", "本年累计", "100.1", "不能超过100"),
    "nan": ("2021-06,盘山县,活动,nan", "D2", "本年累计", "nan", "不是数字"),
    "inf": ("2021-06,盘山县,活动,inf", "D2", "本年累计", "inf", "不是数字"),
    "-Infinity": ("2021-06,盘山县,活动,-Infinity", "D2", "本年累计", "-Infinity", "不是数字"),
    "1e999": ("2021-06,盘山县,活动,1e999", "D2", "本年累计", "1e999", "数值过大"),
    "absurdly large": ("2021-06,全市,担保金额,1000000000", "D2", "本年累计", "1000000000", "数值过大"),
    "not in 64 bits": (f"2021-06,盘山县,活动,{2**64}", "D2", "本年累计", str(2**64), "数值过大"),
    "thousands of digits": (f"2021-06,盘山县,活动,{'9' * 5000}", "D2", "本年累计", "9" * 5000, "不是数字"),
    "formula": ("2021-06,盘山县,活动,=1+1", "D2", "本年累计", "=1+1", "不是数字"),
    "no period": (",盘山县,活动,3", "A2", "期间", "", "不能为空"),
    "no district": ("2021-06, ,活动,3", "B2", "地区", " ", "不能为空"),
    "no indicator": ("2021-06,盘山县,,3", "C2", "指标", "", "不能为空"),
    "no value": ("2021-06,盘山县,活动,", "D2", "本年累计", "", "不能为空"),
    "short row": ("2021-06,盘山县,活动", "D2", "本年累计", "", "不能为空"),
    "city row of a split indicator": ("2021-06,全市,活动,30", "B2", "地区", "全市", "已分解到地区"),
    "misspelt period": ("2021-06月份,盘山县,活动,3", "A2", "期间", "2021-06月份", "期间写法不对"),
    "a day": ("2021-06-30,盘山县,活动,3", "A2", "期间", "2021-06-30", "期间写法不对"),
    "month 13": ("2021-13,盘山县,活动,3", "A2", "期间", "2021-13", "期间写法不对"),
    "month 0": ("2021年0月,盘山县,活动,3", "A2", "期间", "2021年0月", "期间写法不对"),
    "quarter": ("2021年二季度,盘山县,活动,3", "A2", "期间", "2021年二季度", "期间写法不对"),
}


@pytest.mark.parametrize(("row", "cell", "column", "value", "reason"), BAD.values(), ids=BAD)
def test_a_fault_is_one_error_at_its_cell(check, row, cell, column, value, reason):
    checked = check(row, GOOD.replace("盘山县", "大洼区"))
    (finding,) = checked.findings
    assert not checked.acceptable
    assert (finding.severity, finding.row, finding.cell, finding.column) == ("error", 2, cell, column)
    assert finding.value.strip() == value.strip()
    assert reason in finding.reason
    assert finding.remedy.startswith("请")
    assert str(finding).startswith(f"错误：progress.csv 第2行（{cell}）{column}")


def test_a_duplicate_is_reported_at_the_later_row_with_the_earlier_ones_number(check):
    (finding,) = check(GOOD, "", "2021-06,大洼区,活动,1", "2021年6月,盘山,活动,4").findings
    assert (finding.severity, finding.row, finding.reason) == (
        "error", 5, "与第2行重复：期间、地区、指标都相同",
    )  # fmt: skip


def test_two_rows_without_a_district_are_not_called_duplicates(check):
    assert [f.cell for f in check("2021-06,,活动,3", "2021-06,,活动,3").findings] == ["B2", "B3"]


@pytest.mark.parametrize("column", ["期间", "地区", "指标", "本年累计"])
def test_a_missing_column_is_one_error_that_names_it(check, column):
    titles = ["期间", "地区", "指标", "本年累计"]
    position = titles.index(column)
    without = [",".join(cell for i, cell in enumerate(cells) if i != position) for cells in (titles, GOOD.split(","))]
    (finding,) = check(*without[1:], header=without[0]).findings
    assert str(finding) == f"错误：progress.csv {column}：缺少这一列。请补上这一列，表头照模板填写。"


@pytest.mark.parametrize(
    ("row", "value"),
    [
        (GOOD, 3),
        ("2021年6月,盘山,活动,３", 3),
        ('２０２１／６,PANSHAN,activities,"1,234"', 1234),
        ("2021.6,高新技术产业开发区,高企,0", 0),
        ("2021-06,全市,园区孵化载体覆盖率,100", 100),
        ("2021-06,全市,担保金额,1.25", 1.25),
        ("2021-06,盘锦市,新增瞪羚,2.0", 2),
        ("2021-06,全市,担保金额,44.99", 44.99),
    ],
)
def test_good_forms_give_no_finding(check, row, value):
    checked = check(row)
    assert checked.findings == []
    assert checked.parts["progress"].rows["value"].tolist() == [value]


def test_a_figure_without_a_target_is_one_warning_and_accepted(check):
    checked = check(GOOD, "2021-06,盘山县,新增瞪羚企业,1")
    (finding,) = checked.findings
    assert checked.acceptable
    assert checked.parts["progress"].rows["value"].tolist() == [3, 1]
    assert str(finding) == (
        "提示：progress.csv 第3行（C3）指标“新增瞪羚企业”：2021年没有给盘山县分解“新增瞪羚企业”的目标，"
        "数字照收，但不考核，也不计入全市数。如属填错请更正。"
    )


def test_a_withdrawn_row_needs_its_key_and_no_value(check):
    header = HEADER + ",作废"

    def errors(row: str) -> list[str]:
        return [finding.cell for finding in check(row, header=header).findings if finding.severity == "error"]

    assert errors("2021-06,盘山县,活动,,是") == []
    assert errors("2021-06,盘山县,新增瞪羚企业,,是") == []
    assert errors("2021-06,盘山县,活动,,否") == ["D2"]
    assert errors("2021-06,,活动,,是") == ["B2"]
    assert errors("2021-06,盘山县,活动,-3,是") == ["D2"]


def test_withdrawing_what_was_never_there_is_reported(send, plan, store):
    row = "2021-06,盘山县,活动,3"
    withdrawal = send(HEADER + ",作废", row + ",是")
    (finding,) = check_file(withdrawal, "progress", plan, store.in_force).findings
    assert (finding.severity, finding.cell, finding.reason) == ("warning", "E2", "库里没有算数的这一行，没有可作废的")
    store.submit(check_file(send(HEADER, row), "progress", plan))
    assert check_file(send(HEADER + ",作废", row + ",是"), "progress", plan, store.in_force).findings == []


def test_all_faults_of_a_file_are_reported_in_the_order_of_rows(check):
    found = check(
        "2021-06,盘山县,活动,三", GOOD, "", "2021-06,兴隆区,高个,-1", "2021-06,全市,活动,30",
        "2021-13,大洼区,活动,2.5", "2021-06,盘山县,新增瞪羚企业,1", GOOD, "2021-07,大洼区,活动,",
    ).findings  # fmt: skip
    rows = [finding.row for finding in found]
    assert rows == sorted(rows)
    assert {(f.row, f.cell) for f in found if f.severity == "error"} >= {
        (2, "D2"), (5, "B5"), (5, "C5"), (5, "D5"), (6, "B6"), (7, "A7"), (9, "C9"), (10, "D10"),
    }  # fmt: skip
    assert len({(f.row, f.cell) for f in found}) == len(found)
    assert [f.row for f in found if f.severity == "warning"] == [8]


@pytest.mark.parametrize("typed", ["<img src=x onerror=alert(1)>", "第一行\n第二行", "长" * 3000])
def test_typed_html_and_line_breaks_stay_text_and_are_shortened(check, typed):
    (finding,) = check(f'2021-06,盘山县,活动,"{typed}"').findings
    assert finding.value == typed
    assert " ".join(typed.split())[:28] in str(finding)
    assert "\n" not in str(finding)
    assert len(str(finding)) < 160


@pytest.mark.parametrize("typed", ["第一\n第二", "长" * 3000])
def test_an_unknown_name_is_shortened_in_the_reason_too(check, typed):
    (finding,) = check(f'2021-06,"{typed}",活动,3').findings
    assert "\n" not in str(finding)
    assert len(str(finding)) < 300


@pytest.mark.parametrize("period", ["2021-٠٦", "2021年٦月", "２０２１-06", "20٢١-06"])
def test_a_period_in_foreign_digits_is_no_second_way_to_write_a_key(check, period):
    checked = check(f"{period},盘山县,活动,3")
    assert not checked.acceptable or checked.parts["progress"].rows["period"].tolist() == ["2021-06"]


def test_a_header_below_blank_lines_is_reported_at_its_own_line(check):
    (finding,) = check(f"{HEADER},随便", f"{GOOD},1", header="").findings
    assert finding.cell == "E2"


def test_a_row_with_two_faults_has_both_reported(check):
    assert [f.cell for f in check("2021-06,兴隆区,活动,2.5").findings] == ["B2", "D2"]


def test_what_cannot_be_read_is_a_finding_without_rows(plan, send):
    checked = check_file(send("", ""), "progress", plan)
    assert not checked.acceptable
    assert checked.parts == {}
    assert [f.reason for f in checked.findings] == ["文件是空的"]


VALID = "\n".join(
    [
        "期间,地区,指标,本年累计,备注,作废",
        f'{GOOD},"好,的",',
        "2021-06,大洼区,高企,２,,否",
        "2021-07,高新区,活动,,,是",
        "",
    ]
)
SENSIBLE = [
    *("2021-06", "2021年7月", "盘山县", "全市", "city", "活动", "高企", "园区覆盖率", "是", "否", "<NA>", "None", ""),
    *("3", "１２", "1,234", "2.5", "-1", "nan", "inf", "1e999", " ", "\x1c", "\u2028", "²", "\ufeff"),
]
CELLS = st.one_of(st.text(max_size=8), st.sampled_from(SENSIBLE))
HEADERS = st.sampled_from(
    [*HEADER.split(","), "期间", "地区*", "指标", "本年累计", "备注", "作废", "虚构示例", "", "x"]
)


@st.composite
def tables(draw) -> bytes:
    """Files with more or less the right headers and more or less sensible cells."""
    header = draw(st.one_of(st.just(HEADER.split(",")), st.lists(HEADERS, min_size=1, max_size=7)))
    rows = draw(st.lists(st.lists(CELLS, max_size=len(header)), max_size=5))
    quoted = ['"' + '","'.join(cell.replace('"', '""') for cell in row) + '"' for row in [header, *rows]]
    return "\n".join(quoted).encode("utf-8", "replace")


@st.composite
def mutated(draw) -> bytes:
    """A good file with a few of its pieces replaced."""
    content = draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]).map(VALID.encode))
    piece = st.one_of(st.binary(max_size=3), st.sampled_from([b",", b'"', b"\n", b"\r", b"\xef\xbb\xbf", b"9" * 400]))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(content)))
        content = content[:start] + draw(piece) + content[start + draw(st.integers(0, 4)) :]
    return content


@pytest.mark.slow
@settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(tables(), mutated(), st.binary(max_size=60), st.text().map(lambda t: t.encode("utf-8", "replace"))))
def test_whatever_is_sent_is_accepted_by_the_schema_or_refused_with_findings(plan, tmp_path, content):
    path = tmp_path / "progress.csv"
    path.write_bytes(content)
    checked = check_file(path, "progress", plan)
    assert all(re.match("(错误|提示)：progress.csv", str(finding)) for finding in checked.findings)
    assert all(finding.reason for finding in checked.findings)
    if not checked.acceptable:
        return
    rows = checked.parts["progress"].rows
    reported = rows.loc[~rows["withdrawn"], "value"]
    assert len(rows) == len(checked.parts["progress"].typed) > 0
    assert all(math.isfinite(value) and 0 <= value < 1e9 for value in reported)
    assert rows["district"].isin(plan.district_names.known).all()
    assert rows["indicator"].isin(plan.indicator_names.known).all()
    assert rows["period"].str.fullmatch(r"\d{4}-\d{2}").all()
    assert not rows.duplicated(schemas.key("progress")).any()
    schemas.schema("progress").validate(rows.assign(value=rows["value"].fillna(0)))


def test_the_file_that_is_mutated_is_good(check):
    assert check(*VALID.splitlines()[1:], header=VALID.splitlines()[0]).acceptable
