"""What is wrong with an installation: each check gives sentences, none when all is well."""

import os
import shutil
import stat
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, Request, build_opener

from sqlalchemy import func, inspect, select, text
from sqlalchemy.schema import CreateTable

from webinar_hub import migrations
from webinar_hub.accounts.models import Account
from webinar_hub.accounts.rules import DEMO_ADDRESSES
from webinar_hub.backups import nightly
from webinar_hub.config import Settings, debugging
from webinar_hub.history.journal import ENTRIES
from webinar_hub.kit import clock, storage, tokens
from webinar_hub.kit.db import Base, db
from webinar_hub.kit.errors import Refused
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.messages.queries import LATE
from webinar_hub.messages.returned import mailbox
from webinar_hub.messages.returned.queries import unreached
from webinar_hub.messages.smtp import MailServer, Undelivered
from webinar_hub.web import arrivals, runs
from webinar_hub.web.models import Arrival
from webinar_hub.web.proxies import Proxies
from webinar_hub.web.shell import links

_STEP = "SELECT version_num FROM alembic_version"
_LOW_DISK = 500 * 1024 * 1024
_ANSWER_SECONDS = 10
_OWN_ROOM = "doctor"


def schema_problem() -> str | None:
    """Return a sentence where the database's tables are not those of this version, else None."""
    with db.engine.connect() as connection:
        read = inspect(connection).get_multi_columns().items()
        found = {name: {each["name"] for each in rows} for (_, name), rows in read}
        present = connection.scalar(text(_STEP)) if "alembic_version" in found else None
    if present == (wanted := migrations.last()):
        return _other_state(found)
    return f"The database is at version {present or 'none'} and this program needs {wanted}. Run `python -m webinar_hub upgrade`."


def _other_state(found: dict[str, set[str]]) -> str | None:
    wanted = {table.name: set(table.columns.keys()) for table in Base.metadata.sorted_tables}
    if others := sorted(name for name in wanted if found.get(name) != wanted[name]):
        return (
            "The database was made by another state of this version, from before it was released: "
            f"{', '.join(others)}. Nothing brings it to this one: begin with an empty database."
        )
    return None


def missing_database(settings: Settings) -> str | None:
    """Return a sentence when SQLite's file is not there, which the first connection would make.

    None when it is.
    """
    if (file := _database_file(settings)) is None or file.is_file():
        return None
    return "There is no database yet, or it was moved away. Run `python -m webinar_hub upgrade` for a new one."


def _database_file(settings: Settings) -> Path | None:
    start = "sqlite:///"
    return (
        Path(settings.database_url.removeprefix(start))
        if settings.database_url.startswith(start)
        else None
    )


def findings(settings: Settings) -> Iterator[str]:
    """Yield a sentence for each thing that is wrong or risky."""
    yield from _folder(settings)
    yield from _disk(settings)
    if problem := missing_database(settings) or schema_problem():
        yield problem
        return
    yield from _database()
    yield from _by_itself()
    yield from _backups(settings)
    yield from _letters(settings)
    yield from _mail_server(settings)
    yield from _reports(settings)
    yield from _store(settings)
    yield from _demo(settings)
    yield from _way_in(settings)


def _folder(settings: Settings) -> Iterator[str]:
    for path in (settings.instance, settings.instance / "config.toml"):
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield f"{path} can be read by others. Run `chmod go-rwx {path}`."
    if debugging():
        yield "FLASK_DEBUG is on: pages show the inside of the hub when something breaks. Remove it from the environment."
    if settings.local:
        yield f"public_url is {settings.public_url}: links in letters and QR codes only work on this machine."


def _disk(settings: Settings) -> Iterator[str]:
    file = _database_file(settings)
    for folder in dict.fromkeys((settings.instance, file.parent if file else settings.instance)):
        if not folder.is_dir():
            yield f"The folder {folder} is not there."
            continue
        if not os.access(folder, os.W_OK):
            yield f"Nothing can be written where {folder} is. Give the folder to the user that runs the hub, or mount the disk for writing."
        free = shutil.disk_usage(folder).free
        if free < _LOW_DISK:
            yield f"Only {free // 1_000_000} MB are free where {folder} is."


def _database() -> Iterator[str]:
    if db.engine.dialect.name == "sqlite":
        mode, durable = (
            db.session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous")
        )
        if (mode, durable) != ("wal", 2):
            yield f"SQLite runs with journal_mode={mode}, synchronous={durable} instead of wal and 2: acknowledged registrations could be lost."
        return
    if not inspect(db.session.connection()).has_table(ENTRIES.name, schema=ENTRIES.schema):
        made = " ".join(str(CreateTable(ENTRIES).compile(db.engine)).split())
        yield (
            "PostgreSQL has no table journal.entry: nobody can be erased, no account closed, no certificate issued. Bring the schema from "
            "where the database was copied from (pg_dump --schema=journal). Where that is gone, make an empty one with psql: "
            f"CREATE SCHEMA IF NOT EXISTS journal; {made};"
        )
    if db.session.scalar(text("SHOW synchronous_commit")) == "off":
        yield "PostgreSQL runs with synchronous_commit=off: acknowledged registrations could be lost."


def _demo(settings: Settings) -> Iterator[str]:
    opened = Account.email.endswith(DEMO_ADDRESSES), Account.closed_at.is_(None)
    number = db.session.scalar(select(func.count()).where(*opened))
    if settings.https and number:
        yield f"Accounts of the demo network that are open: {number}. They cannot sign in over https; close them on the desk under Pengaturan."


def _by_itself() -> Iterator[str]:
    """Say whether the clock went back, the worker is silent, or a job of it has not run."""
    found = runs.worker_health(clock.now())
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


def backups(settings: Settings) -> str:
    """Say when the last backup was made."""
    found = nightly.last_backup(settings)
    if found.made_at is None:
        return "There is no backup yet."
    return f"The last backup was made {found.made_at:%Y-%m-%d %H:%M} UTC: {found.size // 1000} kB."


def _backups(settings: Settings) -> Iterator[str]:
    found = nightly.last_backup(settings)
    if found.skipped:
        yield f"The last nightly backup was not made. {found.skipped}"
    elif found.overdue(clock.now()):
        yield "There is no backup of the last two days: the worker makes one each night."


def _letters(settings: Settings) -> Iterator[str]:
    if not settings.smtp_host:
        yield "smtp_host is not set: letters are kept on the desk under Pesan and nobody gets e-mail."
    waiting = select(func.min(Letter.next_at)).where(
        Letter.state.in_((LetterState.NEW, LetterState.RETRY))
    )
    oldest = db.session.scalar(waiting)
    if oldest and clock.now() - oldest > LATE:
        yield f"A letter has been due since {oldest:%Y-%m-%d %H:%M} UTC. Is the worker running?"
    parked = db.session.scalar(select(func.count()).where(Letter.state == LetterState.PARKED))
    if parked:
        yield f"{parked} letters could not be delivered, or are held since a restore; the desk shows them under Pesan."


def _mail_server(settings: Settings) -> Iterator[str]:
    if not settings.smtp_host:
        return
    server = MailServer(settings, links().host)
    try:
        server.greet()
    except Undelivered as problem:
        where = f"{settings.smtp_host}:{settings.smtp_port}"
        yield (
            f"The mail server {where} does not take letters from {settings.mail_address}: {problem.trouble.reason}. "
            "Look at smtp_host, smtp_port, smtp_security, smtp_user, smtp_password and mail_from."
        )
    finally:
        server.close()


def _reports(settings: Settings) -> Iterator[str]:
    """Open the mailbox of delivery reports, where one is set."""
    if not settings.imap_host:
        return
    try:
        with mailbox.opened(settings):
            pass
    except mailbox.Unreached as problem:
        where = f"{settings.imap_host}:{settings.imap_port}"
        yield (
            f"The mailbox of delivery reports at {where} cannot be read: {problem}. "
            "Look at imap_host, imap_port, imap_security, imap_user, imap_password and imap_folder."
        )
    if read := unreached(clock.now()):
        yield f"The mailbox of delivery reports was last reached {read.reached_at:%Y-%m-%d %H:%M} UTC: which letters came back is not known since."


def _store(settings: Settings) -> Iterator[str]:
    """Write, read and remove a small object where files are in a store."""
    if not settings.files_bucket:
        return
    stored, name, content = storage.at(settings), tokens.key(), b"written by the doctor"
    try:
        stored.put(_OWN_ROOM, name, content)
        again = stored.get(_OWN_ROOM, name)
        stored.remove(_OWN_ROOM, [name])
        left = stored.get(_OWN_ROOM, name)
    except Refused as problem:
        yield f"{problem.__cause__}. Look at files_bucket, files_endpoint, files_region, files_key and files_secret."
        return
    if again != content or left is not None:
        yield f"The store of files {settings.files_endpoint} does not give back what was written, or keeps what was removed."


def _way_in(settings: Settings) -> Iterator[str]:
    """Ask the hub at its public address, and read from the database what arrived.

    It is the one request to the outside that this program makes by itself.
    """
    word = tokens.key()
    db.write(arrivals.expect, word, now=clock.now())
    address = links().to("web.arrive")
    answer = _answer(address, word)
    arrived = db.write(arrivals.take, word)
    if arrived.peer is None:
        yield f"{address} does not lead to this hub ({answer}). Does it run, and do public_url and the proxy lead to it?"
    else:
        yield from said_of(arrived, settings)


def _answer(address: str, word: str) -> str:
    # Straight there, whatever proxy this machine uses for its own way out.
    opener = build_opener(ProxyHandler({}))
    try:
        request = Request(address, urlencode({"word": word}).encode())  # noqa: S310
        with opener.open(request, timeout=_ANSWER_SECONDS) as answer:
            return f"status {answer.status}"
    except HTTPError as refused:
        return f"status {refused.code}"
    except URLError as problem:
        return str(problem.reason)
    except (OSError, HTTPException) as problem:
        return str(problem) or type(problem).__name__


def said_of(arrived: Arrival, settings: Settings) -> Iterator[str]:
    """Yield a sentence for what the hub does not learn of visitors who come like this."""
    yield from _said_of_proxies(str(arrived.peer), arrived.forwarded or "", settings)
    if settings.https and arrived.scheme != "https":
        yield "The hub does not learn that visitors come over https: the proxy must write X-Forwarded-Proto, and be believed (trusted_proxies)."


def _said_of_proxies(peer: str, forwarded: str, settings: Settings) -> Iterator[str]:
    proxies = Proxies(settings.trusted_proxies, settings.proxy_addresses)
    number = len(forwarded.split(","))
    if not forwarded and settings.trusted_proxies:
        yield f"trusted_proxies is {settings.trusted_proxies}, but requests arrive from {peer} without X-Forwarded-For: let the proxy write it."
    elif forwarded and not settings.trusted_proxies:
        yield (
            f"A proxy at {peer} stands before the hub and trusted_proxies is 0: all visitors count as one, "
            "and wrong passwords of one shut out everybody. Set trusted_proxies = 1."
        )
    elif forwarded and not proxies.knows(peer):
        yield f"The proxy that stands before the hub asks from {peer}, which is not in proxy_addresses: what it says of visitors is not believed."
    elif forwarded and number < settings.trusted_proxies:
        yield f"trusted_proxies is {settings.trusted_proxies}, but X-Forwarded-For names {number}: all visitors count as the nearest proxy."
