import re

import pytest

from panjin_kpi.errors import ReferenceDataError
from panjin_kpi.reference.reading import fault_message, read_reference
from panjin_kpi.schemas import Fault

HEADER = "unit,name,kind"


@pytest.fixture
def units(send):
    def read(*lines, encoding="utf-8"):
        return read_reference(send(HEADER, *lines, name="units.csv", encoding=encoding).parent, "units")

    return read


def refused(read, *lines):
    with pytest.raises(ReferenceDataError) as caught:
        read(*lines)
    return str(caught.value).splitlines()


def test_reads_with_or_without_a_byte_order_mark(units):
    row = "ip_bureau,市知识产权局,bureau"
    assert units(row).equals(units(row, encoding="utf-8-sig"))


def test_a_code_keeps_its_zeros_and_the_word_na_stays_a_word(units):
    table = units("NA,null,bureau", "007,1e3,bureau")
    assert table[["unit", "name"]].to_numpy().tolist() == [["NA", "null"], ["007", "1e3"]]


def test_a_blank_cell_is_no_value_where_it_may_be_blank(send):
    send("district,name,kind,area_code,within,valid_from,valid_to", "a,甲,county,,,,", name="districts.csv")
    folder = send("", name="other.csv").parent
    assert read_reference(folder, "districts")[["area_code", "within"]].isna().all(axis=None)


def test_each_fault_is_a_line_with_file_row_column_and_value(units):
    assert refused(units, "a,甲,bureau", "b,乙,局", "a,,office") == [
        "units.csv 第3行 类别（kind）“局”：类别不在清单内。请照说明改正。",
        "units.csv 第4行 单位（unit）“a”：与第2行重复：单位都相同。请只保留一行。",
        "units.csv 第4行 名称（name）：不能为空。请填写。",
    ]


def test_a_missing_column_is_reported_without_a_row(send):
    folder = send("unit,kind", "a,bureau", name="units.csv").parent
    message = refused(lambda: read_reference(folder, "units"))
    assert message == ["units.csv 名称（name）：缺少这一列。请补上这一列，表头照模板填写。"]


def test_a_line_with_too_many_cells_is_reported(units):
    assert refused(units, "a,甲,bureau", "b,乙,bureau,多")[0].startswith("units.csv 不是完整的 CSV 表：")


def test_lines_that_all_have_a_cell_too_many_are_reported_as_such(units):
    assert refused(units, "a,甲,bureau,x")[0].startswith("units.csv 不是完整的 CSV 表：")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["a,甲,bureau", "b,乙,bureau,多"], "第3行有4格，表头有3格"),
        (["a,甲,bureau,x"], "各行的格数多于表头"),
        (['a,"甲,bureau'], "有引号没有配对"),
    ],
)
def test_what_is_no_whole_table_is_reported_without_english(units, lines, expected):
    (message,) = refused(units, *lines)
    assert expected in message
    assert not re.search("[A-Za-z]+ [a-z]+ [a-z]+", message)


def test_a_column_written_twice_is_reported(send):
    folder = send("unit,name,kind,name", "a,甲,bureau,乙", name="units.csv").parent
    assert refused(lambda: read_reference(folder, "units")) == ["units.csv 的表头有重复的列：name。请只保留一列。"]


def test_a_file_of_another_size_altogether_is_not_parsed(units):
    assert "不像是参考数据" in refused(units, "长" * 7_000_000)[0]


def test_a_row_is_numbered_as_an_editor_numbers_it(units):
    assert refused(units, "a,甲,bureau", "", "b,乙,局")[0].startswith("units.csv 第4行")


def test_a_fault_of_a_whole_column_has_no_row_and_no_value():
    assert (
        fault_message("pace.csv", "pace", Fault(None, "share", "", "缺。请补。"))
        == "pace.csv 应达份额（share）：缺。请补。"
    )


def test_spaces_around_a_value_are_none_of_it_and_a_cell_of_spaces_is_blank(units):
    table = units(" ip_bureau,市知识产权局　,bureau ")
    assert table.iloc[0].tolist()[:3] == ["ip_bureau", "市知识产权局", "bureau"]
    assert refused(units, "ip_bureau,　 ,bureau") == ["units.csv 第2行 名称（name）：不能为空。请填写。"]
