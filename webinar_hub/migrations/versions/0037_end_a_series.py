"""Whether a series ends with its last session."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.add_column(
        "series", sa.Column("ended", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    """Change them back."""
    op.drop_column("series", "ended")
