"""Coming in person: exact places at the venue, the choice, and what people are told of it."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from tests.cast import DIRECTOR, Cast
from tests.client import EN, Client
from tests.messages.outbox import letter_of
from tests.registrations.filled_in import SITI
from tests.registrations.flooding import CARRIER, lapse, letters_went
from tests.registrations.test_race import run
from tests.registrations.ways_in import Race, who, write
from webinar_hub.calendars import ical
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound
from webinar_hub.messages import mail, rendering
from webinar_hub.messages.models import Letter
from webinar_hub.people import holdings
from webinar_hub.programmes.letters import meeting_facts
from webinar_hub.programmes.models import Meeting
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.programmes.venues.rules import ONLINE, Where, where_of
from webinar_hub.registrations import letters, personal_links
from webinar_hub.registrations.coming import actions
from webinar_hub.registrations.coming.rules import VenueFull
from webinar_hub.registrations.every_date import actions as every_date
from webinar_hub.registrations.joining import actions as joining
from webinar_hub.registrations.joining.actions import Application
from webinar_hub.registrations.models import (
    FormDate,
    Registration,
    Seat,
    SeatStatus,
    SentForm,
)
from webinar_hub.registrations.proof import actions as proof
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.registrations.standing import actions as standing

HALL = "Aula Kantor Gubernur, Jalan El Tari 52, Kupang"


def hall(cast: Cast, *, places: int | None = None, capacity: int | None = None) -> Meeting:
    """Return a meeting in a hall and online."""
    meeting = cast.meeting(capacity=capacity)
    meeting.venue, meeting.venue_places = HALL, places
    db.session.commit()
    return meeting


def coming(number: int) -> Application:
    return replace(who(number), at_venue=True)


def join(meeting: Meeting, asked: Application, source: str | None = None) -> SentForm:
    key = write(joining.join, None, meeting.key, asked, source=source, by=VISITOR)
    return sent_forms.by_key(key)


def number_there() -> int:
    live = Seat.at_venue, Seat.status != SeatStatus.CANCELLED
    return db.session.scalar(select(func.count()).where(*live)) or 0


def test_places_at_the_venue_are_counted_apart(app: Flask, cast: Cast) -> None:
    """Who finds it full registers nothing, and may take part online."""
    meeting = hall(cast, places=1)
    join(meeting, coming(1))
    with pytest.raises(VenueFull):
        join(meeting, coming(2))
    assert db.session.scalar(select(func.count(SentForm.id))) == 1
    join(meeting, who(2))
    assert number_there() == 1
    assert Counter(db.session.scalars(select(Seat.status))) == {SeatStatus.CONFIRMED: 2}


def test_many_want_the_last_places_at_the_venue_at_once(app: Flask, cast: Cast) -> None:
    """Half of them by the form, half on their own pages."""
    meeting = hall(cast, places=2)
    key, seated = meeting.key, []
    for number in range(3):
        person = cast.person(f"Orang {number}", email=f"orang{number}@example.org")
        seated.append(cast.registration(person, meeting).id)

    def by_form(number: int) -> object:
        return write(joining.join, None, key, coming(number), by=VISITOR)

    def by_choice(row_id: int) -> object:
        own = db.session.get_one(Registration, row_id)
        return write(actions.choose, own, key, at_venue=True, by=VISITOR)

    acts = [
        *(partial(by_form, number) for number in range(3)),
        *(partial(by_choice, row_id) for row_id in seated),
    ]
    told = run(app, Race(meeting.series_id, acts, {}))
    assert told["VenueFull"] == 4
    assert number_there() == 2


def test_without_a_venue_there_is_no_choice(app: Flask, cast: Cast) -> None:
    meeting = cast.meeting()
    join(meeting, coming(1))
    assert number_there() == 0
    registration = db.session.scalars(select(Registration)).one()
    with pytest.raises(NotFound):
        write(actions.choose, registration, meeting.key, at_venue=True, by=VISITOR)


def test_a_place_that_was_given_back_is_not_had_again_unasked(app: Flask, cast: Cast) -> None:
    """Somebody else came meanwhile: whoever takes the date again begins online."""
    meeting = hall(cast, places=1)
    registration = cast.registration(cast.maria(), meeting)
    write(actions.choose, registration, meeting.key, at_venue=True, by=VISITOR)
    write(every_date.go_on, registration, by=VISITOR)
    write(standing.leave, registration, meeting.id, by=VISITOR)
    join(meeting, coming(1))
    write(every_date.take_again, registration, meeting.key, by=VISITOR)
    assert number_there() == 1
    held = select(Seat).where(Seat.registration_id == registration.id)
    seat = db.session.scalars(held.execution_options(populate_existing=True)).one()
    assert (seat.status, seat.at_venue) == (SeatStatus.CONFIRMED, False)
    with pytest.raises(VenueFull):
        write(actions.choose, registration, meeting.key, at_venue=True, by=VISITOR)


def test_a_flood_from_one_source_fills_no_hall(app: Flask, cast: Cast) -> None:
    """Twenty count, twenty are held for a while, and whoever comes after has no place there."""
    meeting = hall(cast, places=60)
    for number in range(41):
        form = join(meeting, coming(number), CARRIER)
    assert number_there() == 40
    assert sent_forms.standings(form)[meeting.id].at_venue is False
    start = clock.now()
    letters_went(start)
    lapse(start + timedelta(minutes=31))
    db.session.expire_all()
    assert number_there() == 20
    assert db.session.scalar(select(func.count()).where(FormDate.at_venue)) == 20


def test_a_form_says_the_same_of_whoever_was_there_before_until_it_is_theirs(
    app: Flask, cast: Cast
) -> None:
    meeting = hall(cast, places=2)
    asked = coming(1)
    cast.registration(cast.person(asked.name, email=asked.email), meeting)
    forms = [join(meeting, asked), join(meeting, coming(2))]
    assert [sent_forms.standings(form)[meeting.id].at_venue for form in forms] == [True, True]
    assert number_there() == 1
    write(proof.prove, forms[0])
    assert number_there() == 2


def test_no_form_of_somebody_else_sends_its_owner_to_the_venue(app: Flask, cast: Cast) -> None:
    meeting = hall(cast, places=2)
    # The same name and address twice, by a stranger first; and somebody who changed their mind.
    forms = [join(meeting, each) for each in (coming(1), replace(coming(1), at_venue=False))]
    assert number_there() == 1
    write(proof.prove, forms[1])
    assert number_there() == 0
    assert not sent_forms.standings(forms[1])[meeting.id].at_venue
    # Whoever says that both are theirs comes as the first says.
    both = [join(meeting, each) for each in (coming(2), replace(coming(2), at_venue=False))]
    write(proof.prove_all, both)
    assert number_there() == 1


def test_who_stays_online_sends_nobody_else_home(app: Flask, cast: Cast) -> None:
    meeting = hall(cast)
    join(meeting, coming(1))
    own = [join(meeting, each) for each in (coming(2), replace(coming(2), at_venue=False))]
    assert number_there() == 2
    write(proof.prove, own[1])
    assert number_there() == 1


def moved_to(meeting: Meeting, where: Where) -> None:
    facts = {name: getattr(meeting, name) for name in ("title", "description", "capacity")}
    hours = {"starts_at": meeting.starts_at, "ends_at": meeting.ends_at}
    write(
        planning.change_meeting,
        meeting,
        **facts,
        **hours,
        version=meeting.version,
        join_link=meeting.join_link,
        where=where,
        by=DIRECTOR,
    )


def test_only_whoever_comes_is_told_of_another_hall(app: Flask, cast: Cast) -> None:
    settings = app.extensions["settings"]
    meeting = hall(cast)
    there = cast.registration(cast.maria(), meeting)
    cast.registration(cast.person("Yosef Kabelen", email="yosef@example.org"), meeting)
    there.seats[0].at_venue = True
    db.session.commit()
    revision = meeting.revision
    moved_to(meeting, Where("Balai Desa Oesapa"))
    assert meeting.revision == revision + 1
    whole = select(Letter).options(joinedload(Letter.person)).order_by(Letter.id)
    letter = db.session.scalars(whole).one()
    assert letter.person_id == there.person_id
    sent = mail.compose(letter, settings, cast.links, now=clock.now()).content.decode()
    assert "Subject: Tempat baru" in sent
    content = rendering.write(letter, settings, cast.links)
    assert "Tempat: Balai Desa Oesapa" in content.text
    assert f"Sebelumnya: {HALL}" in content.text
    assert b"LOCATION:Balai Desa Oesapa" in mail.invitation(
        content.meetings[0], letter, content, settings
    )
    moved_to(meeting, Where(HALL))
    assert letter.state == "dropped"
    moved_to(meeting, ONLINE)
    assert where_of(meeting) == ONLINE
    told = rendering.write(db.session.scalars(whole).all()[-1], settings, cast.links)
    assert f"Daring\n\nSebelumnya: {HALL}" in told.text


def test_of_several_sessions_at_another_venue_not_only_a_time_can_be_unfit(
    sqlite_app: Flask, cast: Cast
) -> None:
    first = hall(cast)
    meetings = [first, cast.meeting(first.series)]
    there = cast.registration(cast.maria(), *meetings)
    before = {each.key: meeting_facts(each) | {"venue": "Balai Desa"} for each in meetings}
    facts, now = letters.moved_facts(there, meetings, before, (), ()), clock.now()
    written = letter_of(db.write(letters.retimed, there, facts, due=now, now=now))
    text = rendering.write(written, sqlite_app.extensions["settings"], cast.links).text
    assert "Jika ada waktu atau tempat baru yang tidak cocok" in text


def test_from_the_form_to_the_page_and_back_online(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    meeting = hall(cast, places=1)
    public = client.get(f"/sesi/{meeting.key}", headers=EN).text
    assert f"{HALL}, or online" in public
    assert "MixedEventAttendanceMode" in public
    form = f"/sesi/{meeting.key}/daftar"
    assert "How do you take part?" in client.get(form, headers=EN).text
    done = client.submit(form, **SITI, dates="one", how="venue")
    assert HALL in client.get(done.location).text
    assert "Semua kursi di tempat sudah terisi" in client.get(form).text
    late = {**client.form(form, "name").fields, **SITI, "dates": "one", "how": "venue"}
    assert client.post(form, data=late | {"name": "Yosef"}).status_code == 422
    registration = db.session.scalars(select(Registration)).one()
    write(proof.prove, db.session.scalars(select(SentForm)).one())
    page = cast.page(client, registration)
    mine = client.get(page, headers=EN).text
    assert f"Venue: {HALL}" in mine
    assert "to say at the door" in mine
    client.submit(page, action="/daring", meeting=meeting.key)
    assert not registration.seats[0].at_venue
    assert "Come to the venue instead" in client.get(page, headers=EN).text
    client.submit(page, action="/di-tempat", meeting=meeting.key)
    assert registration.seats[0].at_venue


def test_whoever_comes_is_not_told_that_they_join_from_the_page(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    form, asked = f"/sesi/{hall(cast).key}/daftar", SITI | {"contact": "081234567890"}
    for how, joins in (("venue", False), ("online", True)):
        done = client.submit(form, **asked | {"name": f"Siti {how}"}, dates="one", how=how)
        assert ("bergabung dari halaman ini" in client.get(done.location).text) is joins


def test_a_link_written_again_says_where_one_comes(sqlite_app: Flask, cast: Cast) -> None:
    """Where it is asked for, and where the same form comes in once more."""
    meeting = hall(cast)
    held = join(meeting, coming(1)).registration
    join(meeting, coming(1))
    db.write(personal_links.send, held, now=clock.now() + timedelta(minutes=20))
    whole = select(Letter).options(joinedload(Letter.person)).order_by(Letter.id)
    written = db.session.scalars(whole).all()
    assert [each.kind for each in written[1:]] == ["registrations/link_again"] * 2
    for each in written:
        said = rendering.write(each, sqlite_app.extensions["settings"], cast.links).text
        assert (HALL in said, "dengan tombol Gabung" in said) == (True, False)


def test_a_confirmation_says_how_one_gets_in(app: Flask, cast: Cast) -> None:
    """At the door to whoever comes, by the button to whoever is online; whoever waits may watch."""
    settings, meeting = app.extensions["settings"], hall(cast, capacity=2)
    meeting.venue_link = "https://maps.example/aula"
    meeting.series.stream_link = "https://stream.example/live"
    db.session.commit()
    for asked in (coming(1), who(2), who(3)):
        join(meeting, asked)
    whole = select(Letter).options(joinedload(Letter.person)).order_by(Letter.id)
    there, online, waits = db.session.scalars(whole)
    written = [rendering.write(each, settings, cast.links) for each in (there, online, waits)]
    button, map_ = "dengan tombol Gabung", "https://maps.example/aula"
    said = [(HALL in each.text, map_ in each.text, button in each.text) for each in written]
    assert said == [(True, True, False), (False, False, True), (False, False, False)]
    assert "Sebutkan di pintu" in written[0].text
    assert "https://stream.example/live" in written[2].text
    entries = [
        mail.invitation(each.meetings[0], letter, each, settings)
        for letter, each in zip((there, online), written, strict=False)
    ]
    assert [b"LOCATION" in each for each in entries] == [True, False]
    feed = ical.entry(meeting, cast.links)
    assert feed.location == f"{HALL}, atau daring"


def test_the_copy_of_ones_data_says_who_comes_where_there_is_no_choice(
    sqlite_app: Flask, cast: Cast
) -> None:
    meeting = hall(cast)
    person = cast.registration(cast.maria(), meeting).person
    meeting.venue_only = True
    db.session.commit()
    assert [seat["at_venue"] for seat in holdings.copy_of(person)["seats"]] == [True]
