"""What stays of the sessions in which somebody had a place."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from webinar_hub.attendance.keeping.rules import opens
from webinar_hub.attendance.models import Attendance, AttendanceStatus
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound, existing
from webinar_hub.materials import queries as materials
from webinar_hub.materials.models import Material, Recording, Visibility
from webinar_hub.papers import queries as papers
from webinar_hub.papers.notulen import queries as notulen
from webinar_hub.papers.notulen.queries import Record
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration, Seat, SeatStatus


@dataclass(frozen=True)
class Own:
    """What stays of a session in which somebody had a place; present: they were there."""

    meeting: Meeting
    present: bool
    recording: Recording | None
    materials: Sequence[Material]
    notulen: Visibility | None

    def opens(self, visibility: Visibility) -> bool:
        """Say whether they open what these people may open."""
        return opens(visibility, present=self.present)


def own(registration: Registration) -> list[Own]:
    """Return what stays of each session in which somebody had a place, the latest first."""
    present = _presence(registration)
    recordings, files = materials.of_meetings(present)
    notulens = papers.notulens(present)
    kept = {*recordings, *notulens}
    return [
        Own(
            meeting,
            there,
            recordings.get(meeting.id),
            files[meeting.id],
            notulens.get(meeting.id),
        )
        for meeting, there in present.items()
        if meeting.id in kept or files[meeting.id]
    ]


def own_file(registration: Registration, key: str) -> Material:
    """Return the file of this key that somebody opens by their place; raise NotFound."""
    found = existing(db.session.scalar(select(Material).where(Material.key == key)))
    present = {meeting.id: there for meeting, there in _presence(registration).items()}
    there = present.get(found.meeting_id)
    if there is None or not opens(found.visibility, present=there):
        raise NotFound
    return found


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
