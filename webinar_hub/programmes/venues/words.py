"""What it is called where a session is."""

from webinar_hub.kit.language import _
from webinar_hub.programmes.in_person import Venue


def where_word(thing: Venue) -> str:
    """Return where a session is in the reader's language: online, at a venue, or either."""
    if not thing.venue:
        return str(_("Online"))
    return str(_("%(venue)s, or online", venue=thing.venue)) if thing.either else thing.venue
