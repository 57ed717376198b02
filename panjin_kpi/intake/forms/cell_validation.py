"""Data validation of the template's cells in Excel and WPS, derived from the schemas and the plan."""

from collections.abc import Mapping
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from panjin_kpi import schemas
from panjin_kpi.intake.forms.dropdowns import choices
from panjin_kpi.intake.sheet_names import CHOICES, STAMP
from panjin_kpi.reference.calendar import EARLIEST, month_end, months_so_far
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.fields import field
from panjin_kpi.spreadsheet import write_text_cell

LAST_ROW = 5000  # with validation; rows below may be filled in without it
LARGEST = 10**9
FIRST_DAY = f"DATE({EARLIEST.year},{EARLIEST.month},{EARLIEST.day})"
FIGURE = "自1月1日起的累计数，只填数字：个数填整数，百分比不超过100；比上月累计少的，请先在备注里说明原因。"


class HiddenLists:
    """The hidden sheet of choices: the identifier of the workbook's unit, and each list of words once.

    Excel, WPS and LibreOffice keep a cell in every format, but not a document property. The identifier is in the
    first column; :mod:`panjin_kpi.intake.reading.workbook_file` reads it.
    """

    def __init__(self, sheet: Worksheet, unit: str) -> None:
        sheet.sheet_state = "hidden"
        self._sheet = sheet
        self._ranges: dict[tuple[str, ...], str] = {}
        self._write(1, [STAMP, unit])

    def area(self, words: list[str]) -> str:
        """The range with these words, written on first use."""
        if (key := tuple(words)) not in self._ranges:
            letter = get_column_letter(column := self._sheet.max_column + 1)
            self._write(column, words)
            self._ranges[key] = f"'{CHOICES}'!${letter}$1:${letter}${len(words)}"
        return self._ranges[key]

    def _write(self, column: int, words: list[str]) -> None:
        for row, word in enumerate(words, start=1):
            write_text_cell(self._sheet, row, column, word)


def validate_columns(
    sheet: Worksheet, table: str, letters: Mapping[str, str], plan: Plan, period: str, lists: HiddenLists
) -> None:
    """Let each column of a table refuse what ``check`` would, with a Chinese message.

    Lists of names only warn, because aliases are also accepted. ``letters`` has the spreadsheet letter of each column,
    reminders included.
    """
    for name, column in schemas.schema(table).columns.items():
        if name in letters and (wanted := _wanted(table, name, letters, plan, period, lists)):
            wanted = {"errorStyle": "stop"} | wanted
            validation = DataValidation(allow_blank=True, showErrorMessage=True, errorTitle=column.title, **wanted)
            validation.add(f"{letters[name]}2:{letters[name]}{LAST_ROW}")
            sheet.add_data_validation(validation)


def _wanted(
    table: str, name: str, letters: Mapping[str, str], plan: Plan, period: str, lists: HiddenLists
) -> dict[str, Any] | None:
    column = schemas.schema(table).columns[name]
    bounds = {key: value for check in column.checks for key, value in check.statistics.items()}
    if words := choices(table, name, plan) or (months_so_far(period) if name == "period" else []):
        style = "stop" if words == bounds.get("allowed_values") else "warning"
        error = f"请从下拉清单中选填{column.title}。"
        return {"type": "list", "formula1": lists.area(words), "error": error, "errorStyle": style}
    if (table, name) == ("progress", "value"):
        return {"type": "custom", "formula1": _figure(letters, plan, lists, bounds["max_value"]), "error": FIGURE}
    if name == "uscc":
        formula = f'LEN(SUBSTITUTE({letters[name]}2," ",""))=18'
        return {"type": "custom", "formula1": formula, "error": "统一社会信用代码是18位。请对照营业执照填写。"}
    if str(column.dtype) == "datetime64[ns]":
        return _day(month_end(period).isoformat() if field(table, name).happened else None)
    if str(column.dtype) not in ("Int64", "float64"):
        return None
    kind, number = ("whole", "整数") if str(column.dtype) == "Int64" else ("decimal", "数字")
    low, high = bounds.get("min_value", -LARGEST), bounds.get("max_value", LARGEST)
    error = f"请只填{number}，{'不能为负数' if low == 0 else f'从{low}到{high}'}。"
    return {"type": kind, "operator": "between", "formula1": str(low), "formula2": str(high), "error": error}


def _figure(letters: Mapping[str, str], plan: Plan, lists: HiddenLists, limit: float) -> str:
    """A cumulative figure fits its indicator's measure, and is not below last month's without a note."""
    value, indicator, before, note = (f"{letters[name]}2" for name in ("value", "indicator", "上月累计", "note"))
    names, measure = plan.indicators["name"], plan.indicators["measure"]
    terms = [f"ISNUMBER({value}),{value}>=0,{value}<{limit:.0f},OR({value}>=N({before}),LEN(TRIM({note}))>0)"]
    for measures, holds in ((["count", "milestone"], f"{value}=INT({value})"), (["share"], f"{value}<=100")):
        if measured := names[measure.isin(measures)].tolist():
            terms.append(f"OR({holds},ISNA(MATCH({indicator},{lists.area(measured)},0)))")
    return f"AND({','.join(terms)})"


def _day(last: str | None) -> dict[str, Any]:
    how = "请填日期，写作 2021-06-05"
    if last is None:
        return {"type": "date", "operator": "greaterThanOrEqual", "formula1": FIRST_DAY, "error": f"{how}。"}
    year, month, day = map(int, last.split("-"))
    limit = {"operator": "between", "formula1": FIRST_DAY, "formula2": f"DATE({year},{month},{day})"}
    return {"type": "date", **limit, "error": f"{how}，不晚于本期末（{last}）。以后发生的以后再报。"}
