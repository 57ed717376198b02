"""The meaning of one cell: keys are equal in every spelling, a dash is no name, free text stays as typed."""

import pandas as pd
import pytest

from panjin_kpi.intake.reading.normalise import normalise
from panjin_kpi.intake.reading.table_layout import Sheet
from panjin_kpi.reference.plan import Plan


def cell(plan: Plan, table: str, column: str, text: str) -> tuple[object, list[str]]:
    """The value read from one cell of a table, and the finding on it."""
    cells = pd.DataFrame([[text]], index=[2], columns=[column], dtype="str")
    found = normalise(Sheet("a.csv", "", 1, cells), table, plan)
    return found.cells.at[2, column], [finding.reason for finding in found.findings]


@pytest.mark.parametrize(
    ("table", "column"), [("task_progress", "reporter"), ("projects", "owner"), ("actions", "owner")]
)
def test_a_unit_has_the_names_of_a_district_too_and_is_not_all_districts_together(plan, table, column):
    for text in ("大洼", "盘锦市大洼区", "大洼区人民政府", "辽东湾新区管委会", "市科技局"):
        assert cell(plan, table, column, text)[1] == []
    assert cell(plan, table, column, "大洼")[0] == "dawa"
    for text in ("各县区、经济区", "各县区"):
        value, (reason,) = cell(plan, table, column, text)
        assert pd.isna(value)
        assert reason == "是各地区的统称"


TEXT_KEYS = [
    ("carriers", "carrier"), ("incubatees", "carrier"), ("events", "carrier"), ("enterprises", "carrier"),
    ("events", "event_id"), ("incubatees", "incubatee_id"), ("actions", "action_id"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "column"), TEXT_KEYS)
@pytest.mark.parametrize(
    "spelling",
    [
        "示例 Ab-1",
        "示例AB-1",
        "示例\nab-1",
        "示例　ＡＢ－１",
        "\ufeff示例\u200bab\u2060-1",
        "示例\u00a0\r\nab—1",
        "示例  aB‑1",
    ],
)
def test_a_text_key_is_one_in_every_spelling(plan, table, column, spelling):
    assert cell(plan, table, column, spelling) == ("示例AB-1", [])


def test_a_carrier_that_the_office_lists_is_written_as_it_writes_it(plan):
    for alias, name in plan.aliases.loc[plan.aliases["kind"] == "carrier", ["alias", "id"]].to_numpy():
        for text in (alias, name, f"\u200b{name[:2]}\n{name[2:]}"):
            assert cell(plan, "carriers", "carrier", text) == (name, [])


NAMED = [
    ("enterprises", "name"), ("incubatees", "name"), ("carriers", "carrier"), ("events", "title"),
    ("events", "event_id"), ("actions", "matter"), ("actions", "action_id"), ("incubatees", "carrier"),
    ("incubatees", "incubatee_id"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "column"), NAMED)
@pytest.mark.parametrize("text", ["-", "—", "/", "无", "——", "。", "＃Ｎ／Ａ", "#N/A", "\u200b-"])
def test_what_stands_for_a_blank_is_no_name(plan, table, column, text):
    meant, (reason,) = cell(plan, table, column, text)
    assert meant is None
    assert reason in ("等于没有填写", "是公式的错误值，不是内容")


@pytest.mark.parametrize(("table", "column"), [*NAMED, ("events", "carrier"), ("enterprises", "carrier")])
@pytest.mark.parametrize("text", ["同上", "〃", '"'])
def test_a_ditto_mark_is_no_name_even_where_there_need_be_none(plan, table, column, text):
    assert cell(plan, table, column, text) == (None, ["是“同上”的记号，不是名称或编号"])


IDENTIFIERS = [("events", "event_id"), ("incubatees", "incubatee_id"), ("recognitions", "certificate_no")]


@pytest.mark.parametrize(("table", "column"), IDENTIFIERS)
@pytest.mark.parametrize(
    ("text", "severity"),
    [
        *((text, "error") for text in ("1月1日", "2-Jan", "１月１日", "Jan-21", "12-dec", "Jun-2021")),
        *((text, "day") for text in ("2021/6/5 0:00", "2021-06-07 00:00:00", "2021年6月5日 0:00")),
        *((text, "warning") for text in ("2021/1/3", "2021-01-03", "2021年1月3日", "2021年6月", "6/5/2021")),
        *((text, "") for text in ("1-1", "HD-001", "20210103", "2021-1", "5月", "Jan-001", "沙龙1月1日", "6/5/21")),
    ],
)
def test_an_identifier_of_a_text_file_that_is_a_day_is_asked_about(plan, table, column, text, severity):
    cells = pd.DataFrame([[text]], index=[2], columns=[column], dtype="str")
    for sheet, expected in (("", severity), ("工作表", "")):  # in a workbook the format of its cell says so
        expected = "" if column == "certificate_no" and expected in ("warning", "day") else expected
        expected = expected.replace("day", "error")
        found = normalise(Sheet("a", sheet, 1, cells), table, plan).findings
        assert [f.severity for f in found if "可能不是原来填的编号" in f.reason] == [expected] * bool(expected)
    assert normalise(Sheet("a", "", 1, cells.assign(withdrawn="是")), table, plan).findings == []


OPTIONAL = [
    ("incubatees", "uscc"), ("events", "uscc"), ("incubatees", "graduated_on"), ("recognitions", "valid_until"),
    ("incubatees", "origin"), ("carriers", "level"), ("projects", "amount_unit"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "column"), [*OPTIONAL, ("events", "carrier"), ("enterprises", "carrier")])
@pytest.mark.parametrize("text", ["-", "—", "——", "无", "暂无", "/", "没有", "N/A"])
def test_nothing_as_a_carrier_a_code_a_day_or_in_a_list_may_be_written_as_a_dash_or_a_word(plan, table, column, text):
    assert cell(plan, table, column, text) == (None, [])


@pytest.mark.parametrize(("table", "column"), OPTIONAL)
@pytest.mark.parametrize("text", ["√", "？", "长期"])
def test_a_sign_that_means_something_is_not_read_as_blank(plan, table, column, text):
    assert cell(plan, table, column, text)[0] is not None


@pytest.mark.parametrize(("table", "column"), [("carriers", "professional_staff"), ("events", "amount_wan")])
@pytest.mark.parametrize("text", ["-", "—", "无"])
def test_a_dash_in_a_number_may_be_zero_and_is_asked_about(plan, table, column, text):
    assert cell(plan, table, column, text) == (None, ["等于没有填写"])


@pytest.mark.parametrize("text", ["-", "—", "/", "……", "无", "未统计", "暂缺", "待统计", "尚未报送", "不详"])
def test_a_figure_that_is_not_known_yet_is_not_to_be_replaced_by_zero(plan, text):
    cells = pd.DataFrame([[text]], index=[2], columns=["value"], dtype="str")
    (found,) = normalise(Sheet("a", "", 1, cells), "progress", plan).findings
    assert (found.reason, found.remedy) == ("等于没有填写", "还没有数的不报这一行，确是零的请填0")


@pytest.mark.parametrize(
    ("table", "column", "text"), [("carriers", "mentors", "待定"), ("events", "amount_wan", "未统计")]
)
def test_an_optional_figure_that_is_not_known_yet_is_left_blank(plan, table, column, text):
    cells = pd.DataFrame([[text]], index=[2], columns=[column], dtype="str")
    (found,) = normalise(Sheet("a", "", 1, cells), table, plan).findings
    assert (found.reason, found.remedy) == ("等于没有填写", "没有的请留空，确是零的请填0")


@pytest.mark.parametrize(("table", "column"), [("enterprises", "uscc"), ("recognitions", "event_date")])
def test_a_dash_in_a_required_code_or_day_is_no_blank(plan, table, column):
    assert cell(plan, table, column, "—")[0] == "—"


FREE = [
    ("progress", "note"),
    ("events", "title"),
    ("actions", "matter"),
    ("task_progress", "progress"),
    ("carriers", "operator"),
]


@pytest.mark.parametrize(("table", "column"), FREE)
@pytest.mark.parametrize("text", ["新增10³平方米", "第③项（Ａ）", "甲 乙\n丙", "①“双创”…", "累计", "85％"])
def test_free_text_is_kept_as_typed(plan, table, column, text):
    assert cell(plan, table, column, f"\u3000{text}\u200b ") == (text, [])


@pytest.mark.parametrize(("table", "column"), FREE)
@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_lines_of_a_text_end_in_one_way_whatever_program_wrote_it(plan, table, column, end):
    assert cell(plan, table, column, f"落实场地{end}落实资金{end}") == ("落实场地\n落实资金", [])


@pytest.mark.parametrize("text", ["#N/A", "无", "-"])
def test_a_note_may_say_nothing(plan, text):
    assert cell(plan, "progress", "note", text) == (text, [])


@pytest.mark.parametrize("column", ["district", "value", "period", "withdrawn"])
@pytest.mark.parametrize("text", ["#N/A", "#DIV/0!", "#REF!", "Err:502"])
def test_an_error_of_a_formula_is_reported_as_one(plan, column, text):
    assert cell(plan, "progress", column, text)[1] == ["是公式的错误值，不是内容"]


@pytest.mark.parametrize("text", ["\x1b[31m盘山县", "盘\u202e山县", "3\x7f", "\x07"])
@pytest.mark.parametrize("column", ["district", "value", "note"])
def test_control_characters_and_turned_directions_are_reported_by_their_code(plan, column, text):
    (reason,) = cell(plan, "progress", column, text)[1]
    assert reason.startswith("含有看不见的控制字符（U+")


@pytest.mark.parametrize(("table", "column", "word"), [("actions", "status", "在办"), ("carriers", "kind", "众创空间")])
def test_a_word_of_a_list_is_known_with_spaces_and_invisible_characters(plan, table, column, word):
    assert cell(plan, table, column, f"{word[:1]} \u200b{word[1:]}\n") == (word, [])


@pytest.mark.parametrize(("table", "column"), [("enterprises", "registered_on"), ("progress", "period")])
def test_a_month_with_a_digit_left_out_is_no_day_of_1955(plan, table, column):
    value, (reason,) = cell(plan, table, column, "20216")
    assert value is None
    assert reason == "是没有日期格式的数，按日期算是1955-05-07，也可能是写漏的年月，分不清是哪一天"
    assert cell(plan, table, column, "29221")[1] == [], "the first of January 1980"


@pytest.mark.parametrize("text", ['=DISPIMG("ID_0AB",1)', '=_xlfn.DISPIMG("ID_0AB",1)'])
@pytest.mark.parametrize(
    ("table", "column", "severity"),
    [("progress", "note", "warning"), ("events", "evidence", "warning"), ("events", "title", "error")],
)
def test_a_picture_that_wps_keeps_in_a_cell_is_no_text(plan, table, column, severity, text):
    cells = pd.DataFrame({column: [text]}, index=[2])
    found = normalise(Sheet("a.xlsx", table, 1, cells), table, plan)
    assert pd.isna(found.cells.at[2, column])
    assert [(f.severity, f.reason) for f in found.findings] == [(severity, "是嵌入单元格的图片，没有读取")]
