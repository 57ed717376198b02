"""Checking a workbook of enterprises against what calamine needs to read it and pandas to coerce it.

    python benchmarks/check_workbook.py [ROWS]

Both are timed in the same process, alternately; the shortest of each is compared: other programs only lengthen it.
"""

import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from measuring import best, print_header, print_row
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from panjin_kpi import schemas
from panjin_kpi.intake.checks.check import check_file
from panjin_kpi.reference.labels import to_labels
from panjin_kpi.reference.plan import Plan
from panjin_kpi.sample.register.enterprises import enterprises

ROUNDS = 12


def workbook(folder: Path, plan: Plan, rows: int) -> Path:
    """A workbook with one sheet of fictitious enterprises."""
    register = enterprises(np.random.default_rng(1), plan, 2021, rows)
    frame = to_labels(plan, "enterprises", register)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(str(schemas.schema("enterprises").title))
    sheet.append([schemas.title("enterprises", name) for name in frame])
    for cells in frame.itertuples(index=False):
        sheet.append(list(cells))
    path = folder / "企业名录.xlsx"
    book.save(path)
    return path


def naive(path: Path) -> pd.DataFrame:
    """Read with calamine and coerce with pandas: what any reader of this file would need."""
    header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    frame = pd.DataFrame(rows, columns=header)
    frame["注册日期"] = pd.to_datetime(frame["注册日期"], errors="coerce")
    return frame.astype({name: "str" for name in frame if name != "注册日期"})


def main() -> None:
    """Print the two times and their ratio as Markdown."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    plan = Plan.load()
    with tempfile.TemporaryDirectory() as folder:
        path = workbook(Path(folder), plan, rows)
        found = check_file(path, "", plan)
        assert found.rows == len(naive(path)) == rows, [str(finding) for finding in found.findings[:3]]
        assert found.findings == []
        reading, checking = best(lambda: naive(path), lambda: check_file(path, "", plan), runs=ROUNDS)
    print_header("rows", "calamine + pandas s", "check s", "ratio")
    print_row([f"{rows:,}", f"{reading:.3f}", f"{checking:.3f}", f"{checking / reading:.2f}"])


if __name__ == "__main__":
    main()
