"""Checking a workbook of enterprises against what calamine needs to read it and pandas to coerce it.

    python benchmarks/check_workbook.py [ROWS]

Both are timed in the same process, alternately; the shortest of each is compared: other programs only lengthen it.
"""

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
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
        seconds: dict[str, list[float]] = {"naive": [], "check": []}
        for _ in range(ROUNDS):
            for name, work in (("naive", lambda: naive(path)), ("check", lambda: check_file(path, "", plan))):
                began = time.perf_counter()
                result = work()
                seconds[name].append(time.perf_counter() - began)
            assert result.rows == rows, [str(finding) for finding in result.findings[:3]]
            assert result.findings == []
    reading, checking = (min(seconds[name]) for name in ("naive", "check"))
    print("| rows | calamine + pandas s | check s | ratio |\n|---:|---:|---:|---:|")
    print(f"| {rows:,} | {reading:.3f} | {checking:.3f} | {checking / reading:.2f} |")


if __name__ == "__main__":
    main()
