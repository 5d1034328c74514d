"""A numbered statement that somebody was present: who gets one, what it says, when it ends."""

import re
from collections import Counter
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import delete, select, update

from tests import html, qr_codes
from tests.attendance.roll_call.at_the_door import finish, note
from tests.cast import DIRECTOR, Cast
from tests.certificates import thursdays
from tests.certificates.test_desk import rows
from tests.client import Client
from tests.network.test_numbering import settle
from webinar_hub.attendance.models import Attendance, AttendanceStatus, Report
from webinar_hub.certificates import queries
from webinar_hub.certificates.drawing.actions import draw_due
from webinar_hub.certificates.drawing.queries import document
from webinar_hub.certificates.issuing import actions as issuing
from webinar_hub.certificates.models import Certificate, CertificateKind, CertificateState
from webinar_hub.certificates.statements import actions, rules
from webinar_hub.history import journal
from webinar_hub.history.journal import Fact
from webinar_hub.kit import clock, language
from webinar_hub.kit.db import db
from webinar_hub.kit.files import Folder
from webinar_hub.kit.letterhead import Unprintable
from webinar_hub.messages.models import Letter
from webinar_hub.network import numbering
from webinar_hub.people.holdings import copy_of
from webinar_hub.people.models import Person
from webinar_hub.programmes.appearing.models import Answer, Reply
from webinar_hub.programmes.models import Appearance, AppearanceRole, Meeting
from webinar_hub.records.own.reading import readable
from webinar_hub.reports.queries import reached_by_series

STATEMENT = CertificateKind.STATEMENT


def given(app: Flask, meeting: Meeting, person: Person) -> Certificate:
    return db.write(
        actions.give,
        meeting,
        person,
        settings=app.extensions["settings"],
        by=DIRECTOR,
        now=clock.now(),
    )


def given_to_all(app: Flask, meeting: Meeting) -> int:
    settings = app.extensions["settings"]
    return actions.give_to_all(meeting, settings=settings, by=DIRECTOR, now=clock.now())


def read(app: Flask, statement: Certificate) -> str:
    files = Folder(app.extensions["settings"].files)
    pages = PdfReader(BytesIO(document(statement, app.extensions["links"], files))).pages
    assert len(pages) == 1
    return " ".join(pages[0].extract_text().split())


def speaks(meeting: Meeting, person: Person, *roles: AppearanceRole) -> Person:
    db.session.add_all(
        Appearance(meeting_id=meeting.id, person_id=person.id, role=role) for role in roles
    )
    db.session.commit()
    return person


def test_a_statement_says_who_was_present_as_what_in_which_session(app: Flask, cast: Cast) -> None:
    meeting = thursdays.over(cast, title="Pangan <pesisir>")
    registration = thursdays.stayed(cast, cast.maria(), meeting, minutes=120)
    registration.organisation_name = "Perkumpulan Pelita"
    db.session.commit()
    statement = given(app, meeting, registration.person)
    assert re.fullmatch(r"001/KET-HADIR/S-JAJAR/[IVX]+/20\d\d", statement.number)
    words = read(app, statement)
    for part in (
        "Surat Keterangan Hadir",
        f"Nomor {statement.number}",
        "Nama Dr. Maria Goreti Bere, S.Sos., M.Si.",
        "Lembaga Perkumpulan Pelita",
        "telah hadir sebagai peserta dalam kegiatan berikut:",
        "Kegiatan Semidaring Multisektor, semidaring ke-1",
        "Topik Pangan <pesisir>",
        "Pukul 07.00–09.00 WIB",
        "Tempat Daring",
        app.extensions["links"].to("certificates.checked", code=statement.code).split("://")[1],
    ):
        assert part in words
    # What was printed stays, and it is given once.
    meeting.title, registration.organisation_name = "Lain", "Lain"
    db.session.commit()
    assert read(app, given(app, meeting, registration.person)) == words
    assert draw_due(cast.links, Folder(app.extensions["settings"].files)) == 1
    assert read(app, statement) == words
    assert statement.digest
    files = Folder(app.extensions["settings"].files)
    [code] = qr_codes.printed(document(statement, cast.links, files))
    assert code == cast.links.to("certificates.checked", code=statement.code)


def test_a_speaker_is_stated_as_one_in_their_language(sqlite_app: Flask, cast: Cast) -> None:
    meeting = thursdays.over(cast)
    speaker = cast.person("Nora Tukan", language="en", email="nora@example.org")
    speaks(meeting, speaker, AppearanceRole.SPEAKER, AppearanceRole.MODERATOR)
    words = read(sqlite_app, given(sqlite_app, meeting, speaker))
    assert "was present as speaker, moderator in:" in words
    assert "Time 07:00–09:00 WIB" in words
    meeting.venue, meeting.venue_only = "Aula Dinas Sosial, Kupang", True
    db.session.commit()
    came = thursdays.stayed(cast, cast.maria(), meeting, minutes=120).person
    assert "Tempat Aula Dinas Sosial, Kupang" in read(sqlite_app, given(sqlite_app, meeting, came))
    meeting.venue_only = False
    db.session.commit()
    host = speaks(meeting, cast.person("Yosef Lado"), AppearanceRole.MC)
    hybrid = read(sqlite_app, given(sqlite_app, meeting, host))
    assert "Tempat Aula Dinas Sosial, Kupang / daring" in hybrid
    absent = speaks(meeting, cast.suparmin(), AppearanceRole.MC)
    db.session.add(Reply(meeting_id=meeting.id, person_id=absent.id, answer=Answer.CANNOT))
    db.session.commit()
    with pytest.raises(rules.NotPresent):
        given(sqlite_app, meeting, absent)


def test_each_is_stated_where_the_roll_call_and_the_report_saw_them(
    sqlite_app: Flask, cast: Cast
) -> None:
    meeting = thursdays.over(cast)
    meeting.venue = "Aula Dinas Sosial, Kupang"
    came, online = (
        thursdays.stayed(cast, person, meeting, minutes=120)
        for person in (cast.maria(), cast.suparmin())
    )
    of_maria = Attendance.seat_id == came.seats[0].id
    db.session.execute(update(Attendance).where(of_maria).values(in_person=True))
    db.session.commit()
    assert given_to_all(sqlite_app, meeting) == 2
    made = db.session.scalars(select(Certificate).where(Certificate.kind == STATEMENT))
    stated = {each.person_id: read(sqlite_app, each) for each in made}
    assert "Tempat Aula Dinas Sosial, Kupang Surat" in stated[came.person_id]
    assert "Tempat Daring Surat" in stated[online.person_id]
    issued = db.write(issuing.issue, meeting, by=DIRECTOR, now=clock.now())
    assert {each.person_id: each.facts["mode"] for each in issued} == {
        came.person_id: "secara tatap muka",
        online.person_id: "secara daring",
    }


def test_numbers_follow_one_another_on_a_line_of_their_own(app: Flask, cast: Cast) -> None:
    meeting = thursdays.over(cast)
    thursdays.stayed(cast, cast.maria(), meeting, minutes=120)
    thursdays.stayed(cast, cast.suparmin(), meeting, minutes=120)
    thursdays.stayed(cast, cast.person("Tinggal Sebentar"), meeting, minutes=10)
    thursdays.stayed(cast, cast.person("王小明"), meeting, minutes=120)
    [certificate, *_others] = db.write(issuing.issue, meeting, by=DIRECTOR, now=clock.now())
    assert given_to_all(app, meeting) == 2
    made = db.session.scalars(select(Certificate).where(Certificate.kind == STATEMENT))
    assert [each.sequence for each in made] == [1, 2]
    assert certificate.sequence == 1
    assert given_to_all(app, meeting) == 0
    with pytest.raises(Unprintable):
        given(app, meeting, db.session.scalars(select(Person).filter_by(name="王小明")).one())
    later = thursdays.stayed(cast, cast.person("Datang Lagi"), meeting, minutes=120)
    assert given(app, meeting, later.person).sequence == 3
    # Neither the certificates' list nor the figures count them.
    assert {each.kind for each in queries.of_session(meeting.id)} == {certificate.kind}
    counted = reached_by_series([meeting.series.programme_id]).certificates
    assert counted == {meeting.series_id: 2}


def test_nothing_is_stated_before_the_end_or_of_a_cancelled_session(
    sqlite_app: Flask, cast: Cast
) -> None:
    meeting = thursdays.over(cast)
    maria = thursdays.stayed(cast, cast.maria(), meeting, minutes=120).person
    meeting.cancelled_at = clock.now()
    db.session.commit()
    with pytest.raises(rules.NothingToState):
        given(sqlite_app, meeting, maria)
    coming = cast.meeting(meeting.series)
    speaks(coming, maria, AppearanceRole.SPEAKER)
    with pytest.raises(rules.NothingToState):
        given(sqlite_app, coming, maria)


def test_no_secretariat_numbers_certificates_as_statements_are(
    sqlite_app: Flask, cast: Cast
) -> None:
    with pytest.raises(numbering.PatternsCollide):
        settle(cast.secretariat(), "{number}/KET-HADIR/{issuer}/{month}/{year}")
    settle(cast.secretariat(), "{number:03}/{kind}/{issuer}/{month}/{year}")


def _correct(meeting: Meeting, status: AttendanceStatus) -> None:
    [attendance] = db.session.scalars(select(Attendance))
    attendance.status = status
    db.session.commit()


def _revoke_unfounded() -> int:
    return actions.revoke_unfounded(now=clock.now())


def test_what_attendance_no_longer_bears_out_is_revoked_once_it_is_settled(
    app: Flask, cast: Cast
) -> None:
    meeting = thursdays.over(cast)
    maria = thursdays.stayed(cast, cast.maria(), meeting, minutes=120).person
    speaker = speaks(meeting, cast.suparmin(), AppearanceRole.SPEAKER)
    statement, spoke = given(app, meeting, maria), given(app, meeting, speaker)
    assert _revoke_unfounded() == 0
    _correct(meeting, AttendanceStatus.PARTIAL)
    [report] = db.session.scalars(select(Report))
    report.withdrawn_at = clock.now()
    db.session.commit()
    # A report is being exchanged for another: nobody knows yet.
    assert _revoke_unfounded() == 0
    report.withdrawn_at = None
    db.session.commit()
    assert (_revoke_unfounded(), _revoke_unfounded()) == (1, 0)
    assert (statement.state, spoke.state) == (CertificateState.REVOKED, CertificateState.VALID)
    [letter] = db.session.scalars(select(Letter))
    assert letter.facts["certificate"]["kind"] == "statement"
    assert letter.facts["reason"] == statement.revoked_why
    _correct(meeting, AttendanceStatus.PRESENT)
    assert given(app, meeting, maria).sequence == 3
    # One of somebody who was erased is left alone.
    _correct(meeting, AttendanceStatus.ABSENT)
    maria.erased_at = clock.now()
    db.session.commit()
    assert _revoke_unfounded() == 0
    # One that somebody revoked bars another until somebody says why.
    db.write(issuing.revoke, spoke, reason="Tidak jadi.", by=DIRECTOR, now=clock.now())
    with pytest.raises(rules.NotPresent):
        given(app, meeting, speaker)


def test_who_is_taken_off_the_roll_call_keeps_no_statement_until_it_is_complete(
    app: Flask, cast: Cast
) -> None:
    meeting = thursdays.over(cast)
    meeting.venue = "Aula Dinas Sosial, Kupang"
    thursdays.stayed(cast, cast.suparmin(), meeting, minutes=120)
    mistaken, open_yet = (
        cast.registration(person, meeting) for person in (cast.maria(), cast.person("Budi"))
    )
    for each in (mistaken, open_yet):
        each.seats[0].at_venue = True
    db.session.commit()
    note(meeting, mistaken, open_yet, by=DIRECTOR)
    statement, other = (given(app, meeting, each.person) for each in (mistaken, open_yet))
    assert _revoke_unfounded() == 0
    note(meeting, mistaken, by=DIRECTOR, said=None)
    assert _revoke_unfounded() == 1
    assert (statement.state, other.state) == (CertificateState.REVOKED, CertificateState.VALID)


def test_what_tells_of_another_session_takes_no_statement_back(app: Flask, cast: Cast) -> None:
    other = thursdays.over(cast, title="Lain")
    meeting = thursdays.over(cast, other.series, reported=False)
    meeting.venue = "Aula Dinas Sosial, Kupang"
    online = thursdays.stayed(cast, cast.maria(), meeting, minutes=120).person
    assert given(app, meeting, online).state is CertificateState.VALID
    # The report was the wrong one, and is set aside; the roll call tells of the hall alone.
    db.session.execute(delete(Attendance))
    db.session.commit()
    finish(meeting, by=DIRECTOR)
    assert _revoke_unfounded() == 0
    thursdays.report(meeting)
    assert _revoke_unfounded() == 1


def test_few_are_revoked_at_once_as_others_wait_meanwhile(sqlite_app: Flask, cast: Cast) -> None:
    meeting = thursdays.over(cast)
    for number in range(12):
        person = cast.person(f"Orang {number}")
        given(sqlite_app, meeting, thursdays.stayed(cast, person, meeting, minutes=120).person)
    db.session.execute(update(Attendance).values(status=AttendanceStatus.PARTIAL))
    db.session.commit()
    assert (_revoke_unfounded(), _revoke_unfounded()) == (12, 0)
    acts = Counter(db.session.scalars(select(Letter.act)))
    assert sorted(acts.values()) == [2, 10]


def test_few_are_given_at_once_and_once_more_goes_on_where_it_stopped(
    sqlite_app: Flask, cast: Cast
) -> None:
    meeting, settings = thursdays.over(cast), sqlite_app.extensions["settings"]
    people = [
        thursdays.stayed(cast, cast.person(f"Orang {number}"), meeting, minutes=120).person_id
        for number in range(28)
    ]
    facts = {"settings": settings, "by": DIRECTOR, "now": clock.now()}
    before = sum(each.fact is Fact.NUMBER for each in journal.present().entries)
    assert db.write(actions.give_some, meeting, people[:2], **facts) == 2
    assert given_to_all(sqlite_app, meeting) == 26
    numbers = select(Certificate.sequence).where(Certificate.kind == STATEMENT)
    assert sorted(db.session.scalars(numbers)) == list(range(1, 29))
    given_in = [each for each in journal.present().entries if each.fact is Fact.NUMBER]
    assert len(given_in) - before == 3, "others who write wait for a few only"


def test_she_asks_for_hers_with_one_tap_and_anybody_checks_it(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    meeting = thursdays.over(cast)
    registration = thursdays.stayed(cast, cast.suparmin(), meeting, minutes=120)
    later = thursdays.over(cast, meeting.series, title="Lain")
    thursdays.stayed(cast, registration.person, later, minutes=10)
    cast.ratna()
    page = cast.page(client, registration)
    [press] = [
        each.get("formaction", "")
        for each in html.parse(client.get(page).text).iter("button")
        if "keterangan" in each.get("formaction", "")
    ]
    assert meeting.key in press
    form = next(each for each in html.forms(html.parse(client.get(page).text)) if not each.action)
    answers = [client.post(press, data=form.fields) for _each in range(2)]
    assert answers[0].location == answers[1].location
    answer = client.get(answers[0].location)
    assert answer.headers["Content-Disposition"].startswith(
        'attachment; filename="keterangan-001-KET-HADIR-S-JAJAR'
    )
    assert "Suparmin" in PdfReader(BytesIO(answer.data)).pages[0].extract_text()
    [statement] = queries.of_session(meeting.id, CertificateKind.STATEMENT)
    with language.reading("id"):
        said = str(readable(copy_of(registration.person)))
    assert ("pemegangnya, di halamannya sendiri" in said, "participant" in said) == (True, False)
    shown = client.get(page).text
    assert answers[0].location in shown
    assert "Sertifikat saya" not in shown
    checked = html.text_of(html.parse(client.get(f"/cek/{statement.code}").text))
    issuer = statement.facts["issuer"]
    assert f"Surat keterangan hadir ini diberikan oleh {issuer} dan berlaku." in checked
    assert "sebagai peserta pada Pangan pesisir" in checked
    refused = client.post(press.replace(meeting.key, later.key), data=form.fields)
    assert refused.status_code == 422
    elsewhere = cast.meeting(cast.series(cast.programme("Lain")))
    foreign = client.post(press.replace(meeting.key, elsewhere.key), data=form.fields)
    assert foreign.status_code == 404
    db.write(issuing.revoke, statement, reason="Salah nama.", by=DIRECTOR, now=clock.now())
    withdrawn = client.get(answers[0].location)
    assert withdrawn.status_code == 410
    assert "Surat keterangan hadir ini dicabut" in withdrawn.text
    assert "keterangan/" not in client.get(page).text


def test_the_desk_gives_one_or_all_and_replaces_one(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    meeting = thursdays.over(cast)
    for each in (cast.maria(), cast.suparmin()):
        thursdays.stayed(cast, each, meeting, minutes=120)
    speaks(meeting, cast.person("Nora Tukan"), AppearanceRole.SPEAKER)
    cast.sign_in(client, cast.staff())
    path = f"/desk/sesi/{meeting.key}/keterangan"
    assert f'href="{path}"' in client.get(f"/desk/sesi/{meeting.key}").text
    maria = db.session.scalars(select(Person).filter_by(email="maria@example.org")).one()
    page = client.get(path).text
    assert [row[:2] for row in rows(page)] == [
        ["Nora Tukan", "Narasumber menurut daftar yang tampil dan memandu"],
        ["Dr. Maria Goreti Bere, S.Sos., M.Si.", "Peserta"],
        ["Suparmin", "Peserta"],
    ]
    form = next(each for each in html.forms(html.parse(page)) if not each.action)
    own = client.post(f"{path}/{maria.key}", data=form.fields).location
    assert "/desk/sertifikat/" in own
    assert client.post(f"{path}/{'x' * 16}", data=form.fields).status_code == 404
    assert "2" in client.page(client.submit(path, action=path))
    assert len(queries.of_session(meeting.id, CertificateKind.STATEMENT)) == 3
    maria.name = "Maria Goreti Bere Ola"
    db.session.commit()
    form = client.form(own, "reason", action="cabut")
    replaced = client.post(f"{own}/ganti", data={**form.fields, "reason": "Nama kurang."})
    renamed = client.page(replaced)
    assert "Dr. Maria Goreti Bere Ola, S.Sos., M.Si." in renamed
    assert "Surat keterangan hadir" in renamed
    newest, *_earlier = queries.of_session(meeting.id, CertificateKind.STATEMENT)
    assert newest.sequence == 4
    assert f'href="{path}"' in renamed


def test_others_get_nothing_of_it(sqlite_app: Flask, cast: Cast, client: Client) -> None:
    meeting = thursdays.over(cast)
    thursdays.stayed(cast, cast.maria(), meeting, minutes=120)
    path = f"/desk/sesi/{meeting.key}/keterangan"
    cast.sign_in(client, cast.staff(region="53"))
    assert client.get(path).status_code == 404
    cast.sign_in(client, cast.facilitator(meeting))
    assert client.get(path).status_code == 403
