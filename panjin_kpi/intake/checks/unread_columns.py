"""Columns that are not read: their cells may still void a row, or state another unit."""

import re

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.intake.checks.rules.withdrawal_rules import rules_of_texts, text_kind
from panjin_kpi.intake.findings import Finding
from panjin_kpi.intake.reading.normalise import Normalised
from panjin_kpi.intake.reading.parsing import clean, is_number, number
from panjin_kpi.intake.reading.stated_units import SIZES, differing, stated_in
from panjin_kpi.reference.names import visible
from panjin_kpi.reference.plan import Plan
from panjin_kpi.schemas.fields import field

_OF_UNITS = re.compile("[单币额积计以按位]")  # one is in any text that states a unit


def unread_columns(cells: Normalised, rows: pd.DataFrame, plan: Plan) -> list[Finding]:
    """Warn about cells that, as a note might, void their row or state a unit other than that of its figures.

    Such columns are a clerk's own 备注, or 序号 with the word for an example. Each distinct text is checked once.
    """
    findings: list[Finding] = []
    figures: dict[str, dict[int, str]] = {}
    counted = rows.index[~rows["withdrawn"].eq(True)]
    of = text_kind(cells.table, "note" if cells.table == "progress" else "evidence")
    for letter, column in cells.unread.items():
        column = column.loc[counted]
        texts = pd.Series([text for text in map(str, column.unique()) if any(map(str.isalpha, text))], dtype="str")
        why: dict[str, tuple[str, str]] = {}
        for rule in rules_of_texts(texts, letter, of):
            for text in texts[rule.broken]:
                why.setdefault(text, (str(rule.reason), rule.remedy))
        title = str(column.name)
        findings += [
            Finding(cells.file, *why[text], "warning", cells.sheet, int(row), f"{letter}{row}", title, text)
            for row, text in column[column.isin(list(why))].items()
        ]
        stated = {text: units for text in texts if _OF_UNITS.search(text) and (units := stated_in([text]))}
        rows_of = column[column.isin(list(stated))].groupby(column).groups
        for text, units in stated.items():
            figures = figures or _figures(cells, plan)
            for figure, own in figures.items():
                at = [int(row) for row in rows_of.get(text, ()) if row in own and differing(units, own[row])]
                if at:
                    unit, more = own[at[0]], f"；这样的共{len(at)}行" if len(at) > 1 else ""
                    reason = f"写着单位：{'、'.join(differing(units, unit))}，“{figure}”按{unit}填报{more}"
                    remedy = f"请核对；数是按{unit}填的，请改正这里的单位，不是的，请在数后写明单位"
                    cell = f"{letter}{at[0]}"
                    findings.append(
                        Finding(cells.file, reason, remedy, "warning", cells.sheet, at[0], cell, title, text)
                    )
                    break
    return findings


def _figures(cells: Normalised, plan: Plan) -> dict[str, dict[int, str]]:
    """The unit, by title and row, of each non-zero figure that was typed without a unit and read unchanged."""
    figures: dict[str, dict[int, str]] = {}
    for name in cells.typed:
        units = pd.Series(field(cells.table, name).unit, cells.typed.index)
        if (cells.table, name) == ("progress", "value") and "indicator" in cells.cells:
            units = cells.cells["indicator"].map(plan.by_indicator["unit"])
        elif name == "amount" and "amount_unit" in cells.cells:
            units = cells.cells["amount_unit"]
        if not units.isin(list(SIZES)).any():
            continue
        each = zip(cells.typed.index, cells.typed[name], cells.cells[name], units, strict=True)
        figures[schemas.title(cells.table, name)] = {
            row: unit
            for row, typed, read, unit in each
            if unit in SIZES and is_number(text := clean(visible(typed))) and read == number(text) and float(read) != 0
        }
    return figures
