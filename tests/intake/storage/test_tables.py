from panjin_kpi import schemas
from panjin_kpi.intake.storage.tables import chain_head, metadata, submissions, tables


def test_every_submitted_table_has_its_schema_s_columns_and_belongs_to_a_submission():
    assert [*tables] == [*schemas.SUBMITTED]
    assert {*metadata.tables} == {*tables, submissions.name, chain_head.name}
    for name, table in tables.items():
        assert [*table.c.keys()] == ["submission", "file_row", *schemas.schema(name).columns, "typed"]
        assert [*table.primary_key.columns.keys()] == ["submission", "file_row"]
