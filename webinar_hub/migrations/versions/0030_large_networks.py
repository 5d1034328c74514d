"""Rows of reports that wait for a decision are marked, certificates of a session found by whose."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_UNDECIDED = """
UPDATE evidence SET undecided = true WHERE NOT EXISTS (
    SELECT 1 FROM "match" WHERE "match".evidence_id = evidence.id AND "match".set_aside_at IS NULL
)
"""


def upgrade() -> None:
    """Change the tables."""
    op.add_column(
        "evidence", sa.Column("undecided", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.execute(_UNDECIDED)
    op.create_index(
        "ix_evidence_undecided",
        "evidence",
        ["meeting_id", "noted_at"],
        sqlite_where=sa.text("undecided = 1"),
        postgresql_where=sa.text("undecided"),
    )
    op.create_index("ix_certificate_of_session", "certificate", ["meeting_id", "person_id"])
    op.drop_index("ix_certificate_meeting_id", table_name="certificate")


def downgrade() -> None:
    """Change them back."""
    op.create_index("ix_certificate_meeting_id", "certificate", ["meeting_id"])
    op.drop_index("ix_certificate_of_session", table_name="certificate")
    op.drop_index("ix_evidence_undecided", table_name="evidence")
    op.drop_column("evidence", "undecided")
