"""Short addresses, live streams, presses on forms, and where registrations come from."""

import secrets
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "channel",
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(length=30), nullable=False),
        sa.Column("forms", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_channel_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
        sa.UniqueConstraint("key", name=op.f("uq_channel_key")),
        sa.UniqueConstraint("series_id", "word", name=op.f("uq_channel_series_id_word")),
    )
    op.add_column("form_date", sa.Column("pressed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("series", _filled("stream_link", sa.String(length=500), ""))
    op.add_column("series", _filled("stream_beside", sa.Boolean(), sa.false()))
    for table in ("series", "meeting"):
        op.add_column(table, _filled("short", sa.String(length=8), ""))
        _give_addresses(table)
        op.create_index(op.f(f"ix_{table}_short"), table, ["short"], unique=True)


def _filled(name: str, kind: Any, value: Any) -> sa.Column[Any]:
    """Return a column that has a value in the rows that are there."""
    return sa.Column(name, kind, nullable=False, server_default=value)


def _give_addresses(table: str) -> None:
    """Give every row that is there a short address of its own."""
    rows = sa.table(table, sa.column("id", sa.Integer), sa.column("short", sa.String))
    connection = op.get_bind()
    for row_id in connection.scalars(sa.select(rows.c.id)).all():
        short = "".join(secrets.choice(_LETTERS) for _ in range(8))
        connection.execute(rows.update().where(rows.c.id == row_id).values(short=short))


def downgrade() -> None:
    """Change them back."""
    for table in ("meeting", "series"):
        op.drop_index(op.f(f"ix_{table}_short"), table_name=table)
        op.drop_column(table, "short")
    op.drop_column("series", "stream_beside")
    op.drop_column("series", "stream_link")
    op.drop_column("form_date", "pressed_at")
    op.drop_table("channel")
