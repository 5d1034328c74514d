"""Measure the pages of a hub of the size of a country, with four people reading at once."""

import logging
import random
import statistics
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import cycle
from typing import TypeVar
from urllib.parse import quote, urlsplit

from sqlalchemy import ColumnElement, func, select

from bench.country import filled
from bench.inside import Inside, counting
from bench.visitor import Visitor, milliseconds
from tests.conftest import settings_for
from tests.journeys.hub import Hub
from webinar_hub.app import create_app
from webinar_hub.kit.db import Base, db
from webinar_hub.kit.phones import shown_phone
from webinar_hub.network.models import Organisation
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration, Seat

READERS, TIMES, PLACES = 4, 60, 40
GOAL = 300
_NATION, _PROVINCE = "sekretariat@sejajar.example", "ntt@sejajar.example"
_CODE = "53"
"""The province that is measured."""

Row = TypeVar("Row", bound=Base)


@dataclass(frozen=True)
class Page:
    """A page that is measured: what it is called, and the addresses that are opened in turn."""

    name: str
    paths: Sequence[str]

    def opened(self, visitor: Visitor) -> Callable[[], None]:
        """Return the act of opening the next address."""
        following = cycle(random.Random(id(visitor)).sample(self.paths, len(self.paths)))
        return lambda: visitor.page(next(following))


def pages(rng: random.Random) -> list[Page]:
    """Return the pages to measure, with words and keys of what the database holds."""
    organisations = _some(rng, Organisation)
    people = _some(rng, Person)
    last = db.session.scalars(select(Meeting).order_by(Meeting.starts_at).limit(PLACES)).all()
    fullest = (
        select(Meeting.key)
        .join(Seat, Seat.meeting_id == Meeting.id)
        .group_by(Meeting.key)
        .order_by(func.count().desc())
        .limit(4)
    )
    meetings = db.session.scalars(fullest).all()
    names = [*(each.name for each in organisations[:20]), *(each.name for each in people[:20])]
    search, typed = "/desk/lembaga?cari=", "/lembaga/cari?q="
    asked = "/desk/orang?cari="
    return [
        Page("organisations: first page", ["/desk/lembaga"]),
        Page(
            "organisations: a later page",
            [f"/desk/lembaga?setelah={each.key}" for each in organisations],
        ),
        Page(
            "organisations: of a province and kind",
            [
                f"/desk/lembaga?provinsi={(e.region_code or '53')[:2]}&jenis={e.kind}"
                for e in organisations
            ],
        ),
        Page("organisations: by name", [search + quote(each.name) for each in organisations]),
        Page(
            "organisations: by a word of the name",
            [search + quote(each.name.split()[1]) for each in organisations],
        ),
        Page(
            "organisations: by abbreviation",
            [search + quote(each.abbreviation) for each in organisations if each.abbreviation],
        ),
        Page(
            "organisations: misspelled",
            [search + quote(misspelled(rng, each.name)) for each in organisations],
        ),
        Page("an organisation", [f"/desk/lembaga/{each.key}" for each in organisations]),
        Page(
            "organisations: merge", [f"/desk/lembaga/{each.key}/gabung" for each in organisations]
        ),
        Page("organisations: names that are missing", ["/desk/lembaga/belum-dikenal"]),
        Page(
            "form: organisation, as it is typed",
            [typed + quote(each.name[: rng.randint(5, 20)]) for each in organisations],
        ),
        Page(
            "form: organisation, by abbreviation",
            [typed + quote(each.abbreviation) for each in organisations if each.abbreviation],
        ),
        Page(
            "form: organisation, misspelled",
            [typed + quote(misspelled(rng, each.name)) for each in organisations],
        ),
        Page("people: first page", ["/desk/orang"]),
        Page("people: a later page", [f"/desk/orang?setelah={each.key}" for each in people]),
        Page("people: by name", [asked + quote(each.name) for each in people]),
        Page(
            "people: by a word of the name",
            [asked + quote(max(each.name.split(), key=len)) for each in people],
        ),
        Page("people: misspelled", [asked + quote(misspelled(rng, each.name)) for each in people]),
        Page(
            "people: by phone",
            [asked + quote(shown_phone(each.phone)) for each in people if each.phone],
        ),
        Page("people: by e-mail", [asked + quote(each.email) for each in people if each.email]),
        Page("a person", [f"/desk/orang/{each.key}" for each in people]),
        Page("people: merge review", ["/desk/orang/ganda"]),
        Page("a session with over 2,000 people", [f"/desk/sesi/{key}" for key in meetings]),
        Page("a session's public page", [f"/sesi/{each.key}" for each in last]),
        Page("desk: one box for everything", [f"/desk/cari?q={quote(name)}" for name in names]),
        Page("desk: history", ["/desk/riwayat"]),
        Page("desk: today", ["/desk/"]),
        Page("desk: messages", ["/desk/pesan"]),
        Page("desk: programmes", ["/desk/program"]),
    ]


def pages_of_province(rng: random.Random) -> list[Page]:
    """Return the pages to measure as a province's secretariat."""
    organisations = _some(rng, Organisation, Organisation.region_code.startswith(_CODE))
    people = _some(rng, Person, Person.region_code.startswith(_CODE))
    names = [*(each.name for each in organisations[:20]), *(each.name for each in people[:20])]
    search, asked = "/desk/lembaga?cari=", "/desk/orang?cari="
    return [
        Page(
            "province: organisations by name", [search + quote(each.name) for each in organisations]
        ),
        Page(
            "province: organisations misspelled",
            [search + quote(misspelled(rng, each.name)) for each in organisations],
        ),
        Page("province: people, first page", ["/desk/orang"]),
        Page("province: people by name", [asked + quote(each.name) for each in people]),
        Page(
            "province: people misspelled",
            [asked + quote(misspelled(rng, each.name)) for each in people],
        ),
        Page(
            "province: people by e-mail",
            [asked + quote(each.email) for each in people if each.email],
        ),
        Page("province: merge review", ["/desk/orang/ganda"]),
        Page("province: one box for everything", [f"/desk/cari?q={quote(name)}" for name in names]),
        Page("province: sessions of others", ["/desk/sesi"]),
        Page("province: history", ["/desk/riwayat"]),
        Page("province: today", ["/desk/"]),
    ]


def _some(rng: random.Random, table: type[Row], *conditions: ColumnElement[bool]) -> list[Row]:
    """Return some rows of a table, from all over it."""
    ids = db.session.scalars(select(table.id).where(*conditions)).all()
    return list(
        db.session.scalars(
            select(table).where(table.id.in_(rng.sample(ids, PLACES))).order_by(table.id)
        )
    )


def misspelled(rng: random.Random, name: str) -> str:
    """Return a name with a letter of its longest word left out or doubled."""
    longest = max(name.split(), key=len)
    place = rng.randint(1, len(longest) - 1)
    wrong = (
        longest[:place] + (longest[place] * 2 if rng.random() < 0.5 else "") + longest[place + 1 :]
    )
    return name.replace(longest, wrong, 1)


def measure(database: str) -> list[str]:
    """Print the table of one database; return the pages that took longer than they may."""
    with filled(database) as hub:
        known = settings_for(hub.instance, hub.settings["database_url"])
        app = create_app(
            replace(known, secret_key=hub.settings["secret_key"], link_key=hub.settings["link_key"])
        )
        with app.app_context():
            print(
                f"\n{database}: {_size()}\n  {'':38}  alone  p50 ms   p95    p99    worst   statements",
                flush=True,
            )
            slow = []
            for account, listed in ((_NATION, pages), (_PROVINCE, pages_of_province)):
                wanted = listed(random.Random(1))
                db.session.rollback()
                inside, *readers = (
                    _signed_in(visitor, hub, account)
                    for visitor in (Inside(app), *(Visitor(hub.port) for _ in range(READERS)))
                )
                slow += [page.name for page in wanted if _told(page, readers, inside)]
            db.engine.dispose()
    return slow


def _signed_in(visitor: Visitor, hub: Hub, account: str) -> Visitor:
    visitor.sign_in(urlsplit(hub.command("sign-in-link", account).split()[-1]).path)
    return visitor


def _size() -> str:
    counted = {
        table.__tablename__: db.session.scalar(select(func.count()).select_from(table))
        for table in (Organisation, Person, Registration, Seat)
    }
    return ", ".join(f"{number:,} {name}s" for name, number in counted.items())


def _told(page: Page, readers: Sequence[Visitor], inside: Visitor) -> bool:
    """Print the line of a page; say whether it took too long."""
    with counting(db.engine) as seen:
        page.opened(inside)()
    with ThreadPoolExecutor(READERS) as threads:
        list(threads.map(lambda reader: milliseconds(page.opened(reader), 3), readers))
        alone = statistics.median(milliseconds(page.opened(readers[0]), TIMES))
        taken = [
            each
            for times in threads.map(
                lambda reader: milliseconds(page.opened(reader), TIMES), readers
            )
            for each in times
        ]
    at = statistics.quantiles(taken, n=100)
    late = at[98] > GOAL
    figures = (
        f"{alone:6.0f} {at[49]:7.0f} {at[94]:6.0f} {at[98]:6.0f} {max(taken):7.0f} {len(seen):8}"
    )
    print(f"  {page.name:38} {figures}{f'   over {GOAL}' if late else ''}", flush=True)
    return late


def main() -> None:
    """Measure on SQLite, then on PostgreSQL."""
    logging.disable(logging.INFO)
    slow = [
        f"{page} ({database})"
        for database in ("sqlite", "postgresql")
        for page in measure(database)
    ]
    print(
        f"\n{READERS} readers at once, {TIMES} requests each, one after another; times as the readers see them, with the server on the same machine."
        " alone: the median of one reader."
    )
    print(f"Over {GOAL} ms at p99: {', '.join(slow) or 'none'}.")
