"""Decide what a session has so that more people can take part. Plain values in, an answer out."""

from collections.abc import Mapping, Sequence
from typing import Any

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.programmes.models import AppearanceRole, Meeting
from webinar_hub.programmes.provisions.models import Provision

BY_PART = {
    AppearanceRole.SIGN_INTERPRETER: Provision.SIGN_LANGUAGE,
    AppearanceRole.CAPTIONER: Provision.CAPTIONS,
}
"""What is arranged once somebody has this part in the session."""

SAME = (Provision.SIGN_LANGUAGE, Provision.CAPTIONS, Provision.DIAL_IN, Provision.MATERIALS)
"""What people can say that they need, under the same names."""


class NothingToArrange(Refused):
    """The session has not what should be arranged, was cancelled or is over."""

    sentence = _("Somebody else changed this meanwhile: look what the session has now.")


class SessionOver(Refused):
    """Nothing is provided any more in what is over."""

    sentence = _("This session is over.")


def listed(provided: Mapping[str, Any]) -> dict[Provision, str]:
    """Return what is provided in its order, each with what is said of it."""
    return {kind: provided[kind] for kind in Provision if kind in provided}


def in_all(meetings: Sequence[Meeting]) -> dict[str, str]:
    """Return what every one of some meetings has, as the first of them says it."""
    first = meetings[0].provided if meetings else {}
    return {
        kind: said
        for kind, said in first.items()
        if all(kind in each.provided for each in meetings)
    }
