"""What stays of the sessions in which somebody had a place."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, SQLColumnExpression, case, func, or_, select

from webinar_hub.attendance.keeping.rules import opens
from webinar_hub.attendance.models import Attendance, AttendanceStatus
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound, existing
from webinar_hub.kit.text import clean, search_key
from webinar_hub.materials import queries as materials
from webinar_hub.materials.models import Material, Recording, Visibility
from webinar_hub.materials.photos import queries as photos
from webinar_hub.materials.photos.models import Photo
from webinar_hub.network.models import Organisation
from webinar_hub.papers import queries as papers
from webinar_hub.papers.notulen import queries as notulen
from webinar_hub.papers.notulen.queries import Record
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Appearance, Meeting
from webinar_hub.registrations.models import Registration, Seat, SeatStatus


@dataclass(frozen=True)
class OwnSession:
    """What stays of a session in which somebody had a place; present: they were there."""

    meeting: Meeting
    present: bool
    recording: Recording | None
    materials: Sequence[Material]
    notulen: Visibility | None
    photos: Sequence[Photo]

    def opens(self, visibility: Visibility) -> bool:
        """Say whether they open what these people may open."""
        return opens(visibility, present=self.present)

    @property
    def photos_seen(self) -> list[Photo]:
        """Return the photos that they may see."""
        return [each for each in self.photos if each.visibility and self.opens(each.visibility)]


def sessions_of(registration: Registration) -> list[OwnSession]:
    """Return what stays of each session in which somebody had a place, the latest first."""
    present = _presence(registration)
    recordings, files = materials.of_meetings(present)
    notulens = papers.notulens(present)
    pictures = photos.shown(meeting.id for meeting in present)
    kept = {*recordings, *notulens}
    return [
        OwnSession(
            meeting,
            there,
            recordings.get(meeting.id),
            files[meeting.id],
            notulens.get(meeting.id),
            pictures[meeting.id],
        )
        for meeting, there in present.items()
        if meeting.id in kept or files[meeting.id] or pictures[meeting.id]
    ]


def own_file(registration: Registration, key: str) -> Material:
    """Return the file of this key that somebody opens by their place; raise NotFound."""
    found = existing(db.session.scalar(select(Material).where(Material.key == key)))
    _refuse_shut(registration, found.meeting_id, found.visibility)
    return found


def own_photo(registration: Registration, key: str) -> Photo:
    """Return the photo of this key that somebody sees by their place; raise NotFound."""
    found = photos.shown_photo(key)
    _refuse_shut(registration, found.meeting_id, existing(found.visibility))
    return found


def _refuse_shut(registration: Registration, meeting_id: int, visibility: Visibility) -> None:
    present = {meeting.id: there for meeting, there in _presence(registration).items()}
    there = present.get(meeting_id)
    if there is None or not opens(visibility, present=there):
        raise NotFound


def own_notulen(registration: Registration, key: str) -> tuple[Meeting, Record]:
    """Return the meeting of this key and its notulen, which somebody opens by their place.

    Raises NotFound.
    """
    held = _presence(registration)
    meeting = existing(next((each for each in held if each.key == key), None))
    there = held[meeting]
    return meeting, notulen.record(meeting, lambda visibility: opens(visibility, present=there))


def _presence(registration: Registration) -> dict[Meeting, bool]:
    """Return the sessions in which a registration has a place, and whether it was present."""
    held = (
        select(Meeting, Attendance.status)
        .join(Seat, Seat.meeting_id == Meeting.id)
        .outerjoin(Attendance, Attendance.seat_id == Seat.id)
        .where(Seat.registration_id == registration.id, Seat.status == SeatStatus.CONFIRMED)
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    )
    return {row[0]: row[1] is AttendanceStatus.PRESENT for row in db.session.execute(held)}


MOST_OFFERED = 100
"""How many people a form offers at once; whoever is not among them is found by their name."""


def may_be_on_photos(
    meeting: Meeting, typed: str, on_it: Collection[Person]
) -> list[tuple[Person, str]]:
    """Return who may be on a photo of a meeting, each with where they are from.

    First who is on it already, then who speaks and who is registered, whoever was present first.
    typed: only names and organisations that hold these words.
    """
    found = {each.id: (each, "") for each in on_it}
    present = case((Attendance.status == AttendanceStatus.PRESENT, 0), else_=1)
    first = present, Person.name_key, Person.id
    for people in (
        _asked_for(_speaking(meeting), typed, Person.name_key),
        _asked_for(_registered(meeting), typed, *first),
    ):
        for person, where in db.session.execute(people):
            known = found.get(person.id, (person, ""))
            found[person.id] = (known[0], known[1] or where or "")
    return list(found.values())


def _speaking(meeting: Meeting) -> Select[Person, str]:
    return (
        select(Person, Organisation.name)
        .join(Appearance, Appearance.person_id == Person.id)
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .where(Appearance.meeting_id == meeting.id)
    )


def _registered(meeting: Meeting) -> Select[Person, str]:
    return (
        select(Person, func.coalesce(Organisation.name, Registration.organisation_name))
        .join(Registration, Registration.person_id == Person.id)
        .join(Seat, Seat.registration_id == Registration.id)
        .outerjoin(Attendance, Attendance.seat_id == Seat.id)
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .where(Seat.meeting_id == meeting.id, Seat.status == SeatStatus.CONFIRMED)
        .where(Registration.merged_into_id.is_(None))
    )


def _asked_for(
    people: Select[Person, str], typed: str, *order: SQLColumnExpression[Any]
) -> Select[Person, str]:
    for word in search_key(clean(typed)[:100]).split()[:6]:
        inside = (
            column.contains(word, autoescape=True)
            for column in (Person.name_key, Organisation.search_key)
        )
        people = people.where(or_(*inside))
    return people.where(Person.erased_at.is_(None)).order_by(*order).limit(MOST_OFFERED)
