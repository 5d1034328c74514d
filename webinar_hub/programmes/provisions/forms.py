"""What we ask of whoever says what a session has so that more people can take part."""

from datetime import time
from typing import Any, cast

from wtforms import BooleanField, HiddenField, RadioField

from webinar_hub.programmes.forms import choices, clock_field
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.programmes.provisions import rules
from webinar_hub.programmes.provisions.models import Provision
from webinar_hub.programmes.provisions.words import PROVISIONS, SIGN_LANGUAGES
from webinar_hub.web.forms import AtMost, KnowingForm, SelectChoice, TextField, _

_LABELS = {kind: cast("str", word) for kind, word in PROVISIONS.items()}
_HOUR = "%H:%M"


class ProvisionsForm(KnowingForm):
    """What there is, and of some what exactly."""

    version = HiddenField(default="0")
    sign_language = RadioField(_LABELS[Provision.SIGN_LANGUAGE], default="")
    captions = BooleanField(_LABELS[Provision.CAPTIONS])
    materials = BooleanField(_LABELS[Provision.MATERIALS])
    dial_in = BooleanField(_LABELS[Provision.DIAL_IN])
    number = TextField(_("Telephone number, and what is typed after it"), [AtMost(160)])
    rehearsal = clock_field(_("Rehearsal the day before, at"), needed=False)

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        none = SelectChoice("", str(_("None")))
        self.sign_language.choices = [none, *choices(SIGN_LANGUAGES)]

    @staticmethod
    def values(thing: Meeting | Series) -> dict[str, Any]:
        """Return what the form shows of what is stored."""
        provided = rules.listed(thing.provided if isinstance(thing, Meeting) else thing.provisions)
        hour = provided.get(Provision.REHEARSAL)
        return {
            "version": str(thing.version),
            "sign_language": provided.get(Provision.SIGN_LANGUAGE, ""),
            "captions": Provision.CAPTIONS in provided,
            "materials": Provision.MATERIALS in provided,
            "dial_in": Provision.DIAL_IN in provided,
            "number": provided.get(Provision.DIAL_IN, ""),
            "rehearsal": time.fromisoformat(hour) if hour else None,
        }

    def wanted(self) -> dict[Provision, str]:
        """Return what was chosen, each with what is said of it; a number is a telephone."""
        number, hour = self.number.data or "", self.rehearsal.data
        said = {
            Provision.SIGN_LANGUAGE: self.sign_language.data or None,
            Provision.CAPTIONS: "" if self.captions.data else None,
            Provision.DIAL_IN: number if number or self.dial_in.data else None,
            Provision.MATERIALS: "" if self.materials.data else None,
            Provision.REHEARSAL: hour.strftime(_HOUR) if hour else None,
        }
        return {kind: words for kind, words in said.items() if words is not None}
