"""The flyer of a session: one layout as picture and PDF, for the longest names there are."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from pypdf import PdfReader

from tests import html, qr_codes
from tests.cast import Cast
from tests.client import EN, Client
from tests.network import logos
from webinar_hub.kit import clock, storage
from webinar_hub.kit.db import db
from webinar_hub.kit.language import reading
from webinar_hub.kit.typesetting import width
from webinar_hub.people.models import Portrait
from webinar_hub.people.portraits import actions as portraits
from webinar_hub.people.portraits import queries as portraits_stored
from webinar_hub.people.portraits.rules import stored_name
from webinar_hub.programmes.flyer import queries
from webinar_hub.programmes.flyer.marks import (
    MARGIN,
    SIDE,
    Box,
    Code,
    Design,
    FlyerFacts,
    Hour,
    Line,
    Photo,
    Who,
)
from webinar_hub.programmes.flyer.people import MOST
from webinar_hub.programmes.flyer.rules import layout
from webinar_hub.programmes.models import Appearance, AppearanceRole, Meeting, State

AT = datetime(2040, 11, 29, 16, tzinfo=UTC)
SHORT = FlyerFacts(
    network="S=JAJAR",
    note="Sesi ke-1",
    kick="",
    title="Air",
    people=(Who("Bo", "Narasumber", "B"),),
    more="",
    day="Kamis, 29 November 2040",
    hours=(Hour("WIB", "23.00", ""), Hour("WITA", "00.00", "Jumat"), Hour("WIT", "01.00", "Jumat")),
    link="https://hub.example/k/4mwn7tka",
    address="hub.example/k/4mwn7tka",
    invitation="Pindai, lalu “Gabung”",
    language="id",
    red="#a1331e",
    blue="#1f4e64",
    logo=0.0,
)
LONG = FlyerFacts(
    **{
        **vars(SHORT),
        "network": "Sekretariat Jaringan-Antar-Jaringan " * 2,
        "note": "Dibatalkan",
        "kick": "Seri pelatihan kelanjutan pelayanan organisasi masyarakat sipil " * 4,
        "title": ("Perlindungan " + "m" * 60 + " dan data terpilah sampai tingkat kampung " * 4)[
            :200
        ],
        "people": (
            Who(
                "Prof. Dr. " + "Wijayakusuma" * 8 + ", M.Kesos., Ph.D.", "Juru bahasa isyarat", "W"
            ),
        )
        * MOST,
        "more": "dan 12 orang lainnya",
        "address": "webinar.sekretariat.jaringan.nusa-tenggara-timur.or.id/hub/k/4mwn7tka",
        "logo": 260.0,
    }
)


def _with_faces(facts: FlyerFacts, people: int, part: str) -> FlyerFacts:
    """Return the same with so many who appear, all but the second with a photo."""
    [who, *_others] = facts.people
    shown = [
        replace(who, part=part, photo="" if number == 1 else f"{number}.jpg")
        for number in range(people)
    ]
    return replace(facts, people=tuple(shown))


_OFFICE = "Juru bahasa isyarat · " + "Forum Perempuan Tangguh Pidie Jaya, " * 4
CASES = {
    "short": SHORT,
    "long": LONG,
    "long, with access": replace(LONG, where="Aula " * 20, access="Juru bahasa isyarat (JBI) " * 9),
    **{f"short, {n} faces": _with_faces(SHORT, n, "Moderator") for n in range(1, MOST + 1)},
    **{f"long, {n} faces": _with_faces(LONG, n, _OFFICE) for n in range(1, MOST + 1)},
}


@pytest.mark.parametrize("design", Design)
@pytest.mark.parametrize("facts", CASES.values(), ids=CASES)
def test_nothing_leaves_the_square_or_lies_on_another_line(
    facts: FlyerFacts, design: Design
) -> None:
    marks = [mark for part in layout(facts, design) for mark in part.marks]
    lines = [each for each in marks if isinstance(each, Line)]
    ends = [each.x + width(each.text.rstrip(), each.face, each.size) for each in lines]
    assert min(each.x for each in lines) >= MARGIN - 0.5
    assert max(ends) <= SIDE - MARGIN + 0.5
    assert min(each.y - each.size for each in lines) > 20
    assert max(each.y for each in lines) < SIDE - 30
    boxes = [
        (each.x, end, each.y - 0.72 * each.size, each.y)
        for each, end in zip(lines, ends, strict=True)
    ]
    [code] = [each for each in marks if isinstance(each, Code)]
    boxes.append((code.x, code.x + code.side, code.y, code.y + code.side))
    bars = [each for each in marks if isinstance(each, Box) and each.height == 12]
    boxes += [(each.x, each.x + each.width, each.y, each.y + 12) for each in bars]
    photos = [each for each in marks if isinstance(each, Photo)]
    assert len(photos) == sum(bool(who.photo) for who in facts.people)
    boxes += [(each.x, each.x + each.side, each.y, each.y + each.side) for each in photos]
    over = [
        (one, other)
        for number, one in enumerate(boxes)
        for other in boxes[:number]
        if one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]
    ]
    assert (len(bars), over) == (2, [])


def _read(content: bytes) -> str:
    return " ".join(PdfReader(BytesIO(content)).pages[0].extract_text().split())


def _session(cast: Cast, **facts: Any) -> Meeting:
    meeting = cast.meeting(starts_at=AT, title="Ketika air naik 🌊", **facts)
    meeting.title_en = "When water rises"
    for person, role in (
        (cast.maria(), AppearanceRole.SPEAKER),
        (cast.suparmin(), AppearanceRole.HOST),
    ):
        db.session.add(Appearance(meeting_id=meeting.id, person_id=person.id, role=role))
    return meeting


def test_a_flyer_says_what_the_page_says(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    meeting = _session(cast)
    meeting.provisions = {"sign_language": "bisindo", "captions": "", "materials": ""}
    answer = client.get(f"/sesi/{meeting.key}/selebaran.pdf")
    words = _read(answer.data)
    base = sqlite_app.extensions["links"].public_url.partition("://")[2]
    for part in (
        "Ketika air naik",
        "Semidaring Multisektor",
        "Sesi ke-1",
        "Dr. Maria Goreti Bere, S.Sos., M.Si.",
        "Narasumber",
        "Kamis, 29 November 2040",
        "WIB 23.00 WITA 00.00 Jumat WIT 01.00 Jumat",
        f"{base}/k/{meeting.short}",
        "Juru bahasa isyarat (JBI): BISINDO · Takarir langsung",
    ):
        assert part in words
    assert "Suparmin" not in words
    again = client.get(f"/sesi/{meeting.key}/selebaran.pdf?bahasa=en")
    assert "When water rises" in _read(again.data)
    assert "Thursday, 29 November 2040" in _read(again.data)


@pytest.mark.parametrize("design", Design)
def test_a_camera_reads_where_the_session_is(
    sqlite_app: Flask, client: Client, cast: Cast, design: Design
) -> None:
    meeting = _session(cast)
    flyer = f"/sesi/{meeting.key}/selebaran"
    answer = client.get(f"{flyer}.png?rancangan={design}")
    assert answer.mimetype == "image/png"
    picture = Image.open(BytesIO(answer.data))
    assert picture.size == (SIDE, SIDE)
    link = f"{sqlite_app.extensions['links'].public_url}/k/{meeting.short}"
    # As a messenger shows it on a small phone.
    assert qr_codes.read(picture) == qr_codes.read(picture.resize((360, 360))) == [link]
    assert qr_codes.printed(client.get(f"{flyer}.pdf?rancangan={design}").data) == [link]


def _pictures(content: bytes) -> list[str]:
    """Return what is said aloud of each photo on a page; each is there as a picture."""
    page = PdfReader(BytesIO(content))
    root: Any = page.root_object["/StructTreeRoot"]
    elements = [each.get_object() for each in root["/K"]["/K"]]
    said = [each.get("/Alt", "") for each in elements if each["/S"] == "/Figure"]
    photos = [each for each in said if each.startswith("Foto ")]
    assert len(page.pages[0].images) == len(photos)
    return photos


def test_a_face_is_on_the_flyer_as_long_as_there_is_a_photo(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    meeting = _session(cast)
    speaks, other = db.session.query(Appearance).order_by(Appearance.id)
    other.role = AppearanceRole.MODERATOR
    files = storage.at(sqlite_app.extensions["settings"])
    with portraits.taking(files) as take:
        photo = take(logos.picture(size=(300, 300)))
        stored = Portrait(person_id=speaks.person_id, office="Pelita Mutis", bio="", photo=photo)
        db.session.add(stored)
        db.session.commit()
    page = f"/sesi/{meeting.key}/selebaran"
    shown = client.get(f"{page}.pdf").data
    assert _pictures(shown) == ["Foto Dr. Maria Goreti Bere, S.Sos., M.Si."]
    assert "Narasumber · Pelita Mutis" in _read(shown)
    assert " S " in _read(shown), "the initials of who has none"
    drawn = client.get(f"{page}.png").data
    files.remove(portraits_stored.ROOM, [stored_name(photo or "")])
    db.session.add(Portrait(person_id=other.person_id, office="Posko", bio=""))
    db.session.commit()
    assert _pictures(client.get(f"{page}.pdf").data) == []
    stored.photo = None
    db.session.commit()
    assert _pictures(client.get(f"{page}.pdf").data) == []
    assert client.get(f"{page}.png").data != drawn


def test_a_flyer_of_a_cancelled_session_says_so(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    meeting = _session(cast)
    meeting.cancelled_at = clock.now()
    words = _read(client.get(f"/sesi/{meeting.key}/selebaran.pdf").data)
    assert "Dibatalkan" in words
    assert f"/sesi/{meeting.key}" in words
    assert f"/k/{meeting.short}" not in words


def test_only_what_is_public_has_a_flyer(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    meeting = _session(cast)
    meeting.state = State.MEMBERS
    assert client.get(f"/sesi/{meeting.key}/selebaran.png").status_code == 404


def test_a_picture_is_drawn_anew_only_where_something_on_it_changed(
    sqlite_app: Flask, cast: Cast
) -> None:
    meeting = _session(cast)
    links, settings = (sqlite_app.extensions[each] for each in ("links", "settings"))

    def drawn() -> bytes:
        with reading("id"):
            return queries.picture(meeting, Design.LIGHT, settings, links)

    first = drawn()
    meeting.join_link = "https://zoom.example/j/7"
    assert drawn() is first
    meeting.title = "Ketika air surut"
    assert drawn() != first


def test_a_messenger_is_shown_the_flyer(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    meeting = _session(cast)
    root = html.parse(client.get(f"/sesi/{meeting.key}", headers=EN).text)
    [picture] = [
        each.get("content", "") for each in root.iter("meta") if each.get("property") == "og:image"
    ]
    assert picture.endswith(f"/sesi/{meeting.key}/selebaran.png?bahasa=en")
    assert client.get(picture).mimetype == "image/png"


def test_the_desk_offers_three_flyers_beside_the_text(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    meeting = _session(cast)
    cast.sign_in(client, cast.facilitator(meeting))
    root = html.parse(client.get(f"/desk/sesi/{meeting.key}/grup").text)
    pictures = [
        each.get("src", "") for each in root.iter("img") if "selebaran" in each.get("src", "")
    ]
    assert [client.get(each).mimetype for each in pictures] == ["image/png"] * 3
    assert len(set(pictures)) == 3
