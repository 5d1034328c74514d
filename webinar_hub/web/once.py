"""A form acts once: a second press, a resend or a retry gets the first one's answer."""

from collections.abc import Callable
from datetime import datetime
from typing import ParamSpec, TypeVar

from flask import request
from sqlalchemy import delete, select

from webinar_hub.kit import clock, tokens
from webinar_hub.kit.db import db
from webinar_hub.web.models import FormAnswer

P = ParamSpec("P")
R = TypeVar("R")


def submit(
    form_id: str,
    refer: Callable[[R], str],
    action: Callable[P, R],
    *args: P.args,
    **kwargs: P.kwargs,
) -> str:
    """Run the action in a writing transaction and return its reference; return the first one's where the form was answered.

    refer turns the action's result into what the form led to: a row's key or a word, at most 80 characters, no secret.
    A form is known by its id and its address together: one page's answer never stands for another's, where it might open more.
    """
    here = tokens.digest(f"{request.path}\n{form_id}")

    def act() -> str:
        if form_id:
            # A second press speaks of the letters that the first one wrote.
            db.acts[-1] = here[:16]
        known = db.session.scalar(select(FormAnswer.reference).where(FormAnswer.form_id == here))
        if known is not None:
            return known
        reference = refer(action(*args, **kwargs))
        if form_id:
            db.session.add(FormAnswer(form_id=here, reference=reference, made_at=clock.now()))
            db.session.flush()
        return reference

    return db.write(act)


def forget(before: datetime) -> None:
    """Delete what forms led to before a moment; runs inside db.write."""
    db.session.execute(delete(FormAnswer).where(FormAnswer.made_at < before))
