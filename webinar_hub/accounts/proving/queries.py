"""What we look up about the second step, its codes and its reset."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from webinar_hub.accounts.models import (
    Account,
    PrintedCode,
    StepReset,
)
from webinar_hub.kit.db import db
from webinar_hub.network.models import Organisation


def codes_left(account: Account) -> int:
    """Return how many printed codes of an account are still good."""
    good = PrintedCode.account_id == account.id, PrintedCode.used_at.is_(None)
    return db.session.scalar(select(func.count()).select_from(PrintedCode).where(*good)) or 0


def printed_code(account: Account, digest: str) -> PrintedCode | None:
    """Return an account's printed code that is still good, by its digest."""
    good = (
        PrintedCode.account_id == account.id,
        PrintedCode.digest == digest,
        PrintedCode.used_at.is_(None),
    )
    return db.session.scalar(select(PrintedCode).where(*good))


def reset_asked(account: Account, now: datetime) -> StepReset | None:
    """Return who asked, within a day, that an account set up its second step anew.

    None where nobody did.
    """
    lasting = StepReset.account_id == account.id, StepReset.expires_at > now
    return db.session.scalar(
        select(StepReset).where(*lasting).order_by(StepReset.id.desc()).limit(1)
    )


def resets_asked(now: datetime) -> Sequence[StepReset]:
    """Return every second step that waits for its reset to be confirmed, the oldest first."""
    return db.session.scalars(
        select(StepReset).where(StepReset.expires_at > now).order_by(StepReset.id)
    ).all()


def own_words(account: Account) -> list[str]:
    """Return the names and addresses of a person that are no password of their account."""
    person = account.person
    organisation = (
        db.session.get(Organisation, person.organisation_id)
        if person.organisation_id is not None
        else None
    )
    return [
        person.full_name,
        account.email,
        *((organisation.name, organisation.abbreviation) if organisation else ()),
    ]
