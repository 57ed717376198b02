"""A result table as a notebook shows it."""

import pandas as pd

from panjin_kpi import schemas
from panjin_kpi.errors import WrongParameters
from panjin_kpi.reference.labels import shown_status
from panjin_kpi.reference.plan import Plan
from panjin_kpi.report.page.result_table import Table, result_table

LEVELS = {"light", "light_before"}


def shown(name: str, rows: pd.DataFrame, plan: Plan, period: str) -> Table:
    """Rows of a result by the name of its file, and its columns or some of them, with columns of the analyst's own.

    Raises
    ------
    WrongParameters
        The rows have no column of the table but that of the month, which most tables have.
    """
    table = schemas.of_result(name)
    title = str(schemas.schema(table).title)
    if not (set(rows) - {"period"}) & set(columns := schemas.schema(table).columns):
        lacking = "、".join(schemas.title(table, column) for column in columns if column not in rows)
        raise WrongParameters(f"这不是{title}的行，缺少这些列：{lacking}")
    frame = schemas.held(name, rows, part=True)
    if LEVELS & set(frame):  # rows are of this month and, where they do not say it, of indicators that are due
        known = {column: value for column, value in (("period", period), ("indicator", "")) if column not in frame}
        frame = shown_status(plan, frame.assign(**known))[[*frame]]
    return result_table(table, frame, [*frame], title, plan)
