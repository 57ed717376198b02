"""Findings of refused files, kept beside the store for the office; one file each, without the values typed."""

import csv
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path

from panjin_kpi.files import restrict
from panjin_kpi.intake.checks.finding_output import row, write_table
from panjin_kpi.intake.findings import Finding
from panjin_kpi.reference.calendar import BEIJING

FOLDER = Path("store", "refused")  # within the data folder
HEADER = ("时间", "填报单位", "文件", "级别", "工作表", "单元格", "列", "问题")
SUMMARY = ("填报单位", "月份", "退回次数", "错误", "提示", "最多的问题")


def keep_refusal(data: Path, reporter: str, file: str, findings: Sequence[Finding]) -> None:
    """Keep the findings of a refused file, with the time in Beijing."""
    now = datetime.now(BEIJING)
    (data / FOLDER).mkdir(parents=True, exist_ok=True)
    rows = [row(finding) for finding in findings]
    path = data / FOLDER / f"{now:%Y%m%dT%H%M%S%f}.csv"
    write_table(path, HEADER, [(f"{now:%Y-%m-%d %H:%M:%S}", reporter, file, *r[:4], r[5]) for r in rows])
    restrict(data / FOLDER)


def refusal_rows(data: Path) -> list[tuple[str, ...]]:
    """Refusals by reporter and month, with the commonest findings."""
    kept = []
    for path in (data / FOLDER).glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            kept += [(found["填报单位"], path.name[:6], path.name, found) for found in csv.DictReader(lines)]
    rows = []
    for (reporter, month), group in groupby(sorted(kept, key=lambda entry: entry[:3]), key=lambda entry: entry[:2]):
        found = list(group)
        levels = Counter(finding["级别"] for *_, finding in found)
        commonest = Counter(f"{finding['列']}{finding['问题']}" for *_, finding in found).most_common(2)
        counts = (len({name for _, _, name, _ in found}), levels["错误"], levels["提示"])
        problems = "；".join(f"{problem} {times}处" for problem, times in commonest)
        rows.append((reporter, f"{month[:4]}-{month[4:]}", *map(str, counts), problems))
    return rows
