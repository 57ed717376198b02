"""The check of a submitted file: first each table's schema, then the rules that need other data."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.intake.checks.lines_around import lines_around, name_of_the_file
from panjin_kpi.intake.checks.lost_rows import lost_rows
from panjin_kpi.intake.checks.rule import Reporter, RuleContext, months_of
from panjin_kpi.intake.checks.table_rules import rules_of
from panjin_kpi.intake.checks.unread_columns import unread_columns
from panjin_kpi.intake.findings import Finding, UnreadableFile, has_error
from panjin_kpi.intake.reading.normalise import Normalised, normalise
from panjin_kpi.intake.reading.submitted_file import read_file
from panjin_kpi.intake.reading.table_layout import Contents
from panjin_kpi.reference.names import is_filled
from panjin_kpi.reference.obligations import organisation_name
from panjin_kpi.reference.plan import Plan

Known = Callable[[str], pd.DataFrame]
MERGED = "在合并单元格里，只有左上角那一格有内容", "请取消合并，逐行填写"


@dataclass(frozen=True)
class CheckedTable:
    """One table of a file; the index of its frames is the row's number in the file."""

    rows: pd.DataFrame  # in the types of schemas/<table>.yaml
    typed: pd.DataFrame  # the same cells as typed


@dataclass(frozen=True)
class CheckedFile:
    """A file that was read and checked."""

    file: str  # name without the folder
    sha256: str
    parts: dict[str, CheckedTable]  # by table
    findings: list[Finding]  # by sheet and row
    reporter: Reporter | None = None

    @property
    def acceptable(self) -> bool:
        """Whether no finding is an error."""
        return not has_error(self.findings)

    @property
    def period(self) -> str | None:
        """The last month reported; None without monthly figures."""
        months = months_of({name: part.rows for name, part in self.parts.items()})
        return max(months["period"].astype("str"), default=None)

    @property
    def rows(self) -> int:
        """Number of rows of all tables."""
        return sum(len(part.rows) for part in self.parts.values())


def check_file(
    path: Path,
    table: str,
    plan: Plan,
    known: Known = schemas.empty,
    by: Reporter | None = None,
    read: Callable[[Path, str], Contents] = read_file,
) -> CheckedFile:
    r"""Read a CSV file of one table or a workbook of several, and report everything wrong with it.

    Parameters
    ----------
    table : str
        The table of a CSV file; the sheets of a workbook name their tables.
    known : callable, optional
        Returns the rows of a table in force in the store that count, for rules that compare with them.
    by : Reporter, optional
        The file's reporter; by default the unit of a workbook's template.
    read : callable, optional
        The reader; :func:`limits.read_within_limits` for untrusted files.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "progress.csv"
    >>> _ = path.write_text("期间,地区,指标,本年累计\n2021-06,盘山县,创新创业活动,-3\n", encoding="utf-8")
    >>> print(check_file(path, "progress", Plan.load()).findings[0])
    错误：progress.csv 第2行（D2）本年累计“-3”：不能为负数。请填写自1月1日起的累计数。
    """
    known = cache(known)  # several rules need the same tables
    try:
        sheets, blank, notices, stamped, digest = read(path, table)
    except UnreadableFile as unreadable:
        return CheckedFile(path.name, "", {}, [unreadable.finding])
    looked_at = [name for name, sheet in sheets.items() if len(sheet.cells) or sheet.passed_over]
    normalised = {name: normalise(sheets[name], name, plan) for name in looked_at}
    typed = {name: _faults(name, cells.cells) for name, cells in normalised.items()}
    empty = [name for name, sheet in sheets.items() if sheet.cells.empty]
    normalised = {name: cells for name, cells in normalised.items() if name not in empty or _headless(typed[name][1])}
    findings = [*notices, *(found for name in empty if name not in normalised for found in sheets[name].findings)]
    for name, sheet in sheets.items():
        findings += (lost := lost_rows(sheet, name, plan))
        if name in normalised:
            findings += lines_around(sheet, typed[name][0], plan, {found.row for found in lost})
    findings += name_of_the_file(path.name, [typed[name][0] for name in normalised], plan)
    if stamped and stamped in {*plan.unit_names.known, *plan.district_names.known} - set(plan.district_groups):
        by = by or Reporter(stamped)
        if not by.on_behalf and by.unit != stamped:
            made_for, named = (organisation_name(plan, unit) for unit in (stamped, by.unit))
            reason = f"这份模板是{made_for}的，报送时写明的填报单位是{named}"
            findings.append(Finding(path.name, reason, "请用本单位的模板填报，或改正填报单位"))
    unread = {(f.sheet, f.row, cell) for f in findings for cell in (f.cell, "")}  # a formula's cell is not blank
    filled = {name: typed[name][0] for name in normalised if not _headless(typed[name][1])}
    around = RuleContext(plan, {name: schemas.empty(name) for name in (*blank, *empty)} | filled, known, by)
    for name, cells in normalised.items():
        broken = _findings(cells, *typed[name], around)
        findings += [f for f in broken if f.row is None or (f.sheet, f.row, f.cell) not in unread]
    order = {sheet.sheet: position for position, sheet in enumerate(sheets.values())}
    findings.sort(key=lambda finding: (order.get(finding.sheet, -1), finding.row or 0))
    parts = {name: CheckedTable(typed[name][0], cells.typed) for name, cells in normalised.items() if len(cells.typed)}
    if not parts and all(name not in normalised for name in empty):  # their rows are below unknown headers
        findings.insert(0, Finding(path.name, "一行也没有填写", "请填写后重新报送"))
    return CheckedFile(path.name, digest, parts, findings, by)


def _headless(faults: list[schemas.Fault]) -> bool:
    """Whether a whole column is missing, so that no rule can be applied."""
    return any(fault.row is None for fault in faults)


def _findings(cells: Normalised, rows: pd.DataFrame, faults: list[schemas.Fault], around: RuleContext) -> list[Finding]:
    """All findings of one table, at most one for each bad cell."""
    hidden = [
        cells.finding(row, column, *MERGED, "warning" if column == "note" else "error")
        for (row, column), above in cells.merged.items()
        if above and row in cells.typed.index and not is_filled(str(cells.typed.at[row, column]))
    ]
    findings = list(cells.findings)
    for others in ([_located(cells, fault) for fault in faults], hidden):
        known_bad = {(finding.row, finding.column) for finding in findings}
        findings += [finding for finding in others if (finding.row, finding.column) not in known_bad]
    if not _headless(faults):
        bad_cells = {(finding.row, finding.column) for finding in findings if finding.severity == "error"}
        findings += _nothing_to_withdraw(cells, rows, around.known)
        findings += [found for found in _broken(cells, rows, around) if (found.row, found.column) not in bad_cells]
        findings += unread_columns(cells, rows, around.plan)
    return findings


def _faults(table: str, cells: pd.DataFrame) -> tuple[pd.DataFrame, list[schemas.Fault]]:
    """Typed rows and schema faults; a withdrawal needs only its key, which must be unique all the same."""
    withdrawn = cells.get("withdrawn", pd.Series(False, index=cells.index)).eq(True)
    values = [name for name in schemas.schema(table).columns if name not in schemas.key(table)]
    if len(cells) and withdrawn.all():
        cells = cells.assign(**{name: None for name in values if name not in cells})
    typed, found = schemas.faults(table, cells)
    excused = set(cells.index[withdrawn])
    return typed, [f for f in found if not (f.row in excused and f.column in values and not f.value)]


def _located(cells: Normalised, fault: schemas.Fault) -> Finding:
    if fault.row is None:
        column = schemas.title(cells.table, fault.column)
        return Finding(cells.file, fault.reason, fault.remedy, sheet=cells.sheet, column=column)
    if fault.sentence == schemas.EMPTY and (fault.row, fault.column) in cells.merged:
        return cells.finding(fault.row, fault.column, *MERGED)
    return cells.finding(fault.row, fault.column, fault.reason, fault.remedy)


def _nothing_to_withdraw(cells: Normalised, rows: pd.DataFrame, known: Known) -> list[Finding]:
    withdrawn = rows[rows["withdrawn"]]
    if withdrawn.empty:
        return []
    keys = schemas.key(cells.table)
    there = pd.MultiIndex.from_frame(withdrawn[keys]).isin(pd.MultiIndex.from_frame(known(cells.table)[keys]))
    reason, remedy = "库里没有算数的这一行，没有可作废的", "请核对主键各列"
    return [cells.finding(row, "withdrawn", reason, remedy, "warning") for row in withdrawn.index[~there]]


def _broken(cells: Normalised, rows: pd.DataFrame, around: RuleContext) -> list[Finding]:
    """Findings of broken rules; for each cell only the first of the most severe ones."""
    kept = ~rows["withdrawn"].to_numpy("bool")
    found = [
        cells.finding(row, column, rule.message(rows, row), rule.remedy, rule.severity)
        for rule in sorted(rules_of(cells.table, rows, around), key=lambda rule: rule.severity)
        for column in [rule.column if rule.column in cells.letters else rule.otherwise]
        if column in cells.letters
        for row in rows.index[rule.broken.to_numpy("bool", na_value=False) & (rule.withdrawals | kept)]
    ]
    first: dict[str, Finding] = {}
    for finding in found:
        first.setdefault(finding.cell, finding)
    return list(first.values())
