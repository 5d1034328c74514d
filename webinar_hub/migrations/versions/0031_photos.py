"""Photos of sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "session_photo",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("visibility", sa.String(length=20), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_session_photo_meeting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_photo")),
        sa.UniqueConstraint("key", name=op.f("uq_session_photo_key")),
    )
    op.create_index(op.f("ix_session_photo_meeting_id"), "session_photo", ["meeting_id"])
    op.create_table(
        "pictured",
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pictured_person_id")),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["session_photo.id"], name=op.f("fk_pictured_photo_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pictured")),
        sa.UniqueConstraint("photo_id", "person_id", name=op.f("uq_pictured_photo_id_person_id")),
    )
    op.create_index(op.f("ix_pictured_person_id"), "pictured", ["person_id"])


def downgrade() -> None:
    """Change them back."""
    op.drop_index(op.f("ix_pictured_person_id"), table_name="pictured")
    op.drop_table("pictured")
    op.drop_index(op.f("ix_session_photo_meeting_id"), table_name="session_photo")
    op.drop_table("session_photo")
