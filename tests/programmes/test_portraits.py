"""The desk says what is shown of whoever speaks, and everybody sees it."""

import io
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests import html
from tests.cast import Cast, soon
from tests.client import Client
from tests.network import logos
from tests.noted_verbs import verbs
from tests.programmes.desk import errors
from webinar_hub.config import Settings
from webinar_hub.kit.db import db
from webinar_hub.people.models import Consent, ConsentKind, Person, Portrait
from webinar_hub.programmes.models import Appearance, AppearanceRole, Meeting
from webinar_hub.web import size

pytestmark = pytest.mark.usefixtures("ratna")

BIO = "Memimpin dapur umum di Kupang.\nSejak 2010."


@pytest.fixture
def meeting(app: Flask, cast: Cast) -> Meeting:
    return cast.meeting(title="Dapur umum", starts_at=soon(days=2))


@pytest.fixture
def maria(cast: Cast, meeting: Meeting) -> Person:
    """Return who speaks in the session."""
    person = cast.maria()
    db.session.add(
        Appearance(meeting_id=meeting.id, person_id=person.id, role=AppearanceRole.SPEAKER)
    )
    return person


@pytest.fixture
def folder(app: Flask) -> Path:
    """Return where photos are stored."""
    settings: Settings = app.extensions["settings"]
    return settings.files / "portraits"


def _page(meeting: Meeting, person: Person) -> str:
    return f"/desk/sesi/{meeting.key}/orang/{person.key}"


def _photo(content: bytes = b"") -> Any:
    return (io.BytesIO(content or logos.picture()), "foto.png")


def _faces(page: str) -> list[tuple[str, str]]:
    return [
        (each.get("src") or "", each.get("alt") or "")
        for each in html.parse(page).iter("img")
        if each.get("class") == "face"
    ]


def test_a_photo_and_words_stand_on_every_page_of_the_session(
    client: Client, meeting: Meeting, maria: Person
) -> None:
    public = f"/sesi/{meeting.key}"
    assert (_faces(client.get(public).text), ">MG</span>" in client.get(public).text) == ([], True)
    answer = client.submit(
        _page(meeting, maria),
        photo=_photo(),
        office="Direktur, Pelita Mutis",
        bio=BIO,
        agreed=True,
    )
    [stored] = db.session.query(Portrait)
    address, whose = f"/foto/{stored.photo}.s.jpg", "Foto Dr. Maria Goreti Bere, S.Sos., M.Si."
    assert _faces(client.page(answer)) == [(address, whose)]
    page = client.get(public).text
    assert _faces(page) == _faces(client.get("/").text) == [(address, whose)]
    assert "Narasumber · Direktur, Pelita Mutis" in page
    assert "Memimpin dapur umum di Kupang." in page
    handed = client.get(address)
    assert (handed.mimetype, handed.data[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    assert handed.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert verbs("person")[-1] == "said what is shown"
    [consent] = db.session.query(Consent)
    assert (consent.kind, consent.agreed, consent.source) == (ConsentKind.PHOTOS, True, "desk")
    client.submit(_page(meeting, maria), without_photo=True)
    assert client.get(address).status_code == 404
    assert _faces(client.get(public).text) == []


@pytest.mark.parametrize(
    ("content", "agreed", "said"),
    [
        (b"<svg><script>alert(1)</script></svg>", True, "bukan gambar PNG atau JPEG"),
        (logos.claiming(13_000, 13_000), True, "terlalu besar"),
        (logos.picture(), False, "persetujuan orangnya"),
    ],
    ids=["no picture", "huge", "no word"],
)
def test_what_is_refused_is_said_and_leaves_nothing(
    client: Client,
    meeting: Meeting,
    maria: Person,
    folder: Path,
    content: bytes,
    agreed: bool,
    said: str,
) -> None:
    answer = client.submit(
        _page(meeting, maria), photo=_photo(content), agreed=agreed, office="Direktur"
    )
    assert answer.status_code == 422
    assert [each for each in errors(answer.text) if said in each]
    assert "Direktur" in answer.text, "what was written is still there"
    assert (db.session.query(Portrait).all(), list(folder.glob("*"))) == ([], [])


def test_a_photo_of_too_many_bytes_is_refused_with_what_to_do(
    client: Client, meeting: Meeting, maria: Person
) -> None:
    answer = client.submit(_page(meeting, maria), photo=_photo(bytes(size.UPLOAD_LIMIT + 1)))
    assert answer.status_code == 413
    assert "lewat WhatsApp agar mengecil" in answer.text


def test_a_second_press_stores_no_second_photo(
    client: Client, meeting: Meeting, maria: Person, folder: Path
) -> None:
    form = client.form(_page(meeting, maria), "office")
    for _press in range(2):
        data = {**dict(form.fields), "agreed": "y", "photo": _photo()}
        assert client.post(_page(meeting, maria), data=data).status_code == 303
    [stored] = db.session.query(Portrait)
    assert sorted(each.name for each in folder.iterdir()) == [
        f"{stored.photo}.jpg",
        f"{stored.photo}.s.jpg",
    ]


def test_only_who_has_a_part_is_described(client: Client, cast: Cast, meeting: Meeting) -> None:
    assert client.get(_page(meeting, cast.suparmin())).status_code == 404


@pytest.mark.parametrize("name", ["aaaaaaaaaaaaaaaa.jpg", "aaaaaaaaaaaaaaaa.png", "..%2fhub.db"])
def test_no_other_stored_file_has_an_address_there(
    client: Client, meeting: Meeting, name: str
) -> None:
    assert client.get(f"/foto/{name}").status_code == 404
