"""What the roll call asks."""

from typing import Any, ClassVar

from wtforms import RadioField, SelectMultipleField, StringField
from wtforms.validators import Length, Optional

from webinar_hub.attendance.models import EvidenceKind
from webinar_hub.attendance.roll_call.rules import BadTimes, Noted, TimesOfNobody, noted
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.text import clean
from webinar_hub.people.forms import NameField
from webinar_hub.people.names import LongName
from webinar_hub.programmes.forms import clock_field
from webinar_hub.programmes.models import Meeting
from webinar_hub.web.forms import (
    AtMost,
    Button,
    HubForm,
    KnowingForm,
    SelectChoice,
    TextField,
    _,
    required,
)


class TapsForm(Button):
    """One tap on the list, or several people ticked; there and back hold a registration's key.

    excused: those who are ticked are excused. look: nobody is noted yet, who is ticked stays so
    while others are looked for by what stands in `cari`.
    """

    there = StringField(validators=[Length(max=16)])
    back = StringField(validators=[Length(max=16)])
    who = SelectMultipleField(validate_choice=False, coerce=clean)
    excused = StringField(validators=[Length(max=1)])
    look = StringField(validators=[Length(max=1)])
    cari = StringField(validators=[Length(max=400)])

    @property
    def keys(self) -> list[str]:
        """Return the keys of the registrations that it speaks of."""
        one = self.there.data or self.back.data
        return [one] if one else [each for each in self.who.data or [] if len(each) <= 16]

    @property
    def noted(self) -> Noted | None:
        """Return what is noted of them, None to take it back."""
        if self.excused.data:
            return Noted(EvidenceKind.EXCUSED)
        return None if self.back.data else Noted()


_WHOLE, _PART, _EXCUSED, _NOTHING = "whole", "part", "excused", "nothing"
_ANSWERS = [
    SelectChoice(_WHOLE, _("There from the beginning to the end")),
    SelectChoice(_PART, _("Came late or left early")),
    SelectChoice(_EXCUSED, _("Excused")),
    SelectChoice(_NOTHING, _("Nothing noted")),
]


class PersonForm(HubForm):
    """What the roll call says of one person."""

    PLACES: ClassVar[dict[type[Refused], str]] = {BadTimes: "came", TimesOfNobody: "said"}

    said = RadioField(
        _("What is true"),
        [required(_("Choose one of the answers."))],
        choices=_ANSWERS,
    )
    came = clock_field(_("Came at"), needed=False)
    left = clock_field(_("Left at"), needed=False)

    def for_whoever_waits(self) -> None:
        """Offer no excuse: whoever has no place was not to come."""
        self.said.choices = [each for each in _ANSWERS if each.value != _EXCUSED]

    @staticmethod
    def of(noted: Noted | None, meeting: Meeting) -> dict[str, Any]:
        """Return what the form holds of what is noted."""
        if noted is None:
            return {"said": _NOTHING}
        if noted.kind is EvidenceKind.EXCUSED:
            return {"said": _EXCUSED}
        came, left = (
            each and each.astimezone(meeting.home.info).time() for each in (noted.came, noted.left)
        )
        return {"said": _PART if came or left else _WHOLE, "came": came, "left": left}

    def facts(self, meeting: Meeting) -> dict[str, Any]:
        """Return what was filled in, for the action; raise BadTimes or TimesOfNobody."""
        said: dict[str, Noted | None] = {
            _WHOLE: Noted(),
            _EXCUSED: Noted(EvidenceKind.EXCUSED),
            _NOTHING: None,
        }
        answer = self.said.data or _NOTHING
        if answer == _PART:
            return {"said": noted(meeting, self.came.data, self.left.data)}
        if any(each.data and each.data != each.object_data for each in (self.came, self.left)):
            raise TimesOfNobody
        return {"said": said[answer]}


class WalkInForm(KnowingForm):
    """Somebody who came without registration, once who is registered alike was looked at."""

    PLACES: ClassVar[dict[type[Refused], str]] = {LongName: "typed_name"}

    typed_name = NameField(
        _("Full name"), [required(_("Write the name. One word is enough.")), AtMost(160)]
    )
    organisation = TextField(_("Organisation"), [Optional(), AtMost(200)])

    def facts(self) -> dict[str, Any]:
        """Return what was filled in, for the action."""
        return {
            "typed_name": self.typed_name.data or "",
            "organisation": self.organisation.data or "",
        }
