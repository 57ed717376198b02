"""The mark in every row that distinguishes tables of an earlier sample from real ones."""

import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from panjin_kpi import schemas

MARKS = ("fictitious", schemas.title("progress", "fictitious"))
YES = "是"


def tables_in(folder: Path) -> list[Path]:
    """Files of a submissions folder that bear the name of a table, real or not."""
    return [path for name in schemas.SUBMITTED if (path := folder / f"{name}.csv").exists()]


def is_fictitious_table(path: Path) -> bool:
    """Whether a file is a CSV table in which every row says that it is fictitious."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            header = next(csv.reader(lines), [])
        marks = [name for name in header if name in MARKS]
        if len(marks) != 1:
            return False
        only = arrow_csv.ConvertOptions(include_columns=marks, column_types={marks[0]: pa.string()})
        whole = arrow_csv.ParseOptions(newlines_in_values=True)
        cells = arrow_csv.read_csv(path, parse_options=whole, convert_options=only)[marks[0]]
        return len(cells) > 0 and bool(pc.all(pc.equal(cells, YES)).as_py())
    except (OSError, UnicodeDecodeError, csv.Error, pa.ArrowException):
        return False
