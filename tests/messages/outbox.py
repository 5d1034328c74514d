"""What the tests of sending share.

Letters in the outbox, a mail server's settings, a lease that ends at once.
"""

import math
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from tests.cast import Cast
from tests.cast_network import together
from tests.messages.examples import FACTS
from tests.messages.sink import Sink, mail_server
from webinar_hub.config import Settings
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.links import Links
from webinar_hub.messages import outbox, sender
from webinar_hub.messages.actions import post
from webinar_hub.messages.models import Lane, Letter
from webinar_hub.people.models import Person


def put(
    person: Person,
    *,
    kind: str = "registrations/confirmed",
    subject: str = "registration:one",
    **facts: Any,
) -> Letter:
    """Put a letter into the outbox, due now."""
    letter = db.write(_post, person, kind, subject, facts)
    db.session.rollback()
    return letter


def letter_of(letter_id: int) -> Letter:
    """Return a letter that was put into the outbox, with its person."""
    with_person = [joinedload(Letter.person)]
    return db.session.get_one(Letter, letter_id, options=with_person, populate_existing=True)


def put_many(
    cast: Cast, count: int, *, word: str = "orang", kind: str = "registrations/confirmed"
) -> list[str]:
    """Put a letter each to so many people into the outbox and return their addresses, in order."""
    addresses = [f"{word}{number:03}@example.org" for number in range(count)]
    with together:
        people = [
            cast.person(f"{word.title()} {number}", email=address)
            for number, address in enumerate(addresses)
        ]

    def put_all() -> None:
        for number, person in enumerate(people):
            _post(person, kind, f"registration:{number}", {})

    db.write(put_all)
    db.session.rollback()
    return addresses


def _post(person: Person, kind: str, subject: str, facts: dict[str, Any]) -> Letter:
    now, facts = clock.now(), FACTS[kind] | facts
    return post(kind, subject=subject, person=person, facts=facts, due=now, language="id", now=now)


def with_server(app: Flask, port: int, **changed: Any) -> Settings:
    """Return the settings with a mail server on this port, no pauses, and retries at once."""
    settings: Settings = app.extensions["settings"]
    values: dict[str, Any] = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none"}
    values |= {"mail_per_second": 0.0, "mail_retry": (0, 0, 0, 0)}
    return replace(settings, **(values | changed))


def send(app: Flask, settings: Settings) -> None:
    """Run a sender of each lane once."""
    links: Links = app.extensions["links"]
    for lane in Lane:
        sender.send_due(lane, settings, links)
    db.session.rollback()


def claim(
    by: str,
    lane: Lane = Lane.CHANGES,
    *,
    per_second: float = 0,
    most: int = 0,
    now: datetime | None = None,
) -> outbox.Claim | None:
    """Take a letter as a sender does."""
    gap = timedelta(seconds=1 / per_second if per_second else 0)
    return db.write(outbox.claim, by, lane, gap=gap, most=most, now=now or clock.now())


def end_leases() -> None:
    """Let the minute of every lease pass, and the ten after it, watched by this process."""
    past = clock.now() - timedelta(seconds=1)
    outbox.watch()
    for hand in outbox.watched_since:
        outbox.watched_since[hand] = -math.inf
    db.write(
        lambda: db.session.execute(
            update(Letter)
            .where(Letter.state.in_(outbox.IN_HAND))
            .values(next_at=past, lease_until=past)
        )
    )


def rows() -> list[Letter]:
    """Return all letters, read afresh, in the order in which they were written."""
    db.session.rollback()
    return list(
        db.session.scalars(
            select(Letter).order_by(Letter.id).execution_options(populate_existing=True)
        ).all()
    )


def of_kind(kind: str) -> list[Letter]:
    """Return the letters of a kind with their receivers, read afresh, in order."""
    db.session.rollback()
    found = select(Letter).where(Letter.kind == kind).options(joinedload(Letter.person))
    afresh = found.order_by(Letter.id).execution_options(populate_existing=True)
    return list(db.session.scalars(afresh).all())


def sent_at(app: Flask, monkeypatch: pytest.MonkeyPatch, moment: datetime) -> Sink:
    """Send what is due at a moment and return what came."""
    with monkeypatch.context() as moved, mail_server() as sink:
        moved.setattr(clock, "now", lambda: moment)
        send(app, with_server(app, sink.port))
    return sink
