from panjin_kpi.report.page.heading import paragraphs, titled


def test_what_a_page_is_about_and_says_is_text_whatever_it_holds():
    assert "<b>" not in titled("<b>", "<b>", "internal").html + paragraphs(["<b>"]).html


def test_a_public_page_and_one_of_an_earlier_day_say_so():
    assert (
        repr(titled("大洼区", "", "public", "数据截至2021-07-01当日所知。"))
        == "大洼区（公开）\n数据截至2021-07-01当日所知。"
    )
