"""Which letters people want no more of, and letters by when they were sent."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "unwanted",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_unwanted_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unwanted")),
        sa.UniqueConstraint("person_id", "kind", name=op.f("uq_unwanted_person_id_kind")),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_sent_at"), ["sent_at"], unique=False)


def downgrade() -> None:
    """Change them back."""
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_sent_at"))

    op.drop_table("unwanted")
