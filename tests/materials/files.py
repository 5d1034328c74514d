"""Files as people upload them, and as they should not."""

import io
import zipfile

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
_MAIN = "application/vnd.openxmlformats-officedocument."
SLIDES = f"{_MAIN}presentationml.presentation.main+xml"
TEXT = f"{_MAIN}wordprocessingml.document.main+xml"
SHEET = f"{_MAIN}spreadsheetml.sheet.main+xml"


def packed(parts: dict[str, bytes], *, comment: bytes = b"") -> bytes:
    """Return a ZIP of these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            # The same bytes each time.
            part = zipfile.ZipInfo(name, (2026, 11, 24, 3, 0, 0))
            archive.writestr(part, content, zipfile.ZIP_DEFLATED)
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
