"""What becomes of a topic: answered, given a date, taken back, told, forgotten."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tests.cast import DIRECTOR, NTT, PAPUA, Cast, soon
from tests.topics.steps import proposed, scheduled, told
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound
from webinar_hub.messages import rendering
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting, Programme, ProgrammeKind, Recurrence
from webinar_hub.records.upkeep import actions as upkeep
from webinar_hub.topics import actions, queries, rules
from webinar_hub.topics.models import Topic, TopicState
from webinar_hub.topics.rules import AnswerMissing, DateTaken, TopicChanged

YEAR = timedelta(days=365)
WORD = "Sudah dibahas bulan lalu."


@pytest.fixture
def webinar(app: Flask, cast: Cast) -> Programme:
    return cast.programme()


def answered(how: Any, topic: Topic, **facts: Any) -> Topic:
    done: Topic = db.write(how, topic, **facts, by=DIRECTOR, now=clock.now())
    return done


def _letter() -> Letter:
    return db.session.scalars(select(Letter).options(joinedload(Letter.person))).one()


def _sent() -> None:
    db.session.query(Letter).update({"state": LetterState.SENT})
    db.session.commit()


@pytest.mark.parametrize("state", TopicState)
def test_an_answer_can_be_corrected_until_there_is_a_date(state: TopicState) -> None:
    may = {
        TopicState.WAITING: {TopicState.AGREED, TopicState.DECLINED, TopicState.SCHEDULED},
        TopicState.AGREED: {TopicState.DECLINED, TopicState.SCHEDULED},
        TopicState.DECLINED: {TopicState.AGREED},
        TopicState.SCHEDULED: set(),
    }
    for wanted in set(TopicState) - {TopicState.WAITING}:
        if wanted in may[state]:
            rules.may_become(wanted, now_is=state)
        else:
            with pytest.raises(TopicChanged):
                rules.may_become(wanted, now_is=state)


def test_each_answer_is_told_once_and_the_latest_overtakes_what_waits(
    cast: Cast, webinar: Programme
) -> None:
    topic = proposed(webinar)
    assert told() == []
    answered(actions.agree, topic, answer="")
    with pytest.raises(TopicChanged):
        answered(actions.agree, topic, answer="")
    assert told() == ["agreed"]
    _sent()
    with pytest.raises(AnswerMissing):
        answered(actions.decline, topic, answer="")
    answered(actions.decline, topic, answer=WORD)
    answered(actions.agree, topic, answer="")
    assert told() == ["agreed", "agreed"]


def test_a_date_without_a_topic_takes_over_title_and_text_and_gives_them_back(
    cast: Cast, webinar: Programme
) -> None:
    meeting = cast.meeting(cast.series(webinar))
    sector = cast.sector()
    topic = scheduled(proposed(webinar, sector=sector), meeting, title="Ketika air naik")
    meeting = db.session.get_one(Meeting, meeting.id)
    assert (meeting.title, meeting.description, meeting.revision) == (
        "Ketika air naik",
        topic.description,
        1,
    )
    assert (topic.state, topic.meeting) == (TopicState.SCHEDULED, meeting)
    assert meeting.sector == sector.code
    meeting.title_en = "When the water rises"
    answered(actions.take_back, topic)
    found = db.session.get_one(Meeting, meeting.id)
    assert (found.title, found.title_en, found.description, found.sector) == ("", "", "", "")
    assert (topic.state, topic.meeting) == (TopicState.AGREED, None)
    assert told() == ["agreed"]
    with pytest.raises(TopicChanged):
        answered(actions.take_back, topic)


def test_a_date_that_is_called_as_its_rule_says_has_no_topic_yet(
    cast: Cast, webinar: Programme
) -> None:
    series = cast.series(webinar)
    meeting = cast.meeting(series, title="Semidaring Kamis")
    first = meeting.day - timedelta(days=7)
    rule = {"rule": "FREQ=WEEKLY", "starts": meeting.starts_at.time(), "minutes": 120}
    db.session.add(
        Recurrence(
            series_id=series.id,
            first_on=first,
            zone="WIB",
            title="Semidaring Kamis",
            planned_until=first,
            **rule,
        )
    )
    db.session.commit()
    topic = scheduled(proposed(webinar), meeting)
    assert db.session.get_one(Meeting, meeting.id).title == topic.title
    answered(actions.take_back, topic)
    assert db.session.get_one(Meeting, meeting.id).title == "Semidaring Kamis"


def test_only_a_coming_date_of_its_programme_without_a_topic_is_free(
    cast: Cast, webinar: Programme
) -> None:
    series = cast.series(webinar)
    taken, free = (cast.meeting(series, starts_at=soon(days=days)) for days in (2, 9))
    titled = cast.meeting(series, title="Dapur umum", starts_at=soon(days=16))
    over = cast.meeting(series, starts_at=soon(days=-7))
    off = cast.meeting(series, starts_at=soon(days=23))
    off.cancelled_at = clock.now()
    other = cast.meeting(cast.series(cast.programme("Kelas lain")))
    scheduled(proposed(webinar), taken, title="Topik pertama")
    topic = proposed(webinar)
    assert [each.key for each in queries.free_dates(webinar, clock.now())] == [free.key]
    for wrong in (taken, titled, over, off, other):
        with pytest.raises(DateTaken):
            scheduled(topic, wrong)
    assert told() == ["scheduled"]


def test_of_a_session_that_is_off_or_over_nothing_is_rewritten(
    cast: Cast, webinar: Programme
) -> None:
    meeting = cast.meeting(cast.series(webinar))
    topic = scheduled(proposed(webinar), meeting)
    db.session.get_one(Meeting, meeting.id).cancelled_at = clock.now()
    db.session.commit()
    answered(actions.take_back, topic)
    assert db.session.get_one(Meeting, meeting.id).title == topic.title
    assert topic.state is TopicState.AGREED


def test_an_answer_that_waits_says_where_its_date_is_by_now(
    app: Flask, cast: Cast, webinar: Programme
) -> None:
    meeting = cast.meeting(cast.series(webinar))
    scheduled(proposed(webinar), meeting)
    letter, settings = _letter(), app.extensions["settings"]
    moved = db.session.get_one(Meeting, meeting.id)
    moved.starts_at, moved.ends_at = moved.starts_at + YEAR, moved.ends_at + YEAR
    db.session.commit()
    assert str(moved.starts_at.year) in rendering.write(letter, settings, cast.links).subject
    moved.cancelled_at = clock.now()
    db.session.commit()
    written = rendering.write(letter, settings, cast.links)
    assert written.subject == "Usulan topik Anda disetujui"
    assert str(moved.starts_at.year) not in written.text


def test_nonsense_goes_without_a_word_and_what_was_agreed_to_stays(
    cast: Cast, webinar: Programme
) -> None:
    nonsense, good = proposed(webinar), proposed(webinar)
    answered(actions.agree, good, answer="")
    answered(actions.discard, nonsense)
    with pytest.raises(TopicChanged):
        answered(actions.discard, good)
    assert db.session.scalars(select(Topic.key)).all() == [good.key]
    assert told() == ["agreed"]


def test_a_known_person_stays_as_they_are_and_is_written_to_where_it_was_typed(
    cast: Cast, webinar: Programme
) -> None:
    maria = cast.maria()
    topic = proposed(webinar, language="en")
    assert topic.person_id == maria.id
    answered(actions.agree, topic, answer="")
    letter = db.session.scalars(select(Letter)).one()
    assert (letter.address, letter.language) == ("maria@example.org", "en")
    assert db.session.scalars(select(Person.organisation_id)).all() == [None]


def test_who_has_a_telephone_alone_is_told_by_hand(cast: Cast, webinar: Programme) -> None:
    answered(actions.agree, proposed(webinar, email=None, phone="+6281234567890"), answer="")
    letter = _letter()
    assert (letter.address, letter.person.phone) == (None, "+6281234567890")


def test_a_title_in_a_letter_is_one_short_line_without_addresses(
    app: Flask, cast: Cast, webinar: Programme
) -> None:
    topic = proposed(webinar, title="Menang hadiah di https://evil.example/x " + "a" * 150)
    answered(actions.decline, topic, answer=WORD)
    found = rendering.write(_letter(), app.extensions["settings"], cast.links)
    for text in (found.text, found.html):
        assert ("evil.example" in text, WORD in text, "a" * 90 in text) == (False, True, False)


def test_a_province_answers_for_its_own_programmes_alone(cast: Cast, app: Flask) -> None:
    own = cast.programme("Semidaring NTT", owner=cast.secretariat("53").organisation)
    topic = proposed(own)
    assert queries.run_by(NTT).topic(topic.key).id == topic.id
    assert (queries.run_by(NTT).waiting(), queries.run_by(PAPUA).waiting()) == (1, 0)
    assert [len(queries.run_by(actor).page(1)[0]) for actor in (NTT, PAPUA)] == [1, 0]
    with pytest.raises(NotFound):
        queries.run_by(PAPUA).topic(topic.key)


def test_what_waits_stands_first_and_the_oldest_of_it(cast: Cast, webinar: Programme) -> None:
    declined, agreed, late = (proposed(webinar, title=title) for title in ("Satu", "Dua", "Tiga"))
    early = proposed(webinar, title="Empat")
    early.proposed_at = clock.now() - timedelta(days=1)
    db.session.commit()
    answered(actions.decline, declined, answer=WORD)
    answered(actions.agree, agreed, answer="")
    listed, paged = queries.run_by(DIRECTOR).page(1)
    assert [each.key for each in listed] == [each.key for each in (early, late, agreed, declined)]
    assert paged.lines == 4


def test_only_webinars_that_everybody_sees_are_asked_for(cast: Cast, webinar: Programme) -> None:
    assert queries.asked_of(webinar.key).id == webinar.id
    training = cast.programme("Pelatihan", kind=ProgrammeKind.TRAINING)
    with pytest.raises(NotFound):
        queries.asked_of(training.key)


def test_a_topic_is_forgotten_a_year_after_the_last_answer(cast: Cast, webinar: Programme) -> None:
    meeting = cast.meeting(cast.series(webinar))
    old, young = scheduled(proposed(webinar), meeting), proposed(webinar)
    old.answered_at = clock.now() - rules.KEPT
    db.session.commit()
    db.write(actions.forget, clock.now() - rules.KEPT + timedelta(seconds=1))
    assert db.session.scalars(select(Topic.key)).all() == [young.key]
    assert db.session.get_one(Meeting, meeting.id).title == young.title


def test_erased_with_whoever_proposed_it_and_their_name_goes_from_others(
    cast: Cast, webinar: Programme
) -> None:
    meeting = cast.meeting(cast.series(webinar))
    topic = scheduled(proposed(webinar), meeting)
    other = proposed(
        webinar, typed_name="Suparmin", email="s@example.org", speaker="Maria Goreti Bere, Pelita"
    )
    db.write(upkeep.erase, topic.person, by=DIRECTOR, now=clock.now())
    left = db.session.scalars(select(Topic)).one()
    assert (left.key, left.speaker) == (other.key, "…")
    assert db.session.get_one(Meeting, meeting.id).title == topic.title
