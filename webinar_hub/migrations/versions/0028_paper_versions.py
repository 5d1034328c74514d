"""A version of each paper, so that nobody writes over what they have not read."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    for table in ("session_terms", "notulen"):
        op.add_column(table, sa.Column("version", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    """Change them back."""
    for table in ("session_terms", "notulen"):
        op.drop_column(table, "version")
