"""Numbered letters that invite somebody to a session."""

import re
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader

from tests import qr_codes
from tests.cast import DIRECTOR, Cast
from tests.client import Client
from tests.papers.steps import terms_of
from webinar_hub.certificates.models import NumberLine
from webinar_hub.inviting import actions, queries
from webinar_hub.inviting.models import Invitation
from webinar_hub.inviting.rules import NothingToInviteTo
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.files import Folder
from webinar_hub.kit.letterhead import Unprintable
from webinar_hub.programmes.models import AppearanceRole, Meeting, State

AT = datetime(2040, 11, 29, 16, tzinfo=UTC)


def _session(cast: Cast) -> Meeting:
    meeting = cast.meeting(starts_at=AT, title="Ketika air <naik>")
    cast.ratna()
    db.session.commit()
    return meeting


def _give(app: Flask, meeting: Meeting, **changed: Any) -> Invitation:
    facts = {
        "addressee": "Yohanes Tukan, S.Sos.",
        "organisation": "Perkumpulan Sahabat Lansia Flobamora",
        "place": "Kupang",
        "role": AppearanceRole.SPEAKER,
        "answer_by": date(2040, 11, 20),
        "paragraph": "Waktu bicara 20 menit.\n\nDisusul diskusi.",
        "language": "id",
        "settings": app.extensions["settings"],
        "links": app.extensions["links"],
    }
    made: Invitation = db.write(
        actions.give, meeting, **(facts | changed), by=DIRECTOR, now=clock.now()
    )
    return made


def _printed(app: Flask, letter: Invitation) -> bytes:
    return queries.document(letter, Folder(app.extensions["settings"].files))


def _read(app: Flask, letter: Invitation) -> str:
    pages = PdfReader(BytesIO(_printed(app, letter))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_letter_says_who_is_invited_to_what_and_when(app: Flask, cast: Cast) -> None:
    meeting = _session(cast)
    letter = _give(app, meeting)
    assert re.fullmatch(r"001/UND/[A-Z-]+/[IVX]+/20\d\d", letter.number)
    words = _read(app, letter)
    for part in (
        f"Nomor {letter.number}",
        "Perihal Undangan sebagai narasumber semidaring ke-1",
        "Yth. Yohanes Tukan, S.Sos. Perkumpulan Sahabat Lansia Flobamora di Kupang",
        "Kami mengundang Anda sebagai narasumber dalam kegiatan berikut:",
        "Topik Ketika air <naik>",
        "Hari Kamis, 29 November 2040",
        "Pukul 23.00–01.00 WIB 00.00–02.00 WITA (Jumat, 30 November 2040)",
        "Ruang dibuka pukul 22.30 WIB · 23.30 WITA · 00.30 WIT lewat ",
        f"/k/{meeting.short}",
        "Waktu bicara 20 menit. Disusul diskusi.",
        "paling lambat Selasa, 20 November 2040",
        "Hormat kami,",
        f"/sesi/{meeting.key}",
    ):
        assert part in words
    public = app.extensions["links"].public_url
    assert qr_codes.printed(_printed(app, letter)) == [f"{public}/sesi/{meeting.key}"]
    english = _read(app, _give(app, meeting, language="en", role=None, answer_by=None))
    assert "Invitation to webinar no. 1" in english
    assert "Day Thursday, 29 November 2040" in english


def test_a_letter_names_what_is_enclosed_and_who_gets_a_copy(sqlite_app: Flask, cast: Cast) -> None:
    meeting = _session(cast)
    facts: dict[str, Any] = {"enclosed": True, "copies": "Pengurus Perkumpulan"}
    words = _read(sqlite_app, _give(sqlite_app, meeting, **facts))
    assert ("Lampiran" in words, "Tembusan: Pengurus Perkumpulan" in words) == (False, True)
    terms_of(meeting)
    letter = _give(sqlite_app, meeting, **facts)
    assert "Lampiran TOR Perihal" in _read(sqlite_app, letter)
    assert len(PdfReader(BytesIO(_printed(sqlite_app, letter))).pages) == 1


@pytest.mark.parametrize("only", [True, False])
def test_a_letter_invites_to_the_venue(sqlite_app: Flask, cast: Cast, only: bool) -> None:
    meeting = _session(cast)
    meeting.venue, meeting.venue_only = "Aula Kantor Gubernur, Kupang", only
    db.session.commit()
    words = _read(sqlite_app, _give(sqlite_app, meeting))
    assert "Tempat Aula Kantor Gubernur, Kupang" in words
    assert ("Atau daring: ruang dibuka" in words, "Daring." in words) == (not only, False)


def test_numbers_follow_one_another_and_are_never_given_twice(app: Flask, cast: Cast) -> None:
    meeting = _session(cast)
    given = [_give(app, meeting) for _each in range(3)]
    assert [each.sequence for each in given] == [1, 2, 3]
    line = db.session.get_one(NumberLine, given[0].line_id)
    # As where another secretariat had the same short name before.
    line.last = 1
    db.session.commit()
    fourth = _give(app, meeting)
    assert fourth.sequence == 4
    assert fourth.number == given[0].number.replace("001/", "004/")


def test_a_letter_that_cannot_be_printed_takes_no_number(app: Flask, cast: Cast) -> None:
    meeting = _session(cast)
    with pytest.raises(Unprintable):
        _give(app, meeting, addressee="王小明")
    assert _give(app, meeting).sequence == 1


@pytest.mark.parametrize("why", ["cancelled", "over", "members alone"])
def test_nobody_is_invited_to_what_does_not_open(sqlite_app: Flask, cast: Cast, why: str) -> None:
    meeting = _session(cast)
    if why == "cancelled":
        meeting.cancelled_at = clock.now()
    elif why == "over":
        meeting.starts_at, meeting.ends_at = (AT.replace(year=2020), AT.replace(year=2021))
    else:
        meeting.state = State.MEMBERS
    db.session.commit()
    with pytest.raises(NothingToInviteTo):
        _give(sqlite_app, meeting)


def test_the_longest_letter_goes_on_on_another_page(sqlite_app: Flask, cast: Cast) -> None:
    meeting = _session(cast)
    meeting.title = ("Perlindungan " + "m" * 60 + " dan data terpilah sampai kampung " * 4)[:200]
    letter = _give(
        sqlite_app,
        meeting,
        addressee=("Prof. Dr. " + "Wijayakusuma" * 13)[:160],
        organisation=("Perkumpulan Sahabat Lansia " * 8)[:200],
        paragraph="\n".join(["Baris yang diisi sendiri."] * 30),
    )
    content = queries.document(letter, Folder(sqlite_app.extensions["settings"].files))
    reader = PdfReader(BytesIO(content))
    assert len(reader.pages) == 2
    assert "Hormat kami," in reader.pages[1].extract_text()
    assert queries.document(letter, Folder(sqlite_app.extensions["settings"].files)) == content


def test_the_desk_gives_a_letter_and_keeps_the_list(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    meeting = _session(cast)
    cast.sign_in(client, cast.staff())
    address = f"/desk/sesi/{meeting.key}/undangan"
    page = client.page(client.submit(address, addressee="Bo <b>", role="speaker"))
    assert "Bo &lt;b&gt;" in page
    [letter] = queries.of_meeting(meeting)
    assert letter.number in page
    answer = client.get(f"{address}/{letter.key}")
    assert answer.mimetype == "application/pdf"
    assert "Bo <b>" in " ".join(PdfReader(BytesIO(answer.data)).pages[0].extract_text().split())
    refused = client.submit(address, addressee=" ")
    assert (refused.status_code, len(queries.of_meeting(meeting))) == (422, 1)


def test_a_letter_forgets_whoever_is_erased(sqlite_app: Flask, cast: Cast) -> None:
    told = {"paragraph": "Ibu Maria Bere hadir.", "copies": "Maria Bere"}
    letter = _give(sqlite_app, _session(cast), **told)
    actions.blank(re.compile("Yohanes Tukan|Maria Bere"))
    db.session.commit()
    words = _read(sqlite_app, letter)
    assert letter.number in words
    assert "Yohanes" not in words
    assert "Maria" not in words
