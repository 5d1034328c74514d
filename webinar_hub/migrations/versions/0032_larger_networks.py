"""How many certificates wait in each session is kept; dates are looked up within a series."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_COUNTED = """
INSERT INTO certificates_due (meeting_id, number)
SELECT seat.meeting_id, sum(CASE WHEN attendance.status = 'present'
    AND seat.status = 'confirmed'
    AND registration.merged_into_id IS NULL
    AND person.erased_at IS NULL
    AND NOT EXISTS (
        SELECT 1 FROM certificate
        WHERE certificate.meeting_id = seat.meeting_id
        AND certificate.person_id = registration.person_id
        AND certificate.kind = 'participation'
        AND (certificate.revoked_at IS NULL OR certificate.lifted_at IS NULL)
    ) THEN 1 ELSE 0 END)
FROM attendance
JOIN seat ON seat.id = attendance.seat_id
JOIN registration ON registration.id = seat.registration_id
JOIN person ON person.id = registration.person_id
GROUP BY seat.meeting_id
"""


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "certificates_due",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_certificates_due_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates_due")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_certificates_due_meeting_id")),
    )
    op.execute(_COUNTED)
    op.create_index("ix_meeting_of_series", "meeting", ["series_id", "starts_at"])
    op.drop_index("ix_meeting_series_id", table_name="meeting")


def downgrade() -> None:
    """Change them back."""
    op.create_index("ix_meeting_series_id", "meeting", ["series_id"])
    op.drop_index("ix_meeting_of_series", table_name="meeting")
    op.drop_table("certificates_due")
