"""After erasure nothing says who somebody was: not the database, not the files.

Certificates still check, counts still stand.
"""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast, soon
from tests.certificates import cohorts
from tests.client import EN, Client
from tests.house.dump import dump
from tests.records.open_data import data_path, letters, open_data
from tests.registrations.full_form import sent
from webinar_hub.attendance.entering.actions import enter
from webinar_hub.attendance.evidence.actions import Upload, import_report
from webinar_hub.attendance.matching.actions import Decision, Verdict, decide
from webinar_hub.attendance.models import Attendance, Evidence
from webinar_hub.attendance.readers.report import Row
from webinar_hub.certificates.drawing.actions import draw_due
from webinar_hub.certificates.issuing import actions as certificates
from webinar_hub.certificates.models import Certificate
from webinar_hub.config import Settings
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.actor import ONESELF
from webinar_hub.kit.db import db
from webinar_hub.kit.files import Folder
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.people.answers import GuardianGiven, answer_functioning, guard
from webinar_hub.people.models import Consent, ConsentKind, Difficulty, Person
from webinar_hub.programmes.models import Appearance, AppearanceRole, Meeting
from webinar_hub.records.upkeep import actions, rules
from webinar_hub.registrations import personal_links
from webinar_hub.registrations.models import Registration, Seat, SeatStatus
from webinar_hub.registrations.standing.actions import ask_to_leave
from webinar_hub.web import limits
from webinar_hub.web.jobs import answer_asked
from webinar_hub.web.models import Attempts

MARKS = ("maria", "goreti", "bere", "maria@example.org", "kelompok mawar")


def row(name: str, meeting: Meeting, *, email: str | None = None, line: int = 1) -> Row:
    return Row(line, name, None, email, meeting.starts_at, meeting.ends_at, None, waiting=False)


def everything(app: Flask) -> str:
    """Return the whole database and every file as one text, in small letters."""
    settings: Settings = app.extensions["settings"]
    files = [
        path.name + path.read_bytes().decode("latin-1")
        for path in settings.files.rglob("*")
        if path.is_file()
    ]
    attempts = db.session.execute(select(Attempts.name)).all()
    return "\n".join([repr(dump()), repr(attempts), *files]).casefold()


def lived(cast: Cast, app: Flask) -> tuple[Registration, Certificate, Meeting, Meeting]:
    """Let Maria leave a trace in every room.

    Return her registration, her certificate, a meeting that is over, one that is full.
    """
    series, held = cohorts.over(cast, cohorts.programme(cast))
    maria = cast.maria()
    registration = cast.registration(maria, *held)
    registration.organisation_name = "Kelompok Mawar"
    now = clock.now()
    db.session.add(
        Consent(
            person_id=maria.id,
            kind=ConsentKind.NEWS,
            agreed=True,
            text_version="1",
            language="id",
            source="test",
            answered_at=now,
        )
    )
    db.session.add(
        Appearance(meeting_id=held[0].id, person_id=maria.id, role=AppearanceRole.SPEAKER)
    )
    db.session.commit()
    db.write(
        answer_functioning, maria, {"seeing": Difficulty.LOT}, language="id", source="test", now=now
    )
    db.write(
        guard,
        maria,
        GuardianGiven("Goreti Bere", "goreti.maria@example.org", None),
        language="id",
        now=now,
    )
    for number, meeting in enumerate(held):
        rows = (
            row("Maria Goreti Bere", meeting, email="maria@example.org"),
            row("bere kupang", meeting, line=2),
            row("HP Maria Goreti Bere", meeting, line=3),
            row("Anton Bura", meeting, line=4),
        )
        db.write(
            import_report,
            meeting.id,
            Upload(f"{number}.csv", f"d{number}", "test", rows, ()),
            by=DIRECTOR,
            now=now,
        )
        [odd] = db.session.scalars(
            select(Evidence).where(
                Evidence.meeting_id == meeting.id, Evidence.name == "bere kupang"
            )
        )
        decision = Decision([odd.fingerprint], Verdict.SOMEBODY, registration.key)
        db.write(decide, meeting.id, decision, by=DIRECTOR, now=now)
    [certificate] = db.write(certificates.issue, series, by=DIRECTOR, now=now)
    settings: Settings = app.extensions["settings"]
    draw_due(cast.links, Folder(settings.files))
    weekly = cast.series()
    full = cast.meeting(weekly, capacity=1, starts_at=soon(hours=-1))
    coming = cast.meeting(weekly, capacity=1, starts_at=soon(days=3))
    second = cast.registration(maria, full, coming)
    db.write(enter, second.id, full.key, now=clock.now())
    db.write(personal_links.send_to, "maria@example.org", None, now=now)
    limits.allow("lost-link:maria@example.org", most=3, per=timedelta(hours=1))
    cast.registration(cast.suparmin(), coming, status=SeatStatus.WAITLISTED)
    return registration, certificate, held[0], coming


def test_nothing_is_left_and_certificates_still_check(
    app: Flask, client: Client, cast: Cast
) -> None:
    registration, certificate, _over, coming = lived(cast, app)
    minutes = {(found.seat_id, found.seconds) for found in db.session.scalars(select(Attendance))}
    sealed = certificate.digest
    found = everything(app)
    assert [mark for mark in MARKS if mark not in found] == [], "the trace is there before"
    path = open_data(cast, client, registration)
    client.submit(f"{path}/ubah", name="Dr. Maria Goreti Bere, M.Si.")
    client.submit(f"{path}/minta", kind="other", words="Nama saya Maria")
    answer = client.submit(f"{path}/hapus", action="")
    assert answer.location == "/data-terhapus"
    assert "Your data are erased" in client.get(answer.location, headers=EN).text
    left = everything(app)
    assert [
        (mark, left[left.index(mark) - 80 : left.index(mark) + 80])
        for mark in MARKS
        if mark in left
    ] == []
    assert client.get(path).status_code == 404
    db.session.refresh(certificate)
    check = client.get(f"/cek/{certificate.code}", headers=EN)
    for word in (
        certificate.number,
        certificate.facts["title"],
        certificate.facts["dates"],
        sealed[:16],
        "had their name erased",
    ):
        assert word in check.text
    assert certificate.digest == sealed
    assert {
        (counted.seat_id, counted.seconds) for counted in db.session.scalars(select(Attendance))
    } == minutes
    next_in_line = select(Seat).where(
        Seat.meeting_id == coming.id, Seat.status == SeatStatus.CONFIRMED
    )
    assert [seat.registration.person.name for seat in _with_registration(next_in_line)] == [
        "Suparmin"
    ]
    assert "anton bura" in left, "other people's rows stay"
    assert [
        entry.after["certificates"]
        for entry in db.session.scalars(select(Entry).where(Entry.verb == "erased"))
    ] == [1]


def _with_registration(statement: object) -> list[Seat]:
    from sqlalchemy.orm import joinedload

    joined = statement.options(joinedload(Seat.registration))  # type: ignore[attr-defined]
    return list(db.session.scalars(joined))


def test_letters_that_wait_are_dropped_and_nothing_more_is_written(app: Flask, cast: Cast) -> None:
    registration, certificate, _over, _coming = lived(cast, app)
    person = registration.person
    db.write(actions.erase, person, by=DIRECTOR, now=clock.now())
    letters_to_them = list(db.session.scalars(select(Letter).where(Letter.person_id == person.id)))
    assert {(letter.state, letter.emptied) for letter in letters_to_them} == {
        (LetterState.DROPPED, True)
    }
    assert {str(letter.facts) for letter in letters_to_them} == {"{}"}
    db.write(certificates.revoke, certificate, reason="salah terbit", by=DIRECTOR, now=clock.now())
    assert len(
        list(db.session.scalars(select(Letter).where(Letter.person_id == person.id)))
    ) == len(letters_to_them)


def test_a_form_that_was_cancelled_before_writes_to_nobody(app: Flask, cast: Cast) -> None:
    cast.region("91")
    form = sent(cast.meeting())
    db.write(ask_to_leave, form, now=clock.now())
    db.write(actions.erase, form.registration.person, by=DIRECTOR, now=clock.now())
    before = db.session.scalars(select(Letter.id)).all()
    answer_asked()
    assert db.session.scalars(select(Letter.id)).all() == before


def test_a_certificate_that_was_not_drawn_yet_is_never_drawn(
    app: Flask, cast: Cast, client: Client
) -> None:
    series, held = cohorts.over(cast, cohorts.programme(cast))
    registration = cohorts.attended(cast, cast.maria(), held, present=4)
    [certificate] = db.write(certificates.issue, series, by=DIRECTOR, now=clock.now())
    db.write(actions.erase, registration.person, by=DIRECTOR, now=clock.now())
    settings: Settings = app.extensions["settings"]
    assert draw_due(cast.links, Folder(settings.files)) == 0
    cast.sign_in(client, cast.ratna())
    page = client.get(f"/desk/sertifikat/{certificate.key}", headers=EN)
    assert "Name erased" in page.text
    token = client.form(f"/desk/sertifikat/{certificate.key}", action="/cabut").fields["csrf_token"]
    assert (
        client.post(
            f"/desk/sertifikat/{certificate.key}.pdf", data={"csrf_token": token}
        ).status_code
        == 410
    )
    assert db.write(certificates.issue, series, by=DIRECTOR, now=clock.now()) == []


def test_an_erased_person_stands_without_a_name_in_lists(
    app: Flask, cast: Cast, client: Client
) -> None:
    registration, _certificate, over, _coming = lived(cast, app)
    db.write(actions.erase, registration.person, by=DIRECTOR, now=clock.now())
    cast.sign_in(client, cast.ratna())
    for path in (
        f"/desk/sesi/{over.key}",
        f"/desk/sesi/{over.key}/bukti",
        f"/desk/seri/{over.series.key}/sertifikat",
        "/desk/pesan",
    ):
        page = client.get(path, headers=EN)
        assert page.status_code == 200
        assert "maria" not in page.text.casefold()
        assert f"/{registration.key}/batal" not in page.text, "it opens nothing any more"
    [letter] = letters("certificates/issued")
    assert "has been deleted" in client.get(f"/desk/pesan/{letter.key}", headers=EN).text


def test_the_same_report_does_not_bring_the_names_back(app: Flask, cast: Cast) -> None:
    registration, _certificate, over, _coming = lived(cast, app)
    db.write(actions.erase, registration.person, by=DIRECTOR, now=clock.now())
    rows = (
        row("Maria Goreti Bere", over, email="maria@example.org"),
        row("bere kupang", over, line=2),
    )
    done = db.write(
        import_report,
        over.id,
        Upload("lagi.csv", "other bytes", "test", rows, ()),
        by=DIRECTOR,
        now=clock.now(),
    )
    assert (done.added, done.known) == (0, 2)
    assert "maria" not in repr(dump()).casefold()


def test_who_comes_again_starts_anew(app: Flask, cast: Cast, client: Client) -> None:
    registration = cast.registration(cast.maria(), cast.meeting())
    db.write(actions.erase, registration.person, by=DIRECTOR, now=clock.now())
    meeting = cast.meeting(cast.series(cast.programme("Baru")))
    answer = client.submit(
        f"/sesi/{meeting.key}/daftar",
        name="Dr. Maria Goreti Bere",
        contact="maria@example.org",
        region="-",
    )
    assert answer.status_code == 303
    assert len(list(db.session.scalars(select(Person)))) == 2


def test_whoever_signs_in_at_the_desk_is_not_erased_by_a_button(app: Flask, cast: Cast) -> None:
    theresia = cast.facilitator(cast.meeting())
    with pytest.raises(rules.WorksAtTheDesk):
        db.write(actions.erase, theresia, by=ONESELF, now=clock.now())
    db.session.refresh(theresia)
    assert theresia.erased_at is None


def test_a_short_name_does_not_take_other_peoples_rows_along(app: Flask, cast: Cast) -> None:
    meeting = cast.meeting(starts_at=soon(days=-2))
    ani = cast.registration(cast.person("Ani", email="ani@example.org"), meeting)
    cast.registration(cast.person("Ani Rahayu", email="rahayu@example.org"), meeting)
    rows = (
        row("Ani", meeting, email="ani@example.org"),
        row("Ani Rahayu", meeting, email="rahayu@example.org", line=2),
        row("Danila", meeting, line=3),
    )
    db.write(
        import_report,
        meeting.id,
        Upload("a.csv", "a", "test", rows, ()),
        by=DIRECTOR,
        now=clock.now(),
    )
    db.write(actions.erase, ani.person, by=DIRECTOR, now=clock.now())
    assert [each.name for each in db.session.scalars(select(Evidence).order_by(Evidence.id))] == [
        "–",
        "Ani Rahayu",
        "Danila",
    ]


def test_a_second_press_finds_nothing(app: Flask, cast: Cast, client: Client) -> None:
    registration = cast.registration(cast.maria(), cast.meeting())
    path = open_data(cast, client, registration)
    form = client.form(f"{path}/hapus")
    answers = [client.post(f"{path}/hapus", data=form.fields).status_code for _press in range(2)]
    assert answers == [303, 404]
    assert data_path(cast, registration) != path


def test_what_is_counted_by_the_mailbox_goes_too(app: Flask, cast: Cast) -> None:
    tagged = cast.registration(cast.person("Ani", email="ani+hub@example.org"), cast.meeting())
    limits.allow("ask-focal:ani@example.org", most=9, per=timedelta(hours=1))
    db.write(actions.erase, tagged.person, by=DIRECTOR, now=clock.now())
    assert db.session.scalars(select(Attempts.name)).all() == []


def test_the_counts_of_others_go_on(app: Flask, cast: Cast) -> None:
    short = cast.registration(
        cast.person("Ani", email="ani@example.org", phone="+6281200000001"), cast.meeting()
    )
    own = {
        "lost-link:ani@example.org",
        "lost-link:+6281200000001",
        "sign-in:127.0.0.1:ani@example.org",
    }
    others = {
        "lost-link:dani@example.org",
        "lost-link:ani@example.org.id",
        "lost-link:+628120000000123",
        "sign-in:127.0.0.1:dani@example.org",
    }
    for name in own | others:
        limits.allow(name, most=9, per=timedelta(hours=1))
    db.write(actions.erase, short.person, by=DIRECTOR, now=clock.now())
    assert set(db.session.scalars(select(Attempts.name))) == others
