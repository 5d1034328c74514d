"""Take in every date."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "every_date",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("sent_form_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_every_date_registration_id")
        ),
        sa.ForeignKeyConstraint(
            ["sent_form_id"], ["sent_form.id"], name=op.f("fk_every_date_sent_form_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_every_date")),
        sa.UniqueConstraint("sent_form_id", name=op.f("uq_every_date_sent_form_id")),
    )
    with op.batch_alter_table("every_date", schema=None) as batch_op:
        batch_op.create_index(
            "ix_every_date_own",
            ["registration_id"],
            unique=True,
            sqlite_where=sa.text("sent_form_id IS NULL"),
            postgresql_where=sa.text("sent_form_id IS NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_every_date_registration_id"), ["registration_id"], unique=False
        )

    op.add_column(
        "seat", sa.Column("paused", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade() -> None:
    """Change them back."""
    op.drop_column("seat", "paused")

    with op.batch_alter_table("every_date", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_every_date_registration_id"))
        batch_op.drop_index(
            "ix_every_date_own",
            sqlite_where=sa.text("sent_form_id IS NULL"),
            postgresql_where=sa.text("sent_form_id IS NULL"),
        )

    op.drop_table("every_date")
