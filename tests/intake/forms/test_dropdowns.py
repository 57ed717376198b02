import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.intake.forms.dropdowns import choices
from panjin_kpi.intake.reading.normalise import normalise
from panjin_kpi.intake.reading.table_layout import Sheet


def test_every_word_offered_is_understood(plan):
    for table in schemas.SUBMITTED:
        for column in schemas.schema(table).columns:
            words = choices(table, column, plan)
            if words:
                cells = pd.DataFrame({column: words}, index=range(2, 2 + len(words)), dtype="str")
                found = normalise(Sheet("a.xlsx", table, 1, cells), table, plan)
                assert found.findings == [], (table, column)
                assert schemas.faults(table, found.cells, [column])[1] == [] or column in schemas.key(table)


def test_every_closed_list_of_the_schemas_is_offered(plan):
    closed = {
        (table, name)
        for table in schemas.SUBMITTED
        for name, column in schemas.schema(table).columns.items()
        if any(check.name == "isin" for check in column.checks) or str(column.dtype) in ("bool", "boolean")
    }
    assert len(closed) > 20
    assert all(choices(table, name, plan) for table, name in closed)


def test_the_whole_city_is_offered_only_where_it_may_stand(plan):
    assert "全市" in choices("progress", "district", plan)
    assert "全市" not in choices("enterprises", "district", plan)


def test_people_choose_from_chinese_words(plan):
    offered = {
        word
        for table in schemas.SUBMITTED
        for column in schemas.schema(table).columns
        for word in choices(table, column, plan)
    }
    assert [word for word in offered if word.isascii() and not word.isdigit()] == []
