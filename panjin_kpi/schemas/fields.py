"""The meaning of a field in all tables, beyond its type and checks: ``schemas/fields.yaml``."""

from functools import cache
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from panjin_kpi.project import SCHEMAS
from panjin_kpi.schemas.formats import BLANK
from panjin_kpi.schemas.loading import FIELDS, LOADER, names, schema


class Field(BaseModel):
    """One field's meaning; ``schemas/fields.yaml`` explains the keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = ""
    heading: str = "{}"
    format: Literal["", "share", "estimate", "points", "gap", "amount", "month", "status"] = ""
    bounds: list[float | str] = []
    blank: str = BLANK
    numeric: bool = False
    unit: str = ""
    labels: dict[str, str] = {}
    free_text: bool = False
    named: bool = False
    width: Literal["", "wide", "middling"] = ""
    happened: bool = False


def field(table: str, column: str) -> Field:
    """The meaning of a table's field."""
    return fields().get(f"{table}.{column}") or fields().get(column) or Field()


def title(table: str, column: str) -> str:
    """The Chinese title of a table's column, or of a field that only pages and sheets have; else the column's name.

    >>> title("progress", "district"), title("rules", "source")
    ('地区', '来源')
    """
    if written := field(table, column).title:
        return written
    columns = schema(table).columns  # an analyst's own column is not among them
    return (column in columns and columns[column].title) or column


def kind(table: str, column: str) -> str:
    """The type of a column in its schema; empty if the table has no schema or no such column.

    >>> kind("scores", "rank"), kind("rules", "source")
    ('int64', '')
    """
    columns = schema(table).columns if table in names() else {}
    return str(columns[column].dtype).lower() if column in columns else ""


@cache
def fields() -> dict[str, Field]:
    """Every field in ``schemas/fields.yaml``, by column or by table and column."""
    written = yaml.load((SCHEMAS / f"{FIELDS}.yaml").read_bytes(), Loader=LOADER)  # noqa: S506 - a safe one
    return TypeAdapter(dict[str, Field]).validate_python(written)
