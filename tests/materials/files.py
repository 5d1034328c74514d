"""Files as people upload them, and as they should not."""

import io
import struct
import zipfile

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
_MAIN = "application/vnd.openxmlformats-officedocument."
SLIDES = f"{_MAIN}presentationml.presentation.main+xml"
TEXT = f"{_MAIN}wordprocessingml.document.main+xml"
SHEET = f"{_MAIN}spreadsheetml.sheet.main+xml"


def packed(
    parts: dict[str, bytes], *, comment: bytes = b"", way: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """Return a ZIP of these parts, packed in a way."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            # The same bytes each time.
            part = zipfile.ZipInfo(name, (2026, 11, 24, 3, 0, 0))
            archive.writestr(part, content, way)
        archive.comment = comment
    return made.getvalue()


def office(kind: str = SLIDES, more: dict[str, bytes] | None = None) -> bytes:
    """Return an Office file whose main part is of a kind, with more parts."""
    types = f'<Types><Override PartName="/main.xml" ContentType="{kind}"/></Types>'
    return packed({"[Content_Types].xml": types.encode(), "main.xml": b"<main/>", **(more or {})})


def open_document(kind: str = "presentation", more: dict[str, bytes] | None = None) -> bytes:
    """Return an OpenDocument file of a kind, with more parts."""
    named = f"application/vnd.oasis.opendocument.{kind}".encode()
    return packed({"mimetype": named, "content.xml": b"<office/>", **(more or {})})


def listed_twice(parts: dict[str, bytes], last: int) -> bytes:
    """Return a ZIP of these parts with a second list, as ZIP64 has it, of the last ones alone."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        # The second list begins within the first, and what points to it is a comment in that.
        archive.infolist()[-1].comment = bytes(76)
    whole = made.getvalue()
    begins = end = len(whole) - 22 - 76
    for _ in range(last):
        begins = whole.rindex(b"PK\x01\x02", 0, begins)
    listed = (44, 45, 45, 0, 0, last, last, end - begins, begins)
    second = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", *listed)
    return whole[:end] + second + struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1) + whole[-22:]
