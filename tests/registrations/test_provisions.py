"""What a session has so that more people can take part: chosen, arranged, read by everybody."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests import html
from tests.cast import DIRECTOR, NTT, Cast, soon
from tests.client import EN, Client
from tests.programmes.desk import changes, errors, resend
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.people.models import Person
from webinar_hub.programmes.appearing import actions as appointing
from webinar_hub.programmes.appearing.models import Answer, Reply
from webinar_hub.programmes.models import AppearanceRole, Meeting, Series
from webinar_hub.programmes.provisions import actions, queries, rules, words
from webinar_hub.programmes.provisions.models import Arranged, Provision
from webinar_hub.programmes.rehearsing import rehearsal_at
from webinar_hub.programmes.repairing import actions as repairing
from webinar_hub.programmes.repairing.rules import SeriesChanged
from webinar_hub.programmes.rules import Conflict, MeetingCancelled
from webinar_hub.registrations import needs, providing
from webinar_hub.registrations.models import SeatStatus
from webinar_hub.registrations.needs import Wishes

JBI, CAPTIONS, DIAL_IN = Provision.SIGN_LANGUAGE, Provision.CAPTIONS, Provision.DIAL_IN
REHEARSAL = Provision.REHEARSAL
NUMBER = "+62 21 5088 1234, 812 345#"


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    """Return a published session in two days."""
    return cast.meeting(title="Dapur umum")


def choose(thing: Meeting | Series, wanted: dict[Provision, str], **given: Any) -> None:
    facts: dict[str, Any] = {"version": thing.version, "by": DIRECTOR, "now": clock.now()} | given
    if isinstance(thing, Meeting):
        db.write(providing.choose, thing, wanted, **facts)
    else:
        db.write(providing.choose_for_series, thing, wanted, **facts)
    db.session.expire_all()


def arrange(meeting: Meeting, kind: Provision, *, done: bool = True) -> None:
    db.write(actions.arrange, meeting, kind, done=done, by=DIRECTOR, now=clock.now())


def arranged(meeting: Meeting) -> dict[Provision, bool]:
    return {each.kind: each.arranged for each in queries.standings([meeting])[meeting.id]}


def needing(cast: Cast, number: int, *meetings: Meeting, **wishes: Any) -> None:
    """Register so many people who need something."""
    for each in range(number):
        person = cast.person(f"Peserta {chr(65 + each)}", email=f"p{each}@example.org", region="53")
        registration = cast.registration(person, *meetings)
        db.write(needs.say, registration, Wishes(**wishes), now=clock.now())


def to_arrange(actor: Any = DIRECTOR, **ahead: float) -> list[tuple[Meeting, list[Provision]]]:
    now = clock.now() + timedelta(**ahead)
    return queries.to_arrange(actor, now, until=now + timedelta(days=7))


def test_a_session_has_what_its_series_says_until_it_says_otherwise(
    app: Flask, cast: Cast, meeting: Meeting
) -> None:
    choose(meeting.series, {JBI: "bisindo", REHEARSAL: "16:00"})
    assert rules.listed(meeting.provided) == {JBI: "bisindo", REHEARSAL: "16:00"}
    choose(meeting, {CAPTIONS: ""})
    choose(meeting.series, {JBI: "sibi"})
    assert rules.listed(meeting.provided) == {CAPTIONS: ""}
    choose(meeting, {JBI: "sibi"})
    assert meeting.provisions is None, "it follows its series again"
    choose(meeting, {})
    assert meeting.provisions == {}, "none of it, and that holds"


def test_what_is_over_keeps_what_it_had(app: Flask, cast: Cast, meeting: Meeting) -> None:
    choose(meeting.series, {CAPTIONS: ""})
    past = cast.meeting(meeting.series, starts_at=soon(days=-7))
    choose(meeting.series, {})
    assert (meeting.provided, past.provided) == ({}, {"captions": ""})
    with pytest.raises(rules.SessionOver):
        choose(past, {})
    meeting.cancelled_at = clock.now()
    db.session.commit()
    with pytest.raises(MeetingCancelled):
        choose(meeting, {CAPTIONS: ""})


@pytest.mark.usefixtures("sqlite_app")
def test_who_was_slower_overwrites_nothing(meeting: Meeting) -> None:
    with pytest.raises(Conflict):
        choose(meeting, {CAPTIONS: ""}, version=meeting.version - 1)
    with pytest.raises(SeriesChanged):
        choose(meeting.series, {CAPTIONS: ""}, version=meeting.series.version - 1)


@pytest.mark.usefixtures("sqlite_app")
def test_who_has_the_part_arranges_it_and_else_somebody_says_so(
    cast: Cast, meeting: Meeting
) -> None:
    choose(meeting, {JBI: "both", CAPTIONS: "", DIAL_IN: ""})
    assert arranged(meeting) == {JBI: False, CAPTIONS: False, DIAL_IN: False}
    maria, now = cast.maria(), clock.now()
    role = AppearanceRole.SIGN_INTERPRETER
    db.write(appointing.appoint, meeting, person=maria, role=role, by=DIRECTOR, now=now)
    for _press in range(2):
        arrange(meeting, CAPTIONS)
    choose(meeting, {JBI: "both", CAPTIONS: "", DIAL_IN: NUMBER})
    assert arranged(meeting) == {JBI: True, CAPTIONS: True, DIAL_IN: True}
    db.session.add(Reply(meeting_id=meeting.id, person_id=maria.id, answer=Answer.CANNOT))
    db.session.commit()
    arrange(meeting, CAPTIONS, done=False)
    assert arranged(meeting) == {JBI: False, CAPTIONS: False, DIAL_IN: True}
    with pytest.raises(rules.NothingToArrange):
        arrange(meeting, Provision.MATERIALS)


@pytest.mark.usefixtures("sqlite_app")
def test_what_becomes_another_is_to_be_arranged_again(meeting: Meeting) -> None:
    choose(meeting.series, {JBI: "sibi", REHEARSAL: "16:00"})
    for kind in (JBI, REHEARSAL):
        arrange(meeting, kind)
    choose(meeting.series, {JBI: "bisindo", REHEARSAL: "16:00"})
    assert arranged(meeting) == {JBI: False, REHEARSAL: True}
    choose(meeting, {JBI: "bisindo"})
    choose(meeting, {JBI: "bisindo", REHEARSAL: "16:00"})
    assert arranged(meeting) == {JBI: False, REHEARSAL: False}


def test_from_seven_days_before_it_waits_for_whoever_runs_it(
    app: Flask, cast: Cast, meeting: Meeting
) -> None:
    series = meeting.series
    choose(series, {CAPTIONS: "", JBI: "sibi"})
    later = cast.meeting(series, starts_at=soon(days=9))
    cast.meeting(cast.series(series.programme), starts_at=soon(days=1))
    arrange(meeting, JBI)
    assert to_arrange() == [(meeting, [CAPTIONS])]
    assert to_arrange(NTT) == [], "another region's is not theirs"
    assert to_arrange(days=3) == [(later, [JBI, CAPTIONS])]
    choose(later, {})
    assert to_arrange(days=3) == []


@pytest.mark.usefixtures("sqlite_app")
def test_a_rehearsal_is_the_day_before_and_moves_along(meeting: Meeting) -> None:
    choose(meeting, {REHEARSAL: "23:30"})
    at = rehearsal_at(meeting)
    assert at is not None
    local = at.astimezone(meeting.home.info)
    assert (local.date(), f"{local:%H:%M}") == (meeting.day - timedelta(days=1), "23:30")
    [line] = words.dated(meeting)
    assert "23.30 WIB / 00.30 WITA (" in line
    meeting.starts_at += timedelta(days=1)
    meeting.ends_at += timedelta(days=1)
    assert rehearsal_at(meeting) == at + timedelta(days=1)


@pytest.mark.usefixtures("sqlite_app")
def test_everybody_reads_what_there_is_but_no_number(
    cast: Cast, client: Client, meeting: Meeting
) -> None:
    choose(meeting.series, {JBI: "bisindo", DIAL_IN: NUMBER})
    registration = cast.registration(cast.maria(), meeting)
    pages = {
        name: client.get(path).text
        for name, path in {
            "session": f"/sesi/{meeting.key}",
            "form": f"/sesi/{meeting.key}/daftar",
            "calendar": "/kalender/semua.ics",
            "own": cast.page(client, registration),
        }.items()
    }
    cast.sign_in(client, cast.ratna())
    pages["group"] = client.get(f"/desk/sesi/{meeting.key}/grup").text
    read = {name: "isyarat (JBI): BISINDO" in _unfolded(page) for name, page in pages.items()}
    assert read == dict.fromkeys(pages, True)
    assert [name for name, page in pages.items() if "5088" in page] == ["own"]
    past = {"starts_at": soon(days=-1), "ends_at": soon(days=-1, hours=1)}
    for name, value in past.items():
        setattr(meeting, name, value)
    db.session.commit()
    assert "BISINDO" not in client.get(f"/sesi/{meeting.key}").text


def _unfolded(page: str) -> str:
    return page.replace("\r\n ", "").replace("\n ", "")


def test_few_who_need_something_are_not_told_apart(
    app: Flask, cast: Cast, meeting: Meeting
) -> None:
    needing(cast, 5, meeting, captions=True)
    one = cast.registration(cast.suparmin(), meeting, status=SeatStatus.WAITLISTED)
    db.write(needs.say, one, Wishes(sign_language=True, other="Kursi roda"), now=clock.now())
    left = cast.registration(cast.maria(), meeting, status=SeatStatus.CANCELLED)
    db.write(needs.say, left, Wishes(dial_in=True), now=clock.now())
    assert providing.needed([meeting])[meeting.id] == {
        "sign_language": None,
        "captions": 5,
        "dial_in": 0,
        "materials": 0,
        "other": None,
    }


@pytest.mark.usefixtures("sqlite_app")
def test_what_people_need_stands_beside_on_the_page(
    cast: Cast, client: Client, meeting: Meeting
) -> None:
    choose(meeting, {JBI: "bisindo", CAPTIONS: ""})
    needing(cast, 5, meeting, captions=True)
    one = cast.registration(cast.suparmin(), meeting)
    db.write(needs.say, one, Wishes(sign_language=True, other="Kursi roda"), now=clock.now())
    cast.sign_in(client, cast.ratna())
    page = client.get(f"/desk/sesi/{meeting.key}/akses", headers=EN).text
    rows = [" ".join(html.text_of(row).split()) for row in html.parse(page).iter("tr")][1:]
    assert rows == [
        "Sign language interpreter (JBI): BISINDO 1 to 4 To be arranged It is arranged",
        "Live captions by a typist 5 To be arranged It is arranged",
        "Something else 1 to 4 the inclusion officer reads what",
    ]
    today = client.get("/desk/", headers=EN).text
    assert "Live captions by a typist (needed by 5 people)" in today
    assert [secret for secret in ("Suparmin", "Kursi roda") if secret in page + today] == []


@pytest.mark.usefixtures("sqlite_app")
def test_the_desk_chooses_and_arranges_by_the_form(
    cast: Cast, client: Client, meeting: Meeting
) -> None:
    ratna = cast.ratna()
    cast.sign_in(client, ratna)
    desk = f"/desk/sesi/{meeting.key}/akses"
    assert f'href="{desk}"' in client.get(f"/desk/sesi/{meeting.key}").text
    answer = client.submit(desk, sign_language="sibi", number=NUMBER, rehearsal="16.30")
    assert answer.location == desk
    stored = {"sign_language": "sibi", "dial_in": NUMBER, "rehearsal": "16:30"}
    db.session.expire_all()
    assert meeting.provisions == stored
    [entry] = db.session.scalars(select(Entry).where(Entry.verb == "chose provisions"))
    assert (entry.before, entry.after) == (dict.fromkeys(stored, False), stored)
    assert client.submit(desk, action=f"{desk}/siap", done="sign_language").location == desk
    assert db.session.scalars(select(Arranged.kind)).all() == [JBI]
    seen = client.get(f"/desk/sesi/{meeting.key}", headers=EN).text
    assert "Rehearsal the day before: to be arranged" in " ".join(seen.split())
    assert client.submit(desk, action=f"{desk}/siap", open="sign_language").location == desk
    assert db.session.scalars(select(Arranged.kind)).all() == []
    wrong = client.submit(desk, rehearsal="sore")
    assert (wrong.status_code, len(errors(wrong.text))) == (422, 1)
    series = f"/desk/seri/{meeting.series.key}/akses"
    assert client.submit(series, captions=True).status_code == 303
    db.session.expire_all()
    assert (meeting.series.provisions, meeting.provisions) == ({"captions": ""}, stored)


def test_what_is_taken_away_is_the_inclusion_officers_to_answer_once_more(
    app: Flask, cast: Cast, client: Client, meeting: Meeting
) -> None:
    choose(meeting.series, {CAPTIONS: "", JBI: "sibi"})
    needing(cast, 2, meeting, captions=True)
    need = needs.of_registration(cast.registration(_first(), cast.meeting(meeting.series)))
    assert need is not None
    db.write(needs.answer, need, "Ada juru ketik.", by=DIRECTOR, now=clock.now())
    cast.sign_in(client, cast.ratna())
    path = f"/desk/seri/{meeting.series.key}/akses"
    assert client.submit(path, sign_language="").status_code == 303, "nobody needs it"
    shown = client.submit(path, captions=False)
    [said] = changes(shown.text)
    assert "1 sampai 4 orang" in said
    assert meeting.series.provisions == {"captions": ""}
    assert resend(client, path, shown).status_code == 303
    db.session.expire_all()
    assert (need.answered_at, need.answer) == (None, "Ada juru ketik.")


def _first() -> Person:
    return db.session.scalars(select(Person).where(Person.name == "Peserta A")).one()


def test_a_draft_with_something_arranged_can_be_deleted(app: Flask, meeting: Meeting) -> None:
    choose(meeting, {CAPTIONS: ""})
    arrange(meeting, CAPTIONS)
    meeting.state = type(meeting.state).DRAFT
    db.session.commit()
    db.write(repairing.delete, meeting, by=DIRECTOR, now=clock.now())
    assert db.session.scalars(select(Arranged)).all() == []
