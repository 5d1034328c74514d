"""In which language a session is held."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.add_column(
        "meeting", sa.Column("spoken", sa.String(length=20), nullable=False, server_default="id")
    )
    op.create_index("ix_meeting_spoken", "meeting", ["spoken"])


def downgrade() -> None:
    """Change them back."""
    op.drop_index("ix_meeting_spoken", table_name="meeting")
    op.drop_column("meeting", "spoken")
