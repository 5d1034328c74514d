"""Look up the codes that open somebody's own data."""

from datetime import datetime

from sqlalchemy import select

from webinar_hub.accounts import queries as accounts
from webinar_hub.kit import tokens
from webinar_hub.kit.db import db
from webinar_hub.people.models import Person
from webinar_hub.records.models import DataCode


def live_code(person: Person, now: datetime, *, for_address: bool = False) -> DataCode | None:
    """Return the latest code of a person that can be used.

    for_address: one that confirms a new address.
    """
    live = select(DataCode).where(
        DataCode.person_id == person.id, DataCode.used_at.is_(None), DataCode.expires_at > now
    )
    meant = DataCode.address.is_not(None) if for_address else DataCode.address.is_(None)
    return db.session.scalar(live.where(meant).order_by(DataCode.id.desc()).limit(1))


def opened(person: Person, token: str | None, now: datetime) -> bool:
    """Say whether a browser's token opens the data of a person at this moment."""
    if not token:
        return False
    held = select(DataCode.id).where(
        DataCode.person_id == person.id,
        DataCode.token_digest == tokens.digest(token),
        DataCode.open_until > now,
    )
    return db.session.scalar(held) is not None


def works_at_the_desk(person: Person) -> bool:
    """Say whether a person has an account that is open."""
    account = accounts.of_person(person.id)
    return account is not None and account.closed_at is None
