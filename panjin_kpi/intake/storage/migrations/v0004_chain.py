"""Version 4: submissions are chained by hashes, and have the day from which they count as known."""

import sqlalchemy as sa
from alembic import op

KNOWN_ON = "day from which it counts as known"
ROW_DIGESTS = "of each row the hash's beginning"
DIGEST = "hash of it and of all before it"


def upgrade() -> None:
    """Existing submissions count as known from the day received; they are chained once all tables exist."""
    with op.batch_alter_table("submissions") as table:
        table.add_column(sa.Column("known_on", sa.Text, nullable=False, server_default="", comment=KNOWN_ON))
        table.add_column(sa.Column("reason", sa.Text, comment="why it counts as known before the day it was recorded"))
        table.add_column(sa.Column("row_digests", sa.JSON, nullable=False, server_default="{}", comment=ROW_DIGESTS))
        table.add_column(sa.Column("digest", sa.Text, nullable=False, server_default="", comment=DIGEST))
    op.create_table(
        "chain_head",
        sa.Column("submission", sa.Integer, primary_key=True, autoincrement=False, comment="the last one"),
        sa.Column("digest", sa.Text, nullable=False),
    )
    op.execute("UPDATE submissions SET known_on = received_on")
