"""A photo of a session is there as long as everybody on it agrees, and for whom it was meant."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from tests import html
from tests.cast import DIRECTOR, Cast
from tests.client import Client
from tests.materials.steps import photo_of
from tests.network import logos
from tests.noted_verbs import verbs
from tests.programmes.desk import errors
from tests.records import merged_lives
from webinar_hub.attendance.models import Attendance, AttendanceStatus
from webinar_hub.config import Settings
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.materials.models import Visibility
from webinar_hub.materials.photos import actions, queries, rules
from webinar_hub.materials.photos.models import Photo, Pictured
from webinar_hub.people import actions as people
from webinar_hub.people import queries as known
from webinar_hub.people.holdings import copy_of
from webinar_hub.people.models import ConsentKind, GonePhoto, Person
from webinar_hub.programmes.models import Meeting
from webinar_hub.records.upkeep.actions import erase
from webinar_hub.registrations.models import Registration

PHOTOS = ConsentKind.PHOTOS


@pytest.fixture
def folder(app: Flask) -> Path:
    """Return where photos are stored."""
    settings: Settings = app.extensions["settings"]
    return settings.files / "portraits"


def _page(meeting: Meeting, place: str = "") -> str:
    return f"/desk/sesi/{meeting.key}/foto{place}"


def _add(client: Client, meeting: Meeting, content: bytes) -> str:
    """Add a photo at the desk; return the address of its page."""
    file = (io.BytesIO(content), "../../foto.exe")
    answer = client.submit(_page(meeting, "/tambah"), file=file, words="Enam perempuan memasak")
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def _seen(client: Client, meeting: Meeting) -> list[str]:
    """Return the addresses of the photos on the public page of a session."""
    page = html.parse(client.get(f"/sesi/{meeting.key}").text)
    pictures = (each.get("src", "") for each in page.iter("img"))
    return [each for each in pictures if "/foto/sesi/" in each]


def _offered(client: Client, address: str) -> list[str | None]:
    """Return who may be ticked on the page of a photo."""
    boxes = html.parse(client.get(address).text).iter("input")
    return [each.get("value") for each in boxes if each.get("name") == "people"]


def _stored(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.glob("*"))


def _present(registration: Registration) -> None:
    facts = {"seconds": 7200, "status": AttendanceStatus.PRESENT, "computed_at": clock.now()}
    db.session.add(Attendance(seat_id=registration.seats[0].id, **facts))
    db.session.commit()


def test_a_photo_is_drawn_anew_whole_and_small_without_what_a_camera_adds() -> None:
    drawn = rules.drawn(logos.from_a_camera())
    pictures = [Image.open(io.BytesIO(each)) for each in drawn.values()]
    assert [(each.format, each.size) for each in pictures] == [
        ("JPEG", (600, 300)),
        ("JPEG", (300, 200)),
    ]
    assert [dict(each.getexif()) for each in pictures] == [{}, {}]
    assert not any(b"rahasia" in each for each in drawn.values())


@pytest.mark.usefixtures("ratna")
def test_the_desk_shows_a_photo_once_it_says_who_is_on_it_and_that_they_agree(
    client: Client, cast: Cast, meeting: Meeting, folder: Path
) -> None:
    maria, suparmin = cast.maria(), cast.suparmin()
    cast.registration(maria, meeting)
    _present(cast.registration(suparmin, meeting))
    address = _add(client, meeting, logos.picture())
    [photo] = db.session.query(Photo)
    assert _stored(folder) == [f"{photo.key}.jpg", f"{photo.key}.s.jpg"]
    assert _seen(client, meeting) == []
    assert _offered(client, address) == [suparmin.key, maria.key], "who was present stands first"
    unsaid = client.submit(address, people=[maria.key])
    assert "sebutkan apakah mereka setuju" in client.page(unsaid)
    assert _seen(client, meeting) == []
    assert known.agreed(maria) == {}, "nobody said that she agrees"
    answer = client.submit(address, people=[maria.key], agreed=True, visibility="public")
    assert "Enam perempuan memasak" in client.page(answer)
    assert _seen(client, meeting) == [f"/foto/sesi/{photo.key}/kecil.jpg"]
    for size in (".jpg", "/kecil.jpg"):
        assert client.get(f"/foto/sesi/{photo.key}{size}").mimetype == "image/jpeg"
    assert list(known.agreed(maria)) == [PHOTOS]
    assert [each.person_id for each in db.session.query(Pictured)] == [maria.id]
    assert verbs("meeting") == ["added a photo", *["said who is on a photo"] * 2]


def test_a_photo_goes_everywhere_with_the_consent_of_one_who_is_on_it(
    client: Client, cast: Cast, meeting: Meeting, folder: Path
) -> None:
    maria, suparmin = cast.maria(), cast.suparmin()
    registration = cast.registration(maria, meeting)
    said = {PHOTOS: True}
    db.write(people.consent, maria, said, language="id", source="test", now=clock.now())
    gone = photo_of(meeting, maria, suparmin, visibility=Visibility.PUBLIC)
    left = photo_of(meeting, suparmin, visibility=Visibility.PUBLIC)
    gone_key, left_key = gone.key, left.key
    assert len(_seen(client, meeting)) == 2
    answer = client.submit(
        f"{cast.page(client, registration)}/data", action="/tarik", kind=PHOTOS.value
    )
    assert "semua foto yang tercatat menampakkan Anda sudah dihapus" in client.page(answer)
    assert _seen(client, meeting) == [f"/foto/sesi/{left_key}/kecil.jpg"]
    assert client.get(f"/foto/sesi/{gone_key}.jpg").status_code == 404
    assert _stored(folder) == [f"{left_key}.jpg", f"{left_key}.s.jpg"]
    assert verbs("meeting") == ["took a photo away with the consent"]


@pytest.mark.usefixtures("ratna")
def test_whoever_took_it_back_is_on_no_photo_before_they_say_so_themselves(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    maria = cast.maria()
    cast.registration(maria, meeting)
    said = {PHOTOS: True}
    db.write(people.consent, maria, said, language="id", source="test", now=clock.now())
    db.write(people.withdraw, maria, PHOTOS, now=clock.now())
    address = _add(client, meeting, logos.picture())
    answer = client.submit(address, people=[maria.key], agreed=True, visibility="public")
    assert answer.status_code == 409
    assert maria.full_name in errors(answer.text)[0]
    assert (_seen(client, meeting), db.session.query(Pictured).all()) == ([], [])


@pytest.mark.usefixtures("ratna")
def test_somebody_further_down_is_found_by_name_and_nobody_else_can_be_named(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    stranger = cast.person("Yosep Rumbiak", email="yosep@example.org")
    maria, suparmin = cast.maria(), cast.suparmin()
    for each in (maria, suparmin):
        cast.registration(each, meeting)
    address = _add(client, meeting, logos.picture())
    found = f"{address}?cari=Suparmin"
    assert _offered(client, found) == [suparmin.key]
    answer = client.submit(found, people=[suparmin.key], agreed=True, visibility="")
    assert answer.location == address, "so that the next one can be looked for"
    assert _offered(client, f"{address}?cari=Maria") == [suparmin.key, maria.key]
    answer = client.post(address, data=client.form(address).fields | {"people": [stranger.key]})
    assert answer.status_code == 422


def test_what_is_not_for_everybody_opens_by_place(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    registered = cast.registration(cast.maria(), meeting)
    present = cast.registration(cast.suparmin(), meeting)
    _present(present)
    every = {each: photo_of(meeting, visibility=each) for each in (None, *Visibility)}
    waits = photo_of(meeting, visibility=Visibility.PUBLIC, agreed_at=None)
    keys = {name: row.key for name, row in every.items()} | {"waits": waits.key}
    assert _seen(client, meeting) == [f"/foto/sesi/{keys[Visibility.PUBLIC]}/kecil.jpg"]
    assert "2 foto terbuka" in client.get(f"/sesi/{meeting.key}").text

    def opens(registration: Registration | None) -> list[str]:
        page = f"/saya/{cast.link(registration)}/materi" if registration else ""
        wanted = (
            f"{page}/{each}/besar.jpg" if page else f"/foto/sesi/{each}.jpg"
            for each in keys.values()
        )
        answers = [client.get(each).status_code for each in wanted]
        return [str(name) for name, status in zip(keys, answers, strict=True) if status == 200]

    assert opens(None) == ["public"]
    assert opens(registered) == ["public", "registered"]
    assert opens(present) == ["public", "registered", "attended"]
    shown = client.get(f"/saya/{cast.link(registered)}/materi").text
    assert (shown.count("/kecil.jpg"), "1 foto" in shown) == (2, True)


def test_erasing_somebody_takes_the_photo_and_its_files(
    app: Flask, cast: Cast, meeting: Meeting
) -> None:
    maria = cast.maria()
    row = photo_of(meeting, maria, visibility=Visibility.PUBLIC, words="Maria Goreti Bere memasak")
    [told] = copy_of(maria)["photos"]
    assert (told["meeting"], told["photo"]) == ("Dapur umum", "Maria Goreti Bere memasak")
    key = row.key
    db.write(erase, maria, by=DIRECTOR, now=clock.now())
    assert db.session.query(Photo).all() == []
    assert [each.photo for each in db.session.query(GonePhoto)] == [key]


def test_whoever_becomes_one_with_another_stays_on_the_photo(
    app: Flask, cast: Cast, meeting: Meeting
) -> None:
    maria, again = cast.maria(), cast.person("Maria Bere", email="bere@example.org")
    both = photo_of(meeting, maria, again, visibility=Visibility.PUBLIC)
    one = photo_of(meeting, again, visibility=Visibility.PUBLIC)
    merged_lives.merge(maria, again)
    on = queries.people_on([both, one])
    assert {key: [each.id for each in listed] for key, listed in on.items()} == {
        both.id: [maria.id],
        one.id: [maria.id],
    }


def test_a_session_has_no_more_photos_than_it_may_have(
    app: Flask, cast: Cast, meeting: Meeting
) -> None:
    facts: dict[str, Any] = {"words": "Dapur", "by": DIRECTOR, "now": clock.now()}
    for number in range(rules.MOST_PHOTOS):
        db.write(actions.add, meeting, photo=f"foto{number}", **facts)
    with pytest.raises(rules.TooManyPhotos):
        db.write(actions.add, meeting, photo="fotolagi", **facts)


def test_the_file_of_a_session_has_the_photos_and_a_province_those_for_everybody(
    app: Flask, client: Client, cast: Cast, meeting: Meeting
) -> None:
    cast.registration(cast.maria(), meeting)
    for words, visibility in (("Dapur", Visibility.PUBLIC), ("Rapat", None)):
        photo_of(meeting, visibility=visibility, words=words)
    photo_of(meeting, visibility=Visibility.PUBLIC, words="Menunggu", agreed_at=None)

    def photos_for(person: Person) -> list[str]:
        cast.sign_in(client, person)
        answer = client.submit(f"/desk/sesi/{meeting.key}", action="berkas.zip")
        with zipfile.ZipFile(io.BytesIO(answer.data)) as read:
            names = [each.partition("/")[2] for each in read.namelist()]
        return [each for each in names if each.startswith("09-")]

    whole = ["09-foto-sesi/01-dapur.jpg", "09-foto-sesi/02-rapat.jpg"]
    assert photos_for(cast.staff()) == whole
    assert photos_for(cast.staff(region="53")) == whole[:1]
