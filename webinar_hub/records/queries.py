"""What we look up of one person across all rooms."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from webinar_hub.accounts import queries as accounts
from webinar_hub.attendance import persons as attendance
from webinar_hub.certificates import queries as certificates
from webinar_hub.directory import queries as directory
from webinar_hub.kit import tokens
from webinar_hub.kit.db import db
from webinar_hub.messages import queries as messages
from webinar_hub.people import answers
from webinar_hub.people import queries as people
from webinar_hub.people.models import Person
from webinar_hub.programmes import queries as programmes
from webinar_hub.records.models import DataCode
from webinar_hub.registrations import needs
from webinar_hub.registrations import queries as registrations


def copy_of(person: Person) -> dict[str, list[dict[str, Any]]]:
    """Return everything that is stored about a person, by kind, each a list of rows; moments are aware, in UTC."""
    return {
        **people.copy_of(person),
        **answers.copy_of(person),
        **registrations.copy_of(person),
        "access_needs": needs.copy_of(registrations.all_of(person)),
        **attendance.copy_of(person),
        "certificates": certificates.copy_of(person),
        "letters": messages.copy_of(person),
        "appearances": programmes.copy_of(person),
        **accounts.copy_of(person),
        "focal_requests": directory.requests_of(person),
    }


def works_at_the_desk(person: Person) -> bool:
    """Say whether a person has an account that is open."""
    account = accounts.of_person(person.id)
    return account is not None and account.closed_at is None


def live_code(person: Person, now: datetime, *, for_address: bool = False) -> DataCode | None:
    """Return the latest code of a person that can be used; for_address: one that confirms a new address."""
    live = select(DataCode).where(DataCode.person_id == person.id, DataCode.used_at.is_(None), DataCode.expires_at > now)
    meant = DataCode.address.is_not(None) if for_address else DataCode.address.is_(None)
    return db.session.scalar(live.where(meant).order_by(DataCode.id.desc()).limit(1))


def opened(person: Person, token: str | None, now: datetime) -> bool:
    """Say whether a browser's token opens the data of a person at this moment."""
    if not token:
        return False
    held = select(DataCode.id).where(DataCode.person_id == person.id, DataCode.token_digest == tokens.digest(token), DataCode.open_until > now)
    return db.session.scalar(held) is not None
