"""What we look up about people."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from webinar_hub.kit.db import db
from webinar_hub.people.models import Affiliation, Person


def at(email: str | None, phone: str | None, *, locked: bool = False) -> Sequence[Person]:
    """Return the people at a normalised e-mail address or telephone number, merged ones too; nobody where neither is given.

    locked: none of them is merged before the transaction ends.
    """
    addresses = [column == address for column, address in ((Person.email, email), (Person.phone, phone)) if address]
    if not addresses:
        return []
    there = select(Person).where(or_(*addresses)).order_by(Person.id)
    return db.session.scalars(there.with_for_update(read=True, key_share=True) if locked else there).all()


def known(name_key: str, *, email: str | None, phone: str | None) -> Person | None:
    """Return the person with this normalised name at this normalised address, None where there is none."""
    return called(name_key, at(email, phone))


def called(name_key: str, there: Sequence[Person]) -> Person | None:
    """Return whom a normalised name means among the people at an address, None for nobody.

    Whoever became one of several people answers to every name at every address that any of them had.
    """
    for person in there:
        if person.name_key == name_key:
            return survivor(person)
    lives = {person.merged_into_id or person.id for person in there}
    if not lives:
        return None
    theirs = select(Person).where(Person.name_key == name_key, or_(Person.id.in_(lives), Person.merged_into_id.in_(lives)))
    found = db.session.scalar(theirs.order_by(Person.id).limit(1))
    return found and survivor(found)


def survivor(person: Person) -> Person:
    """Return whom a merged person became; anybody else is themselves."""
    return person if person.merged_into_id is None else db.session.get_one(Person, person.merged_into_id)


def selves(person: Person) -> Sequence[Person]:
    """Return the person and the rows that were merged into theirs, theirs first."""
    merged = db.session.scalars(select(Person).where(Person.merged_into_id == person.id).order_by(Person.id)).all()
    return [person, *merged]


def affiliations(person: Person) -> Sequence[Affiliation]:
    """Return in which organisations a person is and was: those that stand first, then the latest."""
    theirs = select(Affiliation).where(Affiliation.person_id == person.id)
    return db.session.scalars(theirs.order_by(Affiliation.until.is_not(None), Affiliation.since.desc(), Affiliation.id.desc())).all()
