"""What we write to whoever proposed a topic."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from webinar_hub.kit.db import db
from webinar_hub.kit.language import _, reading
from webinar_hub.messages.actions import drop, post
from webinar_hub.messages.kinds import Kind
from webinar_hub.messages.models import Lane, Letter
from webinar_hub.messages.rendering import shown_name
from webinar_hub.messages.secrets import opening
from webinar_hub.programmes.letters import meeting_facts
from webinar_hub.topics.models import Topic, TopicState

LINK = "topic"
"""What the link to the page of a proposal is signed for."""

ANSWER = "topics/answer"
KINDS = (
    Kind(
        ANSWER,
        _("What became of a proposed topic"),
        Lane.REST,
        service=True,
        secrets={"topic_link": opening("topics.proposal", LINK, "topic")},
    ),
)


def subject_of(topic: Topic) -> str:
    """Return the name under which letters about a topic are kept."""
    return f"topic:{topic.key}"


def answer(topic: Topic, *, now: datetime) -> Letter:
    """Write what became of a topic; what was not sent of before is overtaken by it."""
    drop(subject_of(topic), now=now)
    with reading(topic.language):
        facts = {
            "topic": topic.key,
            "title": shown_name(topic.title),
            "programme": topic.programme.own_name,
            "state": topic.state,
            "answer": topic.answer,
            "meetings": [meeting_facts(topic.meeting)] if topic.meeting else [],
        }
    return post(
        ANSWER,
        subject=subject_of(topic),
        person=topic.person,
        address=topic.email,
        facts=facts,
        due=now,
        language=topic.language,
        now=now,
    )


def present_facts(letter: Letter) -> dict[str, Any]:
    """Return what an answer that waited says of the topic's date now; a cancelled one is none."""
    topic = db.session.scalar(select(Topic).where(Topic.key == letter.facts["topic"]))
    if topic is None or topic.meeting is None or not letter.facts["meetings"]:
        return letter.facts
    if topic.meeting.cancelled_at is not None:
        return letter.facts | {"state": TopicState.AGREED, "meetings": []}
    with reading(letter.language):
        return letter.facts | {"meetings": [meeting_facts(topic.meeting)]}
