"""The roll call: who was in person, and that it is complete."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.add_column(
        "attendance",
        sa.Column("in_person", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "roll_call",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("finished_by", sa.String(length=200), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_roll_call_meeting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_call")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_roll_call_meeting_id")),
    )


def downgrade() -> None:
    """Change them back."""
    op.drop_table("roll_call")
    op.drop_column("attendance", "in_person")
