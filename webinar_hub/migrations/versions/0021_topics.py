"""Topics."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "topic",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("speaker", sa.String(length=300), nullable=False),
        sa.Column("sector_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'scheduled') = (meeting_id IS NOT NULL)", name=op.f("ck_topic_scheduled")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_topic_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_topic_person_id")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_topic_programme_id")
        ),
        sa.ForeignKeyConstraint(["sector_id"], ["sector.id"], name=op.f("fk_topic_sector_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
        sa.UniqueConstraint("key", name=op.f("uq_topic_key")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_topic_meeting_id")),
    )
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_topic_answered_at"), ["answered_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_topic_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_topic_programme_id"), ["programme_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_topic_sector_id"), ["sector_id"], unique=False)
        batch_op.create_index("ix_topic_waiting", ["state", "programme_id"], unique=False)


def downgrade() -> None:
    """Change them back."""
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.drop_index("ix_topic_waiting")
        batch_op.drop_index(batch_op.f("ix_topic_sector_id"))
        batch_op.drop_index(batch_op.f("ix_topic_programme_id"))
        batch_op.drop_index(batch_op.f("ix_topic_person_id"))
        batch_op.drop_index(batch_op.f("ix_topic_answered_at"))

    op.drop_table("topic")
