import pytest

from docs.generators.dictionary import ROOMS, data_dictionary
from panjin_kpi import schemas
from panjin_kpi.project import ROOT


def rows(table: str) -> list[list[str]]:
    section = data_dictionary().split(f"（`{table}`）\n")[1].split("\n##")[0]
    return [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| `")]


def test_the_stored_page_is_what_the_schemas_say():
    stored = (ROOT / "docs" / "data_dictionary.md").read_text(encoding="utf-8")
    assert stored == data_dictionary(), "run: make docs"


@pytest.mark.parametrize("table", schemas.names())
def test_every_column_of_every_table_stands_once_under_its_table(table):
    assert data_dictionary().count(f"（`{table}`）\n") == 1
    assert [row[0].strip("`") for row in rows(table)] == list(schemas.schema(table).columns)


def test_the_page_says_what_may_be_left_blank_or_out():
    needed = {row[0].strip("`"): row[3] for table in ("progress", "status") for row in rows(table)}
    assert needed["value"] == "必填"
    assert needed["note"] == "可缺"
    assert needed["completion"] == "可空"


def test_a_check_is_described_by_its_reason():
    assert rows("pace")[1][-1].startswith("月份应为1到12")


def test_the_rooms_name_tables_that_exist():
    assert {table for tables in ROOMS.values() for table in tables} <= set(schemas.names())
