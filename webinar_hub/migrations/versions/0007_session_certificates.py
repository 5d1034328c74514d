"""A person has one standing certificate for a session, and certificates are found by person."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_STANDS = sa.text("revoked_at IS NULL")


def upgrade() -> None:
    """Change the tables."""
    op.create_index(op.f("ix_certificate_person_id"), "certificate", ["person_id"])
    op.create_index(
        "uq_certificate_live_session",
        "certificate",
        ["person_id", "meeting_id", "kind"],
        unique=True,
        sqlite_where=_STANDS,
        postgresql_where=_STANDS,
    )


def downgrade() -> None:
    """Change them back."""
    op.drop_index("uq_certificate_live_session", table_name="certificate")
    op.drop_index(op.f("ix_certificate_person_id"), table_name="certificate")
