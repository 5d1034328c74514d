"""How a request of the doctor's own arrives by way of the proxies."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from webinar_hub.kit import tokens
from webinar_hub.kit.db import db
from webinar_hub.web.models import Arrival

_WITHIN = timedelta(minutes=5)


def expect(word: str, *, now: datetime) -> None:
    """Expect a request with a one-time word; runs inside db.write."""
    db.session.execute(delete(Arrival).where(Arrival.made_at < now - _WITHIN))
    db.session.add(Arrival(word=tokens.digest(word), made_at=now))


def expected(word: str) -> bool:
    """Say whether a request with this word is expected and has not come yet."""
    return (
        db.session.scalar(
            select(Arrival.id).where(Arrival.word == tokens.digest(word), Arrival.peer.is_(None))
        )
        is not None
    )


def note(word: str, *, peer: str, address: str, scheme: str, forwarded: str) -> None:
    """Note how the request with this word came in; runs inside db.write."""
    for arrival in db.session.scalars(select(Arrival).where(Arrival.word == tokens.digest(word))):
        arrival.peer, arrival.address, arrival.scheme, arrival.forwarded = (
            peer[:64],
            address[:64],
            scheme[:8],
            forwarded[:500],
        )


def take(word: str) -> Arrival:
    """Return how the request with this word came in, its peer None if it did not, and forget it.

    Runs inside db.write.
    """
    found = db.session.scalars(select(Arrival).where(Arrival.word == tokens.digest(word))).one()
    db.session.delete(found)
    return found
