"""Who has a part in a session is told of it, one letter each, on both databases."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast, soon
from tests.messages.outbox import rows, sent_at
from webinar_hub.kit.db import db
from webinar_hub.messages import actions as messages
from webinar_hub.messages import rules as of_letters
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.messages.rules import HELD
from webinar_hub.people.models import Person
from webinar_hub.programmes.appearing import actions as appointing
from webinar_hub.programmes.appearing.rules import News, news
from webinar_hub.programmes.models import Appearance, AppearanceRole, Meeting, State
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.programmes.provisions import actions as provisions
from webinar_hub.programmes.provisions.models import Provision
from webinar_hub.programmes.repairing import actions as repairing

HOUR = timedelta(hours=1)
NOW = soon()
SPEAKER, MODERATOR = AppearanceRole.SPEAKER, AppearanceRole.MODERATOR


@pytest.fixture
def maria(cast: Cast) -> Person:
    return cast.maria()


@pytest.fixture
def meeting(app: Flask, cast: Cast) -> Meeting:
    """Return a published session in three days."""
    return cast.meeting(starts_at=soon(days=3), title="Banjir rob")


def appoint(
    meeting: Meeting,
    person: Person,
    role: AppearanceRole = SPEAKER,
    *,
    at: datetime = NOW,
) -> None:
    db.write(appointing.appoint, meeting, person=person, role=role, by=DIRECTOR, now=at)
    db.session.rollback()


def release(meeting: Meeting, person: Person, *, at: datetime = NOW) -> None:
    own = select(Appearance).where(Appearance.person_id == person.id)
    found = db.session.scalars(own.where(Appearance.meeting_id == meeting.id)).one()
    db.write(appointing.dismiss, found, meeting, by=DIRECTOR, now=at)
    db.session.rollback()


def move(*meetings: Meeting, by: timedelta, at: datetime = NOW) -> None:
    """Move meetings in one act."""
    hours = {
        each: {"starts_at": each.starts_at + by, "ends_at": each.ends_at + by} for each in meetings
    }
    db.write(planning.rewrite, hours, by=DIRECTOR, now=at)
    db.session.rollback()


def news_of(letter: Letter) -> list[tuple[str, str, int]]:
    """Return what a letter tells: what is new, as what, of how many sessions."""
    return [(each["what"], each["roles"], len(each["sessions"])) for each in letter.facts["news"]]


def waiting() -> list[Letter]:
    return [each for each in rows() if each.state is not LetterState.DROPPED]


def bodies(sink: Any) -> dict[str, str]:
    """Return the text of each letter that came, by its receiver."""
    return {
        receiver: " ".join(letter.get_body(("plain",)).get_content().split())
        for receiver, letter in zip(sink.receivers, sink.letters, strict=True)
    }


def test_who_is_appointed_is_told_once_ten_minutes_later(
    app: Flask, meeting: Meeting, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    appoint(meeting, maria)
    appoint(meeting, maria, MODERATOR, at=NOW + timedelta(minutes=3))
    assert [news_of(each) for each in waiting()] == [[("named", "Narasumber, Moderator", 1)]]
    assert sent_at(app, monkeypatch, NOW + HELD - timedelta(seconds=1)).taken == []
    came = bodies(sent_at(app, monkeypatch, NOW + HELD))
    assert list(came) == ["maria@example.org"]
    text = came["maria@example.org"]
    assert "Anda ditunjuk sebagai Narasumber, Moderator pada: *Banjir rob*" in text
    assert f"/sesi/{meeting.key}" in text
    assert "meja kerja" not in text
    assert sent_at(app, monkeypatch, NOW + 2 * HELD).taken == []


@pytest.fixture
def suparmin(app: Flask, cast: Cast, meeting: Meeting, monkeypatch: pytest.MonkeyPatch) -> Person:
    """Somebody with a part whose link, given once more, waits to be handed over."""
    speaker = cast.suparmin()
    appoint(meeting, speaker)
    sent_at(app, monkeypatch, NOW + HELD)
    [told] = rows()
    db.write(messages.hand_over, told.id, by=DIRECTOR, now=NOW + HOUR)
    db.write(appointing.link_again, meeting, speaker, ends=True, by=DIRECTOR, now=NOW + HOUR)
    return speaker


def test_who_is_released_while_their_link_waits_to_be_handed_over_is_told(
    meeting: Meeting, suparmin: Person
) -> None:
    release(meeting, suparmin, at=NOW + 2 * HOUR)
    assert [news_of(each) for each in waiting()[1:]] == [[("released", "", 1)]]


def test_a_link_given_once_more_is_not_lost_where_the_part_is_taken_back_and_given_again(
    meeting: Meeting, suparmin: Person
) -> None:
    release(meeting, suparmin, at=NOW + 2 * HOUR)
    appoint(meeting, suparmin, at=NOW + 3 * HOUR)
    assert [news_of(each) for each in waiting()[1:]] == [[("named", "Narasumber", 1)]]


@pytest.mark.usefixtures("suparmin")
def test_a_link_given_once_more_is_not_lost_where_the_hours_change_and_are_as_before(
    meeting: Meeting,
) -> None:
    move(meeting, by=HOUR, at=NOW + 2 * HOUR)
    assert [news_of(each) for each in waiting()[1:]] == [[("moved", "Narasumber", 1)]]
    move(meeting, by=-HOUR, at=NOW + 3 * HOUR)
    assert [news_of(each) for each in waiting()[1:]] == [[("named", "Narasumber", 1)]]


def test_who_leads_is_told_where_to_sign_in(
    app: Flask, cast: Cast, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    ina = cast.person("Theresia Ina", email="ina@example.org", language="en")
    appoint(meeting, ina, AppearanceRole.FACILITATOR)
    text = bodies(sent_at(app, monkeypatch, NOW + HELD))["ina@example.org"]
    assert "You are named as Facilitator on:" in text
    assert "Sign in with ina@example.org here" in text


@pytest.mark.parametrize(("starts", "told"), [({"days": 3}, True), ({"hours": 1}, False)])
def test_a_letter_names_the_rehearsal_unless_it_is_over(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, starts: dict[str, float], told: bool
) -> None:
    meeting = cast.meeting(starts_at=soon(**starts))
    meeting.provisions = {"rehearsal": "00:05"}
    db.session.commit()
    appoint(meeting, cast.maria())
    [text] = bodies(sent_at(app, monkeypatch, NOW + HELD)).values()
    assert ("Uji coba sehari sebelumnya: " in text, "00.05 WIB" in text) == (told, told)


def rehearse(meeting: Meeting, hour: str | None, *, at: datetime) -> None:
    wanted = {Provision.REHEARSAL: hour} if hour else {}
    version = meeting.version
    db.write(provisions.choose, meeting, wanted, version=version, by=DIRECTOR, now=at)
    db.session.rollback()


def test_another_rehearsal_is_told_and_one_moved_back_is_not(
    app: Flask, meeting: Meeting, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    appoint(meeting, maria)
    sent_at(app, monkeypatch, NOW + HELD)
    later = NOW + 2 * HELD
    rehearse(meeting, "10:00", at=later)
    rehearse(meeting, None, at=later)
    assert len(waiting()) == 1
    later += HELD
    rehearse(meeting, "11:30", at=later)
    sink = sent_at(app, monkeypatch, later + HELD)
    [text] = bodies(sink).values()
    # There was none before; the day in the subject is that of the session.
    assert sink.letters[0]["Subject"].startswith("Uji coba sebelum sesi ")
    assert "Uji coba kini pada waktu yang tertulis di bawah" in text
    assert "11.30 WIB" in text
    rehearse(meeting, None, at=later + 2 * HELD)
    [text] = bodies(sent_at(app, monkeypatch, later + 3 * HELD)).values()
    assert "Uji coba ditiadakan" in text
    # Those that were to be before now are none of their concern.
    shortly = meeting.starts_at - timedelta(hours=1)
    rehearse(meeting, "10:00", at=shortly)
    assert [each for each in rows() if each.state is LetterState.NEW] == []


def test_who_has_a_telephone_alone_is_handed_a_letter(
    app: Flask, cast: Cast, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    appoint(meeting, cast.suparmin())
    assert sent_at(app, monkeypatch, NOW + HELD).taken == []
    assert [(each.state, each.reason) for each in rows()] == [
        (LetterState.KEPT, of_letters.NO_ADDRESS)
    ]
    move(meeting, by=HOUR, at=NOW + 2 * HELD)
    [letter] = rows()
    assert news_of(letter) == [("named", "Narasumber", 1)], "it was not handed over yet"
    assert letter.facts["meetings"][0]["starts"] == meeting.starts_at.isoformat()


def test_who_is_replaced_is_told_and_so_is_who_comes(
    app: Flask, cast: Cast, meeting: Meeting, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    budi = cast.person("Budi", email="budi@example.org")
    appoint(meeting, maria)
    assert sent_at(app, monkeypatch, NOW + HELD).receivers == ["maria@example.org"]
    later = NOW + 3 * HELD
    release(meeting, maria, at=later)
    appoint(meeting, budi, at=later)
    came = bodies(sent_at(app, monkeypatch, later + HELD))
    assert sorted(came) == ["budi@example.org", "maria@example.org"]
    assert "Anda tidak lagi bertugas pada: *Banjir rob*" in came["maria@example.org"]
    assert f"/sesi/{meeting.key}" not in came["maria@example.org"]
    assert "Anda ditunjuk sebagai Narasumber" in came["budi@example.org"]


def test_appointed_and_released_at_once_needs_no_letter(meeting: Meeting, maria: Person) -> None:
    appoint(meeting, maria)
    release(meeting, maria)
    assert {(each.state, each.reason) for each in rows()} == {
        (LetterState.DROPPED, of_letters.UNDONE)
    }


def test_moved_three_times_is_one_letter_with_the_first_and_the_last_time(
    app: Flask, cast: Cast, meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    ina = cast.facilitator(meeting)
    was = meeting.starts_at
    for minutes in (0, 2, 5):
        move(meeting, by=HOUR, at=NOW + timedelta(minutes=minutes))
    [letter] = waiting()
    assert (letter.person_id, letter.due) == (ina.id, NOW + HELD)
    assert news_of(letter) == [("moved", "Fasilitator", 1)]
    [fact] = letter.facts["meetings"]
    assert (fact["before"]["starts"], fact["starts"]) == (
        was.isoformat(),
        (was + 3 * HOUR).isoformat(),
    )
    assert sent_at(app, monkeypatch, NOW + HELD).receivers == [ina.email]
    move(meeting, by=-HOUR, at=NOW + 2 * HELD)
    move(meeting, by=HOUR, at=NOW + 2 * HELD)
    assert waiting() == [each for each in rows() if each.state is LetterState.SENT]


def test_many_sessions_moved_in_one_act_are_one_letter_each(
    cast: Cast, meeting: Meeting, maria: Person
) -> None:
    other = cast.meeting(meeting.series, starts_at=soon(days=10))
    ina = cast.facilitator(meeting)
    cast.facilitator(other)
    db.session.add(Appearance(meeting_id=other.id, person_id=maria.id, role=SPEAKER))
    db.session.commit()
    move(meeting, other, by=HOUR)
    assert {each.person_id: news_of(each) for each in waiting()} == {
        ina.id: [("moved", "Fasilitator", 2)],
        maria.id: [("moved", "Narasumber", 1)],
    }


def test_a_cancelled_session_is_told_at_once_with_the_reason(
    app: Flask, cast: Cast, meeting: Meeting, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    ina = cast.facilitator(meeting)
    appoint(meeting, maria)
    db.write(planning.cancel_meeting, meeting, reason="Banjir besar", by=DIRECTOR, now=NOW)
    db.session.rollback()
    came = bodies(sent_at(app, monkeypatch, NOW))
    assert list(came) == [ina.email], "whoever was not told of the part needs no letter"
    assert "Alasannya: Banjir besar" in came[str(ina.email)]
    release(meeting, ina)
    assert sent_at(app, monkeypatch, NOW + HELD).taken == []


def test_of_a_draft_nothing_is_told_until_it_is_published(
    app: Flask, cast: Cast, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = cast.programme(state=State.DRAFT)
    series = cast.series(programme)
    first, second = (cast.meeting(series, starts_at=soon(days=days)) for days in (3, 10))
    over = cast.meeting(series, starts_at=soon(days=-3))
    for each in (first, second, over):
        appoint(each, maria)
    appoint(second, maria, MODERATOR)
    move(first, by=HOUR)
    budi = cast.person("Budi", email="budi@example.org")
    appoint(first, budi)
    release(first, budi)
    assert rows() == []
    db.write(repairing.show, programme, State.PUBLISHED, by=DIRECTOR, now=NOW)
    db.session.rollback()
    [letter] = rows()
    assert (letter.person_id, news_of(letter)) == (
        maria.id,
        [("named", "Narasumber", 1), ("named", "Narasumber, Moderator", 1)],
    )
    assert all("before" not in each for each in letter.facts["meetings"])
    assert sent_at(app, monkeypatch, NOW + HELD).receivers == ["maria@example.org"]


def test_a_draft_again_within_ten_minutes_is_told_to_nobody(
    app: Flask, meeting: Meeting, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    appoint(meeting, maria)
    db.write(repairing.show, meeting, State.DRAFT, by=DIRECTOR, now=NOW)
    db.session.rollback()
    assert sent_at(app, monkeypatch, NOW + HELD).taken == []
    assert [each.reason for each in rows()] == [of_letters.UNDONE]


def test_what_begins_within_a_day_is_told_at_once(
    app: Flask, cast: Cast, maria: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    appoint(cast.meeting(starts_at=NOW + 20 * HOUR), maria)
    assert sent_at(app, monkeypatch, NOW).receivers == ["maria@example.org"]


def test_a_past_session_is_told_to_nobody(app: Flask, cast: Cast, maria: Person) -> None:
    meeting = cast.meeting(starts_at=soon(days=-3))
    appoint(meeting, maria)
    release(meeting, maria)
    assert rows() == []


def test_members_only_has_no_public_address(cast: Cast, meeting: Meeting, maria: Person) -> None:
    db.write(repairing.show, meeting, State.MEMBERS, by=DIRECTOR, now=NOW)
    appoint(meeting, maria)
    assert [each.facts["public"] for each in rows()] == [False]


@pytest.mark.parametrize(
    ("was", "roles", "cancelled", "moved", "told"),
    [
        ([], [], False, False, None),
        ([], [], True, True, None),
        ([], ["host"], False, True, "named"),
        ([], ["host"], True, False, None),
        (["host"], [], False, True, "released"),
        (["host"], ["host"], True, True, "cancelled"),
        (["host"], [], True, False, "cancelled"),
        (["host"], ["host", "mc"], False, True, "changed"),
        (["mc", "host"], ["host", "mc"], False, False, None),
        (["host"], ["host"], False, True, "moved"),
    ],
)
def test_what_is_new(
    was: list[str], roles: list[str], *, cancelled: bool, moved: bool, told: News | None
) -> None:
    assert news(was=was, roles=roles, cancelled=cancelled, moved=moved) == told
