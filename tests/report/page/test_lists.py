from panjin_kpi.report.page.lists import LONGEST, list_extent, text_or_dash, titles


def test_a_list_that_just_fits_is_whole():
    assert list_extent(LONGEST, "holders") == f"（{LONGEST}条）"
    assert list_extent(LONGEST + 1, "holders") == f"（前{LONGEST}条，共{LONGEST + 1}条，其余见下载数据“在册企业名单”）"


def test_blank_is_a_dash_and_zero_is_not_blank():
    assert [text_or_dash(value) for value in (None, float("nan"), 0, "")] == ["—", "—", "0", ""]


def test_titles_come_from_the_schema():
    assert titles("candidates", ["uscc", "name"]) == ["统一社会信用代码", "企业名称"]
