"""What differs between two sets of results, table by table, and in words."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pandas as pd
import pandera.pandas as pa

from panjin_kpi import schemas
from panjin_kpi.analysis.table_diff import COLUMNS, changed_cells
from panjin_kpi.batch.results.folder import LACKING
from panjin_kpi.reference.calendar import months_so_far
from panjin_kpi.reference.labels import as_shown, to_labels
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.page.result_table import written_as

if TYPE_CHECKING:
    from panjin_kpi.batch.results.result_set import ResultSet

DIFFERENCES = pa.DataFrameSchema(
    {name: pa.Column("string[python]") for name in ("表", "哪一项", "列", "原来", "现在")},
    title="两份结果的差异",
    strict=True,
    ordered=True,
)
WORDS = [*DIFFERENCES.columns]
MOMENTS = ("period", "as_of", "from_date", "to_date", "month")


def changed_tables(
    before: "ResultSet", after: "ResultSet", names: Iterable[str] | None = None
) -> Iterator[tuple[str, pd.DataFrame]]:
    """The cells that people read otherwise in each table, of ``names``, that both have and whose rows have a key.

    Statuses and verdicts are compared as pages and workbooks show them, each by its own side's plan.
    Where each side is of one month or day and not of the same, it is no part of the key: two months are compared.
    Of a table of several months, the months that only one of two runs has reached are no changes and are left out.
    """
    reached = set.intersection(*(set(months_so_far(run.period)) for run in (before, after)))
    for table in after.frames if names is None else names:
        if table not in before.frames or not (key := schemas.key(schemas.of_result(table))):
            continue
        old, new = before.frames[table], after.frames[table]
        unknown = {column for side in (old, new) for column in side.attrs.get(LACKING, ())}  # on one side only
        old, new = (
            as_shown(run.plan, schemas.of_result(table), side.drop(columns=unknown & set(side)))
            for run, side in ((before, old), (after, new))
        )
        sides = {name: (set(old[name]), set(new[name])) for name in MOMENTS if name in key}
        moments = [name for name, (a, b) in sides.items() if len(a) == len(b) == 1 and a != b]
        key = [name for name in key if name not in moments]
        if before.period != after.period:
            for name in sides.keys() & {*key}:
                both = reached if name == "period" else sides[name][0] & sides[name][1]
                old, new = (side[side[name].isin(both)] for side in (old, new))
        found = changed_cells(old, new, key, moments)
        if len(found):
            yield table, found


def all_in_words(before: "ResultSet", after: "ResultSet", names: Iterable[str] | None = None) -> pd.DataFrame:
    """What differs in any table of two sets of results, for people: :data:`DIFFERENCES`."""
    found = changed_tables(before, after, names)
    parts = [in_words(after.plan, schemas.of_result(name), cells) for name, cells in found]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=WORDS, dtype="str")


def in_words(plan: Plan, table: str, found: pd.DataFrame) -> pd.DataFrame:
    """Changed cells of a table of that schema for people: columns of :data:`WORDS`."""
    key = [name for name in found if name not in COLUMNS]
    words = to_labels(plan, table, found[key])
    columns = {name: str(column.title) for name, column in schemas.schema(table).columns.items()}
    before, after = _values(plan, table, found, "old", "new"), _values(plan, table, found, "new", "old")
    return pd.DataFrame(
        {
            WORDS[0]: str(schemas.schema(table).title),
            WORDS[1]: ["　".join(filter(None, row)) for row in words.astype("str").fillna("").to_numpy()],
            WORDS[2]: found["column"].map(columns),
            WORDS[3]: before,
            WORDS[4]: after,
        }
    )


def _values(plan: Plan, table: str, found: pd.DataFrame, side: str, other: str) -> pd.Series:
    """One side of the changes in words, by column; a computed figure as on pages, unless both sides would read so."""
    shown = found[side].map(_value)
    for column, own in found.groupby("column", sort=False):
        texts = own.loc[own[side].map(lambda value: isinstance(value, str)), side]
        if len(texts):
            shown[texts.index] = to_labels(plan, table, pd.DataFrame({str(column): texts.astype("str")}))[str(column)]
        if table not in schemas.SUBMITTED:
            written = written_as(table, str(column), plan)
            as_read = own[[side, other]].map(lambda value, written=written: written(value) if _is_figure(value) else "")
            distinct = own[side].map(_is_figure) & as_read[side].ne(as_read[other])
            shown[own.index[distinct]] = as_read.loc[distinct, side]
    return shown


def _is_figure(value: object) -> bool:
    return isinstance(value, float) and not pd.isna(value)


def _value(value: object) -> str:
    if pd.isna(value):
        return "（无）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{value:.10g}"
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)
