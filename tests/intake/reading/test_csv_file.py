"""Reading: any content of progress.csv gives a table with cell addresses, or one Chinese finding."""

import re
from collections.abc import Callable

import pytest

from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.intake.findings import Finding, UnreadableFile
from panjin_kpi.intake.reading.csv_file import read_csv
from panjin_kpi.intake.reading.normalise import key_headers
from panjin_kpi.intake.reading.table_layout import Sheet

HEADER = "period,district,indicator,value,note"
ROW = "2021-06,盘山县,创新创业活动,3,按计划"
CELLS = ROW.split(",")
KNOWN = dict.fromkeys(HEADER.split(","), False)


@pytest.fixture
def read() -> Callable[[str | bytes], Sheet]:
    def from_content(content: str | bytes) -> Sheet:
        return read_csv("progress.csv", content if isinstance(content, bytes) else content.encode(), KNOWN)

    return from_content


@pytest.fixture
def refused(read: Callable[[str | bytes], Sheet]) -> Callable[[str | bytes], Finding]:
    def with_finding(content: str | bytes) -> Finding:
        with pytest.raises(UnreadableFile) as caught:
            read(content)
        return caught.value.finding

    return with_finding


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encoding_and_line_ends_do_not_matter(read, encoding, end):
    content = end.join([HEADER, ROW, ""]).encode(encoding)
    sheet = read(content)
    assert list(sheet.cells.columns) == HEADER.split(",")
    assert sheet.cells.loc[2].tolist() == CELLS
    assert sheet.file == "progress.csv"


def test_rare_characters_of_gb18030_survive(read):
    assert read(f"{HEADER}\n2021-06,盘山县,活动,1,㐀𠮷镕\n".encode("gb18030")).cells.at[2, "note"] == "㐀𠮷镕"


def test_quoted_commas_line_breaks_and_quotes_stay_in_their_cell(read):
    sheet = read(f'{HEADER}\n2021-06,盘山县,活动,"1,234","甲,乙\n丙“丁”""戊"""\n{ROW}\n')
    assert sheet.cells.at[2, "value"] == "1,234"
    assert sheet.cells.at[2, "note"] == '甲,乙\n丙“丁”"戊"'
    assert sheet.cells.loc[3].tolist() == CELLS, "a line break inside a cell is no row of a spreadsheet"


def test_blank_rows_are_passed_over_and_do_not_shift_the_numbers(read):
    sheet = read("\n".join([HEADER, ROW, "", ",,,,", ROW, " , ,　,,", "", ROW, "", ",,,,", ""]))
    assert sheet.cells.index.tolist() == [2, 5, 8]


def test_blank_rows_above_the_header_count_too(read):
    assert read(f"\n,,\n{HEADER}\n{ROW}\n").cells.index.tolist() == [4]


def test_trailing_empty_columns_are_dropped(read):
    sheet = read(f"{HEADER},,\n{ROW},,\n{ROW},,,,,\n")
    assert sheet.cells.shape == (2, 5)


def test_an_empty_header_between_others_keeps_its_position(read):
    assert list(read("period,,value\n2021-06,x,3\n").cells.columns) == ["period", "", "value"]


def test_a_short_row_is_filled_with_blanks(read):
    assert read(f"{HEADER}\n2021-06,盘山县\n").cells.loc[2].tolist() == ["2021-06", "盘山县", "", "", ""]


def test_codes_numbers_and_words_stay_the_text_they_are(read):
    cells = ["007", "NA", "null", "1e5", "TRUE"]
    assert read(f"{HEADER}\n{','.join(cells)}\n").cells.loc[2].tolist() == cells


def test_one_cell_too_many_is_reported_with_its_row_and_value(refused):
    finding = refused(f'{HEADER}\n{ROW}\n\n{ROW},"<b>多\n余</b>"\n')
    assert (finding.row, finding.value) == (4, "<b>多\n余</b>")
    assert str(finding) == (
        "错误：progress.csv 第4行（F4）“<b>多 余</b>”：这一行比表头多出一格。请检查是否多了逗号，含逗号的文字要加引号。"
    )


def test_one_cell_too_many_is_reported_with_its_address(refused):
    assert refused(f"{HEADER}\n{ROW},多余\n").cell == "F2"


def test_a_row_that_an_unquoted_comma_shifted_is_asked_about_where_its_last_cell_was_blank(read):
    shifted = "2021-06,盘山县,活动,3家,其中新增1家,"
    (finding,) = read(f"{HEADER}\n{ROW}\n{shifted}\n").findings
    assert (finding.row, finding.severity) == (3, "warning")
    assert "没加引号的逗号" in finding.reason
    (finding,) = read(f"{HEADER}\n{ROW}\n{shifted}\n{shifted}\n").findings
    assert finding.reason.endswith("；这样的共2行")
    assert len(read(f"{HEADER}\n{shifted}\n").findings) == 1, "one row has none beside it that ends so too"
    assert len(read(f"{HEADER}\n{shifted}\n{shifted}\n").findings) == 1, "each row may have such a comma"
    for header, row in ((f"{HEADER},", f"{ROW},"), (f"{HEADER},,", ROW)):
        assert read(f"{header}\n{row}\n{row}\n").findings == (), "a program ended every line so"
    assert read(f"{HEADER}\n{ROW}\n,,,,,,\n").findings == (), "a blank row"


KINDS = {
    "0 bytes": (b"", "文件是空的", "请填写"),
    "only a BOM": (b"\xef\xbb\xbf", "文件是空的", "请填写"),
    "only white space": (b" \r\n\t\n  \n", "文件是空的", "请填写"),
    "only commas": (b",,,\n,,,\n", "文件是空的", "请填写"),
    "only the header": (HEADER.encode(), "只有表头", "请填写"),
    "one line of something else": (b"period 2021-06", "一个也不认识", "用模板的表头"),
    "JSON": (b'[{"period":"2021-06"}]', "JSON", "另存为 xlsx"),
    "header and blank rows": (f"{HEADER}\n\n,,,,\n".encode(), "只有表头", "请填写"),
    "half of UTF-16": (HEADER.encode("utf-16") + b"a", "UTF-16", "CSV UTF-8"),
    "UTF-16 without BOM": (f"{HEADER}\n{ROW}\n".encode("utf-16-le"), "二进制", "CSV（UTF-8）"),
    "NUL bytes": (f"{HEADER}\0\n{ROW}\n".encode(), "二进制", "CSV（UTF-8）"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "PDF", "CSV（UTF-8）"),
    "PNG": (b"\x89PNG\r\n\x1a\n\0\0", "图片", "CSV（UTF-8）"),
    "JPEG": (b"\xff\xd8\xff\xe0\0\x10JFIF", "图片", "CSV（UTF-8）"),
    "neither UTF-8 nor GB18030": (HEADER.encode() + b"\n\xff\xff\xfe\x81", "既不是 UTF-8 也不是 GB18030", "CSV UTF-8"),
    "open quote": (f'{HEADER}\n2021-06,盘山县,活动,"3\n{ROW}\n'.encode(), "不是完整的 CSV 表", "另存为 CSV"),
    "enormous cell": (f"{HEADER}\n{'长' * 200_000},1\n".encode(), "不是完整的 CSV 表", "另存为 CSV"),
}


@pytest.mark.parametrize(("content", "reason", "remedy"), KINDS.values(), ids=KINDS)
def test_a_file_without_a_table_gives_one_finding_with_a_remedy(refused, content, reason, remedy):
    finding = refused(content)
    assert finding.severity == "error"
    assert reason in finding.reason
    assert remedy in finding.remedy
    assert re.match(r"错误：progress\.csv( 第\d+行)?：", str(finding))


def test_a_broken_table_is_explained_in_chinese_only(refused):
    assert not re.search("[a-z]{4,}", refused(f'{HEADER}\n2021-06,盘山县,活动,"3\n').reason)


@pytest.mark.parametrize("row", ["2021-06,盘山县,活动,1,234,", "2021-06,盘山县,活动,1,234,,"])
def test_a_number_that_its_thousands_separator_divided_is_refused(refused, read, row):
    found = refused(f"{HEADER}\n{row}\n")
    assert (found.row, found.cell, found.value) == (2, "D2", "1,234")
    assert "千位分隔符" in found.reason
    assert "删去行末多出的逗号" in found.remedy, "what two numbers before a comma too many need"
    assert read(f'{HEADER}\n2021-06,盘山县,活动,"1,234",属实\n').cells["value"].tolist() == ["1,234"]
    assert len(read(f"{HEADER}\n2021-06,盘山县,活动,3,,\n").cells) == 1, "a comma too many loses nothing"


def test_a_total_that_is_left_out_is_not_refused_for_its_separator():
    content = f"{HEADER}\n2021-06,盘山县,活动,3,\n合计,,,1,234,\n".encode()
    assert len(read_csv("progress.csv", content, key_headers("progress")).cells) == 1


def test_a_title_above_the_header_is_passed_over(send, plan):
    from panjin_kpi.intake.checks.check import check_file

    path = send(
        "2021年6月科技指标月报,,,,",
        "填报单位：大洼区",
        "期间,地区,指标,本年累计",
        "2021-06,大洼区,活动,3",
        "2021-06,大洼区,联盟,x",
    )
    (finding,) = check_file(path, "progress", plan).findings
    assert (finding.row, finding.cell) == (5, "D5")


@pytest.mark.parametrize(
    "content",
    [
        "期间,地区,指标,本年累计\n2021-06,大洼区,活动,3\n".encode("big5", "replace"),
        b"a,b\n1,2\n",
    ],
)
def test_a_table_without_any_known_header_is_one_finding(content, tmp_path, plan):
    from panjin_kpi.intake.checks.check import check_file

    (tmp_path / "progress.csv").write_bytes(content)
    (finding,) = check_file(tmp_path / "progress.csv", "progress", plan).findings
    assert finding.reason.startswith("表头一个也不认识，可能是文件编码不对")


@pytest.fixture
def cells() -> Callable[[str], list[str]]:
    """The cells of the only row of a file with known headers."""

    def of_row(content: str) -> list[str]:
        sheet = read_csv("progress.csv", content.encode(), KNOWN)
        assert (list(sheet.cells.columns), sheet.cells.index.tolist()) == (HEADER.split(","), [2])
        return sheet.cells.loc[2].tolist()

    return of_row


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("stated", ["", "sep={}\r\n", '"sep={}"\n'])
def test_the_separator_is_the_stated_one_or_the_one_by_which_headers_are_known(cells, mark, stated):
    assert cells(stated.format(mark) + f"{HEADER}\n{ROW}\n".replace(",", mark)) == CELLS


def test_a_stated_separator_need_not_be_a_usual_one(cells):
    assert cells(f"sep=|\n{HEADER}\n{ROW}\n".replace(",", "|")) == CELLS


def test_tabs_and_semicolons_within_cells_do_not_separate_where_commas_do(cells):
    assert cells(f"{HEADER}\n2021-06\t,盘山县,活动,3\t,甲;乙\n") == ["2021-06\t", "盘山县", "活动", "3\t", "甲;乙"]


@pytest.mark.parametrize(
    ("guarded", "meant"),
    [
        ('="007"', "007"),
        ('"=""3"""', "3"),
        ("'=1+1", "=1+1"),
        ("'007", "007"),
        ("'2021-06", "2021-06"),
        ("'-3", "-3"),
        ("'@x", "@x"),
        ("'90后创客", "'90后创客"),
        ("=1+1", "=1+1"),
        ("'", "'"),
        ("O'Neill", "O'Neill"),
    ],
)
def test_what_guards_a_cell_from_being_computed_is_no_part_of_it(cells, guarded, meant):
    assert cells(f"{HEADER}\n2021-06,盘山县,活动,3,{guarded}\n")[-1] == meant


@pytest.mark.parametrize("row", ['2021-06,盘山县,活动,3,"双创"大赛', '2021-06,盘山县,活动,"3,x'])
def test_bad_quotes_are_reported_with_their_row(refused, row):
    finding = refused(f'{HEADER}\n{ROW}\n2021-06,盘山县,活动,3,"甲\n乙"\n{row}\n{ROW}\n')
    assert (finding.row, finding.reason) == (4, "不是完整的 CSV 表：引号没有成对，或有一格过长")


def test_rows_between_two_open_quotes_do_not_vanish_into_a_cell(refused):
    finding = refused(f'{HEADER}\n{ROW}\n2021-06,盘山县,活动,3,"甲\n{ROW}\n2021-06,盘山县,高企,2,乙"\n{ROW}\n')
    assert (finding.row, finding.reason) == (3, "有一格里含有整行内容，可能是前后两个引号都没有成对")
    assert "半角逗号改为全角" in finding.remedy, "a note of several lines may have as many commas as a row"


def test_a_number_divided_in_a_row_that_ends_early_is_asked_about_and_two_numbers_are_kept():
    header = "地区,编号,指标,日期,名称,金额（万元）,佐证"
    row = "盘山县,HD-1,科技成果转化,2021-06-05,某项目,1,200\n"
    known = key_headers("events") | {"备注": False}
    sheet = read_csv("events.csv", f"{header}\n{row}".encode(), known)
    assert sheet.findings == (), "a whole row may have two numbers in it"
    sheet = read_csv("events.csv", f"{header},备注\n{row}".encode(), known)
    (finding,) = sheet.findings
    assert (finding.cell, finding.value, finding.severity) == ("F2", "1,200", "warning")
    assert finding.reason == "这一行比表头少几格，像是千位分隔符把一个数分成了两格"
    (finding,) = read_csv("events.csv", f"{header},备注\n{row * 3}".encode(), known).findings
    assert finding.reason.endswith("；这样的共3行"), "one warning, however many rows leave blanks out"
    reminded = "期间,地区,指标,年度目标,本年累计,备注\n2021-06,盘山县,活动,4,120\n".encode()
    assert read_csv("a.csv", reminded, key_headers("progress")).findings == (), "what the template wrote is not read"


def test_rows_below_unknown_headers_are_not_called_none(tmp_path, plan):
    path = tmp_path / "progress.csv"
    path.write_text("月份,县区,工作指标,累计,备注\n2021-06,盘山县,活动,3,\n", encoding="utf-8")
    reasons = [(found.column, found.reason) for found in check_file(path, "progress", plan).findings if found.column]
    assert reasons == [(name, "缺少这一列") for name in ("期间", "地区", "指标", "本年累计")]
    for line in ("2021-06,盘山县,活动,3", "活动,3"):
        path.write_text(f"{line}\n", encoding="utf-8")
        (finding,) = check_file(path, "progress", plan).findings
        assert (finding.row, finding.reason) == (1, "只有一行，其中没有认识的表头")
