"""Version 3: key columns are stored in one spelling (:func:`names.stored_key`), so that variants are one row."""

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
    """Convert the stored keys; ``typed`` keeps the original spelling."""
    connection = op.get_bind()
    for name, columns in FOLDED.items():
        for column in columns:
            cells: sa.ColumnClause[str] = sa.column(column)
            table = sa.table(name, cells)
            for text in connection.scalars(sa.select(cells).where(cells.is_not(None)).distinct()).all():
                if (folded := stored_key(text)) != text:
                    connection.execute(sa.update(table).where(cells == text).values({column: folded}))
