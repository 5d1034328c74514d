"""Let somebody into a meeting. Each runs inside db.write."""

from datetime import datetime

from webinar_hub.attendance.entering import queries, rules
from webinar_hub.attendance.matching import queries as matching
from webinar_hub.attendance.matching.actions import add_matches
from webinar_hub.attendance.models import CLICK, Evidence, EvidenceKind
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound, existing
from webinar_hub.kit.language import _
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.every_date import actions as every_date
from webinar_hub.registrations.models import Seat, SeatStatus, SentForm
from webinar_hub.registrations.proof import queries as sent_forms

PRESSED = _("Pressed “Join” on the personal page")


def enter(registration_id: int, meeting_key: str, *, now: datetime) -> Meeting:
    """Note the first press on "Gabung" as weak evidence; return the meeting with its join link.

    Raises NotFound without a seat, DoorClosed outside the hours or without a place.
    """
    seat = queries.seat_in(registration_id, meeting_key)
    rules.may_enter(seat.meeting, confirmed=seat.status is SeatStatus.CONFIRMED, now=now)
    _note_press(seat, now=now)
    return seat.meeting


def enter_by_form(form: SentForm, meeting_key: str, *, now: datetime) -> Meeting:
    """Let in whoever holds the page of a form.

    The press is noted only where the form made the seat, or its owner confirmed it. Raises NotFound
    for a date that the form did not ask for, DoorClosed outside the hours or without a place.
    """
    meeting = existing(
        next((date.meeting for date in form.dates if date.meeting.key == meeting_key), None)
    )
    standing = sent_forms.standings(form)[meeting.id]
    if standing is SeatStatus.CANCELLED:
        raise NotFound
    rules.may_enter(meeting, confirmed=standing is SeatStatus.CONFIRMED, now=now)
    if sent_forms.made_seat(form, meeting.id):
        _note_press(queries.seat_in(form.registration_id, meeting_key), now=now)
    return meeting


def _note_press(seat: Seat, *, now: datetime) -> None:
    meeting = seat.meeting
    fingerprint = f"{CLICK}{seat.registration.key}"
    if not matching.evidence_by_fingerprint(meeting.id, [fingerprint]):
        name = seat.registration.person.name
        press = Evidence(
            meeting_id=meeting.id,
            kind=EvidenceKind.JOIN_CLICK,
            fingerprint=fingerprint,
            name=name,
            joined_at=now,
            noted_at=now,
        )
        db.session.add(press)
        db.session.flush()
        add_matches([press], seat.registration_id, PRESSED, decided_by=None, now=now)
        every_date.still_comes(seat.registration_id, now=now)
