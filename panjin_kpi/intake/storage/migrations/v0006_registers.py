"""Version 6: registers of projects, measures and meetings; more optional columns of matters, carriers and tenants."""

from typing import Any

import sqlalchemy as sa
from alembic import op

MORE = {
    "actions": ("returned_reason", "meeting_id"),
    "carriers": ("functions",),
    "incubatees": ("origin", "went_to"),
    "events": ("uscc",),
}
DAYS = dict.fromkeys(("started_on", "due_on", "finished_on"), sa.Date)
TABLES: dict[str, dict[str, Any]] = {
    "projects": dict.fromkeys(("owner", "project_id", "kind", "name", "action", "status", "carrier", "uscc", "partner",
                               "level", "amount_unit", "evidence"), sa.Text)
    | {"task_no": sa.BigInteger, "amount": sa.Float} | DAYS,
    "measures": dict.fromkeys(("owner", "measure_id", "measure", "post", "status", "evidence"), sa.Text)
    | {"task_no": sa.BigInteger} | DAYS,
    "meetings": dict.fromkeys(("meeting_id", "kind", "district", "decisions", "evidence"), sa.Text)
    | {"held_on": sa.Date},
}  # fmt: skip
MARKS = {"withdrawn": sa.Boolean, "fictitious": sa.Boolean}


def upgrade() -> None:
    """Nothing was registered before; blank columns leave the hashes as they are."""
    for name, texts in MORE.items():
        with op.batch_alter_table(name) as table:
            for column in texts:
                table.add_column(sa.Column(column, sa.Text))
    for name, columns in TABLES.items():
        op.create_table(
            name,
            sa.Column("submission", sa.Integer, sa.ForeignKey("submissions.submission"), primary_key=True),
            sa.Column("file_row", sa.Integer, primary_key=True),
            *(sa.Column(column, kind) for column, kind in (columns | MARKS).items()),
            sa.Column("typed", sa.JSON, nullable=False, comment="the cells as they were typed"),
        )
