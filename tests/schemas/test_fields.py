import re

import pytest
from pydantic import ValidationError

from panjin_kpi import schemas
from panjin_kpi.schemas.fields import Field, field, fields

COLUMNS = {(table, name): column for table in schemas.names() for name, column in schemas.schema(table).columns.items()}


def test_a_field_is_a_column_with_its_schemas_title_or_has_its_own_and_is_none():
    known = {name for _, name in COLUMNS} | {f"{table}.{name}" for table, name in COLUMNS}
    assert {name for name, meaning in fields().items() if not meaning.title} == set(fields()) & known


def test_a_meaning_of_one_table_goes_before_that_of_the_name():
    assert field("climb", "low") == fields()["climb.low"]
    assert "low" not in fields()


@pytest.mark.parametrize("kind", ["share", "points", "gap", "amount"])
def test_only_fractions_are_shares_points_and_amounts(kind):
    shown = [cell for cell in COLUMNS if field(*cell).format == kind and cell[0] not in schemas.SUBMITTED]
    assert shown
    assert {str(COLUMNS[cell].dtype) for cell in shown} <= {"float64"}


def test_what_is_not_known_is_a_mistake():
    with pytest.raises(ValidationError):
        Field.model_validate({"format": "percent"})
    with pytest.raises(ValidationError):
        Field.model_validate({"colour": "red"})


def test_a_title_in_brackets_is_the_unit_and_no_other():
    written = {cell: found[1] for cell, column in COLUMNS.items() if (found := re.search("（(.+)）$", column.title))}
    assert written == {cell: field(*cell).unit for cell in COLUMNS if field(*cell).unit}


def test_labels_are_those_of_the_identifiers_that_the_schema_allows():
    for table, name in COLUMNS:
        allowed = [check.statistics["allowed_values"] for check in COLUMNS[table, name].checks if check.name == "isin"]
        if (labels := field(table, name).labels) and allowed:
            assert set(labels) == set(allowed[0]), (table, name)
