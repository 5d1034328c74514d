"""Fill the demo to the size of a whole country.

20,000 organisations, 100,000 people, their registrations in many meetings.

The organisations come through the directory's import of tables, as on the desk, the people as the
rows that joining leaves: a few hundred or thousand lines at a time, each in a transaction of its
own.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from webinar_hub.demo.crowded_names import (
    Called,
    name_of_somebody,
    organisations,
    titled,
    written_otherwise,
)
from webinar_hub.demo.networks import NETWORKS, SECRETARIAT
from webinar_hub.demo.persons import FACILITATOR
from webinar_hub.demo.taking_in import Arrival, Newcomer, take_in
from webinar_hub.demo.topics import COMING, PAST
from webinar_hub.directory.imports import actions as directory
from webinar_hub.directory.imports.queries import whole_directory
from webinar_hub.directory.imports.rules import KnownOrganisation
from webinar_hub.directory.imports.tables import HEADER, read
from webinar_hub.kit import zones
from webinar_hub.kit.actor import machine
from webinar_hub.kit.batch import parts
from webinar_hub.kit.db import db
from webinar_hub.kit.tables import write_csv
from webinar_hub.kit.text import search_key
from webinar_hub.network import queries as network
from webinar_hub.network.regions import provinces, regencies
from webinar_hub.people import duplicates
from webinar_hub.people import queries as people
from webinar_hub.people.contacts import normal_email
from webinar_hub.people.names import name_key
from webinar_hub.programmes import signals
from webinar_hub.programmes.appearing import actions as appointing
from webinar_hub.programmes.models import AppearanceRole, Meeting, ProgrammeKind, Series, State
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.programmes.repairing import actions as repairing

ORGANISATIONS, PEOPLE = 20_000, 100_000
_TWICE = 0.02
_TITLED = 0.25
WEEKS_PAST, _WEEKS_COMING = 18, 4
_LINES, _ARRIVALS, _COMPARED = 2_000, 5_000, 1_000
_TO_THE_NATION = 0.3
BY = machine("demo")

Say = Callable[[str], None]


def enlarge(
    seed: int,
    *,
    now: datetime,
    say: Say,
    organisations_in_all: int = ORGANISATIONS,
    people_in_all: int = PEOPLE,
) -> "Country":
    """Add the country to a demo that stands at an aware moment, telling how far it is.

    The same seed gives the same people.

    What was taken in before a failure stays.
    """
    rng = random.Random(seed)
    _take_in_organisations(rng, organisations_in_all, now=now, say=say)
    homes = [each for each in whole_directory().own_name.values() if each.region_code]
    crowd = Crowd(rng, sorted(homes, key=lambda each: each.id))
    courses = _start_courses(now=now, say=say)
    everybody = _take_in_people(rng, crowd, courses, people_in_all, now=now, say=say)
    say("Looking for people who stand in it twice …")
    while duplicates.compare_due(now=now, most=_COMPARED):
        pass
    return Country(courses, everybody)


def _take_in_organisations(rng: random.Random, number: int, *, now: datetime, say: Say) -> None:
    lines = list(organisations(rng, number, tuple(each.name for each in NETWORKS)))
    done = 0
    for table_number, some in enumerate(parts(lines, _LINES), start=1):
        table = read(b"".join(write_csv([str(title) for title in HEADER], some)))
        content = directory.look_at(table, by=BY)
        db.write(_take_table, content, f"lembaga-{table_number}.csv", now=now)
        done += len(some)
        say(f"{done} of {len(lines)} organisations")


def _take_table(content: dict[str, object], file_name: str, *, now: datetime) -> None:
    kept = directory.keep_table(content, file_name=file_name, by=BY, now=now)
    directory.take_in(kept, doubtful=True, by=BY, now=now)


@dataclass(frozen=True)
class Course:
    """A weekly programme of a province with its meetings; of the whole country where it is None."""

    province: str | None
    series: Series
    meetings: tuple[Meeting, ...]


@dataclass(frozen=True)
class Country:
    """What a country has: its courses by province, None for that of the nation, and its people."""

    courses: Mapping[str | None, Course]
    people: Sequence["Somebody"]


def _start_courses(*, now: datetime, say: Say) -> dict[str | None, Course]:
    courses: dict[str | None, Course] = {}
    for place, (code, name) in enumerate(
        [(None, "Nasional"), *((row.code, row.name) for row in provinces())]
    ):
        courses[code] = db.write(
            start_course,
            code,
            f"Kelas Siaga {name}",
            range(-WEEKS_PAST, _WEEKS_COMING),
            weekday=place % 5,
            now=now,
        )
    say(
        f"{len(courses)} weekly programmes with {sum(len(each.meetings) for each in courses.values())} sessions"
    )
    return courses


def start_course(
    province: str | None, name: str, weeks: range, *, weekday: int, now: datetime
) -> Course:
    """Plan a course with a session in each of some weeks, counted from the present one."""
    begun = now + timedelta(weeks=weeks.start - 3)
    zone = zones.zone(next((row.zone for row in provinces() if row.code == province), "WIB"))
    owner = network.called(SECRETARIAT.organisation.name)
    leader = people.find(
        name_key(FACILITATOR.bare_name), email=normal_email(FACILITATOR.email or ""), phone=None
    )
    assert owner is not None
    assert leader is not None
    about = "Dua jam setiap minggu: satu keterampilan siaga bencana, satu cerita dari lapangan, satu latihan untuk dibawa pulang."
    programme = planning.start_programme(
        kind=ProgrammeKind.WEBINAR, name=name, summary=about, owner=owner, by=BY, now=begun
    )
    series = planning.start_series(
        programme, name="", rolling=True, zone=zone.short, by=BY, now=begun
    )
    monday = (now - timedelta(days=now.weekday())).date()
    topics = [topic for topic in (*PAST, *COMING) if topic.title]
    meetings = []
    for week in weeks:
        starts_at = zones.at_local(monday + timedelta(weeks=week, days=weekday), 10, 0, zone)
        topic, ends_at = topics[(week + weekday) % len(topics)], starts_at + timedelta(hours=2)
        meeting = planning.add_meeting(
            series,
            title=topic.title,
            description=topic.description,
            starts_at=starts_at,
            ends_at=ends_at,
            capacity=None,
            join_link=f"https://zoom.example/j/8{province or '00'}{week + 1000}",
            by=BY,
            now=begun,
        )
        appointing.appoint(
            meeting, person=leader, role=AppearanceRole.FACILITATOR, by=BY, now=begun
        )
        meetings.append(meeting)
    signals.tell(signals.Change("planned", meetings, BY, begun))
    repairing.show(programme, State.PUBLISHED, by=BY, now=begun)
    return Course(province, series, tuple(meetings))


@dataclass(frozen=True)
class Somebody:
    """A participant: who they are, their name, and their organisation as they write it."""

    newcomer: Newcomer
    called: Called
    organisation: str


class Crowd:
    """Draws people who live all over the country and come from the organisations near them."""

    def __init__(self, rng: random.Random, homes: Sequence[KnownOrganisation]) -> None:
        self._rng, self._serials = rng, iter(rng.sample(range(12 * 10_000), 12 * 10_000))
        self._near: dict[str, list[KnownOrganisation]] = defaultdict(list)
        for home in homes:
            self._near[(home.region_code or "")[:2]].append(home)
        self._districts = {
            province.code: [row.code for row in regencies() if row.parent == province.code]
            for province in provinces()
        }

    def people(self, number: int) -> Iterator[Somebody]:
        """Yield people; some come a second time, written otherwise, with another address."""
        codes = [row.code for row in provinces() if self._near[row.code]]
        weights = [len(self._near[code]) for code in codes]
        for _ in range(round(number * (1 - _TWICE))):
            yield self._somebody(self._rng.choices(codes, weights)[0])

    def _somebody(self, province: str) -> Somebody:
        rng, home = self._rng, self._rng.choice(self._near[province])
        own = home.region_code or province
        region = own if "." in own and rng.random() < 0.8 else rng.choice(self._districts[province])
        called = name_of_somebody(rng, region)
        name = titled(rng, called) if rng.random() < _TITLED else called.bare
        email, phone = self._addresses(called.bare, rng.choices((1, 2, 3), weights=(30, 40, 30))[0])
        written = home.name if rng.random() < 0.8 else home.name.upper()
        return Somebody(
            Newcomer(name, email, phone, region_code=region, organisation_id=home.id),
            called,
            written,
        )

    def again(self, somebody: Somebody) -> Somebody:
        """Return somebody as another list has them.

        Another spelling, mostly another address, mostly of the same organisation.
        """
        rng, first = self._rng, somebody.newcomer
        email, phone = (
            (first.email, first.phone)
            if rng.random() < 0.3
            else self._addresses(somebody.called.bare, 2 if first.email else 1)
        )
        home = (
            first.organisation_id
            if rng.random() < 0.7
            else rng.choice(self._near[(first.region_code or "")[:2]]).id
        )
        name = written_otherwise(rng, somebody.called)
        return replace(
            somebody,
            newcomer=replace(
                first, typed_name=name, email=email, phone=phone, organisation_id=home
            ),
        )

    def _addresses(self, name: str, which: int) -> tuple[str | None, str | None]:
        """Return new addresses, normalised.

        An e-mail address (1), a telephone number (2) or both (3); 5551 in the middle marks it as
        invented.
        """
        serial = next(self._serials)
        prefix = (
            "811",
            "812",
            "813",
            "821",
            "822",
            "852",
            "853",
            "856",
            "857",
            "878",
            "895",
            "896",
        )[serial // 10_000]
        email = f"{search_key(name).replace(' ', '.')}{serial}@example.org"
        return (email if which & 1 else None), (
            f"+62{prefix}5551{serial % 10_000:04}" if which & 2 else None
        )


def _take_in_people(
    rng: random.Random,
    crowd: Crowd,
    courses: dict[str | None, Course],
    number: int,
    *,
    now: datetime,
    say: Say,
) -> list[Somebody]:
    waiting: dict[str | None, list[Arrival]] = defaultdict(list)
    everybody = list(crowd.people(number))
    everybody += [crowd.again(each) for each in rng.sample(everybody, number - len(everybody))]
    for somebody in everybody:
        home = (somebody.newcomer.region_code or "")[:2]
        waiting[home].append(_arrival(rng, somebody, courses[home], now))
        if rng.random() < _TO_THE_NATION:
            waiting[None].append(_arrival(rng, somebody, courses[None], now))
    done, of = 0, sum(map(len, waiting.values()))
    for province in sorted(waiting, key=lambda code: code or "~"):
        arrivals = waiting[province]
        for some in parts(arrivals, _ARRIVALS):
            db.write(take_in, courses[province].series, some, by=BY, now=now)
            done += len(some)
            say(f"{done} of {of} registrations")
    return everybody


def _arrival(rng: random.Random, somebody: Somebody, course: Course, now: datetime) -> Arrival:
    chosen = sorted(
        rng.sample(course.meetings, rng.choices((1, 2, 3), weights=(4, 3, 2))[0]),
        key=lambda meeting: meeting.number,
    )
    registered_at = min(chosen[0].starts_at, now) - timedelta(seconds=rng.randint(600, 9 * 86_400))
    return Arrival(
        somebody.newcomer,
        somebody.organisation,
        tuple(meeting.id for meeting in chosen),
        registered_at,
    )
