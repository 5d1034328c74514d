"""Somebody who is registered from an organisation, by its name or linked to it."""

from sqlalchemy import func, select

from tests.cast import Cast
from webinar_hub.kit.db import db
from webinar_hub.network.models import (
    Organisation,
)
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration


def registered(
    cast: Cast, written: str, *, region: str = "53.71", organisation: Organisation | None = None
) -> Registration:
    number = db.session.scalar(select(func.count()).select_from(Registration)) or 0
    meeting = db.session.scalar(select(Meeting)) or cast.meeting()
    registration = cast.registration(
        cast.person(f"Orang {number}", phone=f"+62812000{number:04}", region=region), meeting
    )
    registration.organisation_name, registration.organisation_id = (
        written,
        organisation.id if organisation else None,
    )
    db.session.commit()
    return registration
