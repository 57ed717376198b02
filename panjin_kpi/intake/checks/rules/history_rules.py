"""Outliers among monthly increases: warnings, not errors."""

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.intake.checks.rule import Rule, RuleContext
from panjin_kpi.reference.names import stands_for_blank

CELL = ["district", "indicator"]
NORMAL = 0.6745  # upper quartile of the standard normal distribution: makes the score comparable with a z-score


def far_from_history(rows: pd.DataFrame, around: RuleContext) -> Rule:
    """Months whose increase is an outlier among the earlier ones of the same district and indicator.

    Modified z-score of Iglewicz and Hoaglin (1993), 0.6745 (x - median) / MAD, as in DHIS2; a history without spread,
    an increase similar to the same month of last year, and a figure with a note give no warning. Number of months and
    limit: ``checks`` in assessment.yaml (assumption).
    """
    checks = around.plan.assessment.checks
    found: dict[tuple[str, ...], tuple[float, float]] = {}
    progress = around.table("progress")
    enough = progress["period"].nunique() > checks.history_months.value
    increases = _increases(progress) if enough else pd.DataFrame()
    for month in sorted({*rows["period"].dropna()} & {*increases.columns}):
        earlier = increases.loc[:, increases.columns < month]
        earlier = earlier[earlier.notna().sum(axis=1) >= checks.history_months.value]
        median = earlier.median(axis=1)
        spread = earlier.sub(median, axis=0).abs().median(axis=1) / NORMAL
        now, last_year = (
            increases.get(name, pd.Series(dtype="float64")).reindex(earlier.index)
            for name in (month, f"{int(month[:4]) - 1}{month[4:]}")
        )
        far = (now - median).abs() > checks.history_z.value * spread
        alike = (now - last_year).abs() <= checks.history_z.value * spread
        outliers = far & (spread > 0) & ~alike
        found |= {(month, *cell): (now[cell], median[cell]) for cell in outliers.index[outliers]}
    cells = dict(zip(rows.index, rows[["period", *CELL]].itertuples(index=False, name=None), strict=True))
    broken = pd.Series([cell in found for cell in cells.values()], rows.index, dtype="bool")

    def message(row: pd.Series) -> str:
        increase, usual = found[cells[row.name]]
        return f"本月增加{increase:.10g}，与以往各月相差很大（中位数{usual:.10g}）"

    remedy = "请核对；如属实，可在备注里说明"
    return Rule(broken & without_note(rows), "value", message, remedy, "warning")


def without_note(rows: pd.DataFrame) -> pd.Series:
    """Rows whose note is blank or stands for a blank."""
    return rows["note"].fillna("").map(stands_for_blank).astype("bool")


def _increases(progress: pd.DataFrame) -> pd.DataFrame:
    """Increase of each month (column) over the month before, in January over zero, by district and indicator."""
    known = progress[schemas.iso_period(progress["period"])].dropna(subset=[*CELL, "value"])
    months = known.pivot_table("value", CELL, "period", "last").sort_index(axis=1)
    before = {month: f"{month[:5]}{int(month[5:]) - 1:02d}" for month in months.columns}
    return pd.DataFrame(
        {
            month: months[month] - (0 if month.endswith("-01") else months.get(before[month], float("nan")))
            for month in months.columns
        }
    )
