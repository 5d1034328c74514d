"""Take members' calendars in, and keep what was fetched of each. Each runs inside db.write."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete

from webinar_hub.calendars.incoming import queries, rules
from webinar_hub.calendars.incoming.rules import Date
from webinar_hub.calendars.models import IncomingCalendar, IncomingEntry
from webinar_hub.history.actions import change, note
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.batch import parts
from webinar_hub.kit.db import db
from webinar_hub.network import queries as network
from webinar_hub.network.models import Organisation
from webinar_hub.network.rules import Closed, OrganisationElsewhere


@dataclass(frozen=True)
class Due:
    """A calendar that is to be fetched now."""

    id: int
    address: str
    etag: str
    last_modified: str


def take_in(
    organisation: Organisation, *, name: str, address: str, by: Actor, now: datetime
) -> IncomingCalendar:
    """Take an organisation's calendar in from now on.

    Raises OrganisationElsewhere, Closed, CalendarNameMissing, BadAddress and AddressTaken.
    """
    organisation = db.lock(Organisation, organisation.id)
    if not network.answers_for(by, organisation):
        raise OrganisationElsewhere
    if organisation.closed_at is not None:
        raise Closed
    facts = _facts(name, address)
    calendar = IncomingCalendar(
        organisation=organisation,
        name=facts["name"],
        address=facts["address"],
        added_at=now,
        next_at=now,
    )
    db.session.add(calendar)
    db.session.flush()
    note(by, "added", calendar, now=now, after={"organisation": organisation.key, **facts})
    return calendar


def describe(
    calendar: IncomingCalendar, *, name: str, address: str, by: Actor, now: datetime
) -> IncomingCalendar:
    """Change what a calendar is called and where it is; another address is asked at once.

    Raises CalendarNameMissing, BadAddress and AddressTaken.
    """
    calendar = db.lock(IncomingCalendar, calendar.id)
    if "address" in change(by, "changed", calendar, _facts(name, address, but=calendar), now=now):
        calendar.next_at = now
        calendar.etag = calendar.last_modified = calendar.problem = ""
        calendar.failing_since, calendar.failures = None, 0
    return calendar


def _facts(name: str, address: str, *, but: IncomingCalendar | None = None) -> dict[str, str]:
    if not name:
        raise rules.CalendarNameMissing
    address = rules.address(address)
    if queries.address_taken(address, but=but):
        raise rules.AddressTaken
    return {"name": name, "address": address}


def pause(calendar: IncomingCalendar, *, by: Actor, now: datetime) -> IncomingCalendar:
    """Fetch a calendar no more for now, and show its dates nowhere."""
    calendar = db.lock(IncomingCalendar, calendar.id)
    if calendar.paused_at is None:
        calendar.paused_at = now
        note(by, "paused a calendar", calendar, now=now)
    return calendar


def go_on(calendar: IncomingCalendar, *, by: Actor, now: datetime) -> IncomingCalendar:
    """Fetch a paused calendar again, when its time comes, and show its dates."""
    calendar = db.lock(IncomingCalendar, calendar.id)
    if calendar.paused_at is not None:
        calendar.paused_at = None
        note(by, "went on with a calendar", calendar, now=now)
    return calendar


def remove(calendar: IncomingCalendar, *, by: Actor, now: datetime) -> None:
    """Forget a calendar and its dates."""
    calendar = db.lock(IncomingCalendar, calendar.id)
    before = {"organisation": calendar.organisation.key}
    before |= {"name": calendar.name, "address": calendar.address}
    note(by, "removed a calendar", calendar, now=now, before=before)
    db.session.execute(delete(IncomingEntry).where(IncomingEntry.calendar_id == calendar.id))
    db.session.delete(calendar)


def claim(*, now: datetime) -> Due | None:
    """Return the next calendar to fetch, which nobody else fetches within its pause."""
    calendar = queries.next_due(now)
    if calendar is None:
        return None
    calendar.next_at = now + rules.PAUSE
    fresh = calendar.read_at is not None and calendar.read_at > now - rules.READ_ANEW
    said = (calendar.etag, calendar.last_modified) if fresh else ("", "")
    return Due(calendar.id, calendar.address, *said)


def keep(
    due: Due,
    dates: Iterable[Date] | None,
    *,
    etag: str = "",
    last_modified: str = "",
    now: datetime,
) -> None:
    """Keep the dates of a calendar that was fetched; None: they are as they were.

    Sessions of this hub that came back are left out, so that each stands in the schedule once.
    """
    calendar = _still(due)
    if calendar is None:
        return
    calendar.fetched_at, calendar.problem = now, ""
    calendar.failing_since, calendar.failures = None, 0
    if dates is not None:
        calendar.read_at = now
        calendar.etag, calendar.last_modified = etag[:200], last_modified[:100]
        _replace(calendar, [*dates])


def _replace(calendar: IncomingCalendar, dates: list[Date]) -> None:
    own: set[str] = set()
    for some in parts(sorted({each.uid for each in dates})):
        own |= queries.own_uids(some)
    wanted = {each for each in dates if each.uid not in own}
    for row in queries.entries(calendar.id):
        held = Date(
            row.uid, row.starts_at, row.ends_at, row.whole_day, row.title, row.place, row.link
        )
        if held in wanted:
            wanted.remove(held)
        else:
            db.session.delete(row)
    db.session.add_all(IncomingEntry(calendar_id=calendar.id, **asdict(each)) for each in wanted)


def note_problem(due: Due, problem: str, *, now: datetime) -> None:
    """Say why a calendar could not be fetched; its dates stay, and its next pause is longer."""
    calendar = _still(due)
    if calendar is None:
        return
    calendar.problem, calendar.failures = problem, calendar.failures + 1
    calendar.failing_since = calendar.failing_since or now
    calendar.next_at = now + rules.pause(calendar.failures)


def _still(due: Due) -> IncomingCalendar | None:
    """Return a calendar, locked, if it still is at the address from which it was fetched."""
    calendar = db.session.get(
        IncomingCalendar, due.id, with_for_update={"of": IncomingCalendar}, populate_existing=True
    )
    return calendar if calendar is not None and calendar.address == due.address else None


def forget(*, before: datetime) -> None:
    """Forget the dates that were over before a moment."""
    db.session.execute(delete(IncomingEntry).where(IncomingEntry.ends_at < before))
