"""What we ask of whoever keeps photos of a session."""

from collections.abc import Collection, Sequence
from typing import Any, ClassVar

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField

from webinar_hub.kit.errors import Refused
from webinar_hub.materials.models import Visibility
from webinar_hub.materials.photos.models import Photo
from webinar_hub.materials.photos.rules import TookBack
from webinar_hub.materials.words import VISIBILITIES
from webinar_hub.network.logo import LargeLogo
from webinar_hub.people.models import Person
from webinar_hub.people.portraits.rules import PhotoTooBig, UnreadablePhoto
from webinar_hub.web.forms import (
    AtMost,
    HubForm,
    SelectChoice,
    TextField,
    TicksField,
    _,
    required,
)


def _words() -> TextField:
    return TextField(
        _("What is seen on it"),
        validators=[required(_("Write in a few words what is seen on it.")), AtMost(200)],
    )


class NewPhotoForm(HubForm):
    """A photo of a session."""

    PLACES: ClassVar[dict[type[Refused], str]] = dict.fromkeys(
        (UnreadablePhoto, PhotoTooBig, LargeLogo), "file"
    )

    file = FileField(_("Photo"), validators=[FileRequired(message=_("Choose the file first."))])
    words = _words()


class PhotoForm(HubForm):
    """Who can be recognised on a photo, and who sees it."""

    PLACES: ClassVar[dict[type[Refused], str]] = {TookBack: "people"}

    people = TicksField(_("Who can be recognised on it"))
    words = _words()
    visibility = RadioField(
        _("Seen by"),
        choices=[
            SelectChoice("", _("Nobody: it stands in the file of the session alone")),
            *(SelectChoice(each.value, word) for each, word in VISIBILITIES.items()),
        ],
        default=Visibility.PUBLIC.value,
    )
    agreed = BooleanField(
        _("Everybody who can be recognised on it is ticked above, and agrees that it is shown.")
    )

    def offer(self, people: Sequence[tuple[Person, str]]) -> None:
        """Offer the people who may be on it, each with where they are from."""
        self._people = {person.key: person for person, _from in people}
        self.people.choices = [
            SelectChoice(person.key, ", ".join(filter(None, (person.full_name, where))))
            for person, where in people
        ]

    @staticmethod
    def values(photo: Photo, people: Collection[Person]) -> dict[str, Any]:
        """Return what the form shows of a photo."""
        found: dict[str, Any] = {"words": photo.words, "people": [each.key for each in people]}
        if photo.agreed_at:
            found |= {"visibility": photo.visibility or "", "agreed": True}
        return found

    def facts(self) -> dict[str, Any]:
        """Return what say takes from the form."""
        seen_by = self.visibility.data
        return {
            "words": self.words.data or "",
            "people": [self._people[each] for each in self.people.data or ()],
            "visibility": Visibility(seen_by) if seen_by else None,
            "agreed": bool(self.agreed.data),
        }
