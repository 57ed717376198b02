"""The changes that a file makes to rows in force, in every table and type."""

import pandas as pd
import pytest

from panjin_kpi import schemas
from panjin_kpi.intake.storage.differences import Differences, differences
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.intake.storage.tables import latest

pytestmark = pytest.mark.databases


def last_rows(store, table):
    """The last row accepted for each key, withdrawals included, in the database's types."""
    with store.engine.connect() as connection:
        return pd.read_sql(latest(table), connection)


def test_into_an_empty_table_every_row_that_counts_is_added_and_what_comes_back_is_unchanged(store, every_table):
    before = {table: last_rows(store, table) for table in schemas.SUBMITTED}
    store.submit(every_table)
    for table in schemas.SUBMITTED:
        rows = every_table.parts[table].rows
        gone = int(rows["withdrawn"].sum())
        first = differences(table, rows, before[table])
        assert (first.added, first.unchanged, first.changes) == (len(rows) - gone, gone, ()), table
        again = differences(table, rows, last_rows(store, table))
        assert again == Differences(unchanged=len(rows)), (table, gone)


def test_a_change_names_row_column_and_where_the_old_value_came_from(store, every_table):
    store.submit(every_table)
    rows = (
        every_table.parts["recognitions"]
        .rows.head(1)
        .assign(document="另一文件", valid_until=pd.Timestamp("2024-01-01"))
    )
    found = differences("recognitions", rows, last_rows(store, "recognitions"))
    assert found.changed == 1
    assert {(change.column, change.new, change.submission, change.file_row) for change in found.changes} == {
        ("document", "另一文件", 1, 2), ("valid_until", "2024-01-01", 1, 2),
    }  # fmt: skip


def test_an_earlier_file_of_other_enterprises_does_not_matter(store, checked):
    store.submit(checked("2021-06,盘山县,活动,1,"))
    assert str(store.submit(checked("2021-07,盘山县,活动,1,")).differences) == "新增 1 行"


def test_nothing_at_all_is_stated_in_words():
    assert str(Differences()) == "没有变动"
    assert last_rows(Store("sqlite://"), "progress").empty
