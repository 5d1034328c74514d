"""The tables' changes, in order; each is code that runs up and down on both databases."""

from pathlib import Path
from typing import TYPE_CHECKING

from webinar_hub.kit.db import db

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent


def last() -> str:
    """Return the number of the last step."""
    return max(step.name[:4] for step in (FOLDER / "versions").glob("[0-9]*.py"))


def outdated() -> bool:
    """Say whether the present application's tables stand at a step before the last."""
    present = _present()
    return present is not None and present < last()


def _present() -> str | None:
    """Return the step at which the present application's tables stand, None where none are."""
    from alembic.migration import MigrationContext

    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(to: str = "head") -> None:
    """Bring the present application's tables up to a step.

    Raises CommandError where they stand at a step that is not among these.
    """
    from alembic import command

    # To read all the steps takes long, and a restore of the same version needs none of them.
    if to == "head" and _present() == last():
        return
    command.upgrade(config(), to)


def config() -> "Config":
    """Return what Alembic has to know."""
    from alembic.config import Config

    found = Config()
    found.set_main_option("script_location", str(FOLDER))
    found.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return found
