"""Findings of refused files, kept beside the store for the office: one file each, without the typed values."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from io import StringIO
from itertools import groupby
from pathlib import Path

from panjin_kpi.files import restrict
from panjin_kpi.intake.checks.finding_output import row, write_table
from panjin_kpi.intake.findings import Finding
from panjin_kpi.intake.reading.formats.text_file import decoded
from panjin_kpi.reference.calendar import BEIJING

FOLDER = Path("store", "refused")  # within the data folder
# a typed value repeated in a reason, which may contain quotation marks itself; names suggested for it are apart
_QUOTED = re.compile("(?<=^没有)“.*”(?=这个)|“.*”", re.DOTALL)
_NAME = re.compile(r"[0-9]{8}T[0-9]{12}")
HEADER = ("时间", "填报单位", "文件", "级别", "工作表", "单元格", "列", "问题")
SUMMARY = ("填报单位", "月份", "退回次数", "错误", "提示", "最多的问题")


def keep_refusal(data: Path, reporter: str, file: str, findings: Sequence[Finding]) -> None:
    """Write the findings of a refused file, with the time in Beijing."""
    now = datetime.now(BEIJING)
    (data / FOLDER).mkdir(parents=True, exist_ok=True)
    about = f"{now:%Y-%m-%d %H:%M:%S}", reporter, file
    rows = [(*about, *cells[:4], _QUOTED.sub("“…”", cells[5])) for cells in map(row, findings)]
    write_table(data / FOLDER / f"{now:%Y%m%dT%H%M%S%f}.csv", HEADER, rows)
    restrict(data / FOLDER)


def refusal_rows(data: Path) -> list[tuple[str, ...]]:
    """Refusals by reporter and month, with the two commonest findings; errors first, as only they cause a refusal."""
    kept = []
    for path in (data / FOLDER).glob("*.csv"):
        if _NAME.fullmatch(path.stem):  # others are copies or an editor's temporary files
            text = decoded(path.name, path.read_bytes())  # a spreadsheet program may have saved it as GB18030
            found_in = csv.DictReader(StringIO(text, newline=""))
            kept += [(found["填报单位"], path.name[:6], path.name, found) for found in found_in]
    rows = []
    for (reporter, month), group in groupby(sorted(kept, key=lambda entry: entry[:3]), key=lambda entry: entry[:2]):
        found = list(group)
        levels = Counter(finding["级别"] for *_, finding in found)
        problems = Counter((finding["级别"], finding["列"] + finding["问题"]) for *_, finding in found).most_common()
        commonest = sorted(problems, key=lambda entry: entry[0][0] != "错误")[:2]
        counts = (len({name for _, _, name, _ in found}), levels["错误"], levels["提示"])
        why = "；".join(f"{problem} {times}处" for (_, problem), times in commonest)
        rows.append((reporter, f"{month[:4]}-{month[4:]}", *map(str, counts), why))
    return rows
