"""Version 2: a submission has its reporter, and whether the office submitted it on their behalf."""

import sqlalchemy as sa
from alembic import op

ON_BEHALF = "sent in by the office"


def upgrade() -> None:
    """Earlier submissions have no known reporter."""
    with op.batch_alter_table("submissions") as table:
        table.add_column(sa.Column("reporter", sa.Text, comment="unit whose report it is; blank where nobody said so"))
        behalf = sa.Column("on_behalf", sa.Boolean, nullable=False, server_default=sa.false(), comment=ON_BEHALF)
        table.add_column(behalf)
