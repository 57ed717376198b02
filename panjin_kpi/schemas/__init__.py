"""The tables' schemas: what their columns are, loaded from ``schemas/*.yaml``, and their application to a table."""

from panjin_kpi.schemas.loading import (
    LOADER,
    OTHER_SCHEMA,
    RESULTS,
    ROW_LEVEL,
    SUBMITTED,
    iso_date,
    iso_period,
    key,
    names,
    of_result,
    schema,
    title,
)
from panjin_kpi.schemas.validation import EMPTY, Fault, empty, faults, typed

__all__ = [
    "EMPTY",
    "LOADER",
    "OTHER_SCHEMA",
    "RESULTS",
    "ROW_LEVEL",
    "SUBMITTED",
    "Fault",
    "empty",
    "faults",
    "iso_date",
    "iso_period",
    "key",
    "names",
    "of_result",
    "schema",
    "title",
    "typed",
]
