"""From what was typed to what it means: headers, names, periods, numbers, yes and no."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.intake.findings import Finding, Severity, letter
from panjin_kpi.intake.read import Sheet
from panjin_kpi.reference.names import UnknownName, folded
from panjin_kpi.reference.plan import Plan

YES = {"是", "true", "1", "y", "yes", "√", "作废"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NO = {"", "否", "false", "0", "n", "no"}


@dataclass(frozen=True)
class Normalised:
    """A table with identifiers for headers and names.

    Parameters
    ----------
    file, sheet, table : str
        The file's name, the sheet's, and the table it holds.
    cells : pandas.DataFrame
        Text (blank is NA) or booleans, one column for each known column present; the index is the row's number.
    typed : pandas.DataFrame
        The same cells as they were typed.
    letters : dict
        Spreadsheet letter of each column.
    findings : list of Finding
        What could not be understood.
    """

    file: str
    sheet: str
    table: str
    cells: pd.DataFrame
    typed: pd.DataFrame
    letters: dict[str, str]
    findings: list[Finding]

    def finding(self, row: int, column: str, reason: str, remedy: str, severity: Severity = "error") -> Finding:
        """What is to be said of one cell, with its address and its value as typed."""
        return Finding(
            self.file,
            reason,
            remedy,
            severity,
            sheet=self.sheet,
            row=int(row),
            cell=f"{self.letters[column]}{row}",
            column=schemas.title(self.table, column),
            value=str(self.typed.at[row, column]),
        )


def normalise(sheet: Sheet, table: str, plan: Plan) -> Normalised:
    """Recognise the headers of a sheet and bring every cell into its one way of writing.

    Full-width characters become half-width, outer spaces and thousands separators go, ``2021年6月`` becomes
    ``2021-06``, names and aliases become identifiers. A cell that is not understood keeps its text and gives a finding.
    """
    columns, letters, findings = _headers(sheet, table)
    typed = sheet.cells.iloc[:, list(columns.values())].set_axis(list(columns), axis=1)
    found = Normalised(sheet.file, sheet.sheet, table, pd.DataFrame(index=typed.index), typed, letters, findings)
    for name in columns:
        understand = _meaning(table, name, plan)
        meaning: dict[str, object] = {}
        for text in typed[name].unique():
            try:
                meaning[text] = understand(clean(text)) if clean(text) else None
            except UnknownName as error:
                meaning[text] = None
                rows = typed.index[typed[name] == text]
                reason = str(error).rstrip("。")
                findings += [found.finding(row, name, reason, "请改用规范名称") for row in rows]
        found.cells[name] = typed[name].map(meaning).astype("object")
    return found


def clean(text: str) -> str:
    """Half-width, without spaces around.

    >>> clean("　１２．５ ")
    '12.5'
    """
    return unicodedata.normalize("NFKC", text).strip()


def period(text: str) -> str:
    """A month in any usual writing as ``YYYY-MM``; other text as it is.

    Spreadsheet programs turn ``2021-06`` into ``Jun-21`` or the first of June when they save a CSV file again.

    >>> period("2021年6月"), period("2021/06"), period("2021.6"), period("Jun-21"), period("2021-06-01"), period("六月")
    ('2021-06', '2021-06', '2021-06', '2021-06', '2021-06', '六月')
    """
    if found := re.fullmatch(r"([0-9]{4})\s*[-年./]\s*([0-9]{1,2})\s*月?", text):
        return f"{found[1]}-{int(found[2]):02d}"
    if (found := re.fullmatch(r"([A-Za-z]{3})-([0-9]{2})", text)) and found[1].title() in MONTHS:
        return f"20{found[2]}-{MONTHS.index(found[1].title()) + 1:02d}"
    return day(text)[:7] if day(text).endswith("-01") else text


def number(text: str) -> str:
    """A number without thousands separators and inner spaces; other text as it is.

    >>> number("1,234.5"), number("1 234"), number("1,2,3"), number("三")
    ('1234.5', '1234', '1,2,3', '三')
    """
    return re.sub(r"[, ]", "", text) if re.fullmatch(r"[+-]?[0-9]{1,3}([, ][0-9]{3})+(\.[0-9]+)?", text) else text


def yes(text: str) -> bool:
    """Whether a cell says yes.

    Raises
    ------
    UnknownName
        It says neither yes nor no.
    """
    if folded(text) in YES | NO:
        return folded(text) in YES
    raise UnknownName("填法", text, ["是", "否"])


def day(text: str) -> str:
    """A day in any usual writing as ``YYYY-MM-DD``; other text as it is.

    >>> day("2021年6月5日"), day("2021.6.5"), day("2021/06/05"), day("20210605"), day("2021-06-05 00:00:00"), day("6月")
    ('2021-06-05', '2021-06-05', '2021-06-05', '2021-06-05', '2021-06-05', '6月')
    """
    found = re.fullmatch(r"([0-9]{4})\s*[-年./]\s*([0-9]{1,2})\s*[-月./]\s*([0-9]{1,2})\s*日?(?: 00:00(?::00)?)?", text)
    found = found or re.fullmatch(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})", text)
    return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}" if found else text


def credit_code(text: str) -> str:
    """A credit code in capitals without inner spaces.

    >>> credit_code("9121 1100 ma0y abcd 1x")
    '91211100MA0YABCD1X'
    """
    return "".join(text.split()).upper()


def _meaning(table: str, column: str, plan: Plan) -> Callable[[str], object]:
    by_name: dict[str, Callable[[str], object]] = {
        "period": period,
        "district": plan.district_names.resolve,
        "indicator": plan.indicator_names.resolve,
        "reporter": plan.unit_names.resolve,
        "owner": plan.unit_names.resolve,
        "tier": plan.words_of["tier"].resolve,
        "event": plan.words_of["event"].resolve,
        "uscc": credit_code,
        "carrier": lambda text: plan.carrier_aliases.get(folded(text), text),
    }
    by_type: dict[str, Callable[[str], object]] = {
        "bool": yes,
        "boolean": yes,
        "float64": number,
        "Int64": number,
        "datetime64[ns]": day,
    }
    return by_name.get(column) or by_type.get(str(schemas.schema(table).columns[column].dtype), str)


def header_names(table: str) -> dict[str, str]:
    """Column of each way of writing a header, as compared (:func:`names.folded`).

    >>> header_names("progress")["本年累计"]
    'value'
    """
    columns = schemas.schema(table).columns
    return {folded(column.title or name): name for name, column in columns.items()} | {name: name for name in columns}


def _headers(sheet: Sheet, table: str) -> tuple[dict[str, int], dict[str, str], list[Finding]]:
    known = header_names(table)
    columns: dict[str, int] = {}
    findings: list[Finding] = []
    row = sheet.header_row
    for position, text in enumerate(map(str, sheet.cells.columns)):
        at = letter(position)
        name = known.get(folded(text).rstrip("*"))
        if name is None:
            near = get_close_matches(folded(text), known, n=1, cutoff=0.6)
            guess = f"，是不是“{schemas.title(table, known[near[0]])}”" if near else ""
            reason = f"不认识这个表头{guess}" if text.strip() else "这一列没有表头"
            remedy = "这一列没有读取，需要的请改用模板的表头"
            findings.append(
                Finding(sheet.file, reason, remedy, "warning", sheet.sheet, row=row, cell=f"{at}{row}", value=text)
            )
        elif name in columns:
            reason, remedy = "表头重复", "请只保留一列"
            column = schemas.title(table, name)
            findings.append(
                Finding(
                    sheet.file, reason, remedy, sheet=sheet.sheet, row=row, cell=f"{at}{row}", column=column, value=text
                )
            )
        else:
            columns[name] = position
    return columns, {name: letter(position) for name, position in columns.items()}, findings
