"""Take somebody in who stands at the door of a meeting. Runs inside db.write."""

from datetime import datetime

from webinar_hub.attendance.entering import actions as entering
from webinar_hub.attendance.entering import rules as door
from webinar_hub.kit.actor import Actor
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.joining import actions as joining
from webinar_hub.registrations.joining.actions import Application
from webinar_hub.registrations.models import SeatStatus, SentForm
from webinar_hub.registrations.proof import queries as sent_forms


def gather(
    meeting: Meeting,
    *,
    application: Application,
    source: str,
    channel: str = "",
    by: Actor,
    now: datetime,
) -> SentForm:
    """Take somebody in by the short form, and note the press on "Gabung" with their form.

    source is where the form came from, as a digest, channel the word of the link. Raises
    DoorClosed while nobody gathers, and Refused, with nothing written.
    """
    series_key, meeting_key = (
        (None, meeting.key) if meeting.series.rolling else (meeting.series.key, None)
    )
    key = joining.join(
        series_key, meeting_key, application, source=source, channel=channel, by=by, now=now
    )
    form = sent_forms.by_key(key)
    asked = next(date for date in form.dates if date.meeting_id == meeting.id)
    door.open_door(asked.meeting, now=now)
    if asked.given is SeatStatus.CONFIRMED:
        entering.note_press(form, asked, now=now)
    return form
