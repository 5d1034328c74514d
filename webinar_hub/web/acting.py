"""Act on a form once, as whoever is signed in, and show in the form why something was refused."""

from collections.abc import Callable
from typing import Any

from webinar_hub.kit import clock
from webinar_hub.kit.errors import Refused
from webinar_hub.web import access, once
from webinar_hub.web.forms import HubForm


def key_of(row: Any) -> str:
    """Return a row's public key: what most forms lead to."""
    return str(row.key)


def act(
    form: HubForm,
    action: Callable[..., Any],
    *subject: object,
    facts: Callable[[], dict[str, Any]] = dict,
    refer: Callable[[Any], str] = key_of,
) -> str | None:
    """Act on a form that is filled in well and return what it led to, as once.submit does; None where there is nothing to do, or it was refused.

    facts gives what the action is told besides its subject; what it refuses is shown in the form, too.
    """
    if not form.validate_on_submit():
        return None
    try:
        return once.submit(
            form.form_id.data or "",
            refer,
            action,
            *subject,
            **facts(),
            by=access.current_actor(),
            now=clock.now(),
        )
    except Refused as refusal:
        form.show(refusal)
        return None
