"""A form with every field filled in."""

from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import db
from webinar_hub.people.answers import GuardianGiven
from webinar_hub.people.models import (
    AgeBand,
    Sex,
)
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.forms import ASKED
from webinar_hub.registrations.joining import actions as joining
from webinar_hub.registrations.joining.actions import Application
from webinar_hub.registrations.models import SentForm
from webinar_hub.registrations.needs import Wishes
from webinar_hub.registrations.proof import queries as sent_forms

EVERYTHING = Application(
    name="Maria Goreti Bere",
    email="maria@example.org",
    phone=None,
    organisation="Yayasan Lain",
    region_code="91",
    consents=dict.fromkeys(ASKED, True),
    language="en",
    sex=Sex.MALE,
    age_band=AgeBand.CHILD,
    guardian=GuardianGiven("Aminah", None, "+6281234567890"),
    wishes=Wishes(sign_language=True, other="Saya tuli"),
)
"""Every field of the form, filled in by somebody who knows Maria's name and address."""


def sent(meeting: Meeting, application: Application = EVERYTHING) -> SentForm:
    key = db.write(joining.join, None, meeting.key, application, by=VISITOR, now=clock.now())
    return sent_forms.by_key(key)
