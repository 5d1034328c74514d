"""Measure the hottest pages as the base grows: the demo small, large, and of a million seats."""

import logging
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import psutil
from sqlalchemy import func, select

from bench.country import filled
from bench.inside import Inside, counting
from bench.visitor import Visitor, milliseconds
from tests.conftest import settings_for
from tests.journeys.hub import Hub
from webinar_hub.app import create_app
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.network.models import Organisation
from webinar_hub.people.models import Person
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Seat

SIZES = ("small", "large", "million")
READERS, TIMES = 4, 30
_NATION, _PROVINCE = "sekretariat@sejajar.example", "ntt@sejajar.example"


@dataclass(frozen=True)
class Page:
    """A page that is measured: who opens it, at which address, and within how many ms at p99."""

    name: str
    account: str
    path: str
    goal: int | None = None


def pages() -> list[Page]:
    """Return the hottest pages with keys of what the database holds.

    Whoever is signed in gets public pages drawn anew each time.
    """
    [coming] = programmes.public().meetings(ends_after=clock.now(), limit=1)
    fullest = select(Seat.meeting_id).group_by(Seat.meeting_id).order_by(func.count().desc())
    full = db.session.get_one(Meeting, db.session.scalars(fullest.limit(1)).one())
    person = db.session.scalars(select(Person).order_by(Person.id.desc()).limit(1)).one()
    home = db.session.scalars(select(Organisation).order_by(Organisation.id.desc()).limit(1)).one()
    public = {
        "front page": "/",
        "calendar: this month": "/kalender",
        "calendar: a year ago": f"/kalender?bulan={coming.day.year - 1}-{coming.day.month:02}",
        "programmes": "/program",
        "programme": f"/program/{coming.series.programme.key}",
        "session": f"/sesi/{coming.key}",
        "feed of everything": "/kalender/semua.ics",
        "feed of a series": f"/kalender/seri/{coming.series.key}.ics",
    }
    desk = {
        "list of programmes": "/desk/program",
        "people": "/desk/orang",
        "people by name": "/desk/orang?cari=maria",
        "one box for everything": "/desk/cari?q=siaga",
        "history": "/desk/riwayat",
        "letters": "/desk/pesan",
        "attendance": "/desk/kehadiran",
    }
    return [
        *(Page(name, _NATION, path) for name, path in public.items()),
        Page("today", _NATION, "/desk/"),
        Page("fullest session", _NATION, f"/desk/sesi/{full.key}", 60),
        Page("fullest session: evidence", _NATION, f"/desk/sesi/{full.key}/bukti"),
        *(Page(name, _NATION, path) for name, path in desk.items()),
        Page("certificates", _NATION, "/desk/sertifikat"),
        Page("a person", _NATION, f"/desk/orang/{person.key}"),
        Page("an organisation", _NATION, f"/desk/lembaga/{home.key}"),
        Page("province: today", _PROVINCE, "/desk/", 150),
        Page("province: sessions of others", _PROVINCE, "/desk/sesi", 150),
        *(Page(f"province: {name}", _PROVINCE, path) for name, path in desk.items()),
    ]


def measure(database: str, size: str) -> list[str]:
    """Print the table of one base; return the pages that took longer than they may."""
    with filled(database, size) as hub:
        known = settings_for(hub.instance, hub.settings["database_url"])
        app = create_app(
            replace(known, secret_key=hub.settings["secret_key"], link_key=hub.settings["link_key"])
        )
        with app.app_context():
            print(f"\n{size}, {database}: {_size()}\n{_HEAD}", flush=True)
            wanted = pages()
            db.session.rollback()
            readers = {
                account: [
                    _signed_in(visitor, hub, account)
                    for visitor in (Inside(app), *(Visitor(hub.port) for _ in range(READERS)))
                ]
                for account in (_NATION, _PROVINCE)
            }
            with _without_worker(hub):
                late = [page.name for page in wanted if _told(page, *readers[page.account])]
            db.engine.dispose()
    return late


_HEAD = f"  {'':34}  p50 ms    p95    p99   here ms  statements"


@contextmanager
def _without_worker(hub: Hub) -> Iterator[None]:
    """End the worker, who would draw the certificates of three years meanwhile.

    Its parent stands still, so that it does not start another.
    """
    parent = psutil.Process(hub.processes["run"].pid)
    workers = [each for each in parent.children() if not each.net_connections("tcp")]
    parent.suspend()
    try:
        for each in workers:
            each.kill()
        yield
    finally:
        parent.resume()


def _signed_in(visitor: Visitor, hub: Hub, account: str) -> Visitor:
    visitor.sign_in(urlsplit(hub.command("sign-in-link", account).split()[-1]).path)
    return visitor


def _size() -> str:
    counted = {
        name: db.session.scalar(select(func.count()).select_from(table))
        for name, table in (("sessions", Meeting), ("seats", Seat), ("people", Person))
    }
    return ", ".join(f"{number:,} {name}" for name, number in counted.items())


def _told(page: Page, inside: Visitor, *readers: Visitor) -> bool:
    """Print the line of a page; say whether it took too long."""

    def opened(reader: Visitor) -> Callable[[], None]:
        return lambda: reader.page(page.path)

    here = min(_work(opened(inside)) for _ in range(3))
    with counting(db.engine) as seen:
        inside.page(page.path)
    for reader in readers:
        reader.pause()
    with ThreadPoolExecutor(READERS) as threads:
        list(threads.map(lambda reader: milliseconds(opened(reader), 3), readers))
        times: Sequence[list[float]] = list(
            threads.map(lambda reader: milliseconds(opened(reader), TIMES), readers)
        )
    at = statistics.quantiles([each for some in times for each in some], n=100)
    late = page.goal is not None and at[98] > page.goal
    figures = f"{at[49]:7.0f} {at[94]:6.0f} {at[98]:6.0f} {here:9.1f} {len(seen):11}"
    print(f"  {page.name:34} {figures}{f'   over {page.goal}' if late else ''}", flush=True)
    return late


def _work(act: Callable[[], None]) -> float:
    """Return the processor time of an act in this process, in milliseconds."""
    begun = time.process_time()
    act()
    return (time.process_time() - begun) * 1000


def main(size: str = "") -> None:
    """Measure each size, or one, on SQLite and on PostgreSQL; a size may be a filled folder."""
    logging.disable(logging.INFO)
    late = [
        f"{page} ({each}, {database})"
        for each in ([size] if size else SIZES)
        for database in ("sqlite", "postgresql")
        for page in measure(database, each)
    ]
    print(
        f"\n{READERS} readers at once, {TIMES} requests each, one after another; times as the readers see them, with the server on the same machine."
        " here: processor time of one request in one process, the least of three; on PostgreSQL without the server's."
    )
    print(f"Over its limit at p99: {', '.join(late) or 'none'}.")
