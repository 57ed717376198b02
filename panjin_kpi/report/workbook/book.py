"""The workbook of a run's results: a summary in front, the list of the tables, notes, then a sheet for each."""

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO

import pandas as pd
from xlsxwriter import Workbook

from panjin_kpi import schemas
from panjin_kpi.reference.labels import basis_name, by_basis, to_labels
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.workbook.contents import LONGEST, NOTES, Entry, write_contents, write_notes
from panjin_kpi.report.workbook.sheet import CONTENTS, write_sheet
from panjin_kpi.report.workbook.styles import formats
from panjin_kpi.report.workbook.summary import SUMMARY, Cells, write_summary
from panjin_kpi.schemas.formats import format_month

FILE = "results.xlsx"
FORBIDDEN = str.maketrans(dict.fromkeys(r"[]:*?/\'", "_"))
LONGEST_NAME = 31  # characters, Excel's limit
SCORED = ("scores", "score_history", "contributions", "next_steps", "rank_verdict")  # of the figures that are scored


class ResultsWorkbook:
    """Takes the tables one by one, so that only one of them is in memory with its labels.

    Parameters
    ----------
    plan, period
        Names and words; the month.
    warning : str
        Shown on every sheet of fictitious data; empty otherwise.
    summary : tuple of str and sequence of sequences, optional
        Note, and headings and rows as a page shows them, of the table in front.
    """

    def __init__(self, plan: Plan, period: str, warning: str = "", summary: tuple[str, Cells] | None = None) -> None:
        self._plan, self._month, self._warning = plan, format_month(period), warning
        self._final = plan.is_over(period)
        self._entries: list[Entry] = []
        self._file = BytesIO()
        self._book = Workbook(self._file, {"in_memory": True})  # or it makes a temporary file of every sheet
        self._formats = formats(self._book)
        if summary:
            front = self._book.add_worksheet(SUMMARY)
            write_summary(front, self._formats, f"{SUMMARY}　{self._month}", *summary, warning)
        self._contents, self._notes = (self._book.add_worksheet(name) for name in (CONTENTS, NOTES))

    def add(self, name: str, frame: pd.DataFrame) -> None:
        """Add a result, typed as in its schema, as a sheet; one that is too long is only listed."""
        if len(frame) > LONGEST:
            self._entries.append(Entry(name, len(frame), ""))
            return
        table = schemas.of_result(name)
        title = str(schemas.schema(table).title)
        sheet = self._book.add_worksheet(sheet_name(title, list(self._book.sheetnames)))
        worded = to_labels(self._plan, table, frame)
        remark = by_basis(self._plan) if table in SCORED else ""
        remark += "期中测算，不是年度等次" if "grade" in frame and not self._final else ""
        remark += "期中，失分是还没有得到的分" if "points_lost" in frame and table in SCORED and not self._final else ""
        remark = f"（{remark.removesuffix('，')}）" if remark else ""
        heading = f"{title}　{self._month}{remark}"
        write_sheet(sheet, self._formats, table, worded, heading, self._warning, self._plan)
        self._entries.append(Entry(name, len(frame), sheet.name))

    def content(self, facts: Mapping[str, object], stamp: datetime) -> bytes:
        """The finished file, to which nothing can be added.

        Parameters
        ----------
        facts : mapping of str to object
            The source of the figures.
        stamp : datetime.datetime
            When the snapshot was taken (UTC): the file's bytes do not depend on when it is written.
        """
        title = f"{self._month}结果数据"
        basis = basis_name(self._plan, self._plan.assessment.default_basis.value)
        facts = {"依据": self._plan.document, "计分": basis, **facts}
        write_contents(self._contents, self._formats, title, self._warning, self._entries)
        write_notes(self._notes, self._formats, f"{title}：{NOTES}", self._warning, facts)
        about = {"title": title, "subject": self._warning, "author": "panjin_kpi", "created": stamp}
        self._book.set_properties(about)
        self._book.close()
        return self._file.getvalue()


def sheet_name(title: str, taken: list[str]) -> str:
    """A title as a name of a sheet in Excel: no forbidden character, not too long, unique.

    >>> sheet_name("得分/名次", []), sheet_name("目录", ["目录"])
    ('得分_名次', '目录2')
    """
    whole = title.translate(FORBIDDEN)[:LONGEST_NAME]
    name, number = whole, 1
    while name.casefold() in {other.casefold() for other in taken}:
        number += 1
        name = f"{whole[: LONGEST_NAME - len(str(number))]}{number}"
    return name
