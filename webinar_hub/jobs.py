"""The worker: it runs the jobs that the rooms declare. The scheduler is only a clock.

Rows carry state and lease. It goes by monotonic time, so that a clock that is set back stops
nothing; what goes by dates waits meanwhile.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from flask import Flask

from webinar_hub.kit import causes, clock
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.web import runs
from webinar_hub.web.runs import Job, Worker
from webinar_hub.web.shell import links, settings

_log = logging.getLogger("webinar_hub.jobs")
_STOP = (signal.SIGTERM, signal.SIGINT)


def say_alive() -> None:
    """Say that the worker lives, and which jobs ended well since the last time."""
    since = dict(_ended)
    db.write(runs.ended, {**since, runs.HEARTBEAT: clock.now()})
    for name, at in since.items():
        if _ended[name] == at:
            del _ended[name]


SAY_ALIVE = Job(
    runs.HEARTBEAT,
    _("Saying that the worker lives"),
    lambda _worker: say_alive(),
    every=runs.HEARTBEAT_SECONDS,
)

_ended: dict[str, datetime] = {}
"""The jobs that ended well since the last heartbeat."""


class Every(BaseTrigger):  # type: ignore[misc]
    """Fires every so many seconds of monotonic time, the first time at once.

    The scheduler's own clock can be set back.

    Asked without an earlier time it says again when the next run is, by the clock as it is now.
    """

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds
        self._due = time.monotonic()

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """Return the moment of the next run."""
        if previous_fire_time is not None and self._due - time.monotonic() < self._seconds / 10:
            self._due = time.monotonic() + self._seconds
        return now + timedelta(seconds=max(0.0, self._due - time.monotonic()))


def run(app: Flask) -> None:
    """Run the timetable until SIGTERM or SIGINT, in a process of its own."""
    jobs = [SAY_ALIVE, *runs.jobs]
    threads = sum(job.at_once for job in jobs)
    scheduler = BackgroundScheduler(
        timezone="UTC",
        executors={"default": ThreadPoolExecutor(threads)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for job in jobs:
        scheduler.add_job(
            _within(app, job), Every(job.every), id=job.name, max_instances=job.at_once
        )
    with app.app_context():
        db.turns.be_patient()
        db.write(runs.begin, {job.name: job.every for job in jobs}, now=clock.now())
    # Waited for, not handled: a handler runs wherever the main thread is, even in the middle of a
    # lock that it needs itself. The threads of the scheduler begin with the same signals blocked.
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOP)
    offset = _clock_offset()
    scheduler.start()
    threading.Thread(target=_follow_the_clock, args=(scheduler, offset), daemon=True).start()
    _log.info("worker %d is running %s", os.getpid(), ", ".join(job.name for job in jobs))
    signal.sigwait(_STOP)
    runs.stopping.set()
    scheduler.shutdown(wait=True)


def _clock_offset() -> float:
    return clock.now().timestamp() - time.monotonic()


def _follow_the_clock(scheduler: BackgroundScheduler, before: float) -> None:
    """Reckon the next run of each job anew whenever the clock was set."""
    while not runs.stopping.wait(1):
        offset = _clock_offset()
        if abs(offset - before) > 0.5:
            _log.warning("the clock was set by %.0f seconds", offset - before)
            before = offset
            for job in scheduler.get_jobs():
                job.reschedule(job.trigger)


def _within(app: Flask, job: Job) -> Callable[[], None]:
    def work() -> None:
        with app.app_context():
            try:
                if job.dated and runs.worker_health(clock.now()).behind:
                    return
                job.work(Worker(settings(), links()))
                _ended[job.name] = clock.now()
            except Refused as refusal:
                _log.warning("%s waits for its next time: %s", job.name, refusal.code)
            except Exception as error:
                if causes.refusal(error) is None:
                    raise

    return work
