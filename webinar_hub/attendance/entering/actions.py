"""Let somebody into a meeting. Each runs inside db.write."""

from datetime import datetime

from webinar_hub.attendance.entering import queries, rules
from webinar_hub.attendance.matching import queries as matching
from webinar_hub.attendance.matching.actions import add_matches
from webinar_hub.attendance.models import CLICK, Evidence, EvidenceKind
from webinar_hub.kit.db import db
from webinar_hub.kit.language import _
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.every_date import actions as every_date
from webinar_hub.registrations.models import FormDate, Seat, SentForm

PRESSED = _("Pressed “Join” on the personal page")


def enter(registration_id: int, meeting_key: str, *, now: datetime) -> Meeting:
    """Note the first press on "Gabung" as weak evidence; return the meeting with its join link.

    Raises NotFound without a seat, DoorClosed outside the hours or without a place.
    """
    seat = queries.seat_in(registration_id, meeting_key)
    rules.may_enter(seat.meeting, standing=seat.status, now=now)
    _note_press(seat, now=now)
    return seat.meeting


def enter_by_form(form: SentForm, meeting_key: str, *, now: datetime) -> Meeting:
    """Let in whoever holds the page of a form.

    Raises NotFound for a date that the form did not ask for, DoorClosed outside the hours or
    without a place.
    """
    date, standing = queries.asked_by(form, meeting_key)
    rules.may_enter(date.meeting, standing=standing, now=now)
    note_press(form, date, now=now)
    return date.meeting


def note_press(form: SentForm, date: FormDate, *, now: datetime) -> None:
    """Note the first press on "Gabung" with a form; it is evidence once its owner confirmed it."""
    date.pressed_at = date.pressed_at or now
    if form.proved_at:
        _note_press_of_owner(form, date.meeting_id, now=now)


def count_presses(form: SentForm) -> None:
    """Let the presses with a form that its owner confirmed be evidence."""
    for date in form.dates:
        if date.pressed_at:
            _note_press_of_owner(form, date.meeting_id, now=date.pressed_at)


def _note_press_of_owner(form: SentForm, meeting_id: int, *, now: datetime) -> None:
    seat = queries.seat_of(form.registration_id, meeting_id)
    if seat is not None:
        _note_press(seat, now=now)


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
        every_date.still_come([seat.registration_id], now=now)
