"""Who is present in a series, to say before an act what it changes for them."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from webinar_hub.attendance.models import Attendance, AttendanceStatus
from webinar_hub.kit.db import db
from webinar_hub.kit.language import ngettext
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.programmes.signals import Holders
from webinar_hub.registrations.models import Seat


def held(series: Series, _now: datetime) -> Iterable[Holders]:
    """Yield who was present in which session."""
    present = (
        select(Seat.registration_id, Seat.meeting_id)
        .join(Attendance, Attendance.seat_id == Seat.id)
        .join(Meeting, Meeting.id == Seat.meeting_id)
        .where(Meeting.series_id == series.id, Attendance.status == AttendanceStatus.PRESENT)
    )
    rows = frozenset((row[0], row[1]) for row in db.session.execute(present))
    yield Holders(rows, _present, _no_longer)


def _present(number: int) -> str:
    return ngettext("%(num)d person becomes present.", "%(num)d people become present.", number) % {
        "num": number
    }


def _no_longer(number: int) -> str:
    return ngettext(
        "%(num)d person is no longer present.", "%(num)d people are no longer present.", number
    ) % {"num": number}
