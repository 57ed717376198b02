"""Whether a submitted table can be accepted: its schema first, then the rules that need the plan."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.intake.findings import Finding, Severity, has_error
from panjin_kpi.intake.normalise import Normalised, normalise
from panjin_kpi.intake.read import Unreadable, read_csv
from panjin_kpi.reference.plan import CITY, Plan


@dataclass(frozen=True)
class Rule:
    """Where a rule is broken (one truth value a row), and what is said of it at which column."""

    broken: pd.Series
    column: str
    reason: str
    remedy: str
    severity: Severity = "error"


@dataclass(frozen=True)
class Checked:
    """A file that was read and checked.

    Parameters
    ----------
    file, sha256, table : str
        The file's name and hash, and the table it holds.
    rows : pandas.DataFrame
        Typed rows as in ``schemas/<table>.yaml``; the index is the row's number in the file.
    typed : pandas.DataFrame
        The same cells as they were typed.
    findings : list of Finding
        Errors and warnings, by row.
    """

    file: str
    sha256: str
    table: str
    rows: pd.DataFrame
    typed: pd.DataFrame
    findings: list[Finding]

    @property
    def acceptable(self) -> bool:
        """Whether no finding is an error."""
        return not has_error(self.findings)


def check_file(path: Path, table: str, plan: Plan) -> Checked:
    r"""Read a CSV file of one table and find everything that is wrong with it.

    Parameters
    ----------
    path : Path
        The file.
    table : str
        A submitted table of ``schemas/``.
    plan : Plan
        Names, targets and measures to check against.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "progress.csv"
    >>> _ = path.write_text("期间,地区,指标,本年累计\n2021-06,盘山县,创新创业活动,-3\n", encoding="utf-8")
    >>> print(check_file(path, "progress", Plan.load()).findings[0])
    错误：progress.csv 第2行（D2）本年累计“-3”：不能为负数。请填写自1月1日起的累计数。
    """
    try:
        sheet = read_csv(path)
    except Unreadable as unreadable:
        return Checked(path.name, "", table, pd.DataFrame(), pd.DataFrame(), [unreadable.finding])
    cells = normalise(sheet, table, plan)
    findings = list(cells.findings)
    rows, faults = _faults(table, cells.cells)
    known_bad = {(finding.row, finding.column) for finding in findings}
    for fault in faults:
        column = schemas.title(table, fault.column)
        if (fault.row, column) not in known_bad:
            findings.append(_located(cells, fault))
    if not any(fault.row is None for fault in faults):
        bad_cells = {(finding.row, finding.column) for finding in findings if finding.severity == "error"}
        findings += [found for found in _broken(cells, rows, plan) if (found.row, found.column) not in bad_cells]
    findings.sort(key=lambda finding: finding.row or 0)
    return Checked(sheet.file, sheet.sha256, table, rows, cells.typed, findings)


def _faults(table: str, cells: pd.DataFrame) -> tuple[pd.DataFrame, list[schemas.Fault]]:
    """A row that withdraws another needs its key only; duplicates are looked for among all rows."""
    withdrawn = cells.get("withdrawn", pd.Series(False, index=cells.index)).eq(True)
    typed, found = schemas.faults(table, cells)
    values = set(schemas.schema(table).columns) - set(schemas.key(table))
    excused = set(cells.index[withdrawn])
    return typed, [f for f in found if not (f.row in excused and f.column in values and not f.value)]


def _located(cells: Normalised, fault: schemas.Fault) -> Finding:
    if fault.row is None:
        return Finding(cells.file, fault.reason, fault.remedy, column=schemas.title(cells.table, fault.column))
    return cells.finding(fault.row, fault.column, fault.reason, fault.remedy)


def _broken(cells: Normalised, rows: pd.DataFrame, plan: Plan) -> list[Finding]:
    found: list[Finding] = []
    for rule in _progress_rules(rows, plan):
        for row in rows.index[rule.broken]:
            names = {
                "district": plan.district_names.known.get(rows.at[row, "district"], ""),
                "indicator": plan.indicator_names.known.get(rows.at[row, "indicator"], ""),
                "year": str(rows.at[row, "period"])[:4],
            }
            found.append(cells.finding(row, rule.column, rule.reason.format(**names), rule.remedy, rule.severity))
    return found


def _progress_rules(rows: pd.DataFrame, plan: Plan) -> list[Rule]:
    """Rules of the monthly figures that need the plan: where each is broken, and what is said then.

    A rule looks at the cells it needs; a row whose names or period are wrong is not held against the targets.
    """
    measure = rows["indicator"].map(plan.indicators.set_index("indicator")["measure"])
    named = rows["district"].notna() & rows["indicator"].notna() & schemas.iso_period(rows["period"])
    year = pd.to_numeric(rows["period"].str[:4].where(named)).fillna(0).astype("int64")
    cell = pd.MultiIndex.from_arrays([year, rows["district"], rows["indicator"]])
    targets = pd.MultiIndex.from_frame(plan.targets[["year", "scope", "indicator"]])
    split = pd.MultiIndex.from_frame(plan.targets.loc[plan.targets["scope"] != CITY, ["year", "indicator"]])
    whole_city = (rows["district"] == CITY) & cell.droplevel(1).isin(split)
    fraction = measure.isin(["count", "milestone"]) & (rows["value"] % 1 != 0) & rows["value"].notna()
    too_much = (measure == "share") & (rows["value"] > 100)
    surplus = named & ~cell.isin(targets) & ~whole_city & ~rows["withdrawn"]
    city = "“{indicator}”已分解到地区，全市数由各地区相加，不单独填报"
    no_target = "{year}年没有给{district}分解“{indicator}”的目标，数字照收，但不考核"
    return [
        Rule(fraction, "value", "“{indicator}”按个数计，应为整数", "请改为整数"),
        Rule(too_much, "value", "“{indicator}”是百分比，不能超过100", "请改正"),
        Rule(whole_city, "district", city, "请删去这一行，或改填县区、经济区"),
        Rule(surplus, "indicator", no_target, "如属填错请更正", "warning"),
    ]
