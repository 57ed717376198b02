"""The tables' schemas: loaded once from ``schemas/*.yaml``, and applied with an answer for every bad cell."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd
import pandera.pandas as pa
import yaml
from pandera.api.extensions import register_check_method
from pandera.errors import SchemaErrorReason, SchemaErrors
from pandera.io import pandas_io

from panjin_kpi.cell_types import coerced
from panjin_kpi.project import SCHEMAS

# the one in C is ten times as fast, and every command and every notebook waits for it
LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
EMPTY = "不能为空。请填写。"
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
)
RESULTS = (
    "status",
    "path",
    "forecast",
    "next_steps",
    "evidence",
    "scores",
    "contributions",
    "rank_ranges",
    "scores_by_basis",
    "corrections",
    "timeliness",
    "task_status",
    "light_changes",
    "bulletin_candidates",
    "survey_round",
    "open_matters",
    "open_matters_summary",
    "reconciliation",
    "holders",
    "tier_stock",
    "tier_flow",
    "tier_overlap",
    "ladder_total",
    "transitions",
    "climb",
    "climb_summary",
    "expiring",
    "expiring_summary",
    "expiry_calendar",
    "eligibility",
    "candidates",
    "places",
    "carrier_results",
    "carrier_summary",
    "rewards",
    "outlook",
    "attribution",
    "attribution_counts",
)
OTHER_SCHEMA = {"carriers": "carrier_results", "tasks": "task_status"}
# of single enterprises, carriers or matters, or in somebody's own words: not for a public page
ROW_LEVEL = (
    "holders", "expiring", "eligibility", "candidates", "carrier_results", "rewards", "attribution",
    "task_status", "open_matters", "bulletin_candidates",
)  # fmt: skip


@register_check_method
def iso_date(series: pd.Series) -> pd.Series:
    """Text is a real day written ``YYYY-MM-DD``."""
    written_so = series.astype("str").str.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
    return written_so & pd.to_datetime(series, format="%Y-%m-%d", errors="coerce").notna()


@register_check_method
def iso_period(series: pd.Series) -> pd.Series:
    """Text is a month written ``YYYY-MM``."""
    return series.astype("str").str.fullmatch(r"(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one cell (or, with ``row`` None, with one column)."""

    row: int | None
    column: str
    value: str
    sentence: str

    @property
    def reason(self) -> str:
        """What is wrong: the sentence up to its first full stop."""
        return self.sentence.partition("。")[0]

    @property
    def remedy(self) -> str:
        """What to do: the sentence after its first full stop."""
        return self.sentence.partition("。")[2].rstrip("。")


@cache
def names() -> tuple[str, ...]:
    """Names of all tables, in alphabetical order.

    >>> "progress" in names()
    True
    """
    return tuple(sorted(path.stem for path in SCHEMAS.glob("*.yaml")))


@cache
def schema(table: str) -> pa.DataFrameSchema:
    """The schema of a table.

    >>> schema("progress").columns["district"].title
    '地区'
    """
    written = yaml.load((SCHEMAS / f"{table}.yaml").read_bytes(), Loader=LOADER)  # noqa: S506 - a safe one
    loaded: pa.DataFrameSchema = pandas_io.deserialize_schema(written)  # type: ignore[no-untyped-call]
    return loaded


@cache
def _rules(table: str) -> pa.DataFrameSchema:
    """The schema without the columns' types, which :func:`coerced` has given: looking again takes half of the time."""
    wanted = schema(table)
    return wanted.update_columns({name: {"dtype": None} for name in wanted.columns})


def of_result(name: str) -> str:
    """The schema of a result by the name of its file; ``carriers`` and ``tasks`` name tables that come in as well.

    >>> of_result("status"), of_result("carriers"), of_result("tasks")
    ('status', 'carrier_results', 'task_status')
    """
    return OTHER_SCHEMA.get(name, name)


def title(table: str, column: str) -> str:
    """Chinese title of a column, as people see it.

    >>> title("progress", "value")
    '本年累计'
    """
    return schema(table).columns[column].title or column


def key(table: str) -> list[str]:
    """Columns that together name a row.

    >>> key("progress")
    ['period', 'district', 'indicator']
    """
    return list(schema(table).unique or [])


def empty(table: str) -> pd.DataFrame:
    """A table without rows, its columns in their types.

    >>> empty("recognitions").dtypes["event_date"]
    dtype('<M8[ns]')
    """
    return _empty(table).copy()


@cache
def _empty(table: str) -> pd.DataFrame:
    return coerced(schema(table), pd.DataFrame(index=pd.RangeIndex(0)))[0]


def faults(table: str, frame: pd.DataFrame, only: list[str] | None = None) -> tuple[pd.DataFrame, list[Fault]]:
    """Give the columns of a frame of text their types and check them, lazily: every fault, one for each bad cell.

    Parameters
    ----------
    table : str
        Name of the schema.
    frame : pandas.DataFrame
        The table's columns; the index (kept) is what a fault calls ``row``.
    only : list of str, optional
        Check these columns only.

    Returns
    -------
    tuple
        The typed frame, with optional columns added where they are missing and bad cells blank, and the faults in
        the order of the rows.
    """
    wanted = schema(table).select_columns(only) if only else schema(table)
    rules = _rules(table).select_columns(only) if only else _rules(table)
    missing = [name for name, column in wanted.columns.items() if column.required and name not in frame]
    if missing:
        return frame, [Fault(None, name, "", "缺少这一列。请补上这一列，表头照模板填写。") for name in missing]
    absent = [name for name in wanted.columns if name not in frame]
    typed, bad = coerced(wanted, frame)
    found = [Fault(*cell) for cell in bad]
    try:
        (rules.remove_columns(absent) if absent else rules).validate(typed.drop(columns=absent), lazy=True)
    except SchemaErrors as errors:
        found += _reported(wanted, typed, errors)
    first: dict[tuple[int | None, str], Fault] = {}
    for fault in found:
        first.setdefault((fault.row, fault.column), fault)
    return typed, sorted(first.values(), key=lambda fault: -1 if fault.row is None else fault.row)


def typed(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The columns of a frame of text in their types, where they are known to be right.

    >>> typed("climb", pd.DataFrame({"scope": ["city"], "days": ["12"]}))["days"].dtype
    Int64Dtype()
    """
    return coerced(schema(table), frame)[0]


def _reported(wanted: pa.DataFrameSchema, typed: pd.DataFrame, errors: SchemaErrors) -> list[Fault]:
    found: list[Fault] = []
    for error in errors.schema_errors:
        if error.reason_code is SchemaErrorReason.DUPLICATES:
            found += _duplicates(wanted, typed)
            continue
        if error.reason_code is SchemaErrorReason.COLUMN_NOT_IN_SCHEMA:
            found.append(Fault(None, str(error.failure_cases), "", "多出这一列。请删去这一列。"))
            continue
        if error.reason_code is SchemaErrorReason.CHECK_ERROR:
            raise error
        name = error.schema.name
        sentence = getattr(error.check, "error", None) or EMPTY
        cases: Any = error.failure_cases
        found += [
            Fault(row, name, "" if pd.isna(typed.at[row, name]) else str(typed.at[row, name]), sentence)
            for row in cases["index"]
        ]
    return found


def _duplicates(wanted: pa.DataFrameSchema, typed: pd.DataFrame) -> list[Fault]:
    keys = list(wanted.unique or [])
    complete = typed[typed[keys].notna().all(axis=1)]
    again = complete[complete.duplicated(keys)]
    first = complete.drop_duplicates(keys).reset_index(names="_row").set_index(keys)["_row"]
    sentence = "与第{}行重复：" + "、".join(str(wanted.columns[k].title) for k in keys) + "都相同。请只保留一行。"
    return [
        Fault(row, keys[-1], str(values[-1]), sentence.format(first[values if len(keys) > 1 else values[0]]))
        for row, values in zip(again.index, again[keys].itertuples(index=False, name=None), strict=True)
    ]
