"""Write what the demo's weekly sessions around today leave on paper, and take in topics."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from webinar_hub.demo.names import read
from webinar_hub.demo.persons import DemoPerson
from webinar_hub.demo.stage import Directory
from webinar_hub.demo.timeline import Timeline
from webinar_hub.kit.actor import Actor
from webinar_hub.materials.models import Visibility
from webinar_hub.papers.notulen import actions as notulen
from webinar_hub.papers.terms import actions as terms
from webinar_hub.programmes.models import Meeting, Programme
from webinar_hub.topics import actions as topics
from webinar_hub.topics import queries as dates
from webinar_hub.topics.models import Topic, TopicState

_PAPERS = read("papers")
_PROPOSED: list[dict[str, str]] = read("topics")["proposed"]
_TERMS_BEFORE = timedelta(days=6)
_NOTED_AFTER = timedelta(hours=4)
_PROPOSED_BEFORE, _ANSWERED_AFTER = timedelta(days=5), timedelta(days=2)


def write(meetings: Sequence[Meeting], timeline: Timeline, *, by: Actor) -> None:
    """Write the papers of the last two sessions that are over, and of the next."""
    over = [each for each in meetings if each.ends_at + _NOTED_AFTER <= timeline.end]
    coming = next(each for each in meetings if each.starts_at > timeline.end)
    for meeting, told in (
        (over[-2], _PAPERS["before"]),
        (over[-1], _PAPERS["last"]),
        (coming, _PAPERS["next"]),
    ):
        if "aims" in told:
            timeline.at(meeting.starts_at - _TERMS_BEFORE, _write_terms, meeting, told, by)
        if "said" in told:
            timeline.at(meeting.ends_at + _NOTED_AFTER, _write_notulen, meeting, told, by)


def _write_terms(meeting: Meeting, told: dict[str, Any], by: Actor, now: datetime) -> None:
    terms.write(
        meeting,
        version=0,
        language="id",
        agenda=[(begins, ends, what) for begins, ends, what in told["agenda"]],
        **{part: told[part] for part in ("background", "aims", "questions", "method", "output")},
        by=by,
        now=now,
    )


def _write_notulen(meeting: Meeting, told: dict[str, Any], by: Actor, now: datetime) -> None:
    notulen.write(
        meeting,
        version=0,
        language="id",
        said=told["said"],
        decided=told["decided"],
        visibility=Visibility.PUBLIC,
        by=by,
        now=now,
    )
    for each in told["follow_ups"]:
        due = meeting.day + timedelta(days=each["due"]) if "due" in each else None
        agreed = notulen.agree(meeting, what=each["what"], who=each["who"], due=due, by=by, now=now)
        if each.get("done"):
            notulen.turn(meeting, agreed.key, done=True, by=by, now=now)


def propose(
    programme: Programme,
    people: Sequence[DemoPerson],
    directory: Directory,
    timeline: Timeline,
    *,
    by: Actor,
) -> None:
    """Let some people propose topics for a programme, and most of them be answered."""
    for number, (told, person) in enumerate(zip(_PROPOSED, people, strict=False)):
        proposed = timeline.end - _PROPOSED_BEFORE + timedelta(hours=number)
        timeline.at(proposed, _propose, programme, told, person, directory, timeline, by)


def _propose(
    programme: Programme,
    told: dict[str, str],
    person: DemoPerson,
    directory: Directory,
    timeline: Timeline,
    by: Actor,
    now: datetime,
) -> None:
    email, phone = directory.contact(person)
    topic = topics.propose(
        programme,
        typed_name=person.name,
        email=email,
        phone=phone,
        organisation=directory.listed[person.organisation].name,
        title=told["title"],
        description=told["description"],
        speaker=told["speaker"],
        language="id",
        now=now,
    )
    if told["state"] != TopicState.WAITING:
        timeline.at(now + _ANSWERED_AFTER, _answer, topic, told, by)


def _answer(topic: Topic, told: dict[str, str], by: Actor, now: datetime) -> None:
    if told["state"] == TopicState.DECLINED:
        topics.decline(topic, answer=told["answer"], by=by, now=now)
        return
    topics.agree(topic, answer=told["answer"], by=by, now=now)
    if told["state"] == TopicState.SCHEDULED:
        free = dates.free_dates(topic.programme, now)[0]
        title, description = told["title"], told["description"]
        topics.schedule(
            topic, meeting=free.key, title=title, description=description, by=by, now=now
        )
