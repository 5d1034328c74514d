"""Somebody who joins from the group a moment before the start."""

from datetime import datetime

from webinar_hub.attendance.gathering import actions
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.joining.actions import Application
from webinar_hub.registrations.models import SentForm

MARIA = Application(
    name="Maria Goreti Bere",
    email=None,
    phone="+6281234567890",
    organisation="",
    region_code=None,
    consents={},
    language="id",
)


def joined(
    meeting: Meeting, application: Application = MARIA, *, now: datetime | None = None
) -> SentForm:
    return db.write(
        actions.gather,
        meeting,
        application=application,
        source="here",
        by=VISITOR,
        now=now or clock.now(),
    )
