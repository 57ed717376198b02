"""A text file is known by its content, in any encoding that can be recognised without guessing."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panjin_kpi.intake.findings import UnreadableFile
from panjin_kpi.intake.reading.formats.text_file import decoded

TEXT = "期间,地区\n2021-06,盘山县\n"
LINES = st.lists(st.text("盘锦市科技月报0123,", min_size=2, max_size=9).filter(str.strip), min_size=1, max_size=5)


def refused(content: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        decoded("a.csv", content)
    return str(caught.value)


@given(LINES, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]))
def test_a_text_in_one_encoding_is_read_as_it_was_written(lines, encoding):
    text = "\n".join(["期间地区指标", *lines])
    assert decoded("a.csv", text.encode(encoding)) == text.rstrip()


@pytest.mark.parametrize("marks", [b"\xef\xbb\xbf", b"\xef\xbb\xbf" * 2, b"\xef\xbb\xbf" * 3])
@pytest.mark.parametrize("end", [b"", b"\x1a", b"\r\n\x1a\r\n", b"\0" * 512, b"\x1a\0\0"])
def test_byte_order_marks_and_padding_are_removed(marks, end):
    assert decoded("a.csv", marks + TEXT.encode() + end) == TEXT.rstrip()
    assert decoded("a.csv", TEXT.encode("gbk") + end) == TEXT.rstrip()


def test_the_euro_sign_of_windows_is_one_beside_that_of_the_standard():
    content = TEXT.encode("gbk") + b"\x80" + "5万€".encode("gb18030")
    assert decoded("a.csv", content) == TEXT + "€5万€"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(("first", "then"), [("utf-8", "gbk"), ("gbk", "utf-8"), ("utf-8-sig", "gbk")])
def test_two_encodings_in_one_file_are_refused_with_the_line_where_the_second_begins(first, then, end):
    content = f"期间,地区{end}2021-06,x{end}".encode(first) + f"2021-07,盘山县{end}".encode(then)
    assert refused(content) == (
        "错误：a.csv 第3行：这一行与前面的文字编码不同，UTF-8 和 GB18030 混在一起。请另存为“CSV UTF-8”后重新报送。"
    )


def test_words_of_gbk_that_look_like_utf_8_are_gbk():
    assert decoded("a.csv", "期间\n联通\n".encode("gbk")) == "期间\n联通"


def test_a_few_letters_that_are_as_well_utf_8_as_gbk_are_not_guessed():
    assert "分不清" in refused("period,note\n2021-06,虏\n".encode("gbk"))
    assert decoded("a.csv", "面积²\n".encode()) == "面积²"


def test_a_broken_byte_is_reported_with_its_line():
    assert "第2行：文件编码无法识别" in refused("期间\n".encode("gbk") + b"\xff\xff\n")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<html><body><table><tr><td>1", "网页（HTML）"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html>", "网页（HTML）"),
        (b"<META charset=gb2312><table border=1>", "网页（HTML）"),
        (b"MIME-Version: 1.0\r\nX-Document-Type: Workbook", "网页（HTML）"),
        (b'<?xml version="1.0"?><Workbook/>', "XML 文件"),
        ("<?xml?>".encode("utf-16"), "XML 文件"),
        (b'{"period": "2021-06"}\n{"period": "2021-07"}', "JSON 文件"),
        (b'[\n  {"period": "2021-06"}]', "JSON 文件"),
        (b'{"rows": [1]}', "JSON 文件"),
        (b"{\\rtf1", "RTF 文档"),
        (b"%PDF-1.7", "PDF 文件"),
        *((beginning, "压缩包") for beginning in (b"Rar!\x1a\x07\x00", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08\0")),
    ],
)
def test_another_kind_of_file_is_named_and_what_to_do(content, kind):
    assert f"这不是表格文件，而是{kind}" in refused(content)
    assert "xlsx" in refused(content)


@given(st.binary(max_size=60))
def test_any_bytes_are_text_or_a_finding(content):
    with contextlib.suppress(UnreadableFile):
        assert decoded("a.csv", content)
