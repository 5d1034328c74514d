"""What letters put into people's own calendars, read by a calendar of the tests' own."""

from collections import defaultdict
from datetime import timedelta

import pytest
from flask import Flask

from tests.cast import DIRECTOR, Cast, soon
from tests.invitations import Invitation, OwnCalendar, invitations
from tests.messages.outbox import of_kind, send, with_server
from tests.messages.sink import mail_server
from tests.registrations.every_week import asked, plan_at
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.registrations import letters
from webinar_hub.registrations.every_date import actions as every_date
from webinar_hub.registrations.models import Registration, SeatStatus
from webinar_hub.registrations.standing import actions as standing

DAY = timedelta(days=1)
MARIA, BUDI = "maria@example.org", "budi@example.org"


class Post:
    """Sends what is due a little later each time, and keeps what came by receiver."""

    def __init__(self, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        self.app, self.monkeypatch, self.now = app, monkeypatch, clock.now()
        self.came: dict[str, list[list[Invitation]]] = defaultdict(list)
        self.calendars: dict[str, OwnCalendar] = defaultdict(OwnCalendar)

    def send(self) -> None:
        self.now += timedelta(hours=1)
        with self.monkeypatch.context() as moved, mail_server() as sink:
            moved.setattr(clock, "now", lambda: self.now)
            send(self.app, with_server(self.app, sink.port))
        for message in sink.letters:
            found = invitations(message)
            self.came[message["To"]].append(found)
            self.calendars[message["To"]].take(found)

    def said(self, receiver: str) -> list[list[tuple[str, str, int]]]:
        """Return method, UID and SEQUENCE of each invitation, letter by letter."""
        return [
            [(each.method, each.uid, each.sequence) for each in mail]
            for mail in self.came[receiver]
        ]


@pytest.fixture
def post(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Post:
    return Post(app, monkeypatch)


def confirmed(cast: Cast, name: str, meeting: Meeting, now: object) -> Registration:
    email = f"{name.lower()}@example.org"
    registration = cast.registration(cast.person(name, email=email, region="91"), meeting)
    db.write(letters.confirmed, registration, [meeting], now=now)  # type: ignore[arg-type]
    return registration


def move(meeting: Meeting, by: timedelta, post: Post) -> None:
    db.write(
        planning.change_meeting,
        meeting,
        version=meeting.version,
        title=meeting.title,
        description="",
        starts_at=meeting.starts_at + by,
        ends_at=meeting.ends_at + by,
        capacity=None,
        join_link=meeting.join_link,
        by=DIRECTOR,
        now=post.now,
    )
    db.session.rollback()
    db.session.refresh(meeting)


def test_asked_moved_and_cancelled_are_one_entry_of_exactly_the_people_concerned(
    cast: Cast, post: Post
) -> None:
    meeting = cast.meeting(starts_at=soon(days=9), title="Air; sanitasi, dan banjir")
    other = cast.meeting(meeting.series, starts_at=soon(days=16))
    for name in ("Maria", "Budi"):
        confirmed(cast, name, meeting, post.now)
    confirmed(cast, "Cici", other, post.now)
    cast.registration(
        cast.person("Dewi", email="dewi@example.org"), meeting, status=SeatStatus.WAITLISTED
    )
    post.send()
    begins = meeting.starts_at
    assert post.calendars[MARIA].dates() == {meeting.uid: begins}
    move(meeting, DAY, post)
    post.send()
    assert post.calendars[MARIA].dates() == {meeting.uid: begins + DAY}
    db.write(planning.cancel_meeting, meeting, reason="Banjir", by=DIRECTOR, now=post.now)
    post.send()
    assert post.calendars[MARIA].dates() == post.calendars[BUDI].dates() == {}
    whole = [[(method, meeting.uid, number)] for number, method in enumerate(_METHODS)]
    assert post.said(MARIA) == post.said(BUDI) == whole
    assert post.said("cici@example.org") == [[("REQUEST", other.uid, 0)]]
    assert post.said("dewi@example.org") == [[], []], "who waits is told, and has no entry"
    for receiver in (MARIA, BUDI):
        for [each] in post.came[receiver]:
            assert each.attendees == (receiver,)
            assert each.organiser == post.app.extensions["settings"].mail_address
            assert each.ends - each.starts == timedelta(hours=2)
            assert (each.status == "CANCELLED") == (each.method == "CANCEL")
            assert "Air; sanitasi, dan banjir" in each.summary


_METHODS = ("REQUEST", "REQUEST", "CANCEL")


def test_an_entry_leads_to_the_persons_own_page_and_never_to_the_room(
    cast: Cast, post: Post
) -> None:
    meeting = cast.meeting(starts_at=soon(days=9), join_link="https://zoom.example/j/4711")
    registrations = {
        receiver: confirmed(cast, name, meeting, post.now)
        for name, receiver in (("Maria", MARIA), ("Budi", BUDI))
    }
    post.send()
    move(meeting, DAY, post)
    db.write(standing.leave, registrations[BUDI], meeting.id, by=DIRECTOR, now=post.now)
    post.send()
    links = {receiver: cast.link(registration) for receiver, registration in registrations.items()}
    assert [links[MARIA] in each.description for [each] in post.came[MARIA]] == [True, True]
    assert [links[BUDI] in each.description for [each] in post.came[BUDI]] == [True, False]
    texts = [str(each) for mails in post.came.values() for mail in mails for each in mail]
    assert not any("4711" in text for text in texts)
    assert not any(links[BUDI] in str(mail) for mail in post.came[MARIA])


def test_a_confirmation_that_waited_says_the_present_time(cast: Cast, post: Post) -> None:
    meeting = cast.meeting(starts_at=soon(days=9))
    gone = cast.meeting(meeting.series, starts_at=soon(days=16))
    registration = cast.registration(cast.person("Maria", email=MARIA), meeting, gone)
    begins = meeting.starts_at
    db.write(letters.confirmed, registration, [meeting, gone], now=post.now)
    move(meeting, DAY, post)
    db.write(planning.cancel_meeting, gone, reason="Banjir", by=DIRECTOR, now=post.now)
    post.send()
    asked = [each for mail in post.came[MARIA] for each in mail if each.method == "REQUEST"]
    assert [(each.uid, each.starts) for each in asked] == [(meeting.uid, begins + DAY)] * 2
    assert post.calendars[MARIA].dates() == {meeting.uid: begins + DAY}


def test_a_confirmation_for_every_date_that_waited_names_the_next_and_holds_the_link(
    cast: Cast, post: Post
) -> None:
    off = cast.meeting(starts_at=soon(days=9))
    following = plan_at(off.series, soon(days=16))
    registration = asked(off, "Maria", proved=True).registration
    db.write(planning.cancel_meeting, off, reason="Banjir", by=DIRECTOR, now=post.now)
    post.send()
    [invited] = [each for mail in post.came[MARIA] for each in mail if each.method == "REQUEST"]
    assert (invited.uid, cast.link(registration) in invited.description) == (following.uid, True)


def test_a_link_that_waited_names_what_is_left_of_its_dates(cast: Cast, post: Post) -> None:
    days = [cast.meeting(starts_at=soon(days=9))]
    days += [cast.meeting(days[0].series, starts_at=soon(days=each)) for each in (16, 23)]
    registration = cast.registration(cast.maria(), *days)
    db.write(letters.link_again, registration, days, now=post.now)
    db.write(planning.cancel_meeting, days[0], reason="Banjir", by=DIRECTOR, now=post.now)
    db.write(standing.leave, registration, days[1].id, by=DIRECTOR, now=post.now)
    move(days[2], DAY, post)
    post.send()
    [link] = of_kind(letters.LINK_AGAIN)
    told = [(fact["key"], fact["starts"]) for fact in link.facts["meetings"]]
    assert told == [(days[2].key, days[2].starts_at.isoformat())]


def test_a_place_given_back_before_its_confirmation_went_comes_into_no_calendar(
    cast: Cast, post: Post
) -> None:
    meeting = cast.meeting(starts_at=soon(days=9))
    registration = confirmed(cast, "Maria", meeting, post.now)
    cast.registration(registration.person, cast.meeting(meeting.series, starts_at=soon(days=16)))
    db.write(standing.leave, registration, meeting.id, by=DIRECTOR, now=post.now)
    post.send()
    assert post.said(MARIA) == [[("CANCEL", meeting.uid, 0)]]


def test_a_place_that_is_had_again_before_its_loss_was_told_stays_in_the_calendar(
    cast: Cast, post: Post
) -> None:
    meeting = cast.meeting(starts_at=soon(days=9))
    registration = asked(meeting, "Maria", proved=True).registration
    post.send()
    db.write(standing.leave, registration, meeting.id, by=DIRECTOR, now=post.now)
    db.write(every_date.take_again, registration, meeting.key, by=DIRECTOR, now=post.now)
    post.send()
    assert post.said(MARIA) == [[("REQUEST", meeting.uid, 0)]] * 2


def test_a_date_that_was_skipped_and_is_taken_again_stands_in_the_calendar(
    cast: Cast, post: Post
) -> None:
    meeting = cast.meeting(starts_at=soon(days=9))
    registration = asked(meeting, "Maria", proved=True).registration
    post.send()
    db.write(standing.leave, registration, meeting.id, by=DIRECTOR, now=post.now)
    post.send()
    assert post.calendars[MARIA].dates() == {}
    db.write(every_date.take_again, registration, meeting.key, by=DIRECTOR, now=post.now)
    post.send()
    assert post.calendars[MARIA].dates() == {meeting.uid: meeting.starts_at}


def test_what_a_pause_took_from_the_calendar_stands_there_again_after_it(
    cast: Cast, post: Post
) -> None:
    meeting = cast.meeting(starts_at=soon(days=9))
    registration = asked(meeting, "Maria", proved=True).registration
    post.send()
    db.write(every_date.pause, registration, by=DIRECTOR, now=post.now)
    post.send()
    assert post.calendars[MARIA].dates() == {}
    db.write(every_date.go_on, registration, by=DIRECTOR, now=post.now)
    post.send()
    assert post.calendars[MARIA].dates() == {meeting.uid: meeting.starts_at}
