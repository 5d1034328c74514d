"""Let one of the demo's weekly sessions be in person too, with a roll call at its door."""

from datetime import datetime, timedelta

from webinar_hub.attendance.models import EvidenceKind
from webinar_hub.attendance.roll_call import actions as roll_call
from webinar_hub.attendance.roll_call.rules import Noted
from webinar_hub.demo.stage import Run
from webinar_hub.demo.timeline import Timeline
from webinar_hub.kit.actor import ONESELF, Actor
from webinar_hub.programmes.models import Meeting
from webinar_hub.programmes.planning.actions import change_meeting
from webinar_hub.programmes.venues.rules import Where
from webinar_hub.registrations import queries as registrations
from webinar_hub.registrations.coming import actions as coming
from webinar_hub.registrations.models import SeatStatus

_HALL = Where(
    "Aula Sekretariat Bersama, Jl. Kramat Raya 12, Jakarta Pusat",
    "https://peta.example/aula-sekretariat",
)
_SETTLED, _CHOSEN = timedelta(days=6), timedelta(days=2)
_COME = 14
_WALKED_IN = ("Siti Rohmah", "Posyandu Melati, Tanah Abang")
_COUNTED = timedelta(hours=6)


def hold(run: Run, timeline: Timeline, *, by: Actor) -> None:
    """Let people come to the third of the last sessions that are over."""
    over = [each for each in run.meetings if each.ends_at + _COUNTED <= timeline.end]
    meeting = over[-3]
    timeline.at(meeting.starts_at - _SETTLED, _settle, meeting, by)
    timeline.at(meeting.starts_at - _CHOSEN, _choose, meeting)
    timeline.at(meeting.starts_at + timedelta(minutes=30), _arrive, meeting, run.facilitator)
    timeline.at(meeting.ends_at, _finish, meeting, run.facilitator)


def _settle(meeting: Meeting, by: Actor, now: datetime) -> None:
    change_meeting(
        meeting,
        version=meeting.version,
        title=meeting.title,
        description=meeting.description,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        capacity=meeting.capacity,
        join_link=meeting.join_link,
        where=_HALL,
        by=by,
        now=now,
    )


def _choose(meeting: Meeting, now: datetime) -> None:
    # By row, since databases sort names differently.
    seats = sorted(registrations.seats_of([meeting.id]), key=lambda seat: seat.id)
    placed = [each.registration for each in seats if each.status is SeatStatus.CONFIRMED]
    for each in placed[:_COME]:
        coming.choose(each, meeting.key, at_venue=True, by=ONESELF, now=now)


def _arrive(meeting: Meeting, by: Actor, now: datetime) -> None:
    """Note who comes, one late, one excused, one without registration; two stay away."""
    seats = sorted(registrations.seats_of([meeting.id]), key=lambda seat: seat.id)
    keys = [each.registration.key for each in seats if each.at_venue]
    late = Noted(came=meeting.starts_at + timedelta(minutes=25))
    for some, said in (
        (keys[:-4], Noted()),
        (keys[-4:-3], late),
        (keys[-3:-2], Noted(EvidenceKind.EXCUSED)),
    ):
        roll_call.mark(meeting.id, some, said, by=by, now=now)
    name, organisation = _WALKED_IN
    roll_call.add(meeting.id, typed_name=name, organisation=organisation, by=by, now=now)


def _finish(meeting: Meeting, by: Actor, now: datetime) -> None:
    roll_call.finish(meeting.id, by=by, now=now)
