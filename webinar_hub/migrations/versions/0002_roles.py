"""Roles that are offered, dated and ended by their key; letters to another address than the person's own."""

import sqlalchemy as sa
from alembic import op

from webinar_hub.kit import tokens

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "invitation",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("region_code", sa.String(length=8), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_label", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("role != 'administrator' OR region_code IS NULL", name=op.f("ck_invitation_administrator_everywhere")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_invitation_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_invitation_person_id")),
        sa.ForeignKeyConstraint(["region_code"], ["region.code"], name=op.f("fk_invitation_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("key", name=op.f("uq_invitation_key")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_region_code"), ["region_code"], unique=False)

    op.create_table(
        "address_change",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_address_change_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_change")),
        sa.UniqueConstraint("key", name=op.f("uq_address_change_key")),
    )
    with op.batch_alter_table("address_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_address_change_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_address_change_expires_at"), ["expires_at"], unique=False)

    with op.batch_alter_table("grant", schema=None) as batch_op:
        batch_op.add_column(sa.Column("since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("key", sa.String(length=16), nullable=True))

    _give_keys()
    with op.batch_alter_table("grant", schema=None) as batch_op:
        batch_op.alter_column("key", existing_type=sa.String(length=16), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_grant_key"), ["key"])

    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.add_column(sa.Column("address", sa.String(length=254), nullable=True))


def _give_keys() -> None:
    """Give each role that is held a key; since when it is held was not written down."""
    grants = sa.table("grant", sa.column("id", sa.Integer), sa.column("key", sa.String))
    for row in op.get_bind().execute(sa.select(grants.c.id)).all():
        op.execute(grants.update().where(grants.c.id == row.id).values(key=tokens.key()))


def downgrade() -> None:
    """Change them back; the version before knows no viewers."""
    grants = sa.table("grant", sa.column("role", sa.String))
    op.execute(grants.delete().where(grants.c.role == "viewer"))
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_column("address")

    with op.batch_alter_table("grant", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_grant_key"), type_="unique")
        batch_op.drop_column("key")
        batch_op.drop_column("since")

    with op.batch_alter_table("address_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_address_change_expires_at"))
        batch_op.drop_index(batch_op.f("ix_address_change_account_id"))

    op.drop_table("address_change")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_region_code"))
        batch_op.drop_index(batch_op.f("ix_invitation_person_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_expires_at"))
        batch_op.drop_index(batch_op.f("ix_invitation_email"))
        batch_op.drop_index(batch_op.f("ix_invitation_by_id"))

    op.drop_table("invitation")
