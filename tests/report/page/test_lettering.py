import pytest
from matplotlib.figure import Figure

from panjin_kpi.report.page.lettering import in_lines, named_rows, width, write_beside
from panjin_kpi.report.page.style import apply_theme
from tests.report.drawn_words import drawn_words

COLUMNS = ["4.01/4.5亿元", "234567.89/4.5亿元"], ["89.1%", "5212619.8%›"], ["未完成", "已完成"]


@pytest.mark.parametrize(
    ("name", "lines"),
    [("盘山县", [3]), ("双" * 9, [9]), ("盘" * 13, [7, 6]), ("积" * 15, [8, 7]), ("辽" * 23, [8, 8, 7])],
)
def test_a_name_is_divided_only_where_it_is_too_long_and_into_equal_lines(name, lines):
    assert [len(line) for line in in_lines(name, 9).split("\n")] == lines


def test_no_line_ends_with_an_opening_bracket():
    name = "辽宁盘锦辽滨沿海经济技术开发区（辽东湾新区）"
    assert in_lines(name, 9).split("\n") == ["辽宁盘锦辽滨沿海", "经济技术开发区", "（辽东湾新区）"]


def test_a_width_is_that_of_the_drawing():
    apply_theme()
    picture = Figure()
    words = {text for column in COLUMNS for text in column}
    for text in words:
        picture.text(0.1, 0.5, text, fontsize=9)
    drawn = dict(drawn_words(picture)[0])
    assert {text: width(text) for text in words} == pytest.approx({text: drawn[text].width for text in words}, abs=2)


def test_columns_begin_after_the_longest_word_and_the_layout_leaves_them_room():
    apply_theme()
    picture = Figure(layout="constrained")
    axes = picture.subplots()
    axes.set_ylim(-0.5, 1.5)
    write_beside(axes, list(zip(*COLUMNS, strict=True)))
    drawn, whole = drawn_words(picture)
    boxes, right = dict(drawn), 0.0
    for column in COLUMNS:
        starts = [boxes[text].x0 for text in column]
        assert starts == pytest.approx(starts[:1] * 2, abs=1)
        assert min(starts) > right
        right = max(boxes[text].x1 for text in column)
    assert right <= whole.x1
    assert boxes[COLUMNS[0][0]].y0 < boxes[COLUMNS[0][1]].y0, "the first row is at 0"


def test_the_first_of_named_rows_is_at_the_top_and_every_row_has_room_for_a_name_in_lines():
    picture, _ = named_rows(["盘山县", "盘锦辽滨沿海经济技术开发区"], 7, 0.3, 1.0)
    first, second = (box for _, box in drawn_words(picture)[0] if box.x1 < 72)
    assert first.y0 > second.y1
    assert picture.get_figheight() == pytest.approx(2 * 2 * 0.19 + 1.0)
