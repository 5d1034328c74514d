"""What visitors ask for at an address is put down alike and answered by the worker.

So neither the page nor the time it takes tells whether the hub knows an address. Each runs inside
db.write.
"""

import logging
import random
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Refused
from webinar_hub.web.models import Asked

_log = logging.getLogger("webinar_hub.asked")
_BLUR = 0.02
"""Seconds; many times what finding a row takes longer or shorter than adding one."""


answers: dict[str, Callable[..., object]] = {}
"""What answers what is asked for; rooms declare theirs as ANSWERS in a module `jobs`."""


def fill(rooms: Iterable[Mapping[str, Callable[..., object]]]) -> None:
    """Take what the rooms answer; app.py calls this."""
    for declared in rooms:
        answers.update(declared)


def blur_time() -> None:
    """Wait for a random moment, so that how long an answer took does not tell who is known.

    Nobody can take a mean: an address is unknown to the first form alone.
    """
    time.sleep(random.SystemRandom().uniform(0, _BLUR))


def put(what: str, **facts: Any) -> None:
    """Put down what was asked for."""
    db.session.add(Asked(what=what, facts=facts))
    db.session.flush()


def answer_next(*, now: datetime) -> bool:
    """Answer what was asked for first, and forget it; return whether there was anything."""
    first = select(Asked).order_by(Asked.id).limit(1).with_for_update(skip_locked=True)
    found = db.session.scalar(first)
    if found is None:
        return False
    try:
        with db.session.begin_nested():
            answers[found.what](**found.facts, now=now)
    except Refused as refusal:
        # Nobody waits for it, and it must not stop the others.
        _log.warning("what was asked for (%s) is not answered: %s", found.what, refusal.code)
    db.session.delete(found)
    return True


def forget_about(word: str) -> None:
    """Forget what was asked for with a word, such as an address, among its facts."""
    for each in db.session.scalars(select(Asked)):
        if word in each.facts.values():
            db.session.delete(each)
