"""Normalising a table as typed: headers become column names, every cell its canonical form."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from itertools import chain, pairwise

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.intake.findings import Finding, Severity, letter
from panjin_kpi.intake.reading.cell_meaning import NoValue, Picture, meaning_of, parse_cell
from panjin_kpi.intake.reading.parsing import MONEY, MONTHS, NO, clean, header_key, is_number, number, quantity
from panjin_kpi.intake.reading.stated_units import (
    COLUMNS,
    SIZES,
    beside,
    column_that_counts,
    conflicts,
    differing,
    money_unit,
    named_units,
    stated_in,
    with_its_unit,
)
from panjin_kpi.intake.reading.table_layout import Sheet
from panjin_kpi.intake.sheet_names import HIDDEN, LEDGER, REMINDERS
from panjin_kpi.reference.names import UnknownName, is_filled, normalised_key, visible
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.fields import field

LEFT_BLANK = "这一行没有填写，按未报处理"
_REST = re.compile(rf"[0-9]{{3}}(\.[0-9]+)?\s*({'|'.join(MONEY)})?")  # of a number split at its separator
OF_ANY_FIGURE = ("单位", "计量单位", "计量", "数量单位")  # other columns of units are of amounts or areas only
_MONTH = "|".join(MONTHS)
_OF_A_MONTH = re.compile("(?:20[0-9]{2}年?-?)?[0-9]{1,2}月?份?")
_MADE_A_DAY = re.compile(  # by a program that read 1-1, 1-Jan or 2021-1-3; only a program writes midnight
    rf"[0-9]{{1,2}}月[0-9]{{1,2}}日|[0-9]{{1,2}}-(?:{_MONTH})|(?:{_MONTH})-(?:[0-9]{{2}}){{1,2}}"
    r"|(?P<whole>[0-9]{4}[-/年][0-9]{1,2}[-/月][0-9]{1,2}日?|[0-9]{4}年[0-9]{1,2}月|(?:[0-9]{1,2}/){2}[0-9]{4})"
    r"(?P<midnight>\s*0{1,2}:00(?::00)?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Normalised:
    """A table with identifiers for headers and names; the index of its frames is the row's number in the file."""

    file: str
    sheet: str
    table: str
    cells: pd.DataFrame  # text or booleans, blank is NA; the known columns that are present
    typed: pd.DataFrame  # the same cells as typed
    letters: dict[str, str]  # spreadsheet letter of each column
    merged: dict[tuple[int, str], str]  # cells hidden by a merged one: the text from above that they show
    findings: list[Finding]  # about cells that are not understood
    unread: dict[str, pd.Series]  # cells of columns that are not read, each named as its header, by spreadsheet letter

    def finding(self, row: int, column: str, reason: str, remedy: str, severity: Severity = "error") -> Finding:
        """A finding about one cell, with its address and its value as typed."""
        cell, title = f"{self.letters[column]}{row}", schemas.title(self.table, column)
        value = str(self.typed.at[row, column])
        return Finding(self.file, reason, remedy, severity, self.sheet, int(row), cell, title, value)


def normalise(sheet: Sheet, table: str, plan: Plan) -> Normalised:
    """Recognise the headers of a sheet and bring every cell into its canonical form.

    Outer spaces and invisible characters are removed. In numbers, days and names full-width characters become
    half-width and thousands separators are removed; ``2021年6月`` becomes ``2021-06``; names and aliases become
    identifiers, keys :func:`names.stored_key`; other text stays as typed. A cell that is not understood keeps its text
    or is left blank, and gives a finding.
    """
    stated = beside(sheet.cells, sheet.merged)
    units = COLUMNS if table == "progress" or any(map(named_units, set(chain(*stated)))) else ()
    columns, letters, findings = _headers(sheet, table, units, plan)
    typed = sheet.cells.iloc[:, list(columns.values())].set_axis(list(columns), axis=1)
    reminders = [normalised_key(str(text)) in REMINDERS.get(table, ()) for text in sheet.cells.columns]
    if any(reminders):
        values = typed.drop(columns=[*schemas.key(table), *HIDDEN, "note"], errors="ignore").map(is_filled)
        if "withdrawn" in values:  # a choice of the drop-down, 否, says no more than a blank cell
            values["withdrawn"] &= ~typed["withdrawn"].map(normalised_key).isin(NO)
        if table == "actions":  # cells that the office has written are not the unit's report
            reminded = sheet.cells.loc[:, reminders].map(is_filled).any(axis=1)
            values.loc[reminded, values.columns.intersection(LEDGER)] = False
        places = {at for name, at in columns.items() if name in values}
        covered = [row for (row, at), above in sheet.merged.items() if above and at in places]  # it shows a value
        filled = values.any(axis=1) | typed.index.isin(covered)
        noted = set(typed.index[typed["note"].map(is_filled)]) if "note" in typed else ()
        for row in typed.index[~filled]:  # with nothing but the prefilled key, or a note of no figure
            reason = "这一行只写了备注，没有填数，按未报处理，备注没有保存" if row in noted else LEFT_BLANK
            findings.append(Finding(sheet.file, reason, "要报的请填写", "warning", sheet.sheet, int(row)))
        typed = typed[filled]
    names = {position: name for name, position in columns.items()}
    merged = {(row, names[at]): above for (row, at), above in sheet.merged.items() if at in names}
    cells = pd.DataFrame(index=typed.index)
    unread = {
        letter(at): sheet.cells.iloc[:, at].loc[typed.index]
        for at, text in enumerate(map(str, sheet.cells.columns))
        if at not in names and not reminders[at] and header_key(text) not in COLUMNS
    }
    notices = [*sheet.findings, *findings]
    found = Normalised(sheet.file, sheet.sheet, table, cells, typed, letters, merged, notices, unread)
    for name in columns:
        understand = meaning_of(table, name, plan, sheet.from_1904)
        meaning: dict[str, object] = {}
        texts = typed[name].tolist()
        for text in dict.fromkeys(texts):
            try:
                meaning[text] = parse_cell(text, name, understand)
            except (UnknownName, NoValue) as error:
                meaning[text] = None
                reason = str(error).rstrip("。")
                rows = typed.index[typed[name] == text]
                may_be_blank = isinstance(error, Picture) and schemas.schema(table).columns[name].nullable
                severity: Severity = "warning" if may_be_blank else "error"
                found.findings.extend(found.finding(row, name, reason, error.remedy, severity) for row in rows)
        found.cells[name] = pd.Series([meaning[text] for text in texts], index=typed.index, dtype="object")
    if {"amount", "amount_unit"} <= set(columns):
        _with_a_unit_of_its_own(cells, typed["amount"])
    if not sheet.sheet:
        _divided(found, columns)
        _made_a_day(found)
    _unit_stated(found, sheet.units, stated)
    if table == "progress" and {"indicator", "value"} <= set(columns):
        _in_its_unit(found, sheet, stated, cells["indicator"].map(plan.by_indicator["unit"]))
    return found


def _divided(found: Normalised, columns: dict[str, int]) -> None:
    """Report a text in a CSV file that may be the second part of the number before it, split at its separator."""
    for before, name in pairwise(columns):
        is_text = name == "note" or field(found.table, name).free_text
        numbers = str(schemas.schema(found.table).columns[before].dtype) == "float64"
        if not (is_text and numbers and columns[name] == columns[before] + 1):
            continue
        for row, before_it, rest in zip(found.typed.index, found.typed[before], found.typed[name], strict=True):
            digits = clean(visible(before_it)) if _REST.fullmatch(rest) else ""
            if digits.isdecimal() and 0 < int(digits) < 1000:
                reason = f"只有三位数，像是千位分隔符把“{digits},{rest}”分成了两格"
                remedy = f"请把数写在一格里，不用千位分隔符；{schemas.title(found.table, name)}请写文字"
                severity: Severity = "error" if found.table == "progress" else "warning"
                found.findings.append(found.finding(row, name, reason, remedy, severity))


def _made_a_day(found: Normalised) -> None:
    """Report identifiers in a CSV file that are days: a program may have made them of other numbers before it saved.

    A row that withdraws one may name it.
    """
    counted = found.typed[found.cells["withdrawn"].ne(True)] if "withdrawn" in found.cells else found.typed
    for name in filter(identifies, found.typed):
        for row, text in counted[name].items():
            day = _MADE_A_DAY.fullmatch(clean(visible(text)))
            if day and not (day["whole"] and name == "certificate_no"):  # it may stand in place of a number
                reason, remedy = "是日期的写法，可能不是原来填的编号", "请把这一列设为文本格式后重新填写"
                typed = day["whole"] and not day["midnight"]  # some number their rows by whole days
                severity: Severity = "warning" if typed else "error"
                kept = "；原来就是这样编号的，不用改" if typed else ""
                found.findings.append(found.finding(int(row), name, reason, remedy + kept, severity))


def identifies(column: str) -> bool:
    """Whether a column is of numbers that identify something, of which programs may make days.

    >>> identifies("event_id"), identifies("certificate_no"), identifies("uscc")
    (True, True, False)
    """
    return column.endswith("_id") or column == "certificate_no"


def _in_its_unit(found: Normalised, sheet: Sheet, stated: list[pd.Series], units: pd.Series) -> None:
    """Convert each figure to the unit of its row's indicator, from the unit that its cell or its row states."""
    notes = found.typed["note"] if "note" in found.typed else pd.Series("", index=found.typed.index)
    header = list(map(header_key, map(str, sheet.cells.columns)))
    values: list[str | None] = []
    decided = dict[str, None]()  # columns by which a figure was read
    for row, typed, unit, note in zip(found.typed.index, found.typed["value"], units, notes, strict=True):
        text = clean(visible(typed))
        if isinstance(unit, str):
            alone, unsure = with_its_unit(text, unit, "", note, sheet.units)
            beside_it = {str(column.name): str(column[row]) for column in stated}
            column = column_that_counts(beside_it)
            if unit not in SIZES and column in OF_ANY_FIGURE and money_unit(beside_it[column]):
                reason = f"“{column}”一列写的是“{beside_it[column]}”，这项指标按{unit}填报"
                found.findings.append(found.finding(row, "value", reason, "请核对指标和数", "warning"))
            text, asked = with_its_unit(text, unit, beside_it.get(column, ""), note, sheet.units, beside_it)
            if asked:
                found.findings.append(found.finding(row, "value", asked, "请在数后写明单位，如150万元"))
            if not asked and (unsure or quantity(alone, unit) != quantity(text, unit)):
                decided[column] = None
        values.append((quantity(text, unit) if isinstance(unit, str) else number(text)) or None)
    found.cells["value"] = values
    for at in (at for at in map(header.index, decided) if at in sheet.hidden_columns):
        name, cell = str(sheet.cells.columns[at]), f"{letter(at)}{sheet.header_row}"
        reason, remedy = "这一列是隐藏的，数按它写的单位读取了", "请取消隐藏后核对，或在数后写明单位，如150万元"
        found.findings.append(Finding(sheet.file, reason, remedy, "warning", sheet.sheet, sheet.header_row, cell, name))


def _with_a_unit_of_its_own(cells: pd.DataFrame, typed: pd.Series) -> None:
    """Convert amounts written with a unit to that in ``amount_unit``; a blank ``amount_unit`` is filled in."""
    for row, text in typed.map(lambda text: clean(visible(text))).items():
        unit = cells.at[row, "amount_unit"] or ("亿元" if "亿" in text else "万元")
        if not is_number(text) and is_number(converted := quantity(text, str(unit))):
            cells.loc[row, ["amount", "amount_unit"]] = [converted, unit]


def _unit_stated(found: Normalised, about: tuple[str, ...], beside: list[pd.Series]) -> None:
    """Report figures whose column's unit differs from one stated outside the table or in a cell of their row."""
    units = {text: named_units(text) for column in beside for text in column.unique()}
    for name in found.typed if about or any(units.values()) else ():
        own = field(found.table, name).unit
        figures = found.typed[name].map(lambda typed: clean(visible(typed))) if own in SIZES else found.typed[name][:0]
        filled = figures.index[[is_number(each) and float(number(each)) != 0 for each in figures]]
        if asked := differing(about, own) if len(filled) else []:
            reason = f"表的上方或下方写着单位：{'、'.join(asked)}，这一列按{own}填报"
            found.findings.append(found.finding(filled[0], name, reason, f"请核对；数是按{own}填的，请删去那一行单位"))
        for row in filled[1 if asked else 0 :] if any(units.values()) else ():
            others = [column for column in beside if differing(units[column[row]], own)]
            for column in others[:1]:
                reason = f"“{column.name}”一列写的是“{column[row]}”，这一列按{own}填报"
                remedy = "请在数后写明单位，如150万元" if own in MONEY else f"请换算成{own}填写，并改正单位"
                found.findings.append(found.finding(row, name, reason, remedy))
    if {"amount", "amount_unit"} <= set(found.typed):
        _amount_in_two_units(found, about, beside)


def _amount_in_two_units(found: Normalised, about: tuple[str, ...], beside: list[pd.Series]) -> None:
    """Warn where a line outside the table or another column contradicts the row's ``amount_unit``."""
    asked: dict[str, list[int]] = {}
    for row, unit in found.cells["amount_unit"].items():
        text = clean(visible(found.typed.at[row, "amount"]))
        if unit in MONEY and is_number(text) and float(number(text)) != 0:
            columns = {f"“{column.name}”一列": named_units(column[row]) for column in beside}
            if other := conflicts(unit, {"表的上方或下方": about, **columns}):
                asked.setdefault(f"{'，'.join(other)}，这一行的金额单位是{unit}", []).append(row)
    for reason, rows in asked.items():
        more = f"；这样的共{len(rows)}行" if len(rows) > 1 else ""
        remedy = "请核对金额和单位；金额单位没有填错的，请删去另写的单位"
        found.findings.append(found.finding(rows[0], "amount_unit", reason + more, remedy, "warning"))


def header_names(table: str) -> dict[str, str]:
    """Column name of each known header: the title as :func:`parsing.header_key` gives it, or the name itself.

    >>> header_names("progress")["本年累计"]
    'value'
    """
    columns = schemas.schema(table).columns
    titles = {header_key(column.title or name): name for name, column in columns.items()}
    return titles | {name: name for name in columns}


def key_headers(table: str) -> dict[str, bool]:
    """Whether each known header names a column of the table's key.

    >>> key_headers("progress")["地区"], key_headers("progress")["本年累计"]
    (True, False)
    """
    key = schemas.key(table)
    return {header: column in key for header, column in header_names(table).items()}


def _headers(
    sheet: Sheet, table: str, unread: Sequence[str], plan: Plan
) -> tuple[dict[str, int], dict[str, str], list[Finding]]:
    known = header_names(table)
    columns: dict[str, int] = {}
    findings: list[Finding] = []
    row = sheet.header_row
    present = {known.get(header_key(str(text))) for text in sheet.cells.columns}
    for position, text in enumerate(map(str, sheet.cells.columns)):
        cell = f"{letter(position)}{row}"
        name = known.get(header_key(text))
        blank = not is_filled(text) and not sheet.cells.iloc[:, position].map(is_filled).any()
        if blank or header_key(text) in (*REMINDERS.get(table, ()), *(unread if name is None else ())):
            continue
        if name is None:
            near = get_close_matches(ends := header_key(text), known, n=1, cutoff=0.6)
            guess = f"，是不是“{schemas.title(table, known[near[0]])}”" if near else ""
            reason = f"不认识这个表头{guess}" if is_filled(text) else "这一列没有表头"
            remedy = "这一列没有读取，需要的请改用模板的表头"
            of_key = plan.district_names.find(text) or plan.indicator_names.find(text)
            if table == "progress" and (of_key or _OF_A_MONTH.fullmatch(clean(text))):
                remedy = "这一列没有读取；请一个月份、地区、指标一行，数填在“本年累计”一列"
            severity: Severity = "warning"
            own = field(table, known[near[0]]).unit if near and known[near[0]] not in present else ""
            named = [ends] if near and ends.partition("(")[0] == near[0].partition("(")[0] else []
            if own in SIZES and differing(stated_in([text], named), own):  # its figures would be left out, or too large
                reason, severity = f"{reason}，写的单位不同", "error"
                remedy = f"是这一列的，请换算成{own}后改用模板的表头；不是的，请删去表头里的单位"
            findings.append(Finding(sheet.file, reason, remedy, severity, sheet.sheet, row, cell, value=text))
        elif name in columns:
            repeated = partial(Finding, sheet.file, "表头重复", "请只保留一列", "error", sheet.sheet, row, cell)
            findings.append(repeated(schemas.title(table, name), text))
        else:
            columns[name] = position
    return columns, {name: letter(position) for name, position in columns.items()}, findings
