"""Rows of data above the header, which would otherwise be ignored."""

import re
from collections.abc import Hashable
from dataclasses import replace

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.intake.checks.rules.withdrawal_rules import withdrawal_rules
from panjin_kpi.intake.findings import Finding, Severity
from panjin_kpi.intake.reading.normalise import normalise
from panjin_kpi.intake.reading.parsing import clean, is_figure
from panjin_kpi.intake.reading.table_layout import Sheet
from panjin_kpi.reference.credit_code import FORM
from panjin_kpi.reference.names import is_filled, visible
from panjin_kpi.reference.plan import Plan

NAMED = {"district", "indicator", "reporter", "owner", "tier"}  # columns of names that the plan defines
LEAST_RIGHT, LEAST_FILLED = 3, 4
OF_NO_TITLE = 5  # cells, more than a title has
FIRST_BELOW = 50
_OF_EXAMPLE = r"^\s*填[写报表](?=[示样范]例)|(?<=例)[:：]\s*$"  # 填写示例：


def lost_rows(sheet: Sheet, table: str, plan: Plan) -> list[Finding]:
    """Findings about rows above the header that would be rows of the table below it.

    They are read as if they were below it; those that begin with a blank cell also shifted one cell to the left. A cell
    is valid if its column takes a number, a day, a credit code or listed words and it is one; a key cell also if the
    same text occurs below. A blank key cell is invalid; other texts are neither. A row counts as data if it has at
    least two valid cells, and more valid than invalid ones; with an invalid key cell it also needs three valid cells,
    or more cells, counting those of the key, than a title has. The finding is an error if the key is valid, four cells
    are filled, and the valid cells outnumber the invalid by three; with fewer, the row may be a title, and it is a
    warning. So it is for rows of only known names and figures (大洼区, 3), and for rows called an example or void.
    """
    if sheet.above.empty:
        return []
    to_left = sheet.above[~sheet.above.iloc[:, 0].map(is_filled)].shift(-1, axis="columns", fill_value="")
    sure_of = _rows_of_data(replace(sheet, above=to_left), table, plan) | _rows_of_data(sheet, table, plan)
    found = list[Finding]()
    for row, cells in sheet.above.iterrows():
        if row in sure_of or _only_names_and_figures(cells, plan):
            not_to_count = _is_not_to_count(cells)
            sure = sure_of.get(row, False) and not not_to_count
            severity: Severity = "error" if sure else "warning"
            remedy = "请移到表头下面" if sure else "是数据的，请移到表头下面；是标题的不用改"
            if not_to_count:  # moved below the header, it would count
                remedy = "示例行或作废的行请删去；是数据的，请移到表头下面"
            found.append(Finding(sheet.file, "这一行在表头上面，没有读取", remedy, severity, sheet.sheet, row))
    return found


def _rows_of_data(sheet: Sheet, table: str, plan: Plan) -> dict[Hashable, bool]:
    """The rows above the header that can be read as data, and whether each certainly is."""
    if sheet.above.empty:
        return {}
    together = replace(sheet, cells=pd.concat([sheet.above, sheet.cells[:FIRST_BELOW]]), findings=(), units=())
    read = normalise(together, table, plan)
    wrong = {(found.row, found.column) for found in read.findings if found.severity == "error"}
    wrong |= {(fault.row, schemas.title(table, fault.column)) for fault in schemas.faults(table, read.cells)[1]}
    columns, key, sure_of = schemas.schema(table).columns, set(schemas.key(table)), dict[Hashable, bool]()
    free = {name for name in read.typed if "str" in str(columns[name].dtype) and not columns[name].checks} - NAMED
    for row in read.typed.index.intersection(sheet.above.index):
        cells = {name: text for name, text in read.typed.loc[row].items() if is_filled(text)}
        bad = {name for name in cells if (row, schemas.title(table, name)) in wrong} | (key - cells.keys())
        again = {name for name in key & cells.keys() if (read.typed[name].drop(sheet.above.index) == cells[name]).any()}
        codes = {name for name in {"uscc"} & cells.keys() if re.fullmatch(FORM, str(read.cells.at[row, name]))}
        right = (cells.keys() - free | again | codes) - bad
        enough = not bad & key or len(right) >= LEAST_RIGHT or len(cells.keys() | key) >= OF_NO_TITLE
        if len(right) > max(len(bad), 1) and enough:
            of_row = len(right) >= LEAST_RIGHT + len(bad) and len(cells) >= LEAST_FILLED
            sure_of[row] = of_row and not bad & key
    return sure_of


def _is_not_to_count(cells: pd.Series) -> bool:
    """Whether a cell of any column calls its row an example or void, as a note below the header does."""
    notes = cells.str.replace(_OF_EXAMPLE, "", regex=True).rename("note").to_frame()
    return any(rule.broken.any() for rule in withdrawal_rules("progress", notes.astype("string")))


def _only_names_and_figures(cells: pd.Series, plan: Plan) -> bool:
    texts = [clean(visible(text)) for text in cells if is_filled(text)]
    figures = [is_figure(text) for text in texts]
    names = [bool(plan.district_names.find(text) or plan.indicator_names.find(text)) for text in texts]
    return any(figures) and any(names) and all(map(max, figures, names))
