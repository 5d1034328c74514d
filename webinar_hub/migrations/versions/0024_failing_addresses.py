"""Failing addresses."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "reports_read",
        sa.Column("validity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports_read")),
    )
    op.create_table(
        "failing",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_server", sa.Boolean(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_failing_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failing")),
        sa.UniqueConstraint("email", name=op.f("uq_failing_email")),
        sa.UniqueConstraint("key", name=op.f("uq_failing_key")),
    )
    with op.batch_alter_table("failing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_failing_letter_id"), ["letter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_failing_marked_at"), ["marked_at"], unique=False)


def downgrade() -> None:
    """Change them back."""
    with op.batch_alter_table("failing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_failing_marked_at"))
        batch_op.drop_index(batch_op.f("ix_failing_letter_id"))

    op.drop_table("failing")
    op.drop_table("reports_read")
