"""The chapters of a recording."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.add_column("recording", sa.Column("chapters", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Change them back."""
    op.drop_column("recording", "chapters")
