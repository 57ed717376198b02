"""Which submission last changed each cell: a later file may only repeat a value."""

from datetime import date

import pandas as pd
import sqlalchemy as sa

from panjin_kpi import schemas
from panjin_kpi.intake.storage.closing import before_closing, closings
from panjin_kpi.intake.storage.differences import NOT_COMPARED
from panjin_kpi.intake.storage.tables import submissions, tables


def last_changes(
    engine: sa.Engine, table: str, as_known_on: date | None = None, until: int | None = None, counting: bool = False
) -> pd.DataFrame:
    """The submission that set each cell to its value, current or as known on a day; a withdrawal blanks its cells.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Of the store.
    table : str
        A submitted table.
    as_known_on : datetime.date, optional
        Submissions known later are left out.
    until : int, optional
        The last submission that is looked at.
    counting : bool
        Only rows accepted before their period was closed.

    Returns
    -------
    pandas.DataFrame
        The key (in the database's types), ``column`` and ``submission``; cells that never had a value are left out.
    """
    rows, key = tables[table].c, schemas.key(table)
    known = [submissions.c.known_on <= as_known_on.isoformat()] if as_known_on else []
    known += [submissions.c.submission <= until] if until else []
    cells = {name: sa.case((rows.withdrawn.is_(False), rows[name])) for name in schemas.schema(table).columns}
    values = [name for name in cells if name not in (*key, *NOT_COMPARED)]
    of_key = [rows[name] for name in key]
    before = {name: sa.func.lag(cells[name]).over(partition_by=of_key, order_by=rows.submission) for name in values}
    changed = [sa.case((cells[name].is_distinct_from(before[name]), rows.submission)).label(name) for name in values]
    with engine.connect() as connection:
        closed = closings(connection, *known).values() if counting else ()
        query = sa.select(*of_key, *changed).join(submissions)
        every = query.where(*known, *before_closing(table, closed)).subquery().c
        keys = [every[name] for name in key]
        last = sa.select(*keys, *(sa.func.max(every[name]).label(name) for name in values)).group_by(*keys)
        found = pd.read_sql(last, connection).melt(key, values, "column", "submission")
    return found.dropna(subset="submission").astype({"submission": "int64"})
