"""What happens by itself. Each room declares its jobs as JOBS in a module `jobs`.

Here stands when each last ended well, whether the worker lives, and whether the clock went back.
"""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, delete, select, update

from webinar_hub.config import Settings
from webinar_hub.kit.db import db
from webinar_hub.kit.language import Sentence
from webinar_hub.kit.links import Links
from webinar_hub.web.models import JobRun

HEARTBEAT, HEARTBEAT_SECONDS = "say_alive", 10
"""The job that says that the worker lives.

What the clock said then at most is the last time seen.
"""

stopping = threading.Event()
"""Set when the worker is asked to stop: no job begins anything more."""

PASSING_KEPT = timedelta(days=30)
"""How long what passes is kept after its use ended.

Codes, links, invitations, answered forms, uploaded tables and settled requests.
"""

_BEHIND = timedelta(minutes=5)
_SILENT = timedelta(minutes=1)
_PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True)
class Worker:
    """What the worker hands to a job."""

    settings: Settings
    links: Links


@dataclass(frozen=True)
class Job:
    """Something that happens by itself every so many seconds; words: what the desk calls it.

    dated: it goes by dates, and waits while the clock is behind the last time seen. at_once: how
    often it runs beside itself where others keep it waiting.
    """

    name: str
    words: Sentence
    work: Callable[[Worker], object]
    every: int
    dated: bool = False
    at_once: int = 1


Forget = Callable[[datetime], object]
"""Deletes what nobody needs any more at this moment; runs inside db.write."""

jobs: list[Job] = []
forgets: list[Forget] = []


def fill(declared: Iterable[Sequence[Job]], forgetting: Iterable[Sequence[Forget]]) -> None:
    """Take the JOBS that the rooms declare, and what they forget, FORGETS; app.py calls this."""
    jobs[:] = [job for room in declared for job in room]
    forgets[:] = [forget for room in forgetting for forget in room]


def until_done(act: Callable[[], object]) -> None:
    """Do something again and again until it finds nothing to do, or the worker is to stop."""
    while not stopping.is_set() and act():
        pass


@dataclass(frozen=True)
class WorkerHealth:
    """How it stands with what happens by itself.

    last_seen: the latest that the clock ever said, None where no worker ever ran; behind: the clock
    is more than five minutes before that. silent: nothing was heard of the worker for a minute;
    late: the jobs that have not run when they should have.
    """

    last_seen: datetime | None
    behind: bool
    silent: bool
    late: tuple[str, ...]


def begin(every: Mapping[str, int], *, now: datetime) -> None:
    """Expect these jobs, each every so many seconds, from now on; runs inside db.write."""
    db.session.execute(delete(JobRun).where(JobRun.name.not_in(every)))
    for name, seconds in every.items():
        fresh = db.insert(JobRun).values(name=name, every=seconds, ran_at=now, latest_at=now)
        db.session.execute(
            fresh.on_conflict_do_update(index_elements=["name"], set_={"every": seconds})
        )


def ended(runs: Mapping[str, datetime]) -> None:
    """Write down when jobs ended well; runs inside db.write."""
    for name, at in runs.items():
        latest = case((JobRun.latest_at < at, at), else_=JobRun.latest_at)
        values = {"ran_at": at, "latest_at": latest}
        db.session.execute(
            update(JobRun).where(JobRun.name == name).values(values),
            execution_options={"synchronize_session": False},
        )


def clock_is_right(*, now: datetime) -> None:
    """Take the present moment for right, though the clock was seen later: it was ahead then.

    Runs inside db.write.
    """
    later = JobRun.latest_at > now
    db.session.execute(
        update(JobRun).where(later).values(latest_at=now),
        execution_options={"synchronize_session": False},
    )


def worker_health(now: datetime) -> WorkerHealth:
    """Return whether the worker is there, and which of its jobs are late."""
    rows = {row.name: row for row in db.session.scalars(select(JobRun).order_by(JobRun.name))}
    heart = rows.pop(HEARTBEAT, None)
    return WorkerHealth(
        last_seen=None if heart is None else heart.latest_at,
        behind=heart is not None and now < heart.latest_at - _BEHIND,
        silent=heart is None or heart.ran_at < now - _SILENT,
        late=tuple(name for name, row in rows.items() if now - row.ran_at > _allowed(row.every)),
    )


def _allowed(every: int) -> timedelta:
    return timedelta(seconds=every) + max(_PATIENCE, timedelta(seconds=every) / 24)
