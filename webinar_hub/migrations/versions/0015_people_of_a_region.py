"""A province's people are found in each series."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_index(
        "ix_registration_of_region",
        "registration",
        ["series_id", "region_code"],
        postgresql_ops={"region_code": "varchar_pattern_ops"},
    )


def downgrade() -> None:
    """Change them back."""
    op.drop_index("ix_registration_of_region", table_name="registration")
