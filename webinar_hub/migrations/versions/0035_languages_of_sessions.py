"""In which language a session is held; what its notulen say is found."""

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
    # The job that writes missing words writes these anew, with those of the notulen.
    op.execute("DELETE FROM meeting_word WHERE meeting_id IN (SELECT meeting_id FROM notulen)")


def downgrade() -> None:
    """Change them back."""
    op.drop_index("ix_meeting_spoken", table_name="meeting")
    op.drop_column("meeting", "spoken")
