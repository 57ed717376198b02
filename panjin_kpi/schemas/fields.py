"""What a column means everywhere, beyond its type and checks: ``schemas/fields.yaml``."""

from functools import cache
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from panjin_kpi.project import SCHEMAS
from panjin_kpi.schemas.loading import FIELDS, LOADER


class Field(BaseModel):
    """One column's meaning: the keys of ``schemas/fields.yaml``, where they are explained."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["", "share", "points", "gap", "amount", "month"] = ""
    unit: str = ""
    labels: dict[str, str] = {}
    free_text: bool = False
    width: Literal["", "wide", "middling"] = ""
    happened: bool = False


def field(table: str, column: str) -> Field:
    """The meaning of a table's column."""
    return fields().get(f"{table}.{column}") or fields().get(column) or Field()


@cache
def fields() -> dict[str, Field]:
    """Every meaning that is written down, by column or by table and column."""
    written = yaml.load((SCHEMAS / f"{FIELDS}.yaml").read_bytes(), Loader=LOADER)  # noqa: S506 - a safe one
    return TypeAdapter(dict[str, Field]).validate_python(written)
