"""Directory."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "directory_import",
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_import")),
        sa.UniqueConstraint("key", name=op.f("uq_directory_import_key")),
    )
    with op.batch_alter_table("directory_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_directory_import_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_directory_import_made_at"), ["made_at"], unique=False)

    # SQLite cannot make the table anew while other tables point to its rows; adding, dropping and renaming columns it can.
    op.drop_index("ix_organisation_search_key", table_name="organisation")
    op.add_column("organisation", sa.Column("name_key", sa.String(length=200), nullable=False, server_default=""))
    op.add_column("organisation", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("organisation", sa.Column("merged_into", sa.String(length=16), nullable=True))
    op.add_column("organisation", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    _retype("aliases", sa.Text(), 500)
    _retype("search_key", sa.Text(), 800)
    rows = op.get_bind().execute(sa.text("SELECT id, search_key, aliases FROM organisation")).all()
    for row_id, key, aliases in rows:
        values = {"id": row_id, "name_key": key.strip("|").partition("|")[0][:200], "aliases": aliases.replace(", ", "\n")}
        op.get_bind().execute(sa.text("UPDATE organisation SET name_key = :name_key, aliases = :aliases WHERE id = :id"), values)
    op.create_index("ix_organisation_listed", "organisation", ["name_key", "id"], unique=False)


def _retype(name: str, kind: sa.types.TypeEngine[str], length: int) -> None:
    """Put a column of another type in the place of a text column."""
    anew = f"{name}_anew"
    op.add_column("organisation", sa.Column(anew, kind, nullable=False, server_default=""))
    table = sa.table("organisation", sa.column(name), sa.column(anew))
    op.execute(table.update().values({anew: sa.func.substr(table.c[name], 1, length)}))
    op.drop_column("organisation", name)
    # The batch way of renaming would make the table anew on SQLite.
    rename = f"ALTER TABLE organisation RENAME COLUMN {anew} TO {name}"
    op.execute(rename)


def downgrade() -> None:
    """Change them back."""
    op.drop_index("ix_organisation_listed", table_name="organisation")
    rows = op.get_bind().execute(sa.text("SELECT id, aliases FROM organisation")).all()
    for row_id, aliases in rows:
        values = {"id": row_id, "aliases": aliases.replace("\n", ", ")}
        op.get_bind().execute(sa.text("UPDATE organisation SET aliases = :aliases WHERE id = :id"), values)
    _retype("search_key", sa.String(length=800), 800)
    _retype("aliases", sa.String(length=500), 500)
    for name in ("version", "merged_into", "closed_at", "name_key"):
        op.drop_column("organisation", name)
    op.create_index("ix_organisation_search_key", "organisation", ["search_key"], unique=False)

    with op.batch_alter_table("directory_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_directory_import_made_at"))
        batch_op.drop_index(batch_op.f("ix_directory_import_actor_id"))

    op.drop_table("directory_import")
