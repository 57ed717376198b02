from panjin_kpi.report.page.html_table import html_table


def test_cells_are_text():
    table = html_table("<b>", ["<i>"], [["<img src=x>"]], set())
    assert "<img" not in table._repr_html_()
    assert "<i>" not in table._repr_html_()


def test_a_day_or_month_is_never_broken_into_two_lines():
    rows = [["一", "2021-10-31", "2021-10-31以前"], ["二", "2021-10", ""], ["2021年10月", "2021年10月", ""]]
    html = html_table("表", ["甲", "日期", "说明"], rows, set())._repr_html_()
    assert html.count('<td class="day">') == 3
    assert "<td>2021-10-31以前</td>" in html
    assert '<th scope="row" class="whole">2021年10月</th>' in html, "as the first of a row too"
