"""Version 2: a submission knows who reports, and whether the office sent it in for them."""

import sqlalchemy as sa
from alembic import op


def upgrade() -> None:
    """Of what was submitted before, nobody is known to have reported it."""
    with op.batch_alter_table("submissions") as table:
        table.add_column(sa.Column("reporter", sa.Text, comment="unit whose report it is; blank where nobody said so"))
        table.add_column(
            sa.Column(
                "on_behalf", sa.Boolean, nullable=False, server_default=sa.false(), comment="sent in by the office"
            )
        )
