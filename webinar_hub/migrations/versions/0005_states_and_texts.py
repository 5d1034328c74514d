"""States of series and sessions, and English texts of sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables: what is there already is seen as its programme is."""
    with op.batch_alter_table("meeting", recreate="never") as batch_op:
        batch_op.add_column(
            sa.Column("title_en", sa.String(length=200), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("description_en", sa.Text(), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("state", sa.String(length=20), nullable=False, server_default="published")
        )

    with op.batch_alter_table("series", recreate="never") as batch_op:
        batch_op.add_column(
            sa.Column("state", sa.String(length=20), nullable=False, server_default="published")
        )
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    """Change them back."""
    with op.batch_alter_table("series", recreate="never") as batch_op:
        batch_op.drop_column("version")
        batch_op.drop_column("state")

    with op.batch_alter_table("meeting", recreate="never") as batch_op:
        batch_op.drop_column("state")
        batch_op.drop_column("description_en")
        batch_op.drop_column("title_en")
