"""What the one search box of the desk finds within somebody's scope."""

from collections.abc import Sequence
from dataclasses import dataclass

from webinar_hub.directory import queries as directory
from webinar_hub.kit.actor import Actor
from webinar_hub.network.models import Organisation
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.models import Meeting, Programme, Series
from webinar_hub.registrations import known_people
from webinar_hub.registrations.known_people import Listed

EACH = 8


@dataclass(frozen=True)
class Found:
    """At most eight of each kind; more_… say whether there are others."""

    people: Sequence[Listed] = ()
    more_people: bool = False
    organisations: Sequence[Organisation] = ()
    more_organisations: bool = False
    programmes: Sequence[Programme] = ()
    series: Sequence[Series] = ()
    meetings: Sequence[Meeting] = ()

    @property
    def anything(self) -> bool:
        """Say whether something was found."""
        return any((self.people, self.organisations, self.programmes, self.series, self.meetings))


def search(actor: Actor, words: str) -> Found:
    """Return what holds the words, as the page of each kind would show it to the actor.

    People and organisations are for secretariats.
    """
    if not words:
        return Found()
    seen = programmes.seen_by(actor.reading).holding(words, limit=EACH)
    people = known_people.known_to(actor).page(words, size=EACH)
    organisations = directory.in_scope_of(actor).page(directory.Filter(words), size=EACH)
    return Found(
        people=people.rows[:EACH],
        more_people=people.after is not None,
        organisations=organisations.rows[:EACH],
        more_organisations=organisations.after is not None,
        programmes=seen.programmes,
        series=seen.series,
        meetings=seen.meetings,
    )
