"""What we ask of whoever words letters anew."""

from typing import ClassVar

from wtforms import HiddenField

from webinar_hub.kit.errors import Refused
from webinar_hub.messages.wording.rules import UnfitBody, UnfitSubject, Words, tidied
from webinar_hub.web.forms import AtMost, HubForm, LinesField, TextField, _, required

_EMPTY = _("Write a text.")


class WordingForm(HubForm):
    """A letter's subject and text."""

    PLACES: ClassVar[dict[type[Refused], str]] = {UnfitSubject: "subject", UnfitBody: "body"}

    version = HiddenField(default="0")
    subject = TextField(_("Subject"), [required(_EMPTY), AtMost(120)])
    body = LinesField(_("Text"), [required(_EMPTY), AtMost(4000)])

    @property
    def words(self) -> Words:
        """Return what was typed."""
        return tidied(Words(self.subject.data or "", self.body.data or ""))

    @property
    def seen_version(self) -> int:
        """Return the version that the form was filled in on, 0 for anything else."""
        typed = self.version.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
