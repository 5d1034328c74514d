"""Open the application for a command: with its settings, its database and the right tables."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from webinar_hub import config, doctor, migrations
from webinar_hub.app import create_app
from webinar_hub.backups import running
from webinar_hub.backups.contents import Stopped
from webinar_hub.kit import language
from webinar_hub.kit.db import db
from webinar_hub.network import sectors
from webinar_hub.network.actions import load_regions

_UNKNOWN = "The tables are of a version that this one does not know: use that one, or a newer one."


def application(*, checked: bool = True) -> Flask:
    """Return the application as this machine's settings want it.

    checked: its tables must be those of this version. Raises Misconfigured.
    """
    settings = config.load()
    if language.uncompiled():
        raise config.Misconfigured(
            "The sentences in Bahasa Indonesia are not compiled yet. Run `make setup`."
        )
    opened = running.among_others(settings)
    app = create_app(settings)
    app.extensions["opened"] = opened
    if checked:
        with app.app_context():
            refuse_other_tables(settings)
    return app


def refuse_other_tables(settings: config.Settings) -> None:
    """Raise Misconfigured where there is no database, or its tables are of another version."""
    if problem := doctor.missing_database(settings) or doctor.schema_problem():
        raise config.Misconfigured(problem)


def bring_up_to_date() -> None:
    """Bring the tables to this version, with the regions and sectors that belong to it.

    Raises Misconfigured where they are of a version that this one does not know.
    """
    from alembic.util import CommandError

    try:
        migrations.upgrade()
    except CommandError:
        raise config.Misconfigured(_UNKNOWN) from None
    db.write(load_regions)
    db.write(sectors.load)


@contextmanager
def open_at(settings: config.Settings) -> Iterator[Flask]:
    """Open an application on a database and bring its tables to this version, inside the block."""
    app = create_app(settings)
    with app.app_context():
        try:
            bring_up_to_date()
            refuse_other_tables(settings)
            yield app
        except config.Misconfigured as problem:
            raise Stopped(str(problem)) from None
        finally:
            db.session.remove()
            db.engine.dispose()
