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


def test_meetings_and_amounts_are_shown_in_words(frames, plan):
    assert "没有" in str(tables.meetings(frames["meeting_record"], plan))
    finance = frames["finance_reach"]
    some = finance.assign(rows=finance["group"].eq("sci_tech_sme").astype("int64"))
    assert {line.split()[1] for line in repr(tables.finance(some, plan)).splitlines()[2:]} == {"科技型中小企业"}
