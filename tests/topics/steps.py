"""What the tests of proposed topics share."""

from typing import Any

from sqlalchemy import select

from tests.cast import DIRECTOR, Cast
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.programmes.models import Meeting, Programme
from webinar_hub.topics import actions
from webinar_hub.topics.models import Topic

TYPED = {
    "title": "Layanan ketika air naik",
    "description": "Bagaimana posko tetap buka.\nUntuk relawan.",
    "speaker": "Ibu Sri, Yayasan Pelita",
    "name": "Dr. Maria Goreti Bere, S.Sos., M.Si.",
    "organisation": "Yayasan Pelita",
    "contact": "maria@example.org",
}


def proposed(programme: Programme, **changed: Any) -> Topic:
    facts = {
        "typed_name": TYPED["name"],
        "email": "maria@example.org",
        "phone": None,
        "organisation": TYPED["organisation"],
        "title": TYPED["title"],
        "description": TYPED["description"],
        "language": "id",
        **changed,
    }
    return db.write(actions.propose, programme, **facts, now=clock.now())


def scheduled(topic: Topic, meeting: Meeting, **changed: str) -> Topic:
    facts = {"title": topic.title, "description": topic.description, **changed}
    return db.write(
        actions.schedule, topic, meeting=meeting.key, **facts, by=DIRECTOR, now=clock.now()
    )


def page_of(cast: Cast, topic: Topic) -> str:
    """Return the path of the page that whoever proposed a topic has."""
    return f"/usulan/{tokens.signed(cast.links.link_key, 'topic', topic.key)}"


def told() -> list[str]:
    """Return the states that letters tell which are still to go, or went."""
    kept = Letter.kind == "topics/answer", Letter.state != LetterState.DROPPED
    letters = db.session.scalars(select(Letter).where(*kept).order_by(Letter.id))
    return [letter.facts["state"] for letter in letters]
