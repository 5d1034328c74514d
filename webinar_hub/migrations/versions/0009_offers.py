"""Places from the waiting list are offered for a while, where a series says so."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_OFFERED = sa.text("status = 'offered'")


def upgrade() -> None:
    """Change the tables."""
    op.add_column("series", sa.Column("offer_hours", sa.Integer(), nullable=True))
    op.add_column("seat", sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_seat_offered_until",
        "seat",
        ["offered_until"],
        sqlite_where=_OFFERED,
        postgresql_where=_OFFERED,
    )


def downgrade() -> None:
    """Change them back."""
    op.drop_index("ix_seat_offered_until", table_name="seat")
    op.drop_column("seat", "offered_until")
    op.drop_column("series", "offer_hours")
