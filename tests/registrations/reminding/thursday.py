"""A session on a Thursday and the clock before it, for the tests of reminders."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from tests.by_itself import run
from tests.cast import Cast
from tests.messages.outbox import of_kind
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.reminding import jobs
from webinar_hub.registrations.reminding.letters import REMINDER

Frozen = Callable[..., None]

BEGINS = datetime(2026, 11, 26, 7, tzinfo=UTC)
"""Thursday, 14.00 WIB."""


def remind() -> None:
    """Run the job once."""
    run(jobs.JOBS)
    db.session.rollback()


def reminders() -> list[Letter]:
    return of_kind(REMINDER)


def written() -> list[tuple[str, timedelta]]:
    """Return whom reminders were written, and how long before the session they were due."""
    return [(each.person.name, BEGINS - each.due) for each in reminders()]


def states() -> list[LetterState]:
    return [each.state for each in reminders()]


def thursday(cast: Cast, **facts: int) -> Meeting:
    cast.region("91")
    return cast.meeting(cast.series(**facts), starts_at=BEGINS)  # type: ignore[arg-type]


DAY, HOUR = timedelta(days=1), timedelta(hours=1)
