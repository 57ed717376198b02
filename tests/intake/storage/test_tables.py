from panjin_kpi import schemas
from panjin_kpi.intake.storage.tables import metadata, submissions, tables


def test_every_submitted_table_has_its_schema_s_columns_and_belongs_to_a_submission():
    assert [*tables] == [*schemas.SUBMITTED]
    assert metadata.sorted_tables[0] is submissions
    for name, table in tables.items():
        assert [*table.c.keys()] == ["submission", "file_row", *schemas.schema(name).columns, "typed"]
        assert [*table.primary_key.columns.keys()] == ["submission", "file_row"]
