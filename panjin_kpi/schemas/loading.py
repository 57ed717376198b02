"""The tables' schemas, each loaded once from ``schemas/*.yaml``."""

from functools import cache
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
import yaml
from pandera.api.extensions import register_check_method
from pandera.io import pandas_io

from panjin_kpi.project import SCHEMAS

# the loader in C is ten times as fast, and every command and notebook waits for it
LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
SUBMITTED = (
    "progress",
    "task_progress",
    "events",
    "enterprises",
    "recognitions",
    "financials",
    "carriers",
    "incubatees",
    "actions",
    "projects",
    "measures",
    "meetings",
)
FOLDERS = [SCHEMAS]  # and those of an office's own results (:func:`add_schemas`)
FIELDS = "fields"  # not a table: the meaning of columns
FILES = {"carrier_results": "carriers", "task_status": "tasks"}  # results whose files have another name


@register_check_method
def iso_date(series: pd.Series) -> pd.Series:
    """Whether text is a valid day written ``YYYY-MM-DD``."""
    written_so = series.astype("str").str.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
    return written_so & pd.to_datetime(series, format="%Y-%m-%d", errors="coerce").notna()


@register_check_method
def iso_period(series: pd.Series) -> pd.Series:
    """Whether text is a month written ``YYYY-MM``."""
    return series.astype("str").str.fullmatch(r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])")


@cache
def names() -> tuple[str, ...]:
    """Names of all tables, in alphabetical order."""
    return tuple(sorted(path.stem for folder in FOLDERS for path in folder.glob("*.yaml") if path.stem != FIELDS))


def add_schemas(folder: Path) -> None:
    """Add the schemas in an office's own folder; the package's schemas take precedence."""
    if folder not in FOLDERS and any(folder.glob("*.yaml")):
        FOLDERS.append(folder)
        names.cache_clear()


def schema_file(table: str) -> Path:
    """The file of a table's schema."""
    return next((path for folder in FOLDERS if (path := folder / f"{table}.yaml").exists()), SCHEMAS / f"{table}.yaml")


@cache
def schema(table: str) -> pa.DataFrameSchema:
    """The schema of a table.

    >>> schema("progress").columns["district"].title
    '地区'
    """
    written = yaml.load(schema_file(table).read_bytes(), Loader=LOADER)  # noqa: S506 - a safe one
    loaded: pa.DataFrameSchema = pandas_io.deserialize_schema(written)  # type: ignore[no-untyped-call]
    return loaded


def of_result(name: str) -> str:
    """The name of a result's schema by the name of its file, which is another for ``carriers`` and ``tasks``.

    >>> of_result("status"), of_result("carriers"), of_result("tasks")
    ('status', 'carrier_results', 'task_status')
    """
    return {file: schema for schema, file in FILES.items()}.get(name, name)


def key(table: str) -> list[str]:
    """Columns that together identify a row."""
    return list(schema(table).unique or [])
