"""What sessions have so that more people can take part, and what of it is arranged."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables; the series there say nothing."""
    op.add_column("series", sa.Column("provisions", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("meeting", sa.Column("provisions", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "arranged_provision",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_arranged_provision_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arranged_provision")),
        sa.UniqueConstraint(
            "meeting_id", "kind", name=op.f("uq_arranged_provision_meeting_id_kind")
        ),
    )


def downgrade() -> None:
    """Change them back."""
    op.drop_table("arranged_provision")
    op.drop_column("meeting", "provisions")
    op.drop_column("series", "provisions")
