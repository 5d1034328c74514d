"""Decide who may come in person. Plain values in, an answer or a refusal out."""

from collections.abc import Iterable

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.registrations.rules import Places


class VenueFull(Refused):
    """Every place at the venue is taken, though one may still take part online."""

    sentence = _("Every place at the venue is taken. You can take part online.")


def may_come(places: Iterable[Places]) -> None:
    """Raise VenueFull unless there is a place at each venue."""
    if not all(each.free for each in places):
        raise VenueFull
