from panjin_kpi.report.workbook.summary import ONE_PAGE, write_summary

HEADINGS = ["地区", "得分", "名次", "名次比上月", "最差"]


def test_it_prints_on_one_a4_page_and_figures_are_figures(read_back):
    cells = [HEADINGS, ["全市", "—", "—", "—", "甲（完成80.0%）"], ["甲县", "96.00", "3", "升1位", "—"]]
    sheet = read_back(write_summary, "总表　2021年12月", "口径", cells, "虚构示例")
    assert [sheet[f"A{n}"].value for n in (1, 2, 3, 4)] == ["总表　2021年12月", "虚构示例", "口径", "地区"]
    assert [cell.value for cell in sheet[5]][:5] == ["全市", None, None, None, "甲（完成80.0%）"]
    assert [cell.value for cell in sheet[6]][:5] == ["甲县", 96, 3, "升1位", None]
    assert (sheet["B6"].number_format, sheet["C6"].number_format) == ("0.00", "0")
    assert dict(sheet.tables.items()) == {"T_summary": "A4:E6"}
    page = sheet.page_setup
    assert (str(page.paperSize), page.orientation) == ("9", "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (page.fitToWidth or 1, page.fitToHeight if page.fitToHeight is not None else 1) == (1, 1)


def test_of_very_many_districts_it_stays_readable_on_several_pages(read_back):
    cells = [HEADINGS, *[[f"县{n}", "1.00", "1", "—", "—"] for n in range(ONE_PAGE + 1)]]
    assert read_back(write_summary, "总表", "口径", cells).page_setup.fitToHeight == 0
