"""Open the application for a command: with its settings, its database and the right tables."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from webinar_hub import config, doctor, migrations
from webinar_hub.app import create_app
from webinar_hub.backups import running
from webinar_hub.backups.contents import Stopped
from webinar_hub.kit import ical, language
from webinar_hub.kit.db import db
from webinar_hub.messages import rendering
from webinar_hub.network import regions, sectors
from webinar_hub.network.actions import load_regions

_PAGES = (
    "_base.html",
    "_macros/forms.html",
    "_macros/programmes.html",
    "_macros/times.html",
    "home/done.html",
    "registrations/_every_date.html",
    "registrations/_needs.html",
    "registrations/join.html",
    "web/language.html",
)
_LETTERS = (
    "_base.html",
    "_base.txt",
    "_parts.html",
    "_parts.txt",
    "registrations/confirmed.html",
    "registrations/confirmed.subject.txt",
    "registrations/confirmed.txt",
)
_ZONE = "Asia/Jakarta"
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


def warm(app: Flask) -> None:
    """Make once what the first who register would wait for in each process that begins.

    That are templates of the form, the page after it and the letter, the names of regions, and a
    zone as calendars tell it. What is forked from this process has it, and shares it.
    """
    for name in _PAGES:
        app.jinja_env.get_template(name)
    warm_what_all_share()


def warm_what_all_share() -> None:
    """Make what is the same for every application."""
    for name in _LETTERS:
        rendering.templates().get_template(name)
    regions.called("-")
    ical.definition(_ZONE)


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
