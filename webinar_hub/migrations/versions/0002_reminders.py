"""When people are reminded, and when they were last told of a date."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables; every series there reminds a day and an hour before."""
    op.add_column("seat", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "series", sa.Column("reminders", sa.JSON(), nullable=False, server_default="[24, 1]")
    )


def downgrade() -> None:
    """Change them back."""
    op.drop_column("series", "reminders")
    op.drop_column("seat", "told_at")
