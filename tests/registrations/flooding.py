"""Many forms that come from one source."""

from collections import Counter
from datetime import datetime

from sqlalchemy import select, update

from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR, Actor
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.joining import actions as joining
from webinar_hub.registrations.joining.actions import Application
from webinar_hub.registrations.models import (
    Seat,
    SeatStatus,
    SentForm,
)
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.registrations.waiting import actions as waiting

CARRIER, HOME = "carrier", "home"


CONFIRMED, WAITS = SeatStatus.CONFIRMED, SeatStatus.WAITLISTED


def sent(
    meeting: Meeting,
    number: int | str,
    *,
    source: str | None = CARRIER,
    by: Actor = VISITOR,
    email: bool = True,
    now: datetime | None = None,
) -> SentForm:
    key = _send(_where(meeting), number, source=source, by=by, email=email, now=now or clock.now())
    return sent_forms.by_key(key)


def _where(meeting: Meeting) -> tuple[str | None, str | None]:
    """Return the series or the date that a form for a meeting asks for."""
    return (None, meeting.key) if meeting.series.rolling else (meeting.series.key, None)


def _send(
    where: tuple[str | None, str | None],
    number: int | str,
    *,
    source: str | None,
    by: Actor,
    email: bool,
    now: datetime,
) -> str:
    who = Application(
        f"Peserta {number}",
        f"p{number}@example.org" if email else None,
        None if email else f"+62812{number:07}",
        "",
        None,
        {},
        "id",
    )
    return db.write(joining.join, *where, who, source=source, by=by, now=now)


def flood(
    meeting: Meeting,
    number: int,
    *,
    source: str | None = CARRIER,
    first: int = 0,
    email: bool = True,
) -> list[SentForm]:
    """Send so many forms one after the other; return them in this order."""
    where = _where(meeting)
    keys = [
        _send(where, each, source=source, by=VISITOR, email=email, now=clock.now())
        for each in range(first, first + number)
    ]
    found = select(SentForm).where(SentForm.key.in_(keys)).order_by(SentForm.id)
    return list(db.session.scalars(found))


def stand(meeting: Meeting) -> Counter[tuple[str, str | None]]:
    """Return how many seats of a meeting stand how, with what they have until there is proof."""
    rows = (
        select(Seat.status, SentForm.proof)
        .outerjoin(SentForm, SentForm.id == Seat.sent_form_id)
        .where(Seat.meeting_id == meeting.id)
    )
    return Counter((str(status), proof) for status, proof in db.session.execute(rows))


def status(form: SentForm) -> SeatStatus:
    return db.session.scalars(
        select(Seat.status).where(Seat.registration_id == form.registration_id)
    ).one()


def letters_went(at: datetime) -> None:
    db.session.execute(update(Letter).values(state=LetterState.SENT, sent_at=at))
    db.session.commit()


def lapse(at: datetime) -> None:
    while db.write(waiting.let_lapse_next, now=at):
        pass
