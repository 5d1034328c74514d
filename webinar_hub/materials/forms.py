"""What we ask of whoever keeps what stays of a session."""

from collections.abc import Sequence
from typing import Any, ClassVar

from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, SelectField

from webinar_hub.kit.errors import Refused
from webinar_hub.materials.chapters import BadChapters, typed
from webinar_hub.materials.models import Material, Recording, Visibility
from webinar_hub.materials.rules import (
    BadLink,
    FileRefused,
    FileTooBig,
    UnpacksTooBig,
    WithPrograms,
    web_address,
)
from webinar_hub.materials.words import VISIBILITIES
from webinar_hub.network.logo import LargeLogo
from webinar_hub.people.models import Person
from webinar_hub.programmes.forms import NumberField, choices
from webinar_hub.web.forms import (
    AtMost,
    HubForm,
    LinesField,
    SelectChoice,
    TextField,
    _,
    required,
)

_LONGEST = 24 * 60


def _opened_by() -> RadioField:
    return RadioField(
        _("Opened by"), choices=choices(VISIBILITIES), default=Visibility.PUBLIC.value
    )


class RecordingForm(HubForm):
    """Where the recording of a session is."""

    PLACES: ClassVar[dict[type[Refused], str]] = {BadLink: "link", BadChapters: "chapters"}

    link = TextField(
        _("Address of the recording"),
        validators=[required(_("Write the address of the recording.")), AtMost(500)],
    )
    minutes = NumberField(_("Length in minutes"), low=1, high=_LONGEST, needed=True)
    note = TextField(_("What helps to follow it"), validators=[AtMost(200)])
    audio_link = TextField(_("Address of the sound alone"), validators=[AtMost(500)])
    chapters = LinesField(_("Chapters"), validators=[AtMost(3000)])
    visibility = _opened_by()

    @staticmethod
    def values(recording: Recording | None) -> dict[str, Any]:
        """Return what the form shows of a recording."""
        names = ("link", "minutes", "note", "audio_link", "chapters", "visibility")
        return {name: getattr(recording, name) for name in names} if recording else {}

    def facts(self) -> dict[str, Any]:
        """Return what keep_recording takes from the form; raise BadLink and BadChapters."""
        sound = self.audio_link.data or ""
        return {
            "link": web_address(self.link.data or ""),
            "audio_link": web_address(sound) if sound else "",
            "minutes": self.minutes.data,
            "note_": self.note.data or "",
            "chapters": typed(self.chapters.data or "", self.minutes.data or 0),
            "visibility": Visibility(self.visibility.data),
        }


class MaterialForm(HubForm):
    """What is said of a material."""

    title = TextField(_("Title"), validators=[required(_("Write the title.")), AtMost(200)])
    author = SelectField(_("Brought by"), default="")
    visibility = _opened_by()

    def offer(self, people: Sequence[Person]) -> None:
        """Offer the people who may have brought it."""
        self._people = {each.key: each for each in people}
        named = [SelectChoice(each.key, each.full_name) for each in people]
        self.author.choices = [SelectChoice("", _("Nobody in particular")), *named]

    @staticmethod
    def values(material: Material) -> dict[str, Any]:
        """Return what the form shows of a material."""
        author = material.author.key if material.author else ""
        return {"title": material.title, "author": author, "visibility": material.visibility}

    def facts(self) -> dict[str, Any]:
        """Return what change takes from the form."""
        return {
            "title": self.title.data or "",
            "author": self._people.get(self.author.data),
            "visibility": Visibility(self.visibility.data),
        }


class LinkForm(MaterialForm):
    """A link that belongs to a session."""

    PLACES: ClassVar[dict[type[Refused], str]] = {BadLink: "link"}

    link = TextField(_("Address"), validators=[required(_("Write the address.")), AtMost(500)])

    def facts(self) -> dict[str, Any]:
        """Return what add takes from the form; raise BadLink."""
        return {**super().facts(), "link": web_address(self.link.data or "")}


class FileForm(MaterialForm):
    """A file that belongs to a session."""

    PLACES: ClassVar[dict[type[Refused], str]] = dict.fromkeys(
        (FileRefused, FileTooBig, WithPrograms, UnpacksTooBig, LargeLogo), "file"
    )

    file = FileField(_("File"), validators=[FileRequired(message=_("Choose the file first."))])


class SlidesForm(HubForm):
    """What whoever speaks sends for the session: their slides, or what belongs to them."""

    PLACES = FileForm.PLACES

    title = TextField(_("Title"), validators=[required(_("Write the title.")), AtMost(200)])
    file = FileField(_("File"), validators=[FileRequired(message=_("Choose the file first."))])
