"""The timetable: every thing that happens by itself, on one page. The scheduler is only a clock.

Rows carry state and lease.

It goes by monotonic time, so that a clock that is set back stops nothing; what goes by dates waits
meanwhile.
"""

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from flask import Flask

from webinar_hub.accounts import actions as accounts
from webinar_hub.certificates import actions as certificates
from webinar_hub.directory import actions as directory
from webinar_hub.directory import asking, merging
from webinar_hub.history.ledger import UNDO_WITHIN
from webinar_hub.kit import causes, clock
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Refused
from webinar_hub.messages import sender
from webinar_hub.messages.models import Lane
from webinar_hub.people import duplicates
from webinar_hub.records import retention
from webinar_hub.registrations import actions as registrations
from webinar_hub.registrations import personal_links, sent_forms
from webinar_hub.reports import actions as reports
from webinar_hub.web import asked, limits, once, runs
from webinar_hub.web.shell import links, settings

_log = logging.getLogger("webinar_hub.jobs")
_STOP = (signal.SIGTERM, signal.SIGINT)


def send_keys() -> None:
    """Post the sign-in links and codes that are due, until none is left or the worker stops."""
    sender.send_due(Lane.KEYS, settings(), links())


def send_changes() -> None:
    """Post confirmations and changes, as `send_keys` does."""
    sender.send_due(Lane.CHANGES, settings(), links())


def send_the_rest() -> None:
    """Post every other letter, as `send_keys` does."""
    sender.send_due(Lane.REST, settings(), links())


def draw_certificates() -> None:
    """Draw and store the certificates that were issued and not drawn yet."""
    certificates.draw_due(links(), settings().files)


def forget_old() -> None:
    """Delete what nobody needs any more.

    Counts, sources of forms, answered forms, sign-in links, invitations, changes of address,
    sign-ins, uploaded tables, settled requests, ways back from merges.
    """
    now = clock.now()
    passed = now - retention.PASSING_KEPT
    db.write(limits.forget, now - timedelta(days=2))
    db.write(sent_forms.forget_sources, now - timedelta(days=1))
    db.write(once.forget, passed)
    db.write(accounts.forget, passed)
    db.write(directory.forget_tables, before=passed)
    db.write(asking.forget, passed)
    db.write(merging.forget_merges, before=now - UNDO_WITHIN)
    db.empty_log()


def apply_retention() -> None:
    """Delete what is older than its kind is kept."""
    retention.apply(settings().files, now=clock.now())


def find_duplicates() -> None:
    """Look for people who may be one, among those who are new or changed."""
    while not sender.stopping.is_set() and duplicates.compare_due(now=clock.now()):
        pass


def compare_again() -> None:
    """Let everybody be compared once a month, whether anything of them changed or not."""
    db.write(duplicates.compare_again, before=clock.now() - timedelta(days=30))


def let_lapse() -> None:
    """Let held seats without proof go, series by series, and serve who waits there."""
    while not sender.stopping.is_set() and db.write(registrations.let_lapse_next, now=clock.now()):
        pass


def count_disability() -> None:
    """Keep the counts of disability of the sessions that are over, one after the other."""
    while not sender.stopping.is_set() and db.write(reports.count_disability, now=clock.now()):
        pass


ANSWERS: dict[str, Callable[..., object]] = {
    "sign-in link": accounts.send_link,
    "personal link": personal_links.send_to,
    "focal person": asking.ask_at,
    "leaving": registrations.leave_as_asked,
    "name": sent_forms.rename_person,
}
"""What visitors ask for at an address, and what answers it."""


def answer_asked() -> None:
    """Answer what visitors asked for, one after the other."""
    while not sender.stopping.is_set() and db.write(asked.answer_next, ANSWERS, now=clock.now()):
        pass


def say_alive() -> None:
    """Say that the worker lives, and which jobs ended well since the last time."""
    since = dict(_ended)
    db.write(runs.ended, {**since, runs.HEARTBEAT: clock.now()})
    for name, at in since.items():
        if _ended[name] == at:
            del _ended[name]


TIMETABLE: tuple[tuple[Callable[[], None], int], ...] = (
    (say_alive, runs.HEARTBEAT_SECONDS),
    (answer_asked, 1),
    (send_keys, 2),
    (send_changes, 2),
    (send_the_rest, 2),
    (draw_certificates, 5),
    (find_duplicates, 60),
    (let_lapse, 60),
    (count_disability, 300),
    (forget_old, 86_400),
    (apply_retention, 86_400),
    (compare_again, 86_400),
)
"""Each job with the seconds between two runs."""

AT_ONCE: dict[Callable[[], None], int] = {send_keys: 2, send_changes: 3}
"""How often a job may run beside itself where the mail server is slow, over a connection each.

Every other job once.
"""

DATED = (send_changes, send_the_rest, let_lapse, forget_old, apply_retention, compare_again)
"""Jobs that go by dates.

While the clock is behind the last time seen they wait, and of letters only sign-in links and codes
go.
"""

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
    threads = len(TIMETABLE) + sum(AT_ONCE.values())
    scheduler = BackgroundScheduler(
        timezone="UTC",
        executors={"default": ThreadPoolExecutor(threads)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for job, seconds in TIMETABLE:
        scheduler.add_job(
            _within(app, job), Every(seconds), id=job.__name__, max_instances=AT_ONCE.get(job, 1)
        )
    with app.app_context():
        db.turns.most = sys.maxsize  # nobody reads here who would be kept waiting
        db.write(runs.begin, {job.__name__: seconds for job, seconds in TIMETABLE}, now=clock.now())
    # Waited for, not handled: a handler runs wherever the main thread is, even in the middle of a
    # lock that it needs itself. The threads of the scheduler begin with the same signals blocked.
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOP)
    offset = _clock_offset()
    scheduler.start()
    threading.Thread(target=_follow_the_clock, args=(scheduler, offset), daemon=True).start()
    _log.info(
        "worker %d is running %s", os.getpid(), ", ".join(job.__name__ for job, _ in TIMETABLE)
    )
    signal.sigwait(_STOP)
    sender.stopping.set()
    scheduler.shutdown(wait=True)


def _clock_offset() -> float:
    return clock.now().timestamp() - time.monotonic()


def _follow_the_clock(scheduler: BackgroundScheduler, before: float) -> None:
    """Reckon the next run of each job anew whenever the clock was set."""
    while not sender.stopping.wait(1):
        offset = _clock_offset()
        if abs(offset - before) > 0.5:
            _log.warning("the clock was set by %d seconds", offset - before)
            before = offset
            for job in scheduler.get_jobs():
                job.reschedule(job.trigger)


def _within(app: Flask, job: Callable[[], None]) -> Callable[[], None]:
    def work() -> None:
        with app.app_context():
            try:
                if job in DATED and runs.standing(clock.now()).behind:
                    return
                job()
                _ended[job.__name__] = clock.now()
            except Refused as refusal:
                _log.warning("%s waits for its next time: %s", job.__name__, refusal.code)
            except Exception as error:
                if causes.refusal(error) is None:
                    raise

    return work
