"""Version 5: an entry of the log may close or reopen a period."""

import sqlalchemy as sa
from alembic import op


def upgrade() -> None:
    """No period was closed before; blank columns leave the hashes as they are."""
    with op.batch_alter_table("submissions") as table:
        table.add_column(sa.Column("closes", sa.Text, comment="period that this entry closes; blank for a file"))
        table.add_column(sa.Column("reopens", sa.Text, comment="period that this entry opens again; blank for a file"))
