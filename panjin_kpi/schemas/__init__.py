"""The tables' schemas, loaded from ``schemas/*.yaml``, and their application to a table."""

from panjin_kpi.schemas.fields import title
from panjin_kpi.schemas.loading import FILES, LOADER, SUBMITTED, iso_period, key, names, of_result, schema
from panjin_kpi.schemas.validation import CHECK_VARIABLE, EMPTY, Fault, checked, empty, faults, held, typed

__all__ = [
    "CHECK_VARIABLE", "EMPTY", "FILES", "LOADER", "SUBMITTED", "Fault", "checked", "empty", "faults", "held",
    "iso_period", "key", "names", "of_result", "schema", "title", "typed",
]  # fmt: skip
