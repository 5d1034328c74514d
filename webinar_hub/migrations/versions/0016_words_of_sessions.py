"""Words of sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "word_key",
        sa.Column(
            "key",
            sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "word",
            sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_word_key")),
        sa.UniqueConstraint("key", "word", name=op.f("uq_word_key_key_word")),
    )
    with op.batch_alter_table("word_key", schema=None) as batch_op:
        batch_op.create_index("ix_word_key_word", ["word"], unique=False)

    op.create_table(
        "meeting_word",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column(
            "word",
            sa.String(length=40).with_variant(sa.String(length=40, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
            name=op.f("fk_meeting_word_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_word")),
        sa.UniqueConstraint("meeting_id", "word", name=op.f("uq_meeting_word_meeting_id_word")),
    )
    with op.batch_alter_table("meeting_word", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_word_found", ["word", "meeting_id"], unique=False)


def downgrade() -> None:
    """Change them back."""
    with op.batch_alter_table("meeting_word", schema=None) as batch_op:
        batch_op.drop_index("ix_meeting_word_found")

    op.drop_table("meeting_word")
    with op.batch_alter_table("word_key", schema=None) as batch_op:
        batch_op.drop_index("ix_word_key_word")

    op.drop_table("word_key")
