"""How pages act: `act_once` leads from a form to what it does, `act` does what may be done again.

What a form led to is remembered by the form's id, as a short word, and a refusal stands in it. What
may be done again (publish, close, hand over a file) needs neither: `act` returns all that came of
it, which the short word could not hold.
"""

import inspect
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from flask import g, request
from sqlalchemy import Insert, bindparam, delete, select

from webinar_hub.kit import clock, plain, tokens
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.plain import columns
from webinar_hub.web import access
from webinar_hub.web.forms import HubForm, KnowingForm
from webinar_hub.web.models import FormAnswer

R = TypeVar("R")

_ANSWERS = columns(FormAnswer)
_ANSWER = select(_ANSWERS.reference).where(_ANSWERS.form_id == bindparam("mark"))


def key_of(row: Any) -> str:
    """Return a row's public key: what most forms lead to."""
    return str(row.key)


def act_once(
    form: HubForm,
    action: Callable[..., Any],
    *subject: object,
    facts: Callable[[], dict[str, Any]] = dict,
    refer: Callable[[Any], str] = key_of,
) -> str | None:
    """Act on a form that is filled in well, and return what it led to; None where it shows why not.

    facts gives what the action takes besides its subject, and `by` and `now` are given as in `act`.
    refer turns the action's result into what the form led to: a row's key or a word, at most 80
    characters, no secret. A second press, a resend or a retry gets the first one's answer.
    """
    if not form.validate_on_submit():
        return None
    try:
        given = {**_by_now(action), **facts()}
        return _once(form.pressed, lambda: refer(action(*subject, **given)))
    except Refused as refusal:
        form.show(refusal)
        return None


def act_knowing(
    form: KnowingForm,
    action: Callable[..., Any],
    *subject: object,
    foresee: Callable[[Callable[[], Any]], Sequence[str]],
    facts: Callable[[], dict[str, Any]] = dict,
) -> str | None:
    """Act on a form as `act_once` does, once it was shown what that changes for people.

    foresee is handed the action to rehearse, and says in sentences what it would change.
    """
    if not form.validate_on_submit():
        return None
    if (answered := _answer(_mark(form.pressed))) is not None:
        return answered
    try:
        given = {**_by_now(action), **facts()}
        changes = foresee(lambda: action(*subject, **given))
    except Refused as refusal:
        form.show(refusal)
        return None
    if form.learns(changes):
        return None
    return act_once(form, action, *subject, facts=facts)


def act(action: Callable[..., R], *subject: object, **facts: Any) -> R:
    """Act each time, and return what came of it.

    An action that asks for `by` or `now` gets who acts and the present moment.
    """
    return db.write(action, *subject, **{**_by_now(action), **facts})


def _by_now(action: Callable[..., Any]) -> dict[str, Any]:
    usual = {"by": access.current_actor, "now": clock.now}
    return {name: usual[name]() for name in _asked_of_us(action)}


@lru_cache(maxsize=512)
def _asked_of_us(action: Callable[..., Any]) -> tuple[str, ...]:
    asked = inspect.signature(action).parameters
    return tuple(name for name in ("by", "now") if name in asked)


def _once(pressed: str, run: Callable[[], str]) -> str:
    """Run what a form does, or return what it led to where it was answered.

    A form is known by its id and its address together: one page's answer never stands for
    another's, where it might open more.
    """
    here = _mark(pressed)

    def once() -> str:
        if pressed:
            # A second press speaks of the letters that the first one wrote.
            db.acts[-1] = here[:16]
        known = _answer(here)
        if known is not None:
            g.pressed_again = True
            return known
        reference = run()
        if pressed:
            answer = {"form_id": here, "reference": reference, "made_at": clock.now()}
            plain.last(db.prepared(_answered), answer)
        return reference

    return db.write(once)


def _answered() -> Insert:
    return db.insert(FormAnswer)


def _mark(pressed: str) -> str:
    return tokens.digest(f"{request.path}\n{pressed}")


def _answer(mark: str) -> str | None:
    answers = plain.run(_ANSWER, {"mark": mark})
    return answers[0].reference if answers else None


def forget(before: datetime) -> None:
    """Delete what forms led to before a moment; runs inside db.write."""
    db.session.execute(delete(FormAnswer).where(FormAnswer.made_at < before))
