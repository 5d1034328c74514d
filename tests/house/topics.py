"""A proposed topic in each place of the stage."""

from tests.cast import Cast
from tests.house.parts import REGIONS, Stage, store
from webinar_hub.kit import clock, tokens
from webinar_hub.programmes.models import Programme
from webinar_hub.topics.models import Topic


def proposed(cast: Cast, filled: Stage, place: str, programme: Programme) -> None:
    """Put a topic for a programme, and the page of whoever proposed it."""
    now = clock.now()
    person = cast.person(
        f"Rofinus {place.title()}", email=f"rofinus.{place}@example.org", region=REGIONS[place]
    )
    facts = {"language": "id", "proposed_at": now, "answered_at": now}
    topic = Topic(
        programme_id=programme.id,
        person_id=person.id,
        email=person.email,
        organisation="Kelompok Tani",
        title=filled.secret(place, "usulan"),
        description="Bagaimana desa bersiap.",
        speaker="Ibu Sri",
        **facts,
    )
    store(topic)
    filled.put("topic", place, key=topic.key)
    filled.put(
        "link of a topic", place, link=tokens.signed(cast.links.link_key, "topic", topic.key)
    )
