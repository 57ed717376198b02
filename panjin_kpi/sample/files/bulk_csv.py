"""Whole tables of the sample, one CSV file for each, in the form that ``check`` and ``submit`` accept."""

from codecs import BOM_UTF8
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow_csv

from panjin_kpi import schemas
from panjin_kpi.files import replacing
from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.intake.storage.receipt import Receipt
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.reference.labels import to_labels
from panjin_kpi.reference.plan import Plan
from panjin_kpi.sample.files.bulk_tables import received_on
from panjin_kpi.sample.files.fictitious_mark import YES, is_fictitious_table, tables_in
from panjin_kpi.sample.files.workbooks import SUBMISSIONS, RealRows, clear_earlier


def refuse_real_tables(folder: Path) -> None:
    """Make sure that no file that the sample would replace is real.

    Raises
    ------
    RealRows
        A file with a table's name has rows that are not marked as fictitious.
    """
    real = [path.name for path in tables_in(folder / SUBMISSIONS) if not is_fictitious_table(path)]
    if real:
        names = "、".join(real)
        raise RealRows(f"{folder / SUBMISSIONS} 里的 {names} 没有标明是虚构示例，不能覆盖。请用 --out 指定另外的文件夹")


def write_tables(folder: Path, plan: Plan, tables: dict[str, pd.DataFrame]) -> list[Path]:
    """Write each table with Chinese titles and every row marked; an earlier sample is replaced.

    Raises
    ------
    RealRows
        An existing file is not from a sample; nothing is written then.
    """
    refuse_real_tables(folder)
    clear_earlier(folder)
    (folder / SUBMISSIONS).mkdir(parents=True, exist_ok=True)
    paths = []
    for name, rows in tables.items():
        paths.append(folder / SUBMISSIONS / f"{name}.csv")
        with replacing(paths[-1]) as part, part.open("wb") as file:
            file.write(BOM_UTF8)  # for Excel
            arrow_csv.write_csv(_titled(name, to_labels(plan, name, rows).assign(fictitious=YES)), file)
    return paths


def accept_tables(plan: Plan, paths: list[Path], store: Store) -> list[Receipt]:
    """Submit the written tables to a store, each checked against those before, all received on one day."""
    day = received_on(plan)
    return [store.submit(check_file(path, path.stem, plan, store.in_force), day) for path in paths]


def _titled(name: str, written: pd.DataFrame) -> pa.Table:
    """A table for Arrow, which writes it twenty times as fast as pandas does."""
    table = pa.Table.from_pandas(written, preserve_index=False)
    for position, column in enumerate(written):
        if pd.api.types.is_datetime64_any_dtype(written[column]):
            table = table.set_column(position, column, table.column(position).cast(pa.date32(), safe=False))
    return table.rename_columns([schemas.title(name, column) for column in written])
