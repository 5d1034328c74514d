"""What is done with members' calendars, as the history tells it."""

from collections.abc import Iterable

from sqlalchemy import select

from webinar_hub.calendars.models import IncomingCalendar
from webinar_hub.history.words import Acts, Verb
from webinar_hub.kit.db import db
from webinar_hub.kit.language import _


def _calendars(keys: set[str]) -> Iterable[tuple[str, str]]:
    named = select(IncomingCalendar.key, IncomingCalendar.name)
    return (
        (row.key, row.name)
        for row in db.session.execute(named.where(IncomingCalendar.key.in_(keys)))
    )


ACTS = Acts(
    verbs={
        "paused a calendar": Verb(_("Calendar paused"), touches=None),
        "went on with a calendar": Verb(_("Calendar fetched again"), touches=None),
        "removed a calendar": Verb(_("Calendar removed"), touches=None),
    },
    objects={"incoming_calendar": _("Calendar of a member")},
    fields={"address": _("Address")},
    names={"incoming_calendar": _calendars},
)
