"""Which sector a session is about."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.add_column(
        "meeting", sa.Column("sector", sa.String(length=40), nullable=False, server_default="")
    )
    op.create_index("ix_meeting_sector", "meeting", ["sector"])


def downgrade() -> None:
    """Change them back."""
    op.drop_index("ix_meeting_sector", table_name="meeting")
    op.drop_column("meeting", "sector")
