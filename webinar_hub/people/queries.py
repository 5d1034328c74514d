"""What we look up about people."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from webinar_hub.kit.db import db
from webinar_hub.people.models import Person

_AT_ONCE = 1000


def at(email: str | None, phone: str | None) -> Sequence[Person]:
    """Return the people at a normalised e-mail address or telephone number; nobody where neither is given."""
    addresses = [column == address for column, address in ((Person.email, email), (Person.phone, phone)) if address]
    if not addresses:
        return []
    return db.session.scalars(select(Person).where(or_(*addresses)).order_by(Person.id)).all()


def known(name_key: str, *, email: str | None, phone: str | None) -> Person | None:
    """Return the person with this normalised name at this normalised address, None where there is none."""
    return next((person for person in at(email, phone) if person.name_key == name_key), None)


def addresses_known(addresses: Sequence[str]) -> set[str]:
    """Return those of many normalised e-mail addresses and telephone numbers at which somebody is known."""
    found: set[str] = set()
    for start in range(0, len(addresses), _AT_ONCE):
        some = addresses[start : start + _AT_ONCE]
        for column in (Person.email, Person.phone):
            found.update(address for address in db.session.scalars(select(column).where(column.in_(some))) if address)
    return found
