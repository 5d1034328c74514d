"""A file is taken by what stands in it: abuse cases 37 to 39."""

import io
import zipfile

import pytest
from PIL import Image

from tests.materials import files
from tests.materials.files import PDF, office, open_document, packed
from tests.network import logos
from webinar_hub.materials import rules
from webinar_hub.materials.models import Format
from webinar_hub.materials.rules import checked
from webinar_hub.network.logo import LargeLogo


def _named(value: object) -> str:
    return value[:12].hex() if isinstance(value, bytes) else str(value)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, Format.PDF),
        (office(files.SLIDES), Format.PPTX),
        (office(files.TEXT), Format.DOCX),
        (office(files.SHEET), Format.XLSX),
        (open_document("text"), Format.ODT),
        (open_document("spreadsheet"), Format.ODS),
        (open_document("presentation"), Format.ODP),
    ],
    ids=_named,
)
def test_documents_are_known_by_their_content_and_stored_as_they_are(
    content: bytes, kind: Format
) -> None:
    found = checked(content)
    assert (found.format, found.content) == (kind, content)


@pytest.mark.parametrize(("made", "kind"), [("PNG", Format.PNG), ("JPEG", Format.JPEG)])
def test_pictures_are_drawn_anew_and_what_hangs_on_them_is_gone(made: str, kind: Format) -> None:
    found = checked(logos.picture(made, size=(3000, 1000)) + b"<script>alert(1)</script>")
    assert found.format is kind
    assert b"script" not in found.content
    assert Image.open(io.BytesIO(found.content)).size == (2000, 667)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        bytes(rules.MOST_BYTES),
        b"\x00\x00\x00\x18ftypmp42" + bytes(1000),
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"<!doctype html><html><script>alert(1)</script></html>",
        b"MZ" + bytes(1000),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000),
        b" " + PDF,
        PDF.replace(b"%%EOF", b""),
        PDF.replace(b"1 0 obj", b"<html><script>alert(1)</script>"),
        PDF + packed({"a.txt": b"a"}),
        packed({"a.txt": b"a"}),
        packed({"[Content_Types].xml": b"<Types/>"}),
        packed({"mimetype": b"application/epub+zip"}),
        office() + b"<script>",
        b"PK\x03\x04" + office(),
        packed({"[Content_Types].xml": files.SLIDES.encode()}, comment=b"<script>"),
        office(files.SLIDES + files.TEXT),
        office(more={"mimetype": b"application/vnd.oasis.opendocument.text"}),
        office()[:-30],
        logos.picture()[:60],
    ],
    ids=_named,
)
def test_everything_else_is_refused(content: bytes) -> None:
    with pytest.raises(rules.FileRefused):
        checked(content)


@pytest.mark.parametrize(
    "content",
    [
        office(more={"ppt/vbaProject.bin": b"x"}),
        office("application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"),
        office(f"{files.TEXT} application/vnd.ms-office.vbaProject", {"word/a.bin": b"x"}),
        office(f"{files.SHEET} application/vnd.ms-excel.macrosheet+xml", {"xl/a.xml": b"x"}),
        office(files.SHEET, {"xl/macrosheets/sheet1.xml": b"x"}),
        open_document(more={"Basic/Standard/Module1.xml": b"x"}),
        open_document(more={"Scripts/python/run.py": b"x"}),
    ],
    ids=_named,
)
def test_macros_are_refused(content: bytes) -> None:
    with pytest.raises(rules.WithPrograms):
        checked(content)


def test_what_would_grow_is_not_unpacked() -> None:
    zeros = bytes(8 * 1024 * 1024)
    grown = {f"ppt/media/{number}.bin": zeros for number in range(40)}
    with pytest.raises(rules.UnpacksTooBig):
        checked(office(more=grown))


def test_two_parts_of_one_name_are_refused() -> None:
    made = io.BytesIO(office())
    with zipfile.ZipFile(made, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("main.xml", b"another")
    with pytest.raises(rules.FileRefused):
        checked(made.getvalue())


@pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_parts_that_no_document_packs_so_are_refused(way: int) -> None:
    types = {"[Content_Types].xml": files.SLIDES.encode()}
    with pytest.raises(rules.FileRefused):
        checked(packed(types, way=way))


def test_a_part_that_is_longer_than_the_file_is_refused() -> None:
    content = packed({"[Content_Types].xml": files.SLIDES.encode()}, way=zipfile.ZIP_STORED)
    at = content.index(b"PK\x01\x02") + 20
    longer = bytes([255, 255, 0, 0])
    with pytest.raises(rules.FileRefused):
        checked(content[:at] + 2 * longer + content[at + 8 :])


def test_a_second_list_of_parts_is_refused_that_not_every_program_reads() -> None:
    document = {"[Content_Types].xml": files.SLIDES.encode(), "main.xml": b"<main/>"}
    content = files.listed_twice({"ppt/vbaProject.bin": b"x", **document}, last=2)
    assert zipfile.ZipFile(io.BytesIO(content)).namelist() == [*document]
    with pytest.raises(rules.FileRefused):
        checked(content)


def test_more_than_25_mb_are_refused() -> None:
    with pytest.raises(rules.FileTooBig):
        checked(PDF + bytes(rules.MOST_BYTES))


def test_a_picture_of_too_many_points_is_refused_before_it_is_opened() -> None:
    with pytest.raises(LargeLogo):
        checked(logos.picture(size=(13_000, 13_000), mode="1"))


@pytest.mark.parametrize("address", ["https://video.example/1", "https://a.b.example:8443/?v=1#t"])
def test_a_whole_address_is_taken(address: str) -> None:
    assert rules.web_address(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "http://video.example/1",
        "javascript:alert(1)",
        "//video.example/1",
        "https://",
        "https://localhost/1",
        "https://name:secret@video.example/1",
        "https://[::1",
        'https://video.example/"onload="',
        "video.example/1",
    ],
)
def test_any_other_address_is_refused(address: str) -> None:
    with pytest.raises(rules.BadLink):
        rules.web_address(address)
