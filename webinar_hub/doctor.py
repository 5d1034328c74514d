"""What is wrong with an installation: each check gives sentences, none when all is well."""

import shutil
import stat
from collections.abc import Iterator

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select, text

from webinar_hub.accounts.models import Account
from webinar_hub.accounts.rules import DEMO_ADDRESSES
from webinar_hub.config import ROOT, Settings, debugging
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.messages.queries import LATE
from webinar_hub.web import runs

_LOW_DISK = 500 * 1024 * 1024


def schema_problem() -> str | None:
    """Return a sentence when the database's tables are not those of this version, None when they are."""
    with db.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    config = Config()
    config.set_main_option("script_location", str(ROOT / "webinar_hub" / "migrations"))
    wanted = ScriptDirectory.from_config(config).get_current_head()
    if present == wanted:
        return None
    return f"The database is at version {present or 'none'} and this program needs {wanted}. Run `python -m webinar_hub upgrade`."


def findings(settings: Settings) -> Iterator[str]:
    """Yield a sentence for each thing that is wrong or risky."""
    yield from _folder(settings)
    if problem := schema_problem():
        yield problem
        return
    yield from _database()
    yield from _by_itself()
    yield from _letters(settings)
    yield from _demo(settings)


def _folder(settings: Settings) -> Iterator[str]:
    for path in (settings.instance, settings.instance / "config.toml"):
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield f"{path} can be read by others. Run `chmod go-rwx {path}`."
    free = shutil.disk_usage(settings.instance).free
    if free < _LOW_DISK:
        yield f"Only {free // 1_000_000} MB are free where {settings.instance} is."
    if debugging():
        yield "FLASK_DEBUG is on: pages show the inside of the hub when something breaks. Remove it from the environment."
    if settings.local:
        yield f"public_url is {settings.public_url}: links in letters and QR codes only work on this machine."


def _database() -> Iterator[str]:
    if db.engine.dialect.name == "sqlite":
        mode, durable = (db.session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous"))
        if (mode, durable) != ("wal", 2):
            yield f"SQLite runs with journal_mode={mode}, synchronous={durable} instead of wal and 2: acknowledged registrations could be lost."
    elif db.session.scalar(text("SHOW synchronous_commit")) == "off":
        yield "PostgreSQL runs with synchronous_commit=off: acknowledged registrations could be lost."


def _demo(settings: Settings) -> Iterator[str]:
    opened = Account.email.endswith(DEMO_ADDRESSES), Account.closed_at.is_(None)
    number = db.session.scalar(select(func.count()).where(*opened))
    if settings.https and number:
        yield f"Accounts of the demo network that are open: {number}. They cannot sign in over https; close them on the desk under Pengaturan."


def _by_itself() -> Iterator[str]:
    """Say whether the clock went back, the worker is silent, or a job of it has not run."""
    found = runs.standing(clock.now())
    if found.behind:
        yield (
            f"The clock says {clock.now():%Y-%m-%d %H:%M} UTC and was last seen at {found.last_seen:%Y-%m-%d %H:%M}: reminders and deletions wait. "
            "Set it right; if it was ahead and is right now, run `python -m webinar_hub clock-is-right`."
        )
    if found.silent:
        yield "The worker is not running: no letter is sent and nothing is deleted. Start `python -m webinar_hub run`, or `worker` beside `serve`."
        return
    for name in found.late:
        yield f"The job {name} has not run when it should have. The worker's log says why."


def _letters(settings: Settings) -> Iterator[str]:
    if not settings.smtp_host:
        yield "smtp_host is not set: letters are kept on the desk under Pesan and nobody gets e-mail."
    waiting = select(func.min(Letter.next_at)).where(Letter.state.in_((LetterState.NEW, LetterState.RETRY)))
    oldest = db.session.scalar(waiting)
    if oldest and clock.now() - oldest > LATE:
        yield f"A letter has been due since {oldest:%Y-%m-%d %H:%M} UTC. Is the worker running?"
    parked = db.session.scalar(select(func.count()).where(Letter.state == LetterState.PARKED))
    if parked:
        yield f"{parked} letters could not be delivered; the desk shows them under Pesan."
