"""Calendars of members are taken in."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "incoming_calendar",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("etag", sa.String(length=200), nullable=False),
        sa.Column("last_modified", sa.String(length=100), nullable=False),
        sa.Column("problem", sa.String(length=60), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_incoming_calendar_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_calendar")),
        sa.UniqueConstraint("address", name=op.f("uq_incoming_calendar_address")),
        sa.UniqueConstraint("key", name=op.f("uq_incoming_calendar_key")),
    )
    for column in ("next_at", "organisation_id"):
        op.create_index(op.f(f"ix_incoming_calendar_{column}"), "incoming_calendar", [column])
    op.create_table(
        "incoming_entry",
        sa.Column("calendar_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=255), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("whole_day", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["calendar_id"],
            ["incoming_calendar.id"],
            name=op.f("fk_incoming_entry_calendar_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incoming_entry")),
    )
    for column in ("calendar_id", "ends_at"):
        op.create_index(op.f(f"ix_incoming_entry_{column}"), "incoming_entry", [column])


def downgrade() -> None:
    """Change them back."""
    op.drop_table("incoming_entry")
    op.drop_table("incoming_calendar")
