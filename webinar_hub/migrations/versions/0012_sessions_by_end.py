"""Sessions are found by when they end, rows of reports by when they came."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_index(op.f("ix_meeting_ends_at"), "meeting", ["ends_at"])
    op.create_index(op.f("ix_evidence_noted_at"), "evidence", ["noted_at"])


def downgrade() -> None:
    """Change them back."""
    op.drop_index(op.f("ix_evidence_noted_at"), table_name="evidence")
    op.drop_index(op.f("ix_meeting_ends_at"), table_name="meeting")
