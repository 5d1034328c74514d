"""Decide which files the hub takes, by what stands in them and never by their names."""

import io
import zipfile
import zlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.materials.models import Format
from webinar_hub.network.logo import UnreadableLogo, redraw

MOST_BYTES = 25_000_000
"""Less than a body may have (MATERIAL_LIMIT): what is a little larger is refused in its form."""

MOST_MATERIALS = 40
"""How many files and links a session has at most."""

MOST_BROUGHT = 5
"""How many files somebody sends for one session by the link of their own part."""

_PICTURE = (2000, 2000)
_LISTED_AT_MOST = 1024 * 1024
"""How many bytes the list of a ZIP's parts may have: some ten thousand parts."""
_UNPACKED_AT_MOST = 300 * 1024 * 1024
_TYPES_AT_MOST = 1024 * 1024
_TYPES = "[Content_Types].xml"
_END, _END_LENGTH = b"PK\x05\x06", 22
_OTHER_LIST, _OTHER_LIST_LENGTH = b"PK\x06\x07", 20
"""Where a ZIP64 begins a list of its own, before its end: not every program goes by it."""

_MAIN = b"application/vnd.openxmlformats-officedocument."
_OFFICE = {
    _MAIN + b"presentationml.presentation.main+xml": Format.PPTX,
    _MAIN + b"wordprocessingml.document.main+xml": Format.DOCX,
    _MAIN + b"spreadsheetml.sheet.main+xml": Format.XLSX,
}
_OPEN = {
    b"application/vnd.oasis.opendocument.text": Format.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": Format.ODS,
    b"application/vnd.oasis.opendocument.presentation": Format.ODP,
}
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How parts of documents are packed. Others take a library of their own, and its memory."""

_PROGRAMS = ("vbaproject", "vbadata", "/macrosheets/", "/activex/", "basic/", "scripts/")
_PROGRAM_TYPES = (b"macroenabled", b"vbaproject", b"macrosheet")
"""What a document's list of types says of its programs, whatever these parts are called."""

_MARKUP = (b"<html", b"<script", b"<svg", b"<!doctype")


class FileRefused(Refused):
    """The file is of no kind that the hub takes, or it is damaged."""

    sentence = _(
        "The hub takes PDF, PPTX, DOCX, XLSX, ODT, ODS, ODP, PNG and JPEG. This file is none of them, or it is damaged. Put a video where videos are kept, and add its link."
    )


class WithPrograms(Refused):
    """The file holds macros."""

    sentence = _(
        "This file holds macros, which can harm a reader. Save it without them, or as PDF."
    )


class FileTooBig(Refused):
    """The file has more bytes than a material may have."""

    status = 413
    sentence = _("The file is larger than 25 MB. Make its pictures smaller, or add a link to it.")


class UnpacksTooBig(Refused):
    """The file would be unreasonably large once it is opened."""

    sentence = _("Once opened, this file would be larger than 300 MB. Save it smaller, or as PDF.")


class BadLink(Refused):
    """What was written is no https address."""

    sentence = _("Write the whole address; it begins with https:// and holds no name and password.")


class TooManyMaterials(Refused):
    """The session has as many materials as it may have."""

    sentence = _(
        "A session has at most %(most)s files and links. Remove one first.", most=MOST_MATERIALS
    )


class EnoughBrought(Refused):
    """They sent as many files for this session as they may by themselves."""

    sentence = _(
        "You sent %(most)s files for this session already. Ask the secretariat to remove one, or put them into one file.",
        most=MOST_BROUGHT,
    )


def web_address(typed: str) -> str:
    """Return an address of the web as it was written; raise BadLink."""
    try:
        parts = urlsplit(typed)
        host = parts.hostname or ""
    except ValueError as error:
        raise BadLink from error
    named = "." in host.strip(".") and parts.username is None and parts.password is None
    if parts.scheme != "https" or not named or any(sign in typed for sign in ' \\"<>'):
        raise BadLink
    return typed


@dataclass(frozen=True)
class Checked:
    """A file that the hub takes: what it is, and what is stored of it."""

    format: Format
    content: bytes


def checked(content: bytes) -> Checked:
    """Return what is stored of an uploaded file: pictures are drawn anew, without what cameras add.

    Nothing is unpacked but one short part. Raises FileRefused, FileTooBig, WithPrograms,
    UnpacksTooBig and what redraw raises of large pictures.
    """
    if len(content) > MOST_BYTES:
        raise FileTooBig
    if content.startswith(b"%PDF-"):
        return Checked(_pdf(content), content)
    if content.startswith(b"PK\x03\x04"):
        return Checked(_packed(content), content)
    try:
        drawn = redraw(content, box=_PICTURE)
    except UnreadableLogo as error:
        raise FileRefused from error
    return Checked(Format(drawn.ending), drawn.content)


def _pdf(content: bytes) -> Format:
    """Return that it is a PDF and nothing else beside it."""
    head = content[:1024].lower()
    if b"%%EOF" not in content[-2048:] or any(mark in head for mark in _MARKUP):
        raise FileRefused
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise FileRefused
    return Format.PDF


def _packed(content: bytes) -> Format:
    """Return which document a ZIP is, by its list of parts and the one that says so."""
    end = content[-_END_LENGTH:]
    length, begins = (int.from_bytes(end[at : at + 4], "little") for at in (12, 16))
    whole = begins + length == len(content) - _END_LENGTH
    if not end.startswith(_END) or not whole or length > _LISTED_AT_MOST:
        raise FileRefused
    if content.startswith(_OTHER_LIST, len(content) - _END_LENGTH - _OTHER_LIST_LENGTH):
        raise FileRefused
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return _document(parts)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        LookupError,
        RuntimeError,
        OSError,
        ValueError,
    ) as error:
        raise FileRefused from error


def _document(parts: zipfile.ZipFile) -> Format:
    names = _checked(parts)
    named = "mimetype" if "mimetype" in names else _TYPES
    with parts.open(named) as part:
        said = part.read(_TYPES_AT_MOST)
    if named == "mimetype":
        return _OPEN[said]
    if any(mark in said.lower() for mark in _PROGRAM_TYPES):
        raise WithPrograms
    found = [kind for mark, kind in _OFFICE.items() if mark in said]
    if len(found) != 1:
        raise FileRefused
    return found[0]


def _checked(parts: zipfile.ZipFile) -> list[str]:
    """Return the names of a document's parts, in small letters.

    Raises FileRefused where readers could differ on what is in it, WithPrograms and UnpacksTooBig.
    """
    names = [each.filename.lower() for each in parts.infolist()]
    otherwise = any(each.compress_type not in _PACKED for each in parts.infolist())
    if len(set(names)) != len(names) or otherwise:
        raise FileRefused
    if any(mark in f"/{name}" for name in names for mark in _PROGRAMS):
        raise WithPrograms
    if sum(each.file_size for each in parts.infolist()) > _UNPACKED_AT_MOST:
        raise UnpacksTooBig
    if {"mimetype", _TYPES.lower()} <= {*names}:
        raise FileRefused
    return names
