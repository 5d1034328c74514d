"""Venues."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    for table in ("series", "meeting"):
        op.add_column(table, _filled("venue", sa.String(length=300), ""))
        op.add_column(table, _filled("venue_link", sa.String(length=500), ""))
        op.add_column(table, _filled("venue_only", sa.Boolean(), sa.false()))
        op.add_column(table, sa.Column("venue_places", sa.Integer(), nullable=True))
    for table in ("seat", "form_date"):
        op.add_column(table, _filled("at_venue", sa.Boolean(), sa.false()))


def _filled(name: str, kind: Any, value: Any) -> sa.Column[Any]:
    """Return a column that has a value in the rows that are there."""
    return sa.Column(name, kind, nullable=False, server_default=value)


def downgrade() -> None:
    """Change them back."""
    for table in ("form_date", "seat"):
        op.drop_column(table, "at_venue")
    for table in ("meeting", "series"):
        for name in ("venue_places", "venue_only", "venue_link", "venue"):
            op.drop_column(table, name)
