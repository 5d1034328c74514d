"""Private calendars on the stage."""

from tests.cast import Cast
from tests.house.parts import PARTS, SPENT, Stage, store
from webinar_hub.calendars.models import Feed, FeedKind
from webinar_hub.kit import clock, tokens
from webinar_hub.network.models import Organisation
from webinar_hub.people.models import Person
from webinar_hub.registrations.models import Registration


def of_people(cast: Cast, filled: Stage, place: str, registration: Registration) -> None:
    """A calendar of the participant, one that was ended, and one of whoever leads there."""
    link = {"registration_key": registration.key, "link_version": registration.link_version}
    feed = Feed(
        token_digest=tokens.digest(f"kalender-{place}"),
        person_id=registration.person_id,
        kind=FeedKind.OWN,
        label=filled.secret(place, "kalender"),
        made_at=clock.now(),
        **link,
    )
    store(feed)
    filled.put("own calendar", place, link=cast.link(registration), key=feed.key)
    filled.put("calendar", place, link=f"kalender-{place}")
    ended = Feed(
        token_digest=tokens.digest(f"lama-{place}"),
        person_id=registration.person_id,
        kind=FeedKind.OWN,
        label="Lama",
        made_at=clock.now(),
        ended_at=clock.now(),
        **link,
    )
    store(ended)
    filled.put("calendar", SPENT, link=f"lama-{place}")
    for name, part in PARTS.items():
        if part.leads == place:
            feed = _feed(filled.people[name], place)
            filled.put("calendar of a leader", place, key=feed.key)


def of_organisation(filled: Stage, place: str, organisation: Organisation, person: Person) -> None:
    """A calendar of an organisation's people, of whoever stands for it."""
    feed = _feed(person, f"lembaga-{place}", organisation)
    filled.put("calendar of an organisation", place, key=organisation.key, feed=feed.key)


def _feed(person: Person, word: str, organisation: Organisation | None = None) -> Feed:
    feed = Feed(
        token_digest=tokens.digest(f"meja-{word}"),
        person_id=person.id,
        kind=FeedKind.ORGANISATION if organisation else FeedKind.LEADING,
        organisation_id=organisation.id if organisation else None,
        label="Meja",
        made_at=clock.now(),
    )
    store(feed)
    return feed
