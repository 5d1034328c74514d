"""Decide where a session can be. Plain values in, an answer or a refusal out."""

from dataclasses import dataclass

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.programmes import rules
from webinar_hub.programmes.in_person import Venue
from webinar_hub.programmes.rules import BadLink


class VenueMissing(Refused):
    """Something is said of a venue that has no name."""

    sentence = _("Write where it is.")


class BadMap(Refused):
    """The map is not at a secure web address."""

    sentence = _("Write the whole address of the map, beginning with https://")


class PlacesTwice(Refused):
    """Places of a venue are counted apart where nobody takes part elsewhere."""

    sentence = _("Everybody comes there, so write the number under “Places”.")


@dataclass(frozen=True)
class Where:
    """Where sessions are, as Venue has it; nothing for online alone."""

    venue: str = ""
    venue_link: str = ""
    venue_only: bool = False
    venue_places: int | None = None


ONLINE = Where()


def where(venue: str, *, link: str, only: bool, places: int | None) -> Where:
    """Return where sessions are; raise VenueMissing, BadMap and PlacesTwice."""
    asked = Where(venue, link, only, places)
    if not venue and asked != ONLINE:
        raise VenueMissing
    if only and places is not None:
        raise PlacesTwice
    try:
        rules.join_link(link)
    except BadLink:
        raise BadMap from None
    if link and not link.startswith("https://"):
        raise BadMap
    return asked


def where_of(thing: Venue) -> Where:
    """Return where a session or the dates of a series are."""
    return Where(thing.venue, thing.venue_link, thing.venue_only, thing.venue_places)
