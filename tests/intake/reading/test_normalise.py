"""Normalising: many ways of writing, one meaning."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.intake.reading.normalise import Normalised, normalise
from panjin_kpi.intake.reading.table_layout import Sheet
from panjin_kpi.reference.plan import Plan

HEADER = ["period", "district", "indicator", "value"]
ROW = ["2021-06", "panshan", "activities", "3"]
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}


def parsed(plan: Plan, header: list[str], *rows: list[str]) -> Normalised:
    cells = pd.DataFrame(list(rows), index=range(2, 2 + len(rows)), columns=header, dtype="str")
    return normalise(Sheet("progress.csv", "", 1, cells), "progress", plan)


def meaning(plan: Plan, column: str, text: str) -> object:
    """The value read from one cell, if there is no finding on it."""
    found = parsed(plan, [column], [text])
    assert found.findings == []
    return found.cells.at[2, column]


@pytest.mark.parametrize(
    "header",
    [
        HEADER,
        ["期间", "地区", "指标", "本年累计"],
        ["期间*", "地区 *", "指标＊", "本年累计 ＊"],
        [" 期 间", "地　区", "指标\n", "本年 累计"],
        ["Period", "DISTRICT", "ｉｎｄｉｃａｔｏｒ", "value*"],
        ["期间", "district", "指标*", "VALUE"],
    ],
)
def test_headers_are_known_in_both_languages_with_spaces_and_stars(plan, header):
    found = parsed(plan, header, ROW)
    assert found.findings == []
    assert found.cells.loc[2].to_dict() == dict(zip(HEADER, ROW, strict=True))


def test_an_unknown_header_is_a_warning_with_its_address_and_a_suggestion(plan):
    found = parsed(plan, [*HEADER, "备注一", "随便", ""], [*ROW, "a", "b", "c"])
    assert [(f.severity, f.cell, f.value) for f in found.findings] == [
        ("warning", "E1", "备注一"),
        ("warning", "F1", "随便"),
        ("warning", "G1", ""),
    ]
    assert [f.reason for f in found.findings] == [
        "不认识这个表头，是不是“备注”", "不认识这个表头", "这一列没有表头",
    ]  # fmt: skip
    assert list(found.cells) == HEADER


def test_a_blank_column_without_a_header_has_nothing_to_be_read(plan):
    found = parsed(plan, [HEADER[0], "", *HEADER[1:], "备注一"], [ROW[0], " ", *ROW[1:], ""])
    assert [f.cell for f in found.findings] == ["F1"]
    assert list(found.cells) == HEADER


COMPANY = ("统一社会信用代码,年度,研发费用（万元）", "91211100YY0000094Y,2020,100")
EVENT = ("地区,编号,指标,日期,名称,金额（万元）", "全市,E2,担保金额,2021-06-05,甲公司担保,500")
CARRIER = ("地区,载体名称,类型,面积（平方米）,孵化基金（万元）", "大洼区,甲空间,众创空间,2000,100")


@pytest.mark.parametrize(
    ("table", "rows", "header"),
    [
        ("financials", COMPANY, "纳税额（单位：元）"),
        ("financials", COMPANY, "纳税额（元）"),
        ("financials", COMPANY, "研发费（单位：元）"),
        ("events", EVENT, "贷款余额（单位：亿元）"),
        *(
            ("carriers", CARRIER, header)
            for header in (
                "年租金（单位：元）",
                "租金单价（单位：元/月·平方米）",
                "用地面积（单位：亩）",
                "规划用地（单位：亩）",
            )
        ),
    ],
)
def test_a_unit_behind_the_name_of_a_column_that_is_not_read_is_its_own(plan, send, table, rows, header):
    checked = check_file(send(f"{rows[0]},{header}", f"{rows[1]},5000"), table, plan)
    assert checked.acceptable
    assert [(f.severity, f.value) for f in checked.findings if f.row == 1] == [("warning", header)]


@pytest.mark.parametrize(
    ("header", "near"),
    [
        ("收入（单位：元）", "总收入"),
        ("销售收入（单位：元）", "销售收入"),
        ("资产总额（金额单位：亿元）", "资产总额"),
        ("销售收入（元）", "销售收入"),
        ("资产总额(亿 元)", "资产总额"),
        ("资产总额/亿元", "资产总额"),
        ("资产总额元", "资产总额"),
    ],
)
def test_a_column_under_another_name_and_in_another_unit_is_refused(plan, send, header, near):
    findings = check_file(send(f"{COMPANY[0]},{header}", f"{COMPANY[1]},5000"), "financials", plan).findings
    (finding,) = (found for found in findings if found.row == 1)
    assert (finding.severity, finding.cell, finding.value) == ("error", "D1", header)
    assert finding.reason == f"不认识这个表头，是不是“{near}（万元）”，写的单位不同"
    assert finding.remedy == "是这一列的，请换算成万元后改用模板的表头；不是的，请删去表头里的单位"
    rows = (f"{COMPANY[0]},{near}（万元）,{header}", f"{COMPANY[1]},5000,5000")
    assert check_file(send(*rows), "financials", plan).acceptable, "the column is there"
    rows = (f"{COMPANY[0]},{near}（单位：万元）", f"{COMPANY[1]},5000")
    assert check_file(send(*rows), "financials", plan).acceptable, "in its unit"
    rows = (f"{COMPANY[0]},利润总额（元）", f"{COMPANY[1]},5000")
    assert check_file(send(*rows), "financials", plan).acceptable, "another's column"


@pytest.mark.parametrize(
    ("table", "rows", "title", "header"),
    [
        *(
            ("events", EVENT, "金额（万元）", header)
            for header in ("金额万元", "金额：万元", "金额/万元", "金额_万", "金额（单位：万元）", "金额(单位 万元)*")
        ),
        ("carriers", CARRIER, "面积（平方米）", "面积㎡"),
        ("carriers", CARRIER, "孵化基金（万元）", "孵化基金 万元"),
    ],
)
def test_the_unit_of_a_column_may_be_written_otherwise_behind_its_name(plan, send, table, rows, title, header):
    usual, other = (check_file(send(head, rows[1]), table, plan) for head in (rows[0], rows[0].replace(title, header)))
    assert other.acceptable
    assert other.findings == usual.findings == []
    assert_frame_equal(other.parts[table].rows, usual.parts[table].rows)


@pytest.mark.parametrize("name", ["1月", "2021年12月份", "2021-06", "盘山县", "高新区", "新增雏鹰企业", "活动"])
def test_a_header_that_is_a_value_is_answered_with_the_way_to_write_it(plan, send, name):
    findings = check_file(send(f"期间,地区,指标,{name}", "2021-06,盘山县,活动,3"), "progress", plan).findings
    (remedy,) = (found.remedy for found in findings if found.cell == "D1")
    assert remedy == "这一列没有读取；请一个月份、地区、指标一行，数填在“本年累计”一列"
    (other,) = parsed(plan, [*HEADER, "备注一"], [*ROW, ""]).findings
    assert other.remedy == "这一列没有读取，需要的请改用模板的表头"


def test_the_message_on_a_header_says_where_it_stands(plan):
    assert "E1" in str(parsed(plan, [*HEADER, "备注一"], [*ROW, ""]).findings[0])


@pytest.mark.parametrize("again", ["value", "本年累计", "本年累计*"])
def test_a_repeated_header_is_an_error_in_whatever_writing(plan, again):
    finding, *others = parsed(plan, [*HEADER, again], [*ROW, "9"]).findings
    assert others == []
    assert (finding.severity, finding.column, finding.value, finding.reason) == ("error", "本年累计", again, "表头重复")


@pytest.mark.parametrize(
    "text",
    ["2021-06", "2021-6", "2021年6月", "2021年06月", "2021 年 6 月", "2021/6", "2021/06", "2021.06", "2021.6",
     "２０２１年６月", "２０２１－０６", "　2021-06 ", "2021年6"],
)  # fmt: skip
def test_a_period_has_many_writings(plan, text):
    assert meaning(plan, "period", text) == "2021-06"


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", "12"), ("１２", "12"), ("12.5", "12.5"), ("１２．５", "12.5"), ("1,234", "1234"), ("１，２３４", "1234"),
     ("1,234,567.8", "1234567.8"), ("1 234", "1234"), ("-1,234", "-1234"), (" 3　", "3")],
)  # fmt: skip
def test_a_number_loses_full_width_and_thousands_separators(plan, text, number):
    assert meaning(plan, "value", text) == number


@pytest.mark.parametrize("text", ["1,2", "12,34,567", "1,2345", "1.2.3", "三", "5%", "3家"])
def test_what_is_no_number_is_not_made_one(plan, text):
    assert meaning(plan, "value", text) == text


@pytest.mark.parametrize("text", ["", " ", "　", "\t"])
def test_a_blank_cell_is_missing(plan, text):
    assert pd.isna(meaning(plan, "value", text))
    assert pd.isna(meaning(plan, "district", text))


def test_every_name_alias_and_identifier_means_its_identifier(plan):
    for column, names in (("district", plan.district_names), ("indicator", plan.indicator_names)):
        assert len(names.known) > 6
        for text, identifier in [
            *((i, i) for i in names.known),
            *((n, i) for i, n in names.known.items()),
            *names.aliases.items(),
        ]:
            assert meaning(plan, column, text) == identifier  # fmt: skip


@pytest.mark.parametrize(
    ("column", "text", "identifier"),
    [("district", "高新技术产业开发区", "gaoxin"), ("district", "盘 山 县", "panshan"), ("district", "盘锦市", "city"),
     ("district", "PanShan", "panshan"), ("district", "大洼县", "dawa"), ("indicator", "高企", "new_hnte"),
     ("indicator", "新增科技型中小微企业", "new_sci_tech_sme"), ("indicator", "ＡＣＴＩＶＩＴＩＥＳ", "activities")],
)  # fmt: skip
def test_names_are_known_as_people_write_them(plan, column, text, identifier):
    assert meaning(plan, column, text) == identifier


def test_an_unknown_name_is_reported_at_each_of_its_cells_and_left_blank(plan):
    found = parsed(plan, HEADER, ["2021-06", "兴隆区", "活动", "1"], ROW, ["2021-07", "兴隆区", "活动", "1"])
    assert [(f.row, f.cell, f.column, f.value) for f in found.findings] == [
        (2, "B2", "地区", "兴隆区"),
        (4, "B4", "地区", "兴隆区"),
    ]
    assert found.findings[0].reason == "没有“兴隆区”这个地区，是不是“兴隆台区”？"
    assert found.cells["district"].fillna("").tolist() == ["", "panshan", ""]


YES = ["是", "√", "作废", "Y", "yes", "TRUE", "１"]
NO = ["否", "N", "no", "False", "0"]


@pytest.mark.parametrize(("text", "answer"), [(t, True) for t in YES] + [(t, False) for t in NO])
def test_yes_and_no_have_many_words(plan, text, answer):
    assert meaning(plan, "withdrawn", text) is answer


def test_what_is_neither_yes_nor_no_is_an_error(plan):
    (finding,) = parsed(plan, ["withdrawn"], ["也许"]).findings
    assert (finding.severity, finding.cell, finding.column, finding.value) == ("error", "A2", "作废", "也许")


def test_the_typed_cells_are_kept_as_they_were(plan):
    row = [" ２０２１年６月", "高新区", "高企 ", "１，２３４"]
    assert parsed(plan, HEADER, row).typed.loc[2].tolist() == row


ROWS = [
    ["2021年6月", "盘山县", "活动", "3"],
    ["2021-06", "高新区", "高企", "1,234"],
    ["2021/7", "大洼", "alliances", "２"],
    ["2021.07", "全市", "园区覆盖率", ""],
]


@settings(max_examples=50)
@given(st.permutations(range(4)), st.permutations(ROWS))
def test_the_order_of_columns_and_rows_means_nothing(plan, columns, rows):
    def sorted_rows(found: Normalised) -> pd.DataFrame:
        return found.cells[HEADER].sort_values(HEADER, ignore_index=True)

    shuffled = parsed(plan, [HEADER[c] for c in columns], *[[row[c] for c in columns] for row in rows])
    assert_frame_equal(sorted_rows(shuffled), sorted_rows(parsed(plan, HEADER, *ROWS)))
    assert {shuffled.letters[name] for name in HEADER} == set("ABCD")
    assert all(shuffled.letters[HEADER[c]] == "ABCD"[position] for position, c in enumerate(columns))


@settings(max_examples=100)
@given(st.decimals(-(10**12), 10**12, places=2), st.sampled_from(["{}", "{:,}", "{:f}"]))
def test_full_width_rendering_of_a_number_is_the_same_number(plan, number, form):
    text = form.format(number)
    assert float(meaning(plan, "value", text.translate(FULL_WIDTH))) == float(number)


@pytest.mark.parametrize("header", ["\u200b本年累计", "本年\ufeff累计", "本年累计\u202c*", "本\u00ad年\n累计"])
def test_headers_are_known_with_invisible_characters(plan, header):
    found = parsed(plan, [*HEADER[:3], header], ROW)
    assert (found.findings, list(found.cells)) == ([], HEADER)


@pytest.mark.parametrize(
    ("figures", "asked"),
    [("1,200", ["G2"]), ("1200,200", []), ("1,收据200", []), ("1,20", []), ("30,100%", []), ("3,120人", [])],
)
def test_a_text_of_three_digits_beside_a_number_is_asked_about(tmp_path, plan, figures, asked):
    path = tmp_path / "events.csv"
    header = "地区,编号,指标,日期,名称,金额（万元）,佐证"
    path.write_text(f"{header}\n盘山县,HD-1,科技成果转化,2021-06-05,某项目,{figures}\n", encoding="utf-8")
    found = check_file(path, "events", plan).findings
    assert [finding.cell for finding in found if "千位分隔符" in finding.reason] == asked
    assert {finding.severity for finding in found} <= {"warning"}, "1 and the annex 001 may be meant"


@pytest.mark.parametrize(
    ("amount", "unit", "read"),
    [
        ("50万元", "", ("50", "万元")),
        ("1.2亿元", "", ("1.2", "亿元")),
        ("3000元", "", ("0.3", "万元")),
        ("1,500 万元", "亿元", ("0.15", "亿元")),
        ("50", "", ("50", None)),
        ("约50万元", "", ("约50万元", None)),
        ("50万元", "美元", ("50万元", "美元")),
    ],
)
def test_an_amount_with_its_unit_in_the_cell_is_in_the_unit_of_its_row(plan, amount, unit, read):
    cells = pd.DataFrame([[amount, unit]], index=[2], columns=["金额", "金额单位"], dtype="str")
    found = normalise(Sheet("projects.csv", "", 1, cells), "projects", plan).cells
    assert tuple(found.loc[2, ["amount", "amount_unit"]]) == read
