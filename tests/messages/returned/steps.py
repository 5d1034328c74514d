"""What the tests of failing addresses share."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from tests.messages.outbox import put, send, with_server
from tests.messages.returned.test_reading import report
from tests.messages.sink import mail_server
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Failing, Letter, LetterState
from webinar_hub.messages.returned import actions, reading
from webinar_hub.people.models import Person

MARIA = "maria@example.org"
GONE = "550 5.1.1 User unknown"


def failing() -> Failing | None:
    """Return the one address that was heard of, read afresh."""
    db.session.rollback()
    found = select(Failing).options(joinedload(Failing.letter))
    return db.session.scalar(found.execution_options(populate_existing=True))


def marked() -> bool:
    """Say whether it counts as failing."""
    found = failing()
    return found is not None and found.marked_at is not None


def refuse(app: Flask, *answers: str) -> None:
    """Send what is due to a mail server that answers so to Maria's address, then takes it."""
    with mail_server(refuse_receiver={MARIA: [*answers]}) as sink:
        send(app, with_server(app, sink.port, mail_retry=(60,) * 9))


def deliver(app: Flask) -> list[str]:
    """Send what is due and return to whom it went."""
    with mail_server() as sink:
        send(app, with_server(app, sink.port))
    return sink.receivers


def went(app: Flask, person: Person, *, subject: str = "registration:went") -> Letter:
    """Return a letter that our mail server took."""
    letter = put(person, subject=subject)
    with mail_server() as sink:
        send(app, with_server(app, sink.port))
    db.session.refresh(letter)
    assert letter.state is LetterState.SENT
    return letter


def come_back(
    letter: Letter,
    text: str = GONE,
    *,
    to: str = MARIA,
    shape: str = "postfix",
    action: str = "failed",
    status: str = "5.1.1",
    host: str = "127.0.0.1",
) -> None:
    """Take in a report about a letter, as a mailbox brings it."""
    content = report(shape, action, status, text, to=to, key=letter.message_id)
    content = content.replace(b"hub.example.org", host.encode())
    db.write(actions.take_report, reading.read(content, host="127.0.0.1"), now=clock.now())
    db.session.rollback()


def fail(app: Flask, person: Person) -> None:
    """Let somebody's address count as failing, by a report."""
    come_back(went(app, person), to=str(person.email))
    assert marked()


def tried_before(**past: float) -> None:
    """Let the last try lie so far back."""
    earlier = clock.now() - timedelta(**past)
    db.write(lambda: db.session.execute(update(Failing).values(tried_at=earlier)))
