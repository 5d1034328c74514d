"""The personal link: what it opens, and how somebody who lost it gets it again."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from tests.cast import NATION, Cast
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound
from webinar_hub.messages import rendering
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.messages.queue.queries import Queue
from webinar_hub.registrations import personal_links, queries

pytestmark = pytest.mark.usefixtures("app")


def test_a_personal_link_opens_its_registration_and_no_other(cast: Cast) -> None:
    held = cast.registration(cast.maria(), cast.meeting())
    key = cast.links.link_key
    capability = cast.link(held)
    assert queries.by_link(key, capability).id == held.id
    held.link_version += 1
    db.session.commit()
    for wrong in (capability, capability[:-1], f"{held.key}-2.aaaa", "", "x"):
        with pytest.raises(NotFound):
            queries.by_link(key, wrong)


def test_a_lost_link_is_sent_to_everybody_at_the_address_at_most_three_times_an_hour(
    cast: Cast,
) -> None:
    cast.registration(cast.maria(), cast.meeting())
    at = clock.now().replace(minute=0)
    for minutes in (0, 5, 19, 20, 41, 59):
        db.write(
            personal_links.send_to, "maria@example.org", None, now=at + timedelta(minutes=minutes)
        )
    kinds = db.session.scalars(select(Letter.kind)).all()
    assert kinds == ["registrations/link_again"] * 3


def test_a_link_that_is_handed_over_after_the_session_names_none_and_no_way_in(
    app: Flask, cast: Cast
) -> None:
    meeting = cast.meeting(title="Air bersih")
    cast.registration(cast.maria(), meeting)
    db.write(personal_links.send_to, "maria@example.org", None, now=clock.now())
    letter = db.session.scalars(select(Letter).options(joinedload(Letter.person))).one()
    told = "Air bersih", "tombol Gabung", "/saya/"
    for days, said in ((1, [True, True, True]), (-1, [False, False, True])):
        meeting.starts_at = clock.now() + timedelta(days=days)
        meeting.ends_at = meeting.starts_at + timedelta(hours=2)
        db.session.commit()
        text = rendering.write(letter, app.extensions["settings"], cast.links).text
        assert [each in text for each in told] == said


def test_a_lost_link_waits_at_the_desk_for_a_week_though_its_session_has_begun(cast: Cast) -> None:
    meeting = cast.meeting()
    suparmin = cast.suparmin()
    cast.registration(suparmin, meeting)
    asked = meeting.starts_at - timedelta(minutes=5)
    db.write(personal_links.send_to, None, suparmin.phone, now=asked)
    db.session.execute(update(Letter).values(state=LetterState.KEPT))
    for days, waits in ((1, 1), (6, 1), (8, 0)):
        queue = Queue(NATION, asked + timedelta(days=days))
        assert queue.counted().waiting == waits, days


def test_a_lost_link_does_not_flood_an_address_with_many_names(cast: Cast) -> None:
    meeting = cast.meeting()
    for name in ("Ani", "Budi", "Citra", "Dewi", "Eko"):
        cast.registration(cast.person(name, email="korban@example.org"), meeting)
    assert db.write(personal_links.send_to, "korban@example.org", None, now=clock.now()) == 5
    sent = db.session.scalars(select(Letter).options(joinedload(Letter.person)).order_by(Letter.id))
    assert [(letter.person.name, letter.state) for letter in sent] == [
        *((name, LetterState.NEW) for name in ("Eko", "Dewi", "Citra")),
        *((name, LetterState.GATHERED) for name in ("Budi", "Ani")),
    ]


def test_a_link_written_again_names_no_session_that_was_cancelled(cast: Cast) -> None:
    series = cast.series()
    off, on = cast.meeting(series), cast.meeting(series)
    cast.registration(cast.maria(), off, on)
    off.cancelled_at = clock.now()
    db.session.commit()
    db.write(personal_links.send_to, "maria@example.org", None, now=clock.now())
    letter = db.session.scalars(select(Letter)).one()
    assert [fact["key"] for fact in letter.facts["meetings"]] == [on.key]
