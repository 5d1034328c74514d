"""What the room's choices are called where people read them."""

from webinar_hub.kit import language
from webinar_hub.kit.language import Sentence, _
from webinar_hub.materials.models import Format, Visibility

VISIBILITIES: dict[Visibility, Sentence] = {
    Visibility.PUBLIC: _("Everybody"),
    Visibility.REGISTERED: _("Registered participants"),
    Visibility.ATTENDED: _("Whoever was present"),
}
_PICTURE = _("Picture")
FORMATS: dict[Format, Sentence] = {
    Format.PDF: _("PDF"),
    Format.PPTX: _("Slides (PPTX)"),
    Format.DOCX: _("Text (DOCX)"),
    Format.XLSX: _("Table (XLSX)"),
    Format.ODT: _("Text (ODT)"),
    Format.ODS: _("Table (ODS)"),
    Format.ODP: _("Slides (ODP)"),
    Format.PNG: _PICTURE,
    Format.JPEG: _PICTURE,
}
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
TYPES: dict[Format, str] = {
    Format.PDF: "application/pdf",
    Format.PPTX: f"{_OFFICE}presentationml.presentation",
    Format.DOCX: f"{_OFFICE}wordprocessingml.document",
    Format.XLSX: f"{_OFFICE}spreadsheetml.sheet",
    Format.ODT: f"{_OPEN}text",
    Format.ODS: f"{_OPEN}spreadsheet",
    Format.ODP: f"{_OPEN}presentation",
    Format.PNG: "image/png",
    Format.JPEG: "image/jpeg",
}


def size_word(size: int) -> str:
    """Return a number of bytes as people read it: 92 kB, 1,1 MB."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    number = f"{size / 1_000_000:.1f}".removesuffix(".0")
    return f"{number.replace('.', ',') if language.current() == 'id' else number} MB"


def length_word(minutes: int) -> str:
    """Return the length of a recording as people read it: 1 jam 52 menit."""
    hours, rest = divmod(minutes, 60)
    parts = [
        language.ngettext("%(num)d hour", "%(num)d hours", hours) % {"num": hours},
        language.ngettext("%(num)d minute", "%(num)d minutes", rest) % {"num": rest},
    ]
    return " ".join(part for part, many in zip(parts, (hours, rest), strict=True) if many)
