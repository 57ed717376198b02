"""Tables of an earlier sample, told from other people's: every row is marked as fictitious."""

import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from panjin_kpi import schemas

MARKS = ("fictitious", schemas.title("progress", "fictitious"))
YES = "是"


def tables_in(folder: Path) -> list[Path]:
    """Files of a submissions folder that bear the name of a table, whoever's they are."""
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
        cells = arrow_csv.read_csv(
            path, parse_options=arrow_csv.ParseOptions(newlines_in_values=True), convert_options=only
        )[marks[0]]
        return len(cells) > 0 and bool(pc.all(pc.equal(cells, YES)).as_py())
    except (OSError, UnicodeDecodeError, csv.Error, pa.ArrowException):
        return False
