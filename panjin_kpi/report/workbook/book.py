"""The workbook of a run's results: a list of the tables in front, then a sheet for each."""

from collections.abc import Mapping
from datetime import datetime

import pandas as pd
from openpyxl import Workbook

from panjin_kpi import schemas
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.wording import month
from panjin_kpi.report.words import in_words
from panjin_kpi.report.workbook.contents import LONGEST, Entry, write_contents
from panjin_kpi.report.workbook.looks import add_styles
from panjin_kpi.report.workbook.sealed import sealed
from panjin_kpi.report.workbook.sheet import CONTENTS, write_sheet

FILE = "results.xlsx"
FORBIDDEN = str.maketrans(dict.fromkeys(r"[]:*?/\'", "_"))
LONGEST_NAME = 31  # characters, says Excel


class ResultsWorkbook:
    """Takes the tables one by one, so that no more than one of them is held in words.

    Parameters
    ----------
    plan : Plan
        Names and words.
    period : str
        Month, ``YYYY-MM``.
    warning : str
        What every sheet has to say of itself, that the data are fictitious; empty for nothing.
    """

    def __init__(self, plan: Plan, period: str, warning: str = "") -> None:
        self._plan, self._month, self._warning = plan, month(period), warning
        self._entries: list[Entry] = []
        self._book = Workbook()
        self._book.active.title = CONTENTS
        add_styles(self._book)

    def add(self, name: str, frame: pd.DataFrame) -> None:
        """Give a table its sheet; one that is too long is only listed.

        Parameters
        ----------
        name : str
            The result.
        frame : pandas.DataFrame
            Its rows, typed as in its schema.
        """
        if len(frame) > LONGEST:
            self._entries.append(Entry(name, len(frame), ""))
            return
        table = schemas.of_result(name)
        title = str(schemas.schema(table).title)
        sheet = self._book.create_sheet(sheet_name(title, self._book.sheetnames))
        write_sheet(sheet, table, in_words(self._plan, table, frame), f"{title}　{self._month}", self._warning)
        self._entries.append(Entry(name, len(frame), sheet.title))

    def content(self, facts: Mapping[str, object], stamp: datetime) -> bytes:
        """The finished file; nothing can be added afterwards.

        Parameters
        ----------
        facts : mapping of str to object
            Where the figures come from.
        stamp : datetime.datetime
            When the snapshot was taken: the file says the same whenever it is written.
        """
        title = f"{self._month}结果数据"
        facts = {"依据": self._plan.document, **facts}
        write_contents(self._book[CONTENTS], title, self._warning, facts, self._entries)
        self._book.properties.creator, self._book.properties.title = "panjin_kpi", title
        self._book.properties.subject = self._warning or None
        return sealed(self._book, stamp)


def sheet_name(title: str, taken: list[str]) -> str:
    """A title as Excel takes it for a sheet: no forbidden letter, not too long, not there yet.

    >>> sheet_name("得分/名次", []), sheet_name("目录", ["目录"])
    ('得分_名次', '目录2')
    """
    whole = title.translate(FORBIDDEN)[:LONGEST_NAME]
    name, number = whole, 1
    while name.casefold() in {other.casefold() for other in taken}:
        number += 1
        name = f"{whole[: LONGEST_NAME - len(str(number))]}{number}"
    return name
