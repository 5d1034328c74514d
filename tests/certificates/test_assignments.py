"""A numbered letter that sends somebody to their part: what it says, who gets one, when it ends."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from tests import html, qr_codes
from tests.cast import DIRECTOR, Cast
from tests.certificates.test_desk import rows
from tests.certificates.test_statements import speaks
from tests.client import Client
from tests.network.test_numbering import settle
from webinar_hub.certificates import queries
from webinar_hub.certificates.assignments import actions, rules
from webinar_hub.certificates.assignments.queries import assigned
from webinar_hub.certificates.drawing.queries import document
from webinar_hub.certificates.issuing import actions as issuing
from webinar_hub.certificates.models import Certificate, CertificateKind, CertificateState
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.files import Folder
from webinar_hub.kit.links import Links
from webinar_hub.network import numbering
from webinar_hub.people.models import Person
from webinar_hub.programmes.appearing.models import Answer, Reply
from webinar_hub.programmes.models import Appearance, AppearanceRole, Meeting, State
from webinar_hub.reports.queries import reached_by_series

ASSIGNMENT = CertificateKind.ASSIGNMENT


def _facts(app: Flask) -> dict[str, Any]:
    where = {name: app.extensions[name] for name in ("settings", "links")}
    return where | {"by": DIRECTOR, "now": clock.now()}


def given(app: Flask, meeting: Meeting, person: Person) -> Certificate:
    made: Certificate = db.write(actions.give, meeting, person, **_facts(app))
    return made


def _drawn(app: Flask, letter: Certificate) -> bytes:
    return document(letter, app.extensions["links"], Folder(app.extensions["settings"].files))


def _read(app: Flask, letter: Certificate) -> str:
    pages = PdfReader(BytesIO(_drawn(app, letter))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def changed(meeting: Meeting, links: Links) -> bool:
    """Say whether the first letter of a session says what holds no longer."""
    return assigned(meeting, links)[0].changed


def _session(cast: Cast) -> tuple[Meeting, Person]:
    meeting = cast.meeting(title="Ketika air <naik>")
    cast.ratna()
    return meeting, speaks(meeting, cast.maria(), AppearanceRole.SPEAKER, AppearanceRole.MODERATOR)


def test_a_letter_says_who_is_sent_as_what_to_which_session(app: Flask, cast: Cast) -> None:
    meeting, maria = _session(cast)
    maria.organisation_id = cast.organisation("Perkumpulan Pelita").id
    db.session.commit()
    letter = given(app, meeting, maria)
    assert re.fullmatch(r"001/SURAT-TUGAS/[A-Z-]+/[IVX]+/20\d\d", letter.number)
    words = _read(app, letter)
    for part in (
        "Surat Tugas",
        f"Nomor {letter.number}",
        "memberi tugas kepada: Nama Dr. Maria Goreti Bere, S.Sos., M.Si.",
        "Lembaga Perkumpulan Pelita",
        "sebagai narasumber, moderator dalam kegiatan berikut:",
        "Topik Ketika air <naik>",
        f"/k/{meeting.short}",
        "kepada yang bersangkutan",
    ):
        assert part in words
    public = app.extensions["links"]
    assert qr_codes.printed(_drawn(app, letter)) == [
        public.to("certificates.checked", code=letter.code)
    ]
    assert not changed(meeting, public)
    assert not changed(meeting, Links(app.url_map, "https://lain.example", public.link_key))
    # What was printed stays, and it is given once.
    meeting.title = "Lain"
    db.session.commit()
    assert changed(meeting, public)
    assert _read(app, given(app, meeting, maria)) == words
    english = speaks(meeting, cast.person("Nora", language="en"), AppearanceRole.FACILITATOR)
    meeting.venue, meeting.venue_only = "Aula Dinas Sosial, Kupang", True
    db.session.commit()
    other = _read(app, given(app, meeting, english))
    assert "Letter of Assignment" in other
    assert "This is to assign: Name Nora as facilitator in:" in other
    assert "Place Aula Dinas Sosial, Kupang" in other


def test_everybody_with_a_part_gets_one_and_no_figure_counts_them(app: Flask, cast: Cast) -> None:
    meeting, maria = _session(cast)
    for name in ("Nora", "王小明"):
        speaks(meeting, cast.person(name), AppearanceRole.MC)
    absent = speaks(meeting, cast.suparmin(), AppearanceRole.MC)
    db.session.add(Reply(meeting_id=meeting.id, person_id=absent.id, answer=Answer.CANNOT))
    registration = cast.registration(maria, meeting)
    db.session.commit()
    made = db.write(actions.give_to_all, meeting, **_facts(app))
    assert [(each.person.name, each.sequence) for each in made] == [
        (maria.name, 1),
        ("Nora", 2),
    ]
    assert db.write(actions.give_to_all, meeting, **_facts(app)) == []
    with pytest.raises(rules.NoPart):
        given(app, meeting, absent)
    assert queries.of_session(meeting.id) == []
    assert reached_by_series([meeting.series.programme_id]).certificates == {}
    assert [each.kind for each in queries.of_registration(registration)] == [ASSIGNMENT]


@pytest.mark.parametrize("why", ["cancelled", "over", "a draft"])
def test_nobody_is_sent_to_what_does_not_take_place(
    sqlite_app: Flask, cast: Cast, why: str
) -> None:
    meeting, maria = _session(cast)
    if why == "cancelled":
        meeting.cancelled_at = clock.now()
    elif why == "over":
        meeting.ends_at = clock.now()
        meeting.starts_at = meeting.ends_at - timedelta(hours=1)
    else:
        meeting.state = State.DRAFT
    db.session.commit()
    with pytest.raises(rules.NothingToSendTo):
        given(sqlite_app, meeting, maria)


def test_no_secretariat_numbers_certificates_as_assignments_are(
    sqlite_app: Flask, cast: Cast
) -> None:
    with pytest.raises(numbering.PatternsCollide):
        settle(cast.secretariat(), "{number}/SURAT-TUGAS/{issuer}/{month}/{year}")


def test_a_letter_ends_with_the_part_or_the_session(app: Flask, cast: Cast) -> None:
    meeting, maria = _session(cast)
    nora = speaks(meeting, cast.person("Nora"), AppearanceRole.MC)
    lost, kept = given(app, meeting, maria), given(app, meeting, nora)
    assert actions.revoke_unfounded(now=clock.now()) == 0
    for each in db.session.scalars(select(Appearance).filter_by(person_id=maria.id)):
        db.session.delete(each)
    db.session.commit()
    assert [actions.revoke_unfounded(now=clock.now()) for _each in range(2)] == [1, 0]
    assert (lost.state, kept.state) == (CertificateState.REVOKED, CertificateState.VALID)
    speaks(meeting, maria, AppearanceRole.SPEAKER)
    again = given(app, meeting, maria)
    assert again.sequence == 3
    # One that somebody revoked bars another; of whoever was erased nothing is said any more.
    db.write(issuing.revoke, again, reason="Tidak jadi.", by=DIRECTOR, now=clock.now())
    with pytest.raises(rules.NoPart):
        given(app, meeting, maria)
    meeting.cancelled_at = nora.erased_at = clock.now()
    db.session.commit()
    assert actions.revoke_unfounded(now=clock.now()) == 0
    nora.erased_at = None
    db.session.commit()
    assert actions.revoke_unfounded(now=clock.now()) == 1


def test_the_desk_gives_one_or_all_and_replaces_what_holds_no_longer(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    meeting, maria = _session(cast)
    nora = speaks(meeting, cast.person("Nora <b>"), AppearanceRole.MC)
    cast.sign_in(client, cast.staff())
    path = f"/desk/sesi/{meeting.key}/tugas"
    assert f'href="{path}"' in client.get(f"/desk/sesi/{meeting.key}").text
    page = client.get(path).text
    assert [row[:2] for row in rows(page)] == [
        [maria.full_name, "Narasumber, Moderator"],
        ["Nora <b>", "MC"],
    ]
    form = next(each for each in html.forms(html.parse(page)) if not each.action)
    own = client.post(f"{path}/{maria.key}", data=form.fields).location
    assert client.post(f"{path}/{'x' * 16}", data=form.fields).status_code == 404
    assert "Surat yang diberikan: 1." in client.page(client.submit(path, action=path))
    maria.name, nora.name = "Maria Goreti Ola", "Nora"
    meeting.ends_at = clock.now()
    meeting.starts_at = meeting.ends_at - timedelta(hours=1)
    for each in db.session.scalars(select(Appearance).filter_by(person_id=nora.id)):
        db.session.delete(each)
    db.session.commit()
    changed = html.text_of(html.parse(client.get(path).text))
    assert "ganti dengan yang baru" in changed
    assert "Tidak lagi berperan" in changed
    # A name is put right after the session, too.
    form = client.form(own, "reason", action="cabut")
    replaced = client.page(
        client.post(f"{own}/ganti", data={**form.fields, "reason": "Nama kurang."})
    )
    assert "Dr. Maria Goreti Ola, S.Sos., M.Si." in replaced
    assert f'href="{path}"' in replaced
    newest, _nora, first = queries.of_session(meeting.id, ASSIGNMENT)
    assert (newest.sequence, first.replaced_by_id) == (3, newest.id)
    checked = html.text_of(html.parse(client.get(f"/cek/{newest.code}").text))
    assert f"Surat tugas ini diberikan oleh {newest.facts['issuer']} dan berlaku." in checked
    # It ends with the session that it is for.
    assert "tanpa batas waktu" not in checked


def test_others_get_nothing_of_it(sqlite_app: Flask, cast: Cast, client: Client) -> None:
    meeting, _maria = _session(cast)
    path = f"/desk/sesi/{meeting.key}/tugas"
    cast.sign_in(client, cast.staff(region="53"))
    assert client.get(path).status_code == 404
    cast.sign_in(client, cast.facilitator(meeting))
    assert client.get(path).status_code == 403


@pytest.mark.parametrize("state", list(State)[1:-1])
def test_a_number_alone_tells_of_no_session_that_is_not_for_everybody(
    sqlite_app: Flask, cast: Cast, client: Client, state: State
) -> None:
    meeting, maria = _session(cast)
    meeting.venue = "Rumah aman di Kupang"
    db.session.commit()
    letter = given(sqlite_app, meeting, maria)
    told = ("Ketika air", "Rumah aman", "narasumber", letter.facts["dates"])

    def shown(path: str) -> list[bool]:
        page = html.text_of(html.parse(client.get(path).text))
        assert letter.number in page
        return [each in page for each in told]

    assert shown(f"/cek?kode={letter.number}") == [True] * 4
    meeting.state = state
    db.session.commit()
    assert shown(f"/cek?kode={letter.number}") == [False] * 4
    assert shown(f"/cek/{letter.code}") == [True] * 4
