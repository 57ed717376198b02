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
TEXTS = {
    "projects": ("owner", "project_id", "kind", "name", "action", "status", "carrier", "uscc", "partner", "level",
                 "amount_unit", "evidence"),
    "measures": ("owner", "measure_id", "measure", "post", "status", "evidence"),
    "meetings": ("meeting_id", "kind", "district", "decisions", "evidence"),
}  # fmt: skip
OTHERS: dict[str, dict[str, Any]] = {
    "projects": {"task_no": sa.BigInteger, "amount": sa.Float}
    | dict.fromkeys(("started_on", "due_on", "finished_on"), sa.Date),
    "measures": {"task_no": sa.BigInteger} | dict.fromkeys(("started_on", "due_on", "finished_on"), sa.Date),
    "meetings": {"held_on": sa.Date},
}
TYPED = "the cells as they were typed"


def upgrade() -> None:
    """Nothing was registered before; blank columns leave the hashes as they are."""
    for name, columns in MORE.items():
        with op.batch_alter_table(name) as table:
            for column in columns:
                table.add_column(sa.Column(column, sa.Text))
    for name, texts in TEXTS.items():
        kinds: dict[str, Any] = (
            dict.fromkeys(texts, sa.Text) | OTHERS[name] | dict.fromkeys(("withdrawn", "fictitious"), sa.Boolean)
        )
        op.create_table(
            name,
            sa.Column("submission", sa.Integer, sa.ForeignKey("submissions.submission"), primary_key=True),
            sa.Column("file_row", sa.Integer, primary_key=True),
            *(sa.Column(column, kind) for column, kind in kinds.items()),
            sa.Column("typed", sa.JSON, nullable=False, comment=TYPED),
        )
