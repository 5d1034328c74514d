"""How migrations run: in one transaction on both databases, so that a failed upgrade changes nothing."""

from alembic import context

import webinar_hub.schema  # noqa: F401
from webinar_hub.kit.db import Base, db

WRITING = {"webinar_hub_writing": True}


def run() -> None:
    """Run the migrations against the application's database."""
    with db.engine.connect().execution_options(**WRITING) as connection:
        context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, transactional_ddl=True, compare_type=True)
        with context.begin_transaction():
            context.run_migrations()


run()
