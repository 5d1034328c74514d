"""What tests of incoming calendars do again and again."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select, update

from tests.calendars.incoming.server import calendar
from tests.cast import DIRECTOR, soon
from webinar_hub.calendars.incoming import actions
from webinar_hub.calendars.incoming.actions import Due
from webinar_hub.calendars.incoming.rules import Date
from webinar_hub.calendars.models import IncomingCalendar
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.network.models import Organisation

ADDRESS = "https://forum.test/agenda.ics"


def date_of(title: str, *, starts: datetime | None = None, uid: str = "") -> Date:
    """Return a date of two hours, four days from now unless told."""
    begins = starts or soon(days=4)
    return Date(uid or title, begins, begins + timedelta(hours=2), whole_day=False, title=title)


def written_down(
    of: Organisation, address: str = ADDRESS, *, by: Actor = DIRECTOR
) -> IncomingCalendar:
    """Take a calendar in that is fetched later."""
    now = clock.now()
    return db.write(actions.take_in, of, name="Agenda", address=address, by=by, now=now)


def taken_in(
    of: Organisation, dates: Iterable[Date] = (), address: str = ADDRESS
) -> IncomingCalendar:
    """Take a calendar in, fetched once with some dates."""
    made = written_down(of, address)
    due = Due(made.id, made.address, "", "")
    db.write(actions.keep, due, dates, now=clock.now())
    return made


def event(title: str, *, starts: datetime | None = None, uid: str = "") -> bytes:
    """Return the calendar with one date of an hour, tomorrow unless told."""
    begins = f"{starts or soon(days=1):%Y%m%dT%H%M%SZ}"
    return calendar(f"UID:{uid or title}\nDTSTART:{begins}\nDURATION:PT1H\nSUMMARY:{title}")


def wait_out_pauses() -> None:
    """Let every calendar have waited long enough."""
    long_ago = clock.now() - timedelta(days=2)
    db.session.execute(update(IncomingCalendar).values(next_at=long_ago))
    db.session.commit()


def as_stored(key: str) -> IncomingCalendar:
    """Return a calendar as the database knows it."""
    fresh = select(IncomingCalendar).execution_options(populate_existing=True)
    db.session.rollback()
    return db.session.scalars(fresh.where(IncomingCalendar.key == key)).one()
