"""Take a proposed topic, answer it, give it a date, forget it. Each runs inside db.write."""

from datetime import datetime

from sqlalchemy import delete

from webinar_hub.history.actions import note
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.messages.actions import drop
from webinar_hub.network.models import Sector
from webinar_hub.people import actions as people
from webinar_hub.programmes.models import Meeting, Programme, Series
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.topics import letters, queries, rules
from webinar_hub.topics.models import Topic, TopicState


def propose(
    programme: Programme,
    *,
    typed_name: str,
    email: str | None,
    phone: str | None,
    organisation: str,
    title: str,
    description: str,
    speaker: str = "",
    sector: Sector | None = None,
    language: str,
    now: datetime,
) -> Topic:
    """Take a proposal, and write to nobody: what was typed proves no address. Raises LongName."""
    found = people.find_or_add(
        typed_name=typed_name, email=email, phone=phone, language=language, now=now
    )
    topic = Topic(
        programme_id=programme.id,
        person=found.person,
        email=email,
        phone=phone,
        organisation=organisation,
        title=title,
        description=description,
        speaker=speaker,
        sector_id=sector.id if sector else None,
        language=language,
        proposed_at=now,
        answered_at=now,
    )
    db.session.add(topic)
    db.session.flush()
    return topic


def agree(topic: Topic, *, answer: str, by: Actor, now: datetime) -> Topic:
    """Agree to a topic that has no date yet, and tell who proposed it. Raises TopicChanged."""
    topic = _locked(topic, TopicState.AGREED)
    _become(topic, TopicState.AGREED, answer=answer, now=now)
    note(by, "agreed to a topic", topic, now=now, reason=answer)
    letters.answer(topic, now=now)
    return topic


def decline(topic: Topic, *, answer: str, by: Actor, now: datetime) -> Topic:
    """Decline a topic, with a word for who proposed it. Raises TopicChanged and AnswerMissing."""
    topic = _locked(topic, TopicState.DECLINED)
    if not answer:
        raise rules.AnswerMissing
    _become(topic, TopicState.DECLINED, answer=answer, now=now)
    note(by, "declined a topic", topic, now=now, reason=answer)
    letters.answer(topic, now=now)
    return topic


def schedule(
    topic: Topic, *, meeting: str, title: str, description: str, by: Actor, now: datetime
) -> Topic:
    """Give a topic to a date of its programme that stands without one, and tell who proposed it.

    meeting is the date's key; title and description become the session's. Raises TopicChanged and
    DateTaken.
    """
    topic = _locked(topic, TopicState.SCHEDULED)
    free = queries.free_dates(topic.programme, now, key=meeting)
    if not free:
        raise rules.DateTaken
    db.lock(Series, free[0].series_id)
    dated = db.lock(Meeting, free[0].id)
    topic.meeting = dated
    _become(topic, TopicState.SCHEDULED, answer=topic.answer, now=now)
    sector = topic.sector.code if topic.sector else ""
    _write(dated, {"title": title, "description": description, "sector": sector}, by=by, now=now)
    note(by, "scheduled a topic", topic, now=now, after={"meeting": dated.key})
    letters.answer(topic, now=now)
    return topic


def take_back(topic: Topic, *, by: Actor, now: datetime) -> Topic:
    """Take the date of a topic back, and tell who proposed it; it stays agreed.

    A session that is still to come is called as before. Raises TopicChanged.
    """
    topic = db.lock(Topic, topic.id)
    meeting = topic.meeting
    if meeting is None:
        raise rules.TopicChanged
    if meeting.cancelled_at is None and meeting.ends_at > now:
        db.lock(Series, meeting.series_id)
        before = {
            "title": queries.title_without_topic(meeting),
            **dict.fromkeys(("title_en", "description", "description_en", "sector"), ""),
        }
        _write(db.lock(Meeting, meeting.id), before, by=by, now=now)
    note(by, "took the date of a topic back", topic, now=now, before={"meeting": meeting.key})
    topic.meeting = None
    _become(topic, TopicState.AGREED, answer=topic.answer, now=now)
    letters.answer(topic, now=now)
    return topic


def discard(topic: Topic, *, by: Actor, now: datetime) -> None:
    """Delete what is no proposal, such as an advertisement, and tell nobody.

    Raises TopicChanged for one that was agreed to.
    """
    topic = db.lock(Topic, topic.id)
    if topic.state not in (TopicState.WAITING, TopicState.DECLINED):
        raise rules.TopicChanged
    drop(letters.subject_of(topic), now=now)
    note(by, "discarded a topic", topic, now=now, before={"person": topic.person.key})
    db.session.delete(topic)


def forget(before: datetime) -> None:
    """Delete topics of which nothing became since a moment."""
    db.session.execute(delete(Topic).where(Topic.answered_at < before))


def _locked(topic: Topic, state: TopicState) -> Topic:
    locked = db.lock(Topic, topic.id)
    rules.may_become(state, now_is=locked.state)
    return locked


def _become(topic: Topic, state: TopicState, *, answer: str, now: datetime) -> None:
    topic.state, topic.answer, topic.answered_at = state, answer, now
    db.session.flush()


def _write(meeting: Meeting, texts: dict[str, str], *, by: Actor, now: datetime) -> None:
    planning.rewrite({meeting: texts}, by=by, now=now)
