"""What is shown of whoever speaks: drawn anew, with their word for it, and gone with them."""

import io
from collections.abc import Collection
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from tests.cast import DIRECTOR, Cast
from tests.network import logos
from tests.records import merged_lives
from webinar_hub.config import Settings
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.files import Folder
from webinar_hub.network.logo import LargeLogo
from webinar_hub.people import actions as people
from webinar_hub.people import answers, queries
from webinar_hub.people.holdings import copy_of
from webinar_hub.people.models import ConsentKind, GonePhoto, Person, Portrait
from webinar_hub.people.portraits import actions, rules
from webinar_hub.records.upkeep import actions as upkeep
from webinar_hub.records.upkeep import retention

PHOTOS = ConsentKind.PHOTOS


@pytest.fixture
def files(app: Flask) -> Folder:
    return Folder(_settings(app).files)


@pytest.fixture
def folder(app: Flask) -> Path:
    """Return where photos are stored."""
    return _settings(app).files / "portraits"


def _settings(app: Flask) -> Settings:
    settings: Settings = app.extensions["settings"]
    return settings


def _say(
    person: Person,
    files: Folder,
    *,
    data: bytes = b"",
    bio: str = "Bekerja di pesisir.",
    agreed: bool = True,
    themselves: bool = False,
    without_photo: bool = False,
) -> None:
    with actions.taking(files) as store:
        db.write(
            actions.describe,
            person,
            office="Direktur",
            bio=bio,
            photo=store(data),
            without_photo=without_photo,
            agreed=agreed,
            source="test",
            themselves=themselves,
            by=DIRECTOR,
            now=clock.now(),
        )
    actions.clear_away(files)


def _stored(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.glob("*"))


def _names(photos: Collection[str | None]) -> list[str]:
    return sorted(f"{photo}{size}.jpg" for photo in photos for size in ("", ".s"))


def _photos() -> list[str | None]:
    return [each.photo for each in db.session.query(Portrait).order_by(Portrait.id)]


def test_a_face_is_cut_in_two_sizes_upright_and_without_what_a_camera_adds() -> None:
    drawn = rules.faces(logos.from_a_camera())
    pictures = [Image.open(io.BytesIO(each)) for each in drawn.values()]
    assert [each.size for each in pictures] == [(480, 480), (160, 160)]
    assert [dict(each.getexif()) for each in pictures] == [{}, {}]
    assert not any(b"rahasia" in each for each in drawn.values())


def test_of_a_high_picture_the_upper_part_is_kept() -> None:
    high = Image.new("RGB", (100, 300), "blue")
    high.paste("red", (0, 50, 100, 150))
    made = io.BytesIO()
    high.save(made, "PNG")
    face = Image.open(io.BytesIO(rules.faces(made.getvalue())[".s"])).convert("RGB")
    red, _green, blue = face.getpixel((80, 60))  # type: ignore[misc]
    assert (red > 200, blue < 50) == (True, True)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1"])
def test_every_kind_of_picture_becomes_a_photo(mode: str) -> None:
    drawn = rules.faces(logos.picture(size=(40, 30), mode=mode))
    assert Image.open(io.BytesIO(drawn[""])).mode == "RGB"


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7\n%%EOF",
        b"GIF89a" + bytes(100),
        b"\x00\x00\x00\x18ftypmp42" + bytes(1000),
        b" " + logos.picture(),
        logos.picture()[:60],
        bytes(1000),
    ],
    ids=["svg", "pdf", "gif", "video", "shifted", "cut off", "zeros"],
)
def test_cases_37_what_is_no_picture_leaves_nothing(
    cast: Cast, files: Folder, folder: Path, content: bytes
) -> None:
    with pytest.raises(rules.UnreadablePhoto):
        _say(cast.maria(), files, data=content)
    assert (_stored(folder), _photos()) == ([], [])


def test_what_hangs_on_a_picture_is_gone() -> None:
    drawn = rules.faces(logos.picture("JPEG") + b"<script>alert(1)</script>")
    assert not any(b"script" in each for each in drawn.values())


@pytest.mark.parametrize("size", [(13_000, 13_000), (2_001, 2_000)])
def test_case_38_a_huge_picture_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    with pytest.raises(LargeLogo):
        rules.faces(logos.claiming(*size))


def test_of_an_animated_picture_the_first_frame_is_kept() -> None:
    face = Image.open(io.BytesIO(rules.faces(logos.animated())[""])).convert("RGB")
    red, _green, blue = face.getpixel((240, 240))  # type: ignore[misc]
    assert (red > 200, blue < 50) == (True, True)


def test_a_photo_takes_the_place_of_the_one_before(cast: Cast, files: Folder, folder: Path) -> None:
    maria = cast.maria()
    for _time in range(2):
        _say(maria, files, data=logos.picture())
    assert _stored(folder) == _names(_photos())
    assert len(_photos()) == 1
    _say(maria, files, bio="Lain")
    assert _photos() != [None], "words alone leave the photo"
    _say(maria, files, without_photo=True)
    assert (_photos(), _stored(folder)) == ([None], [])


def test_a_photo_needs_a_word_that_whoever_is_on_it_agrees(
    cast: Cast, files: Folder, folder: Path
) -> None:
    maria = cast.maria()
    with pytest.raises(rules.NotAgreed):
        _say(maria, files, data=logos.picture(), agreed=False)
    assert (_photos(), _stored(folder), queries.agreed(maria)) == ([], [], {})
    _say(maria, files, data=logos.picture())
    assert list(queries.agreed(maria)) == [PHOTOS]


def test_who_took_it_back_is_shown_no_longer_and_agrees_anew_alone(
    cast: Cast, files: Folder, folder: Path
) -> None:
    maria = cast.maria()
    _say(maria, files, data=logos.picture())
    db.write(people.withdraw, maria, PHOTOS, now=clock.now())
    db.write(answers.withdrawn, maria, PHOTOS, now=clock.now())
    actions.clear_away(files)
    assert (_photos(), _stored(folder)) == ([None], [])
    with pytest.raises(Refused, match="menarik"):
        _say(maria, files, data=logos.picture())
    assert _stored(folder) == []
    _say(maria, files, data=logos.picture(), themselves=True)
    assert _stored(folder) == _names(_photos())
    assert list(queries.agreed(maria)) == [PHOTOS]


def test_a_copy_holds_what_is_shown(cast: Cast, files: Folder) -> None:
    maria = cast.maria()
    _say(maria, files, data=logos.picture())
    [photo] = _photos()
    assert copy_of(maria)["portrait"] == [
        {"office": "Direktur", "bio": "Bekerja di pesisir.", "photo": f"/foto/{photo}.jpg"}
    ]


def test_it_goes_over_to_whoever_stays(cast: Cast, files: Folder) -> None:
    maria, again = cast.maria(), cast.person("Maria Bere", email="bere@example.org")
    _say(again, files, data=logos.picture())
    merged_lives.merge(maria, again)
    db.session.expire_all()
    assert [each.person_id for each in db.session.query(Portrait)] == [maria.id]


def test_erasing_somebody_leaves_neither_words_nor_files(
    cast: Cast, files: Folder, folder: Path
) -> None:
    maria, other = cast.maria(), cast.suparmin()
    for each in (maria, other):
        _say(each, files, data=logos.picture())
    db.write(upkeep.erase, maria, by=DIRECTOR, now=clock.now())
    retention.clear_away_now(files, now=clock.now())
    assert [each.person_id for each in db.session.query(Portrait)] == [other.id]
    assert _stored(folder) == _names(_photos())
    assert db.session.query(GonePhoto).all() == []
