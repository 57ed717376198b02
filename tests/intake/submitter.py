"""A process that submits until it is killed; forks one for each line it reads, so that pandas is imported once.

A line is ``<url> <first>``: submit the files numbered from there on. Prints ``begun <process>``, and for each receipt
``kept <file> <number>``. Another line asks for ``ended``, printed when the process is gone: its id is free only then.
"""

import os
import signal
import sys
import tempfile
import traceback
from dataclasses import replace
from pathlib import Path

from panjin_kpi.intake.checks.check import CheckedFile, CheckedTable, check_file
from panjin_kpi.intake.storage.store import Store
from panjin_kpi.reference.plan import Plan

FILES = 100
EACH = [(f"2021-{m:02d}", d) for m in range(1, 13) for d in ("盘山县", "双台子区", "兴隆台区", "大洼区", "高新区")]
LINES = {
    "progress": ["期间,地区,指标,本年累计", *(f"{month},{district},活动,1" for month, district in EACH)],
    "events": [
        "地区,编号,指标,日期,名称",
        *(f"{district},{month},活动,{month}-01,双创{month}" for month, district in EACH),
    ],
}
FIGURES = {"progress": "value", "events": "amount_wan"}


def files() -> list[CheckedFile]:
    """Files of two tables, each with figures of its own and fewer rows than the one before, down to two and again."""
    plan, checked = Plan.load(), {}
    with tempfile.TemporaryDirectory() as folder:
        for table, lines in LINES.items():
            path = Path(folder) / f"{table}.csv"
            path.write_text("\n".join(lines), encoding="utf-8")
            checked[table] = check_file(path, table, plan)
            assert checked[table].acceptable, checked[table].findings
    made = []
    for number in range(FILES):
        rows = len(EACH) - number % (len(EACH) - 1)
        parts = {
            table: CheckedTable(part.rows[:rows].assign(**{FIGURES[table]: float(number)}), part.typed[:rows])
            for table, file in checked.items()
            for part in file.parts.values()
        }
        made.append(replace(checked["progress"], file=f"{number}.xlsx", sha256=f"{number:064x}", parts=parts))
    return made


def submit(ready: list[CheckedFile], url: str, first: int) -> None:
    store = Store(url)
    for number in range(first, FILES):
        receipt = store.submit(ready[number])
        os.write(1, f"kept {number} {receipt.submission}\n".encode())


def main() -> None:
    ready = files()
    os.write(1, b"ready\n")
    for line in sys.stdin:
        url, first = line.split()
        process = os.fork()
        if process == 0:
            try:
                os.write(1, f"begun {os.getpid()}\n".encode())
                submit(ready, url, int(first))
            except Exception:
                traceback.print_exc()
            finally:  # never continue with the parent's code
                os.write(1, b"stopped\n")
                os._exit(0)
        sys.stdin.readline()
        os.kill(process, signal.SIGKILL)  # it is dead already, unless the test itself was killed
        os.waitpid(process, 0)
        os.write(1, b"ended\n")


if __name__ == "__main__":
    main()
