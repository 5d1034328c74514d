"""The timetable: every thing that happens by itself, on one page. The scheduler is only a clock; rows carry state and lease."""

import logging
import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from webinar_hub.accounts import actions as accounts
from webinar_hub.certificates import actions as certificates
from webinar_hub.directory import actions as directory
from webinar_hub.directory import asking, merging
from webinar_hub.kit import causes, clock
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.ledger import UNDO_WITHIN
from webinar_hub.messages import sender
from webinar_hub.messages.models import Lane
from webinar_hub.people import duplicates
from webinar_hub.records import retention
from webinar_hub.registrations import actions as registrations
from webinar_hub.reports import actions as reports
from webinar_hub.web import asked, limits, once
from webinar_hub.web.shell import links, settings

_log = logging.getLogger("webinar_hub.jobs")
_STOP = (signal.SIGTERM, signal.SIGINT)


def send_keys() -> None:
    """Post the sign-in links and codes that are due, until nothing is left or the worker is asked to stop."""
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

    Counts, answered forms, sign-in links, invitations, changes of address, sign-ins, uploaded tables, settled requests, ways back from merges.
    """
    now = clock.now()
    passed = now - retention.PASSING_KEPT
    db.write(limits.forget, now - timedelta(days=2))
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
    while not sender.stopping.is_set() and db.write(duplicates.compare_due, now=clock.now()):
        pass


def compare_again() -> None:
    """Let everybody be compared once a month, whether anything of them changed or not."""
    db.write(duplicates.compare_again, before=clock.now() - timedelta(days=30))


def count_disability() -> None:
    """Keep the counts of disability of the sessions that are over, one after the other."""
    while not sender.stopping.is_set() and db.write(reports.count_disability, now=clock.now()):
        pass


ANSWERS: dict[str, Callable[..., object]] = {
    "sign-in link": accounts.send_link,
    "personal link": registrations.send_link,
    "focal person": asking.ask_at,
}
"""What visitors ask for at an address, and what answers it."""


def answer_asked() -> None:
    """Answer what visitors asked for, one after the other."""
    while not sender.stopping.is_set() and db.write(asked.answer_next, ANSWERS, now=clock.now()):
        pass


TIMETABLE: tuple[tuple[Callable[[], None], int], ...] = (
    (answer_asked, 1),
    (send_keys, 2),
    (send_changes, 2),
    (send_the_rest, 2),
    (draw_certificates, 5),
    (find_duplicates, 60),
    (count_disability, 300),
    (forget_old, 86_400),
    (apply_retention, 86_400),
    (compare_again, 86_400),
)
"""Each job with the seconds between two runs."""

AT_ONCE: dict[Callable[[], None], int] = {send_keys: 2, send_changes: 3}
"""How often a job may run beside itself where the mail server is slow, over a connection each; every other job once."""


def run(app: Flask) -> None:
    """Run the timetable until SIGTERM or SIGINT, in a process of its own."""
    scheduler = BackgroundScheduler(timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None})
    for job, seconds in TIMETABLE:
        times = {"seconds": seconds, "max_instances": AT_ONCE.get(job, 1), "next_run_time": clock.now()}
        scheduler.add_job(_within(app, job), "interval", id=job.__name__, **times)
    with app.app_context():
        db.turns.most = sys.maxsize  # nobody reads here who would be kept waiting
    # Waited for, not handled: a handler runs wherever the main thread is, even in the middle of a lock that it needs itself.
    # The threads of the scheduler begin with the same signals blocked.
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOP)
    scheduler.start()
    _log.info("worker %d is running %s", os.getpid(), ", ".join(job.__name__ for job, _ in TIMETABLE))
    signal.sigwait(_STOP)
    sender.stopping.set()
    scheduler.shutdown(wait=True)


def _within(app: Flask, job: Callable[[], None]) -> Callable[[], None]:
    def work() -> None:
        with app.app_context():
            try:
                job()
            except Refused as refusal:
                _log.warning("%s waits for its next time: %s", job.__name__, refusal.code)
            except Exception as error:
                if causes.refusal(error) is None:
                    raise

    return work
