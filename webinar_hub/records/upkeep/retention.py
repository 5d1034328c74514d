"""What is deleted by itself, kind by kind, when its time is over.

Running it again changes nothing.
"""

import logging
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import delete

from webinar_hub.attendance.evidence import personal as attendance
from webinar_hub.attendance.models import NAMES_KEPT
from webinar_hub.certificates.drawing.actions import remove_erased
from webinar_hub.history import actions as history
from webinar_hub.history.ledger import UNDO_WITHIN
from webinar_hub.kit.actor import machine
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.files import Files
from webinar_hub.messages import actions as messages
from webinar_hub.messages import kinds
from webinar_hub.messages.kinds import Opens
from webinar_hub.messages.queue import actions as queue
from webinar_hub.messages.rules import FACTS_KEPT
from webinar_hub.people.models import Person
from webinar_hub.people.portraits import actions as portraits
from webinar_hub.records.models import DataCode
from webinar_hub.records.own.rules import BY_HAND_LASTS
from webinar_hub.records.same import forgetting
from webinar_hub.records.upkeep import actions, queries
from webinar_hub.registrations import needs
from webinar_hub.registrations.proof import actions as proof
from webinar_hub.registrations.proof.rules import SAID_KEPT
from webinar_hub.registrations.waiting import actions as waiting
from webinar_hub.web.runs import PASSING_KEPT

BACKUPS_KEPT = timedelta(days=14)
"""How long a backup is kept: as many nights."""

HISTORY_KEPT = timedelta(days=3 * 365)
"""How long it stays who did what at the desk."""

AT_ONCE = 500
"""How many people one night erases at most for each reason; the next night goes on."""

_A_MOMENT, _A_WEEK = timedelta(hours=1), timedelta(days=7)
_BY = machine("retention")
_log = logging.getLogger("webinar_hub.retention")


def apply(files: Files, *, now: datetime) -> dict[str, int]:
    """Delete what is older than its kind is kept, and say in the log how many rows that were."""
    codes = kinds.names_where(lambda kind: kind.opens is Opens.DATA)
    done = {
        "people": _erase_outlived(now),
        "names of nobody in reports": db.write(
            attendance.forget_names, before=now - NAMES_KEPT, now=now
        ),
        "texts of messages": db.write(messages.empty_old, before=now - FACTS_KEPT),
        "forms nobody confirmed": _drop_forms(now),
        "access needs": db.write(needs.forget, before=now - needs.KEPT),
        "codes nobody asked the desk for": db.write(
            messages.drop_late, codes, before=now - BY_HAND_LASTS, now=now
        ),
        "messages of what has begun": db.write(
            queue.drop_begun, written_before=now - _A_WEEK, now=now
        ),
        "places nobody waits for any more": db.write(waiting.drop_ended, now=now),
        "codes": db.write(_forget_codes, before=now - PASSING_KEPT),
        "ways back from merges": db.write(forgetting.forget_manifests, before=now - UNDO_WITHIN),
        "history": db.write(history.forget, before=now - HISTORY_KEPT),
    }
    clear_away(files)
    _log.info("retention: %s", ", ".join(f"{number} {kind}" for kind, number in done.items()))
    return done


def clear_away(files: Files) -> None:
    """Remove what erasing leaves beside the tables: stored documents and photos, the log of SQLite.

    Not inside a transaction.
    """
    db.empty_log()
    remove_erased(files)
    portraits.clear_away(files)


def clear_away_now(files: Files, *, now: datetime) -> None:
    """Remove what the erasing of a moment ago leaves beside the tables.

    Somebody who waits for it is told that they are erased, as they are: documents that a store does
    not remove at present go with the night's run. Not inside a transaction.
    """
    db.empty_log()
    with suppress(Refused):
        remove_erased(files, since=now - _A_MOMENT)
        portraits.clear_away(files)


def _erase_outlived(now: datetime) -> int:
    passed, worked = now - PASSING_KEPT, now - HISTORY_KEPT
    over = [person.id for person in queries.outlived(now, limit=AT_ONCE)]
    over += [
        person.id
        for person in queries.never_registered(before=passed, worked_before=worked, limit=AT_ONCE)
    ]
    for person_id in over:
        db.write(_erase, person_id, now=now)
    return len(over)


def _erase(person_id: int, *, now: datetime) -> None:
    actions.erase(db.session.get_one(Person, person_id), by=_BY, now=now)


def _drop_forms(now: datetime) -> int:
    dropped = 0
    while some := db.write(proof.drop_old, before=now - SAID_KEPT, now=now):
        dropped += some
    return dropped


def _forget_codes(*, before: datetime) -> int:
    return len(
        db.session.execute(
            delete(DataCode).where(DataCode.expires_at < before).returning(DataCode.id)
        ).all()
    )
