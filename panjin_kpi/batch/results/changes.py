"""What differs between two sets of results, table by table, and in words."""

from collections.abc import Iterator, Mapping

import pandas as pd
import pandera.pandas as pa

from panjin_kpi import schemas
from panjin_kpi.analysis.table_diff import COLUMNS, changed_cells
from panjin_kpi.batch.results.folder import LACKING
from panjin_kpi.reference.labels import as_shown, to_labels
from panjin_kpi.reference.plan import Plan

DIFFERENCES = pa.DataFrameSchema(
    {name: pa.Column("string[python]") for name in ("表", "哪一项", "列", "原来", "现在")},
    title="两份结果的差异",
    strict=True,
    ordered=True,
)
WORDS = [*DIFFERENCES.columns]
MOMENTS = ("period", "as_of", "from_date", "to_date")


def changed_tables(
    before: Mapping[str, pd.DataFrame], after: Mapping[str, pd.DataFrame], plan_before: Plan, plan: Plan
) -> Iterator[tuple[str, pd.DataFrame]]:
    """The cells that people read otherwise in each table that both sides have and whose rows have a key.

    Statuses and verdicts are compared as pages and workbooks show them, each by its own side's plan.
    Where each side is of one month or day and not of the same, it is no part of the key: two months are compared.
    """
    for table, new in after.items():
        if table not in before or not (key := schemas.key(schemas.of_result(table))):
            continue
        old = before[table]
        unknown = {column for side in (old, new) for column in side.attrs.get(LACKING, ())}  # on one side only
        old, new = (
            as_shown(whose, schemas.of_result(table), side.drop(columns=unknown & set(side)))
            for whose, side in ((plan_before, old), (plan, new))
        )
        sides = {name: (set(old[name]), set(new[name])) for name in MOMENTS if name in key}
        moments = [name for name, (a, b) in sides.items() if len(a) == len(b) == 1 and a != b]
        key = [name for name in key if name not in moments]
        found = changed_cells(old, new, key, moments)
        if len(found):
            yield table, found


def all_in_words(
    before: Mapping[str, pd.DataFrame], after: Mapping[str, pd.DataFrame], plan_before: Plan, plan: Plan
) -> pd.DataFrame:
    """What differs in any table of two sets of results, for people: :data:`DIFFERENCES`."""
    found = changed_tables(before, after, plan_before, plan)
    parts = [in_words(plan, schemas.of_result(name), cells) for name, cells in found]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=WORDS, dtype="str")


def in_words(plan: Plan, table: str, found: pd.DataFrame) -> pd.DataFrame:
    """Changed cells of a table of that schema for people: columns of :data:`WORDS`."""
    key = [name for name in found if name not in COLUMNS]
    words = to_labels(plan, table, found[key])
    columns = {name: str(column.title) for name, column in schemas.schema(table).columns.items()}
    return pd.DataFrame(
        {
            WORDS[0]: str(schemas.schema(table).title),
            WORDS[1]: ["　".join(filter(None, row)) for row in words.astype("str").fillna("").to_numpy()],
            WORDS[2]: found["column"].map(columns),
            WORDS[3]: _values(plan, table, found, "old"),
            WORDS[4]: _values(plan, table, found, "new"),
        }
    )


def _values(plan: Plan, table: str, found: pd.DataFrame, side: str) -> pd.Series:
    """One side of the changes in words, by column."""
    shown = found[side].map(_value)
    for column, own in found.groupby("column", sort=False)[side]:
        texts = own[own.map(lambda value: isinstance(value, str))]
        if len(texts):
            shown[texts.index] = to_labels(plan, table, pd.DataFrame({str(column): texts.astype("str")}))[str(column)]
    return shown


def _value(value: object) -> str:
    if pd.isna(value):
        return "（无）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{value:.10g}"
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)
