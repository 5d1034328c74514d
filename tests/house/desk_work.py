"""What is done at the desk, and by whoever speaks, that changes a public page of a session."""

from datetime import timedelta
from typing import Any

from tests.cast import DIRECTOR
from tests.house.somebody import Somebody, every
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import db
from webinar_hub.materials.models import Visibility
from webinar_hub.papers.models import FollowUp, Notulen, Terms
from webinar_hub.papers.notulen import actions as notulen
from webinar_hub.papers.terms import actions as terms
from webinar_hub.people.models import Person
from webinar_hub.programmes.appearing import actions as appointing
from webinar_hub.programmes.appearing import queries as appearing
from webinar_hub.programmes.appearing.models import Answer
from webinar_hub.programmes.appearing.queries import OwnPart
from webinar_hub.programmes.models import Appearance, Meeting, Series
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.programmes.venues.rules import ONLINE, Where
from webinar_hub.registrations.joining import actions as joining
from webinar_hub.registrations.joining.actions import Application
from webinar_hub.topics import actions as topics
from webinar_hub.topics import queries as dates
from webinar_hub.topics.models import Topic, TopicState

_WHERE = (
    ONLINE,
    Where("Aula Dinsos, Kupang", "https://maps.example/aula", venue_places=2),
    Where("Balai Desa", venue_only=True),
    Where("Balai Desa"),
)

_TERMS: dict[str, Any] = dict.fromkeys(
    ("background", "aims", "questions", "method", "output"), "Kata"
)


def plan(somebody: Somebody, which: int, how: int) -> None:
    """Plan one more date, which stands without a topic."""
    starts_at = clock.now() + timedelta(hours=how % 200)
    db.write(
        planning.plan_meeting,
        somebody.one(Series, which),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        capacity=how % 4 or None,
        by=DIRECTOR,
        now=clock.now(),
    )


def move(somebody: Somebody, which: int, how: int) -> None:
    """Change a session: its words, its hours, its places and where it is."""
    meeting = somebody.one(Meeting, which)
    by = timedelta(hours=how % 5 - 2)
    db.write(
        planning.change_meeting,
        meeting,
        version=meeting.version,
        title=somebody.word(),
        description=somebody.word(),
        starts_at=meeting.starts_at + by,
        ends_at=meeting.ends_at + by,
        capacity=how % 6 or None,
        join_link=meeting.join_link,
        where=_WHERE[how % len(_WHERE)],
        by=DIRECTOR,
        now=clock.now(),
    )


def come_in_person(somebody: Somebody, which: int, how: int) -> None:
    """Register for a session to come to where it is."""
    meeting = somebody.one(Meeting, which)
    somebody.number += 1
    who = Application(
        "Yuliana", f"y{somebody.number}@example.org", None, "", None, {}, "id", at_venue=how % 4 > 0
    )
    series, date = (None, meeting.key) if meeting.series.rolling else (meeting.series.key, None)
    db.write(joining.join, series, date, who, by=VISITOR, now=clock.now())


def write_papers(somebody: Somebody, which: int, how: int) -> None:
    """Write or remove a paper of a session, or what follows from it."""
    meeting = somebody.one(Meeting, which)
    known: dict[str, Any] = {"by": DIRECTOR, "now": clock.now()}
    version = {
        table: next((each.version for each in every(table) if each.meeting_id == meeting.id), 0)
        for table in (Terms, Notulen)
    }
    if how % 5 == 0:
        db.write(
            terms.write,
            meeting,
            version=version[Terms],
            language="id",
            agenda=[(0, 10, somebody.word())],
            **_TERMS,
            **known,
        )
    elif how % 5 == 1:
        db.write(
            notulen.write,
            meeting,
            version=version[Notulen],
            language="id",
            said=somebody.word(),
            decided=somebody.word(),
            visibility=list(Visibility)[how % len(Visibility)],
            **known,
        )
    elif how % 5 == 2:
        db.write((terms if how % 2 else notulen).remove, meeting, **known)
    elif how % 5 == 3:
        db.write(notulen.agree, meeting, what=somebody.word(), who="", due=None, **known)
    elif every(FollowUp):
        agreed = somebody.one(FollowUp, how)
        of = db.session.get_one(Meeting, agreed.meeting_id)
        db.write(notulen.turn, of, agreed.key, done=how % 2 == 0, **known)


def settle_a_topic(somebody: Somebody, which: int, how: int) -> None:
    """Take a topic in and give it a date, or take its date back."""
    dated = [each for each in every(Topic) if each.state is TopicState.SCHEDULED]
    if dated and how % 2:
        db.write(topics.take_back, dated[which % len(dated)], by=DIRECTOR, now=clock.now())
        return
    programme = somebody.one(Meeting, which).series.programme
    topic = db.write(
        topics.propose,
        programme,
        typed_name="Rofinus",
        email="rofinus@example.org",
        phone=None,
        organisation="Kelompok Tani",
        title=somebody.word(),
        description=somebody.word(),
        language="id",
        now=clock.now(),
    )
    for date in dates.free_dates(programme, clock.now())[:1]:
        texts = {"title": topic.title, "description": topic.description}
        db.write(topics.schedule, topic, meeting=date.key, **texts, by=DIRECTOR, now=clock.now())


def answer_for_a_part(somebody: Somebody, which: int, how: int) -> None:
    """Say that one comes or cannot, or let somebody else take the part over."""
    if not every(Appearance):
        return
    part = somebody.one(Appearance, which)
    meeting, person = db.session.get_one(Meeting, part.meeting_id), part.person
    if how % 3:
        own = OwnPart(person, meeting, appearing.roles(meeting, person.id), None)
        db.write(appointing.answer, own, list(Answer)[how % 2], now=clock.now())
        return
    other = somebody.one(Person, how)
    db.write(appointing.replace, meeting, person, comes=other, by=DIRECTOR, now=clock.now())


WORK = (
    plan,
    move,
    come_in_person,
    write_papers,
    settle_a_topic,
    answer_for_a_part,
)
