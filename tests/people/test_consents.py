"""What somebody agrees to now."""

from datetime import datetime, timedelta

import pytest

from tests.cast import Cast
from webinar_hub.history import words
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.language import reading
from webinar_hub.people import actions, queries
from webinar_hub.people.models import ConsentKind, Person

pytestmark = pytest.mark.usefixtures("app")

NEWS = ConsentKind.NEWS
FIRST = datetime.fromisoformat("2026-11-01T08:00+00:00")


def say(person: Person, yes: bool, *, days: int) -> None:
    now = FIRST + timedelta(days=days)
    db.write(actions.consent, person, {NEWS: yes}, language="id", source="test", now=now)


def test_a_yes_counts_from_the_first_time_it_was_said(cast: Cast) -> None:
    siti = cast.person("Siti")
    assert queries.agreed(siti) == {}
    for days in (0, 3):
        say(siti, True, days=days)
    assert queries.agreed(siti) == {NEWS: FIRST}


def test_the_latest_answer_counts_whatever_came_in_first(cast: Cast) -> None:
    siti = cast.person("Siti")
    say(siti, False, days=3)
    say(siti, True, days=0)
    assert queries.agreed(siti) == {}
    say(siti, True, days=5)
    assert queries.agreed(siti) == {NEWS: FIRST + timedelta(days=5)}


def test_what_was_withdrawn_no_form_revives(cast: Cast) -> None:
    siti = cast.person("Siti")
    say(siti, True, days=0)
    say(siti, False, days=1)
    assert db.write(actions.withdraw, siti, NEWS, now=clock.now()) == 1
    assert queries.agreed(siti) == {}
    said = {NEWS: True, ConsentKind.RECORDING: False}
    assert queries.without_revived(siti, said) == {ConsentKind.RECORDING: False}


def test_where_a_consent_was_given_is_read_in_words() -> None:
    with reading("en"):
        given = [
            words.readable("source", each, {}) for each in ("registration:x", "meeting:x", "desk")
        ]
    assert given == [
        "The form of a registration",
        "The link of a part in a session",
        "The secretariat's desk",
    ]
