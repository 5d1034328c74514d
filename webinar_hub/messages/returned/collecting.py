"""Read the mailbox of delivery reports, message after message, from where it was read so far."""

import logging
from datetime import datetime

from sqlalchemy import delete, select

from webinar_hub.config import Settings
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.links import Links
from webinar_hub.messages.models import ReportsRead
from webinar_hub.messages.returned import actions, mailbox, reading
from webinar_hub.messages.returned.reading import Kind, Report

_log = logging.getLogger("webinar_hub.returned")


def collect(settings: Settings, links: Links) -> int:
    """Take in what came since the last time; return how many messages that were.

    Each is written down with how far that is, in one transaction: whoever is interrupted reads the
    next one, or the same again, which changes nothing.
    """
    if not settings.imap_host:
        if db.session.scalar(select(ReportsRead.id)) is not None:
            db.write(lambda: db.session.execute(delete(ReportsRead)))
        return 0
    number = 0
    try:
        with mailbox.opened(settings) as box:
            uid = db.write(_begin, box.validity, now=clock.now())
            for kept in box.after(uid):
                report = reading.read(kept.content, host=links.host)
                db.write(_take_next, report, box.validity, kept.uid, now=clock.now())
                number += 1
                if report.kind is not Kind.UNKNOWN:
                    box.seen(kept.uid)
    except mailbox.Unreached as problem:
        _log.warning("the mailbox of delivery reports cannot be read: %s", problem)
        db.write(_unreached, str(problem), now=clock.now())
    return number


def _begin(validity: int, *, now: datetime) -> int:
    """Write down that the mailbox is reached; return the number of the last message read."""
    row = _row(now)
    row.reached_at, row.problem = now, ""
    if row.validity != validity:
        row.validity, row.uid = validity, 0
    return row.uid


def _take_next(report: Report, validity: int, uid: int, *, now: datetime) -> None:
    row = _row(now)
    if row.validity == validity and row.uid < uid:
        row.uid = uid
    actions.take_report(report, now=now)


def _unreached(problem: str, *, now: datetime) -> None:
    _row(now).problem = problem


def _row(now: datetime) -> ReportsRead:
    """Return the one row; before the mailbox was ever reached, it counts from the first try."""
    there = select(ReportsRead).where(ReportsRead.id == 1).with_for_update()
    row = db.session.scalar(there)
    if row is None:
        first = db.insert(ReportsRead).values(id=1, validity=0, uid=0, reached_at=now, problem="")
        db.session.execute(first.on_conflict_do_nothing())
        row = db.session.scalars(there).one()
    return row
