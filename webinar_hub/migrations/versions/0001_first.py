"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "pace",
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pace")),
    )
    op.create_table(
        "arrival",
        sa.Column("word", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("peer", sa.String(length=64), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=True),
        sa.Column("scheme", sa.String(length=8), nullable=True),
        sa.Column("forwarded", sa.String(length=500), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
        sa.UniqueConstraint("word", name=op.f("uq_arrival_word")),
    )
    with op.batch_alter_table("arrival", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_arrival_made_at"), ["made_at"], unique=False)

    op.create_table(
        "asked",
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked")),
    )

    op.create_table(
        "journal_mark",
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_mark")),
        sa.UniqueConstraint("act", name=op.f("uq_journal_mark_act")),
    )
    if op.get_bind().dialect.name == "postgresql":
        # What a restore never overwrites, and no step down takes away.
        op.execute("CREATE SCHEMA IF NOT EXISTS journal")
        op.execute(
            "CREATE TABLE IF NOT EXISTS journal.entry (id serial PRIMARY KEY, act varchar(16) "
            "NOT NULL, fact varchar(20) NOT NULL, key varchar(80) NOT NULL, value integer NOT NULL)"
        )
    op.create_table(
        "job_run",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("latest_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
        sa.UniqueConstraint("name", name=op.f("uq_job_run_name")),
    )

    op.create_table(
        "attempts",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
        sa.UniqueConstraint("name", name=op.f("uq_attempts_name")),
    )
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempts_since"), ["since"], unique=False)

    op.create_table(
        "conduct_text",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Text(), nullable=False),
        sa.Column("body_en", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conduct_text")),
        sa.UniqueConstraint("version", name=op.f("uq_conduct_text_version")),
    )
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
        batch_op.create_index(
            batch_op.f("ix_directory_import_actor_id"), ["actor_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_directory_import_made_at"), ["made_at"], unique=False)

    op.create_table(
        "entry",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_label", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=45), nullable=False),
        sa.Column("verb", sa.String(length=40), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_key", sa.String(length=40), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("scope", sa.String(length=8), nullable=True),
        sa.Column("actor_scope", sa.String(length=8), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
    )
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_entry_actor_scope"), ["actor_scope"], unique=False)
        batch_op.create_index(batch_op.f("ix_entry_at"), ["at"], unique=False)
        batch_op.create_index("ix_entry_scope", ["scope", "id"], unique=False)
        batch_op.create_index("ix_entry_subject", ["subject_kind", "subject_key"], unique=False)

    op.create_table(
        "form_answer",
        sa.Column("form_id", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_answer")),
        sa.UniqueConstraint("form_id", name=op.f("uq_form_answer_form_id")),
    )
    with op.batch_alter_table("form_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_form_answer_made_at"), ["made_at"], unique=False)

    op.create_table(
        "identity",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("full_name", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=254), nullable=False),
        sa.Column("whatsapp", sa.String(length=20), nullable=False),
        sa.Column("red", sa.String(length=7), nullable=False),
        sa.Column("blue", sa.String(length=7), nullable=False),
        sa.Column("logo", sa.String(length=24), nullable=False),
        sa.Column("provinces", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_identity_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
    )
    op.create_table(
        "region",
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("parent_code", sa.String(length=8), nullable=True),
        sa.Column("zone", sa.String(length=4), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("zone IN ('WIB', 'WITA', 'WIT')", name=op.f("ck_region_zone")),
        sa.ForeignKeyConstraint(
            ["parent_code"], ["region.code"], name=op.f("fk_region_parent_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region")),
        sa.UniqueConstraint("code", name=op.f("uq_region_code")),
    )
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_region_parent_code"), ["parent_code"], unique=False)

    op.create_table(
        "sector",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_id", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("part_of_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["part_of_id"], ["sector.id"], name=op.f("fk_sector_part_of_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sector")),
        sa.UniqueConstraint("code", name=op.f("uq_sector_code")),
    )
    with op.batch_alter_table("sector", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sector_part_of_id"), ["part_of_id"], unique=False)

    op.create_table(
        "step_taken",
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("skipped", sa.Boolean(), nullable=False),
        sa.Column("led_to", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_taken")),
        sa.UniqueConstraint("step", name=op.f("uq_step_taken_step")),
    )
    op.create_table(
        "organisation",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("abbreviation", sa.String(length=40), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("region_code", sa.String(length=8), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_into", sa.String(length=16), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_organisation_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("key", name=op.f("uq_organisation_key")),
        sa.UniqueConstraint("name", name=op.f("uq_organisation_name")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index("ix_organisation_listed", ["name_key", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_organisation_region_code"), ["region_code"], unique=False
        )

    op.create_table(
        "membership",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("network_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["network_id"], ["organisation.id"], name=op.f("fk_membership_network_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_membership_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("key", name=op.f("uq_membership_key")),
        sa.UniqueConstraint(
            "organisation_id",
            "network_id",
            "since",
            name=op.f("uq_membership_organisation_id_network_id_since"),
        ),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_network_id"), ["network_id"], unique=False)

    op.create_table(
        "organisation_merge",
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("manifest", sa.JSON(), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("reopen", sa.Boolean(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["gone_id"], ["organisation.id"], name=op.f("fk_organisation_merge_gone_id")
        ),
        sa.ForeignKeyConstraint(
            ["kept_id"], ["organisation.id"], name=op.f("fk_organisation_merge_kept_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_merge")),
        sa.UniqueConstraint("key", name=op.f("uq_organisation_merge_key")),
    )
    with op.batch_alter_table("organisation_merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_merge_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_organisation_merge_gone_id"), ["gone_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_organisation_merge_kept_id"), ["kept_id"], unique=False
        )

    op.create_table(
        "organisation_sector",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("sector_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_sector_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["sector_id"], ["sector.id"], name=op.f("fk_organisation_sector_sector_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_sector")),
        sa.UniqueConstraint(
            "organisation_id",
            "sector_id",
            name=op.f("uq_organisation_sector_organisation_id_sector_id"),
        ),
    )
    with op.batch_alter_table("organisation_sector", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_organisation_sector_sector_id"), ["sector_id"], unique=False
        )

    op.create_table(
        "parent",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_parent_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["organisation.id"], name=op.f("fk_parent_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parent")),
        sa.UniqueConstraint("key", name=op.f("uq_parent_key")),
        sa.UniqueConstraint(
            "organisation_id", "parent_id", name=op.f("uq_parent_organisation_id_parent_id")
        ),
    )
    with op.batch_alter_table("parent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_parent_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "person",
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("title_before", sa.String(length=60), nullable=False),
        sa.Column("title_after", sa.String(length=120), nullable=False),
        sa.Column("name_key", sa.String(length=160), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("region_code", sa.String(length=8), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("sex", sa.String(length=20), nullable=True),
        sa.Column("age_band", sa.String(length=20), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("compared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("restricted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["person.id"], name=op.f("fk_person_merged_into_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_person_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_person_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", "name_key", name=op.f("uq_person_email_name_key")),
        sa.UniqueConstraint("key", name=op.f("uq_person_key")),
        sa.UniqueConstraint("phone", "name_key", name=op.f("uq_person_phone_name_key")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_compared_at"), ["compared_at"], unique=False)
        batch_op.create_index("ix_person_listed", ["name_key", "id"], unique=False)
        batch_op.create_index(
            "ix_person_merged_into_id",
            ["merged_into_id"],
            unique=False,
            sqlite_where=sa.text("merged_into_id IS NOT NULL"),
            postgresql_where=sa.text("merged_into_id IS NOT NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_person_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_person_region_code"), ["region_code"], unique=False)

    op.create_table(
        "programme",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("name_en", sa.String(length=160), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("former_names", sa.Text(), nullable=False),
        sa.Column("kept_months", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("safe_name", sa.String(length=120), nullable=False),
        sa.Column("safe_phone", sa.String(length=20), nullable=False),
        sa.Column("safe_email", sa.String(length=254), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organisation.id"], name=op.f("fk_programme_owner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("key", name=op.f("uq_programme_key")),
        sa.UniqueConstraint("name", name=op.f("uq_programme_name")),
    )
    with op.batch_alter_table("programme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programme_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "secretariat",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=8), nullable=True),
        sa.Column("issuer_code", sa.String(length=20), nullable=False),
        sa.Column("number_pattern", sa.String(length=80), nullable=False),
        sa.Column("numbered_by", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("signatory", sa.String(length=120), nullable=False),
        sa.Column("signatory_title", sa.String(length=120), nullable=False),
        sa.Column("zone", sa.String(length=4), nullable=False),
        sa.Column("safe_name", sa.String(length=120), nullable=False),
        sa.Column("safe_phone", sa.String(length=20), nullable=False),
        sa.Column("safe_email", sa.String(length=254), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("zone IN ('WIB', 'WITA', 'WIT')", name=op.f("ck_secretariat_zone")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_secretariat_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_secretariat_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_secretariat")),
        sa.UniqueConstraint("issuer_code", name=op.f("uq_secretariat_issuer_code")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_secretariat_organisation_id")),
    )
    with op.batch_alter_table("secretariat", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_secretariat_region_code"), ["region_code"], unique=False
        )

    op.create_table(
        "account",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("password", sa.String(length=200), nullable=True),
        sa.Column("proves_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("authenticator", sa.String(length=64), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_account_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
        sa.UniqueConstraint("person_id", name=op.f("uq_account_person_id")),
    )
    op.create_table(
        "affiliation",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_affiliation_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_affiliation_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation")),
    )
    with op.batch_alter_table("affiliation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_affiliation_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_affiliation_person_id"), ["person_id"], unique=False)

    op.create_table(
        "consent",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_person_id"), ["person_id"], unique=False)

    op.create_table(
        "data_code",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token_digest", sa.String(length=64), nullable=True),
        sa.Column("open_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_data_code_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_code")),
        sa.UniqueConstraint("key", name=op.f("uq_data_code_key")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_data_code_token_digest")),
    )
    with op.batch_alter_table("data_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_code_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_data_code_person_id"), ["person_id"], unique=False)

    op.create_table(
        "data_request",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_data_request_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_request")),
        sa.UniqueConstraint("key", name=op.f("uq_data_request_key")),
    )
    with op.batch_alter_table("data_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_request_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_data_request_waiting", ["state", "due_at"], unique=False)

    op.create_table(
        "duplicate",
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.String(length=60), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["one_id"], ["person.id"], name=op.f("fk_duplicate_one_id")),
        sa.ForeignKeyConstraint(["other_id"], ["person.id"], name=op.f("fk_duplicate_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate")),
        sa.UniqueConstraint("key", name=op.f("uq_duplicate_key")),
        sa.UniqueConstraint("one_id", "other_id", name=op.f("uq_duplicate_one_id_other_id")),
    )
    with op.batch_alter_table("duplicate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duplicate_other_id"), ["other_id"], unique=False)
        batch_op.create_index("ix_duplicate_queue", ["decision", "score", "id"], unique=False)
        batch_op.create_index(
            "ix_duplicate_waiting",
            ["score", "id"],
            unique=False,
            sqlite_where=sa.text("decision IS NULL"),
            postgresql_where=sa.text("decision IS NULL"),
        )

    op.create_table(
        "focal_request",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("proof", sa.String(length=300), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_focal_request_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_focal_request_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_focal_request")),
        sa.UniqueConstraint("key", name=op.f("uq_focal_request_key")),
    )
    with op.batch_alter_table("focal_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_focal_request_made_at"), ["made_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_focal_request_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_focal_request_person_id"), ["person_id"], unique=False)

    op.create_table(
        "functioning",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("seeing", sa.String(length=20), nullable=True),
        sa.Column("hearing", sa.String(length=20), nullable=True),
        sa.Column("walking", sa.String(length=20), nullable=True),
        sa.Column("remembering", sa.String(length=20), nullable=True),
        sa.Column("washing", sa.String(length=20), nullable=True),
        sa.Column("communicating", sa.String(length=20), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_functioning_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_functioning")),
        sa.UniqueConstraint("person_id", name=op.f("uq_functioning_person_id")),
    )
    op.create_table(
        "grant",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("region_code", sa.String(length=8), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(role = 'focal') = (organisation_id IS NOT NULL)",
            name=op.f("ck_grant_focal_of_an_organisation"),
        ),
        sa.CheckConstraint(
            "role != 'administrator' OR region_code IS NULL",
            name=op.f("ck_grant_administrator_everywhere"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_grant_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_grant_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_grant_person_id")),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_grant_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant")),
        sa.UniqueConstraint("key", name=op.f("uq_grant_key")),
    )
    with op.batch_alter_table("grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grant_by_id"), ["by_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_grant_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_grant_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grant_region_code"), ["region_code"], unique=False)

    op.create_table(
        "guardian",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_guardian_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardian")),
        sa.UniqueConstraint("person_id", name=op.f("uq_guardian_person_id")),
    )
    op.create_table(
        "invitation",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("region_code", sa.String(length=8), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_label", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(role = 'focal') = (organisation_id IS NOT NULL)",
            name=op.f("ck_invitation_focal_of_an_organisation"),
        ),
        sa.CheckConstraint(
            "role != 'administrator' OR region_code IS NULL",
            name=op.f("ck_invitation_administrator_everywhere"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_invitation_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_invitation_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_invitation_person_id")),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_invitation_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("key", name=op.f("uq_invitation_key")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitation_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_invitation_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_invitation_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_invitation_region_code"), ["region_code"], unique=False
        )

    op.create_table(
        "letter",
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("lane", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.String(length=60), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("emptied", sa.Boolean(), nullable=False),
        sa.Column("mailbox", sa.String(length=254), nullable=True),
        sa.Column("within_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_letter_person_id")),
        sa.ForeignKeyConstraint(["within_id"], ["letter.id"], name=op.f("fk_letter_within_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("key", name=op.f("uq_letter_key")),
        sa.UniqueConstraint(
            "kind", "subject", "person_id", "due", name=op.f("uq_letter_kind_subject_person_id_due")
        ),
        sa.UniqueConstraint("message_id", name=op.f("uq_letter_message_id")),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_act"), ["act"], unique=False)
        batch_op.create_index("ix_letter_mailbox", ["mailbox", "written_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_within_id"), ["within_id"], unique=False)
        batch_op.create_index("ix_letter_outbox", ["state", "lane", "next_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_written_at"), ["written_at"], unique=False)

    op.create_table(
        "merge",
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_label", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("manifest", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_merge_by_id")),
        sa.ForeignKeyConstraint(["gone_id"], ["person.id"], name=op.f("fk_merge_gone_id")),
        sa.ForeignKeyConstraint(["kept_id"], ["person.id"], name=op.f("fk_merge_kept_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge")),
        sa.UniqueConstraint("key", name=op.f("uq_merge_key")),
    )
    with op.batch_alter_table("merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_merge_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_merge_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_merge_gone_id"), ["gone_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_merge_kept_id"), ["kept_id"], unique=False)

    op.create_table(
        "number_line",
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["issuer_id"], ["secretariat.id"], name=op.f("fk_number_line_issuer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_line")),
        sa.UniqueConstraint(
            "issuer_id", "kind", "year", name=op.f("uq_number_line_issuer_id_kind_year")
        ),
    )
    op.create_table(
        "reading_link",
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=160), nullable=False),
        sa.Column("region_code", sa.String(length=8), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_label", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_reading_link_by_id")),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_reading_link_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_link")),
        sa.UniqueConstraint("key", name=op.f("uq_reading_link_key")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_reading_link_token_digest")),
    )
    with op.batch_alter_table("reading_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reading_link_by_id"), ["by_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_reading_link_expires_at"), ["expires_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_reading_link_region_code"), ["region_code"], unique=False
        )

    op.create_table(
        "series",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("rolling", sa.Boolean(), nullable=False),
        sa.Column("zone", sa.String(length=4), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("waiting_list", sa.Boolean(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("threshold_percent", sa.Integer(), nullable=False),
        sa.Column("required_meetings", sa.Integer(), nullable=True),
        sa.Column("jp_minutes", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("zone IN ('WIB', 'WITA', 'WIT')", name=op.f("ck_series_zone")),
        sa.CheckConstraint("jp_minutes > 0", name=op.f("ck_series_jp_minutes")),
        sa.CheckConstraint("threshold_percent BETWEEN 1 AND 100", name=op.f("ck_series_threshold")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_series_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("key", name=op.f("uq_series_key")),
    )
    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_series_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "sound",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sound_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sound")),
        sa.UniqueConstraint("person_id", "key", name=op.f("uq_sound_person_id_key")),
    )
    with op.batch_alter_table("sound", schema=None) as batch_op:
        batch_op.create_index("ix_sound_key", ["key", "person_id"], unique=False)

    op.create_table(
        "address_change",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_address_change_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_change")),
        sa.UniqueConstraint("key", name=op.f("uq_address_change_key")),
    )
    with op.batch_alter_table("address_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_address_change_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_address_change_expires_at"), ["expires_at"], unique=False
        )

    op.create_table(
        "handover",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("offered_by", sa.String(length=200), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["from_id"], ["organisation.id"], name=op.f("fk_handover_from_id")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_handover_programme_id")
        ),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_handover_series_id")),
        sa.ForeignKeyConstraint(["to_id"], ["organisation.id"], name=op.f("fk_handover_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint("key", name=op.f("uq_handover_key")),
    )
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handover_from_id"), ["from_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_handover_programme_id"), ["programme_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_handover_series_id"), ["series_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_handover_to_id"), ["to_id"], unique=False)

    op.create_table(
        "meeting",
        sa.Column("uid", sa.String(length=255), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(length=4), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("join_link", sa.String(length=500), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.String(length=300), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("zone IN ('WIB', 'WITA', 'WIT')", name=op.f("ck_meeting_zone")),
        sa.CheckConstraint("capacity IS NULL OR capacity >= 0", name=op.f("ck_meeting_capacity")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_meeting_ends_after_start")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_meeting_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("key", name=op.f("uq_meeting_key")),
        sa.UniqueConstraint("series_id", "number", name=op.f("uq_meeting_series_id_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_meeting_uid")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_changed_at"), ["changed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_series_id"), ["series_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_starts_at"), ["starts_at"], unique=False)

    op.create_table(
        "certificate",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("number_key", sa.String(length=160), nullable=False),
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("period_begins", sa.Date(), nullable=True),
        sa.Column("period_ends", sa.Date(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_why", sa.Text(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_why", sa.Text(), nullable=False),
        sa.Column("replaced_by_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "CASE WHEN meeting_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN series_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN programme_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN period_begins IS NULL THEN 0 ELSE 1 END = 1",
            name=op.f("ck_certificate_one_subject"),
        ),
        sa.CheckConstraint(
            "(period_begins IS NULL) = (period_ends IS NULL) AND period_begins <= period_ends",
            name=op.f("ck_certificate_period"),
        ),
        sa.ForeignKeyConstraint(
            ["issuer_id"], ["secretariat.id"], name=op.f("fk_certificate_issuer_id")
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["number_line.id"], name=op.f("fk_certificate_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_certificate_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_certificate_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_certificate_programme_id")
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"], ["certificate.id"], name=op.f("fk_certificate_replaced_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.id"], name=op.f("fk_certificate_series_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("code", name=op.f("uq_certificate_code")),
        sa.UniqueConstraint("key", name=op.f("uq_certificate_key")),
        sa.UniqueConstraint("line_id", "sequence", name=op.f("uq_certificate_line_id_sequence")),
        sa.UniqueConstraint("number", name=op.f("uq_certificate_number")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_issuer_id"), ["issuer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_number_key"), ["number_key"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_certificate_programme_id"), ["programme_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_certificate_replaced_by_id"), ["replaced_by_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_certificate_series_id"), ["series_id"], unique=False)
        batch_op.create_index(
            "uq_certificate_live",
            ["person_id", "series_id", "kind"],
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )

    op.create_table(
        "printed_code",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_printed_code_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printed_code")),
        sa.UniqueConstraint("account_id", "digest", name=op.f("uq_printed_code_account_id_digest")),
    )
    op.create_table(
        "registration",
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("subject_organisation_id", sa.Integer(), nullable=True),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("organisation_name", sa.String(length=200), nullable=False),
        sa.Column("region_code", sa.String(length=8), nullable=True),
        sa.Column("sex", sa.String(length=20), nullable=True),
        sa.Column("age_band", sa.String(length=20), nullable=True),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("conduct_version", sa.Integer(), nullable=True),
        sa.Column("conduct_language", sa.String(length=2), nullable=True),
        sa.Column("conduct_agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('standing', 'paused', 'applied', 'selected', 'refused', 'left')",
            name=op.f("ck_registration_state"),
        ),
        sa.CheckConstraint(
            "(person_id IS NULL) != (subject_organisation_id IS NULL)",
            name=op.f("ck_registration_one_subject"),
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["registration.id"], name=op.f("fk_registration_merged_into_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_registration_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_registration_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_registration_region_code")
        ),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.id"], name=op.f("fk_registration_series_id")
        ),
        sa.ForeignKeyConstraint(
            ["subject_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_registration_subject_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("key", name=op.f("uq_registration_key")),
        sa.UniqueConstraint("series_id", "code", name=op.f("uq_registration_series_id_code")),
        sa.UniqueConstraint(
            "series_id", "person_id", name=op.f("uq_registration_series_id_person_id")
        ),
    )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.create_index(
            "ix_registration_merged_into_id",
            ["merged_into_id"],
            unique=False,
            sqlite_where=sa.text("merged_into_id IS NOT NULL"),
            postgresql_where=sa.text("merged_into_id IS NOT NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_registration_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_registration_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_registration_region_code"), ["region_code"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_registration_subject_organisation_id"),
            ["subject_organisation_id"],
            unique=False,
        )

    op.create_table(
        "sign_in",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_in_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_sign_in_token_digest")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_account_id"), ["account_id"], unique=False)

    op.create_table(
        "sign_in_link",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_machine", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sign_in_link_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_link")),
        sa.UniqueConstraint("key", name=op.f("uq_sign_in_link_key")),
    )
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_in_link_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_sign_in_link_expires_at"), ["expires_at"], unique=False
        )

    op.create_table(
        "step_reset",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("by_label", sa.String(length=200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_step_reset_account_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_step_reset_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_reset")),
    )
    with op.batch_alter_table("step_reset", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_step_reset_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_step_reset_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_step_reset_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "sent_form",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("organisation_name", sa.String(length=200), nullable=False),
        sa.Column("region_code", sa.String(length=8), nullable=True),
        sa.Column("sex", sa.String(length=20), nullable=True),
        sa.Column("age_band", sa.String(length=20), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("conduct_version", sa.Integer(), nullable=True),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("brought_person", sa.Boolean(), nullable=False),
        sa.Column("made_registration", sa.Boolean(), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source", sa.String(length=26), nullable=True),
        sa.Column("proof", sa.String(length=20), nullable=True),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_sent_form_letter_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_sent_form_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_sent_form_region_code")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_sent_form_registration_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_form")),
        sa.UniqueConstraint("key", name=op.f("uq_sent_form_key")),
    )
    with op.batch_alter_table("sent_form", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sent_form_letter_id"), ["letter_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_sent_form_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_sent_form_proof"), ["proof"], unique=False)
        batch_op.create_index(batch_op.f("ix_sent_form_region_code"), ["region_code"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_sent_form_registration_id"), ["registration_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_sent_form_sent_at"), ["sent_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sent_form_source"), ["source"], unique=False)

    op.create_table(
        "form_date",
        sa.Column("sent_form_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("given", sa.String(length=20), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_form_date_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["sent_form_id"], ["sent_form.id"], name=op.f("fk_form_date_sent_form_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_date")),
        sa.UniqueConstraint(
            "sent_form_id", "meeting_id", name=op.f("uq_form_date_sent_form_id_meeting_id")
        ),
    )
    with op.batch_alter_table("form_date", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_form_date_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "access_need",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("sent_form_id", sa.Integer(), nullable=True),
        sa.Column("sign_language", sa.Boolean(), nullable=False),
        sa.Column("captions", sa.Boolean(), nullable=False),
        sa.Column("dial_in", sa.Boolean(), nullable=False),
        sa.Column("materials", sa.Boolean(), nullable=False),
        sa.Column("other", sa.String(length=500), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=1000), nullable=False),
        sa.Column("answered_by", sa.String(length=200), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_access_need_registration_id")
        ),
        sa.ForeignKeyConstraint(
            ["sent_form_id"], ["sent_form.id"], name=op.f("fk_access_need_sent_form_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_need")),
        sa.UniqueConstraint("key", name=op.f("uq_access_need_key")),
        sa.UniqueConstraint("sent_form_id", name=op.f("uq_access_need_sent_form_id")),
    )
    with op.batch_alter_table("access_need", schema=None) as batch_op:
        batch_op.create_index(
            "ix_access_need_registration_id",
            ["registration_id"],
            unique=True,
            sqlite_where=sa.text("sent_form_id IS NULL"),
            postgresql_where=sa.text("sent_form_id IS NULL"),
        )

    op.create_table(
        "appearance",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_appearance_meeting_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_appearance_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appearance")),
        sa.UniqueConstraint(
            "meeting_id", "person_id", "role", name=op.f("uq_appearance_meeting_id_person_id_role")
        ),
    )
    with op.batch_alter_table("appearance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appearance_person_id"), ["person_id"], unique=False)

    op.create_table(
        "disability_count",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("disabled", sa.Integer(), nullable=False),
        sa.Column("not_disabled", sa.Integer(), nullable=False),
        sa.Column("unanswered", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_disability_count_meeting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disability_count")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_disability_count_meeting_id")),
    )
    op.create_table(
        "report",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("format", sa.String(length=60), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("problems", sa.Integer(), nullable=False),
        sa.Column("imported_by", sa.String(length=200), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_report_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("key", name=op.f("uq_report_key")),
        sa.UniqueConstraint("meeting_id", "digest", name=op.f("uq_report_meeting_id_digest")),
    )
    op.create_table(
        "seat",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_form_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_seat_meeting_id")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_seat_registration_id")
        ),
        sa.ForeignKeyConstraint(
            ["sent_form_id"], ["sent_form.id"], name=op.f("fk_seat_sent_form_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint(
            "registration_id", "meeting_id", name=op.f("uq_seat_registration_id_meeting_id")
        ),
    )
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.create_index("ix_seat_queue", ["meeting_id", "status", "queued_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_seat_sent_form_id"), ["sent_form_id"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_attendance_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("seat_id", name=op.f("uq_attendance_seat_id")),
    )
    op.create_table(
        "evidence",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("original_name", sa.String(length=300), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_evidence_meeting_id")
        ),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_evidence_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint(
            "meeting_id", "fingerprint", name=op.f("uq_evidence_meeting_id_fingerprint")
        ),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_report_id"), ["report_id"], unique=False)

    op.create_table(
        "match",
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_label", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("set_aside_why", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_match_by_id")),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_match_evidence_id")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_match_registration_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match")),
    )
    with op.batch_alter_table("match", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_match_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_match_evidence_id"), ["evidence_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_match_registration_id"), ["registration_id"], unique=False
        )


def downgrade() -> None:
    """Change them back."""
    with op.batch_alter_table("match", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_match_registration_id"))
        batch_op.drop_index(batch_op.f("ix_match_evidence_id"))
        batch_op.drop_index(batch_op.f("ix_match_by_id"))

    op.drop_table("match")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_report_id"))

    op.drop_table("evidence")
    op.drop_table("attendance")
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seat_sent_form_id"))
        batch_op.drop_index("ix_seat_queue")

    op.drop_table("seat")
    op.drop_table("report")
    op.drop_table("disability_count")
    with op.batch_alter_table("appearance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appearance_person_id"))

    op.drop_table("appearance")
    with op.batch_alter_table("access_need", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_access_need_registration_id",
            sqlite_where=sa.text("sent_form_id IS NULL"),
            postgresql_where=sa.text("sent_form_id IS NULL"),
        )

    op.drop_table("access_need")
    with op.batch_alter_table("form_date", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_form_date_meeting_id"))

    op.drop_table("form_date")
    with op.batch_alter_table("sent_form", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sent_form_source"))
        batch_op.drop_index(batch_op.f("ix_sent_form_sent_at"))
        batch_op.drop_index(batch_op.f("ix_sent_form_registration_id"))
        batch_op.drop_index(batch_op.f("ix_sent_form_region_code"))
        batch_op.drop_index(batch_op.f("ix_sent_form_proof"))
        batch_op.drop_index(batch_op.f("ix_sent_form_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_sent_form_letter_id"))

    op.drop_table("sent_form")
    with op.batch_alter_table("step_reset", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_step_reset_expires_at"))
        batch_op.drop_index(batch_op.f("ix_step_reset_by_id"))
        batch_op.drop_index(batch_op.f("ix_step_reset_account_id"))

    op.drop_table("step_reset")
    with op.batch_alter_table("sign_in_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_link_expires_at"))
        batch_op.drop_index(batch_op.f("ix_sign_in_link_account_id"))

    op.drop_table("sign_in_link")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_account_id"))

    op.drop_table("sign_in")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_region_code"))
        batch_op.drop_index(batch_op.f("ix_registration_person_id"))
        batch_op.drop_index(batch_op.f("ix_registration_organisation_id"))
        batch_op.drop_index(
            "ix_registration_merged_into_id",
            sqlite_where=sa.text("merged_into_id IS NOT NULL"),
            postgresql_where=sa.text("merged_into_id IS NOT NULL"),
        )

    op.drop_table("registration")
    op.drop_table("printed_code")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_certificate_live",
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_certificate_series_id"))
        batch_op.drop_index(batch_op.f("ix_certificate_replaced_by_id"))
        batch_op.drop_index(batch_op.f("ix_certificate_programme_id"))
        batch_op.drop_index(batch_op.f("ix_certificate_number_key"))
        batch_op.drop_index(batch_op.f("ix_certificate_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_certificate_issuer_id"))

    op.drop_table("certificate")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_starts_at"))
        batch_op.drop_index(batch_op.f("ix_meeting_series_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_changed_at"))

    op.drop_table("meeting")
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handover_to_id"))
        batch_op.drop_index(batch_op.f("ix_handover_series_id"))
        batch_op.drop_index(batch_op.f("ix_handover_programme_id"))
        batch_op.drop_index(batch_op.f("ix_handover_from_id"))

    op.drop_table("handover")
    with op.batch_alter_table("address_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_address_change_expires_at"))
        batch_op.drop_index(batch_op.f("ix_address_change_account_id"))

    op.drop_table("address_change")
    with op.batch_alter_table("sound", schema=None) as batch_op:
        batch_op.drop_index("ix_sound_key")

    op.drop_table("sound")
    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_series_programme_id"))

    op.drop_table("series")
    with op.batch_alter_table("reading_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reading_link_region_code"))
        batch_op.drop_index(batch_op.f("ix_reading_link_expires_at"))
        batch_op.drop_index(batch_op.f("ix_reading_link_by_id"))

    op.drop_table("reading_link")
    op.drop_table("number_line")
    with op.batch_alter_table("merge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_merge_kept_id"))
        batch_op.drop_index(batch_op.f("ix_merge_gone_id"))
        batch_op.drop_index(batch_op.f("ix_merge_by_id"))
        batch_op.drop_index(batch_op.f("ix_merge_at"))

    op.drop_table("merge")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_written_at"))
        batch_op.drop_index(batch_op.f("ix_letter_person_id"))
        batch_op.drop_index("ix_letter_outbox")
        batch_op.drop_index(batch_op.f("ix_letter_within_id"))
        batch_op.drop_index("ix_letter_mailbox")
        batch_op.drop_index(batch_op.f("ix_letter_act"))

    op.drop_table("letter")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_region_code"))
        batch_op.drop_index(batch_op.f("ix_invitation_person_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_invitation_expires_at"))
        batch_op.drop_index(batch_op.f("ix_invitation_email"))
        batch_op.drop_index(batch_op.f("ix_invitation_by_id"))

    op.drop_table("invitation")
    op.drop_table("guardian")
    with op.batch_alter_table("grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grant_region_code"))
        batch_op.drop_index(batch_op.f("ix_grant_person_id"))
        batch_op.drop_index(batch_op.f("ix_grant_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_grant_by_id"))

    op.drop_table("grant")
    op.drop_table("functioning")
    with op.batch_alter_table("focal_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_focal_request_person_id"))
        batch_op.drop_index(batch_op.f("ix_focal_request_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_focal_request_made_at"))

    op.drop_table("focal_request")
    with op.batch_alter_table("duplicate", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_duplicate_waiting",
            sqlite_where=sa.text("decision IS NULL"),
            postgresql_where=sa.text("decision IS NULL"),
        )
        batch_op.drop_index("ix_duplicate_queue")
        batch_op.drop_index(batch_op.f("ix_duplicate_other_id"))

    op.drop_table("duplicate")
    with op.batch_alter_table("data_request", schema=None) as batch_op:
        batch_op.drop_index("ix_data_request_waiting")
        batch_op.drop_index(batch_op.f("ix_data_request_person_id"))

    op.drop_table("data_request")
    with op.batch_alter_table("data_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_data_code_person_id"))
        batch_op.drop_index(batch_op.f("ix_data_code_expires_at"))

    op.drop_table("data_code")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_person_id"))

    op.drop_table("consent")
    with op.batch_alter_table("affiliation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_affiliation_person_id"))
        batch_op.drop_index(batch_op.f("ix_affiliation_organisation_id"))

    op.drop_table("affiliation")
    op.drop_table("account")
    with op.batch_alter_table("secretariat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_secretariat_region_code"))

    op.drop_table("secretariat")
    with op.batch_alter_table("programme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_owner_id"))

    op.drop_table("programme")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_region_code"))
        batch_op.drop_index(batch_op.f("ix_person_organisation_id"))
        batch_op.drop_index(
            "ix_person_merged_into_id",
            sqlite_where=sa.text("merged_into_id IS NOT NULL"),
            postgresql_where=sa.text("merged_into_id IS NOT NULL"),
        )
        batch_op.drop_index("ix_person_listed")
        batch_op.drop_index(batch_op.f("ix_person_compared_at"))

    op.drop_table("person")
    with op.batch_alter_table("parent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_parent_parent_id"))

    op.drop_table("parent")
    with op.batch_alter_table("organisation_sector", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_sector_sector_id"))

    op.drop_table("organisation_sector")
    with op.batch_alter_table("organisation_merge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_merge_kept_id"))
        batch_op.drop_index(batch_op.f("ix_organisation_merge_gone_id"))
        batch_op.drop_index(batch_op.f("ix_organisation_merge_at"))

    op.drop_table("organisation_merge")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_network_id"))

    op.drop_table("membership")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_region_code"))
        batch_op.drop_index("ix_organisation_listed")

    op.drop_table("organisation")
    op.drop_table("step_taken")
    with op.batch_alter_table("sector", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sector_part_of_id"))

    op.drop_table("sector")
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_region_parent_code"))

    op.drop_table("region")
    op.drop_table("identity")
    with op.batch_alter_table("form_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_form_answer_made_at"))

    op.drop_table("form_answer")
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.drop_index("ix_entry_subject")
        batch_op.drop_index("ix_entry_scope")
        batch_op.drop_index(batch_op.f("ix_entry_at"))
        batch_op.drop_index(batch_op.f("ix_entry_actor_scope"))
        batch_op.drop_index(batch_op.f("ix_entry_actor_id"))

    op.drop_table("entry")
    with op.batch_alter_table("directory_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_directory_import_made_at"))
        batch_op.drop_index(batch_op.f("ix_directory_import_actor_id"))

    op.drop_table("directory_import")
    op.drop_table("conduct_text")
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempts_since"))

    op.drop_table("attempts")
    op.drop_table("asked")
    op.drop_table("job_run")
    op.drop_table("journal_mark")
    op.drop_table("pace")
    with op.batch_alter_table("arrival", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_arrival_made_at"))

    op.drop_table("arrival")
