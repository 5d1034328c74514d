"""What subscribers go through: a session is planned, moved and cancelled, a place given back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.cast import DIRECTOR
from tests.journeys.here import Here
from webinar_hub.calendars.models import FeedKind
from webinar_hub.calendars.private import actions as private
from webinar_hub.calendars.private.rules import Holder
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.actor import ONESELF
from webinar_hub.kit.db import db
from webinar_hub.network.models import (
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationSector,
)
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.registrations.models import Registration
from webinar_hub.registrations.standing import actions as standing

Entries = dict[str, tuple[datetime, datetime]]
"""When each entry begins and ends, by its title."""

PRIVATE = ("person", "facilitator", "organisation's people")
_TITLE = "Air bersih; gizi, dan \\ layanan “dasar” di Nusa Tenggara Timur: belajar bersama"
_OTHER = "Rapat lain"


@dataclass(frozen=True)
class Step:
    """What was done, and what the public and the private calendars hold after it."""

    done: str
    public: Entries
    private: Entries
    left: bool = False
    """Whether the place was given back."""


class Story:
    """A network with one session in every scope, and who has a place or a part in it."""

    def __init__(self, hub: Here) -> None:
        self._hub, cast = hub, hub.cast
        owner = cast.secretariat("53").organisation
        forum = cast.organisation("Forum Flobamora", kind=OrganisationKind.REGIONAL_NETWORK)
        sector = cast.sector()
        today = clock.now().date()
        db.session.add_all(
            [
                Membership(organisation_id=owner.id, network_id=forum.id, since=today),
                OrganisationSector(organisation_id=owner.id, sector_id=sector.id),
            ]
        )
        series = cast.series(cast.programme(owner=owner), name="Satu")
        self._meeting, self._other = (
            cast.meeting(series, title=title, starts_at=self._day(days))
            for days, title in ((7, _TITLE), (8, _OTHER))
        )
        self._place = cast.registration(cast.maria(), self._meeting)
        self._leaving = cast.registration(cast.suparmin(), self._meeting, self._other)
        pelita = cast.pelita()
        self._place.organisation_id = pelita.id
        leader = cast.facilitator(self._meeting)
        db.session.commit()
        public = {
            "everything": "semua",
            "programme": f"program/{series.programme.key}",
            "series": f"seri/{series.key}",
            "sector": f"klaster/{sector.code}",
            "region": "wilayah/53",
            "network": f"jaringan/{forum.key}",
            "organisation": f"lembaga/{owner.key}",
            "secretariat": f"sekretariat/{owner.key}",
        }
        self.addresses = {
            **{scope: f"{hub.url}/kalender/{path}.ics" for scope, path in public.items()},
            **dict(zip(PRIVATE, self._private(leader, cast.focal(pelita), pelita), strict=True)),
        }
        self.leaving = self._own(self._leaving)
        """The address of the calendar of somebody who gives a place back."""

    def _day(self, days: int) -> datetime:
        return (clock.now() + timedelta(days=days)).replace(minute=0, second=0, microsecond=0)

    def _private(self, leader: Person, focal: Person, of: Organisation) -> tuple[str, str, str]:
        return (
            self._own(self._place),
            self._made(Holder(FeedKind.LEADING, leader.id)),
            self._made(Holder(FeedKind.ORGANISATION, focal.id, organisation_id=of.id)),
        )

    def _own(self, place: Registration) -> str:
        return self._made(
            Holder(
                FeedKind.OWN,
                place.person_id,
                registration_key=place.key,
                link_version=place.link_version,
            )
        )

    def _made(self, holder: Holder) -> str:
        token = tokens.key()
        db.write(
            private.make, holder, tokens.digest(token), label="HP", by=ONESELF, now=clock.now()
        )
        return f"{self._hub.url}/kalender/saya/{token}.ics"

    def steps(self) -> Iterator[Step]:
        """Do one thing after another; yield each when it is done."""
        begins = self._meeting.starts_at
        other = {_OTHER: (self._other.starts_at, self._other.ends_at)}
        yield self._step("planned", {_TITLE: _two_hours(begins)}, other)
        later = begins + timedelta(days=1, hours=3)
        self._move(self._meeting, later)
        yield self._step("moved", {_TITLE: _two_hours(later)}, other)
        self._call_off(self._meeting)
        cancelled = {f"DIBATALKAN: {_TITLE}": _two_hours(later)}
        yield self._step("cancelled", cancelled, other)
        db.write(standing.leave, self._leaving, self._other.id, by=DIRECTOR, now=clock.now())
        yield self._step("place given back", cancelled, other, left=True)

    def _step(self, done: str, entries: Entries, others: Entries, *, left: bool = False) -> Step:
        self._hub.at += timedelta(minutes=5)
        db.session.rollback()
        return Step(done, entries | others, entries, left)

    def _move(self, meeting: Meeting, begins: datetime) -> None:
        db.write(
            planning.change_meeting,
            meeting,
            version=meeting.version,
            title=meeting.title,
            description=meeting.description,
            starts_at=begins,
            ends_at=begins + timedelta(hours=2),
            capacity=meeting.capacity,
            join_link=meeting.join_link,
            by=DIRECTOR,
            now=clock.now(),
        )

    def _call_off(self, meeting: Meeting) -> None:
        reason = "Pembicara sakit; tunggu kabar"
        db.write(planning.cancel_meeting, meeting, reason=reason, by=DIRECTOR, now=clock.now())


def _two_hours(begins: datetime) -> tuple[datetime, datetime]:
    return begins, begins + timedelta(hours=2)
