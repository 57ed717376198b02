from panjin_kpi.report.page.html_table import html_table


def test_cells_are_text():
    table = html_table("<b>", ["<i>"], [["<img src=x>"]], set())
    assert "<img" not in table._repr_html_()
    assert "<i>" not in table._repr_html_()
