import pytest

from panjin_kpi.report.registers import tables


@pytest.mark.parametrize(
    ("table", "result"),
    [
        ("objects", "plan_objects"),
        ("summary", "unit_summary"),
    ],
)
def test_a_table_has_chinese_headings_with_and_without_rows(frames, table, result):
    shown = str(getattr(tables, table)(frames[result]))
    assert not [word for word in shown.split() if word.isascii() and "_" in word]


def test_figures_that_were_not_reported_have_a_column_where_there_are_any(frames):
    units = frames["unit_summary"]
    assert "未报指标" in repr(tables.summary(units.assign(figures_unreported=1)))
    assert "未报指标" not in repr(tables.summary(units.assign(figures_unreported=0)))


def test_no_meetings_are_shown_in_words(frames, plan):
    assert "没有" in str(tables.meetings(frames["meeting_record"], plan))
