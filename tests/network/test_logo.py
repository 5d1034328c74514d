"""An uploaded logo is drawn anew, or refused: abuse cases 37 and 38."""

import io
import tracemalloc
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from PIL import Image

from tests.network import logos
from webinar_hub.network.logo import LargeLogo, UnreadableLogo, redraw

_SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
_POLYGLOT = b"<script>alert(1)</script>PK\x03\x04"


def _opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


@pytest.mark.parametrize(
    ("upload", "size", "mode", "ending"),
    [
        (logos.picture, (320, 160), "RGB", "png"),
        (partial(logos.picture, "JPEG"), (320, 160), "RGB", "jpg"),
        (partial(logos.picture, mode="RGBA", size=(100, 50)), (100, 50), "RGBA", "png"),
        (partial(logos.picture, mode="P", size=(100, 50)), (100, 50), "RGB", "png"),
        (partial(logos.picture, size=(20_000, 1)), (480, 1), "RGB", "png"),
        (partial(logos.picture, size=(2000, 2000)), (160, 160), "RGB", "png"),
        (partial(logos.picture, "JPEG", size=(5000, 4000)), (200, 160), "RGB", "jpg"),
        (partial(logos.picture, mode="L", size=(1000, 500)), (320, 160), "RGB", "png"),
        (partial(logos.picture, mode="1", size=(1000, 500)), (320, 160), "RGB", "png"),
        (partial(logos.picture, mode="LA", size=(1000, 500)), (320, 160), "RGBA", "png"),
    ],
)
def test_a_picture_is_made_small(
    upload: Callable[[], bytes], size: tuple[int, int], mode: str, ending: str
) -> None:
    drawn = redraw(upload())
    found = _opened(drawn.content)
    assert (found.size, found.mode, drawn.ending) == (size, mode, ending)


@pytest.mark.parametrize(
    "data",
    [
        _SVG,
        b"<!doctype html><h1>x",
        b"GIF89a\x01\x00\x01\x00",
        b"%PDF-1.7",
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
    ],
)
def test_case_37_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableLogo):
        redraw(data)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_case_37_nothing_of_a_polyglot_is_left(kind: str) -> None:
    drawn = redraw(logos.picture(kind) + _POLYGLOT)
    assert (b"script" in drawn.content, b"PK\x03\x04" in drawn.content) == (False, False)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_case_37_a_picture_that_breaks_off_is_refused(kind: str) -> None:
    noise = Image.effect_noise((600, 300), 90)
    made = io.BytesIO()
    noise.save(made, kind)
    with pytest.raises(UnreadableLogo):
        redraw(made.getvalue()[: len(made.getvalue()) // 2])


@pytest.mark.parametrize(
    "size", [(13_000, 13_000), (2000, 2001), (2**31 - 1, 2**31 - 1), (40_000, 40_000)]
)
def test_case_38_169_million_points_are_refused_before_they_are_unpacked(
    size: tuple[int, int],
) -> None:
    data = logos.claiming(*size)
    tracemalloc.start()
    with pytest.raises((LargeLogo, UnreadableLogo)):
        redraw(data)
    used = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert used < 5_000_000


def test_case_38_a_jpeg_of_more_than_20_million_points_is_refused() -> None:
    with pytest.raises(LargeLogo):
        redraw(logos.picture("JPEG", size=(5000, 4001), mode="L"))


def test_case_38_what_is_refused_changes_nothing_for_other_threads() -> None:
    """A filter of warnings is put back by whoever leaves last, as they found it."""
    before = list(warnings.filters)
    with ThreadPoolExecutor(4) as pool:
        refused = list(pool.map(_is_refused, [logos.claiming(13_000, 13_000), logos.noise()] * 8))
    assert (refused, list(warnings.filters)) == ([True, False] * 8, before)


def _is_refused(data: bytes) -> bool:
    try:
        redraw(data)
    except (LargeLogo, UnreadableLogo):
        return True
    return False


def test_case_38_cmyk_becomes_rgb() -> None:
    assert _opened(redraw(logos.picture("JPEG", mode="CMYK")).content).mode == "RGB"


def test_case_38_of_an_animated_picture_the_first_frame_is_kept() -> None:
    drawn = redraw(logos.animated())
    assert (b"acTL" in drawn.content, _opened(drawn.content).getpixel((0, 0))) == (
        False,
        (255, 0, 0),
    )


def test_case_38_what_a_camera_wrote_is_gone_and_the_picture_upright() -> None:
    drawn = redraw(logos.from_a_camera())
    found = _opened(drawn.content)
    assert (
        found.size,
        dict(found.getexif()),
        b"rahasia" in drawn.content,
        b"Exif" in drawn.content,
    ) == ((320, 160), {}, False, False)
