from markupsafe import Markup

from panjin_kpi.report.page.fragment import HtmlFragment


def test_plain_text_has_a_line_for_each_row_and_no_drawing():
    html = "<table><tr><th>甲</th><td>1 &lt; 2</td></tr><tr><th>乙</th><td>3</td></tr></table><svg><text>x</text></svg>"
    assert repr(HtmlFragment(Markup(html))) == "甲 1 < 2\n乙 3"
