"""Portraits."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "gone_photo",
        sa.Column("photo", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gone_photo")),
        sa.UniqueConstraint("photo", name=op.f("uq_gone_photo_photo")),
    )
    op.create_table(
        "portrait",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("office", sa.String(length=160), nullable=False),
        sa.Column("bio", sa.Text(), nullable=False),
        sa.Column("photo", sa.String(length=16), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_portrait_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portrait")),
        sa.UniqueConstraint("person_id", name=op.f("uq_portrait_person_id")),
        sa.UniqueConstraint("photo", name=op.f("uq_portrait_photo")),
    )


def downgrade() -> None:
    """Change them back."""
    op.drop_table("portrait")
    op.drop_table("gone_photo")
