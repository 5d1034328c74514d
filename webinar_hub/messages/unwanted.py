"""Letters that somebody wants no more of: one press in a letter, taken back by another (RFC 8058).

What writes runs inside db.write.
"""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import joinedload

from webinar_hub.kit import tokens
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound
from webinar_hub.kit.links import Links
from webinar_hub.messages import kinds, rules
from webinar_hub.messages.models import Letter, LetterState, Unwanted
from webinar_hub.people.models import Person

_PURPOSE = "unwanted"


def address(links: Links, letter: Letter) -> str | None:
    """Return where a letter's receiver says that they want no more of its kind.

    None where it is a service letter, which goes in any case.
    """
    if kinds.declared[letter.kind].service:
        return None
    return links.capability("messages.no_more", _PURPOSE, letter.key)


def by_link(link_key: bytes, link: str) -> Letter:
    """Return the letter in which such an address stands; raise NotFound."""
    key = tokens.opened(link_key, _PURPOSE, link)
    found = select(Letter).where(Letter.key == key).options(joinedload(Letter.person))
    letter = db.session.scalar(found)
    if letter is None or letter.person.erased_at is not None or letter.kind not in kinds.declared:
        raise NotFound
    return letter


def is_unwanted(person_id: int, kind: str) -> bool:
    """Say whether a person wants no more letters of a kind."""
    said = select(Unwanted.id).where(Unwanted.person_id == person_id, Unwanted.kind == kind)
    return db.session.scalar(said) is not None


def why_not(person: rules.Receiver, kind: str) -> str:
    """Return the reason why no letter of a kind goes to a person, "" where it goes."""
    if person.restricted_at is not None:
        return rules.RESTRICTED
    return rules.UNWANTED if is_unwanted(person.id, kind) else ""


def refuse(letter: Letter, *, now: datetime) -> None:
    """Write down that the receiver wants no more of this kind, and drop what waits of it."""
    said = db.insert(Unwanted).values(person_id=letter.person_id, kind=letter.kind, since=now)
    db.session.execute(said.on_conflict_do_nothing())
    waiting = update(Letter).where(
        Letter.person_id == letter.person_id,
        Letter.kind == letter.kind,
        Letter.state.in_(rules.UNSENT),
    )
    dropped = {"state": LetterState.DROPPED, "reason": rules.UNWANTED, "lease_until": None}
    db.session.execute(waiting.values(next_at=now, **dropped))


def want_again(letter: Letter) -> None:
    """Take that back; what was dropped meanwhile stays dropped."""
    said = delete(Unwanted).where(
        Unwanted.person_id == letter.person_id, Unwanted.kind == letter.kind
    )
    db.session.execute(said)


def want_all_again(person: Person) -> None:
    """Take back whatever was refused where a person's letters went so far."""
    db.session.execute(delete(Unwanted).where(Unwanted.person_id == person.id))
