"""How migrations run: in one transaction, so that a failed upgrade changes nothing."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Enum

import webinar_hub.schema  # noqa: F401
from webinar_hub.kit.db import Base, db
from webinar_hub.kit.moments import Moment

WRITING = {"webinar_hub_writing": True}


def plain_type(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our own types as plain ones, so that a step never depends on today's code."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    return False


def run() -> None:
    """Run the migrations against the application's database."""
    with db.engine.connect().execution_options(**WRITING) as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            transactional_ddl=True,
            compare_type=True,
            render_item=plain_type,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
