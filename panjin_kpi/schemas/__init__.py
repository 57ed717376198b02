"""The tables' schemas: what their columns are, loaded from ``schemas/*.yaml``, and their application to a table."""

from panjin_kpi.schemas.fields import title
from panjin_kpi.schemas.loading import (
    FILES,
    LOADER,
    SUBMITTED,
    iso_date,
    iso_period,
    key,
    names,
    of_result,
    schema,
)
from panjin_kpi.schemas.validation import EMPTY, Fault, empty, faults, typed

__all__ = [
    "EMPTY",
    "FILES",
    "LOADER",
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
