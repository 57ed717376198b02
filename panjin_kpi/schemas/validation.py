"""Validation of a table of text against its schema, with a fault for every bad cell."""

import os
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrorReason, SchemaErrors

from panjin_kpi.schemas.coercion import coerce
from panjin_kpi.schemas.loading import of_result, schema

EMPTY = "不能为空。请填写。"
CHECK_VARIABLE = "PANJIN_KPI_CHECK"  # if set, frames passed to public functions are validated


@dataclass(frozen=True)
class Fault:
    """An error in one cell, or if ``row`` is None, in one column."""

    row: int | None
    column: str
    value: str
    sentence: str

    @property
    def reason(self) -> str:
        """The error: the text up to its first full stop."""
        return self.sentence.partition("。")[0]

    @property
    def remedy(self) -> str:
        """The remedy: the text after its first full stop."""
        return self.sentence.partition("。")[2].rstrip("。")


@cache
def _rules(table: str, without: tuple[str, ...]) -> pa.DataFrameSchema:
    """The schema without some columns, and without types, which :func:`coerce` has already checked."""
    wanted = schema(table)
    rules = wanted.update_columns({name: {"dtype": None} for name in wanted.columns}).remove_columns([*without])
    rules.unique = None if set(rules.unique or ()) & set(without) else rules.unique
    return rules


def empty(table: str) -> pd.DataFrame:
    """A table without rows, with typed columns."""
    return _empty(table).copy(deep=False)


@cache
def _empty(table: str) -> pd.DataFrame:
    return coerce(schema(table), pd.DataFrame(index=pd.RangeIndex(0)))[0]


def faults(table: str, frame: pd.DataFrame, only: list[str] | None = None) -> tuple[pd.DataFrame, list[Fault]]:
    """Convert a frame's columns to their types and check them, with one fault for each bad cell.

    Parameters
    ----------
    frame : pandas.DataFrame
        Text; the index is kept, and is the ``row`` of a fault.
    only : list of str, optional
        Check these columns only.

    Returns
    -------
    tuple
        The typed frame, with missing optional columns added and bad cells blank, and the faults in the order of the
        rows.
    """
    wanted = schema(table).select_columns(only) if only else schema(table)
    missing = [name for name, column in wanted.columns.items() if column.required and name not in frame]
    if missing:
        return frame, [Fault(None, name, "", "缺少这一列。请补上这一列，表头照模板填写。") for name in missing]
    absent = [name for name in wanted.columns if name not in frame]
    typed, bad = coerce(wanted, frame)
    found = [Fault(*cell) for cell in bad]
    try:
        rules = _rules(
            table, tuple(name for name in schema(table).columns if name in absent or name not in wanted.columns)
        )
        rules.validate(typed.drop(columns=absent), lazy=True)
    except SchemaErrors as errors:
        found += _reported(wanted, typed, errors)
    first: dict[tuple[int | None, str], Fault] = {}
    for fault in found:
        first.setdefault((fault.row, fault.column), fault)
    return typed, sorted(first.values(), key=lambda fault: -1 if fault.row is None else fault.row)


def typed(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The columns of a frame of text in their types, without validation."""
    return coerce(schema(table), frame)[0]


def checked(name: str, frame: pd.DataFrame, only: list[str] | None = None) -> pd.DataFrame:
    """A result, by the name of its file, typed and validated by its schema.

    Raises
    ------
    ValueError
        The table breaks its schema.
    """
    typed, found = faults(of_result(name), frame, only)
    if found:
        first, many = found[0], len(found)
        where = first.column if first.row is None else f"第{first.row}行 {first.column}"
        raise ValueError(f"{name}：{where} {first.value!r}：{first.sentence}（共{many}处）")
    return typed


def held(table: str | pa.DataFrameSchema, frame: pd.DataFrame, part: bool = False) -> pd.DataFrame:
    """A frame, unchanged; if :data:`CHECK_VARIABLE` is set, it is validated first.

    Parameters
    ----------
    table : str or DataFrameSchema
        A schema, or the name of a result, whose frame may have further columns, and with ``part`` lack some.
    """
    if not os.environ.get(CHECK_VARIABLE):
        return frame
    if isinstance(table, str):
        own = [name for name in schema(of_result(table)).columns if name in frame]
        checked(table, frame[own], own if part else None)
        return frame
    return table.validate(frame)


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
