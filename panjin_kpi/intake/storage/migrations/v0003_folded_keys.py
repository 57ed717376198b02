"""Version 3: what rows are known by is stored folded, so that another way of writing it is the same row."""

import sqlalchemy as sa
from alembic import op

from panjin_kpi.reference.names import stored_key

FOLDED = {
    "events": ("event_id", "carrier"),
    "enterprises": ("carrier",),
    "carriers": ("carrier",),
    "incubatees": ("carrier", "incubatee_id"),
    "actions": ("action_id",),
}


def upgrade() -> None:
    """Fold the texts that are there; ``typed`` keeps how each was written."""
    connection = op.get_bind()
    for name, columns in FOLDED.items():
        for column in columns:
            cells: sa.ColumnClause[str] = sa.column(column)
            table = sa.table(name, cells)
            for text in connection.scalars(sa.select(cells).where(cells.is_not(None)).distinct()).all():
                if (folded := stored_key(text)) != text:
                    connection.execute(sa.update(table).where(cells == text).values({column: folded}))
