"""What we ask about a programme, and the fields that every form of planning shares."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, cast

from wtforms import HiddenField, IntegerField, RadioField, SelectField, TimeField
from wtforms.validators import Optional

from webinar_hub.kit import language, tokens
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.phones import BadPhone, normal_phone
from webinar_hub.network.models import Secretariat
from webinar_hub.people.forms import email_address
from webinar_hub.programmes import rules
from webinar_hub.programmes.models import ProgrammeKind
from webinar_hub.programmes.rules import ContactIncomplete, NameTaken, NotOwner
from webinar_hub.programmes.words import KINDS
from webinar_hub.web.forms import (
    AtMost,
    HubForm,
    LinesField,
    SelectChoice,
    TextField,
    _,
    required,
)

CAPACITY_AT_MOST = 100_000


class NumberField(IntegerField):
    """A whole number between two others, or nothing."""

    def __init__(
        self, label: str, *, low: int, high: int, needed: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(label, **kwargs)
        self._low, self._high, self._needed = low, high, needed

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the number; refuse anything else in words."""
        typed = valuelist[0].strip() if valuelist else ""
        if not typed and not self._needed:
            self.data = None
            return
        number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 9 else None
        if number is None or not self._low <= number <= self._high:
            self.data = None
            raise ValueError(
                _("Write a number from %(low)s to %(high)s.", low=self._low, high=self._high)
            )
        self.data = number


def choices(words: Mapping[Any, language.Sentence]) -> list[SelectChoice]:
    """Return what can be chosen, as the words say it."""
    return [SelectChoice(choice.value, cast("str", word)) for choice, word in words.items()]


def clock_field(label: str, *, needed: bool = True) -> TimeField:
    """Return the field of a time of day, written with a dot or a colon."""
    wrong = _("Write the time as 14:00.")
    formats = ["%H:%M", "%H.%M", "%H:%M:%S"]
    return TimeField(
        label,
        validators=[required(wrong) if needed else Optional()],
        format=formats,
        invalid_value_message=wrong,
    )  # type: ignore[call-arg]


def was_shown(seen: HiddenField, shown: object) -> bool:
    """Say whether this very thing was shown before, by its digest in `seen`; from now on it was."""
    before, seen.data = seen.data, tokens.digest(repr(shown))
    return bool(before == seen.data)


def capacity_field() -> NumberField:
    """Return the field of how many places there are."""
    return NumberField(_("Places"), low=0, high=CAPACITY_AT_MOST)


def room_field() -> TextField:
    """Return the field of the address where a session takes place."""
    return TextField(_("Address of the room (Zoom or another)"), validators=[AtMost(500)])


class _Texts(HubForm):
    """What a programme is called and says of itself."""

    name = TextField(
        _("Name"), validators=[required(_("Write the name of the programme.")), AtMost(160)]
    )
    name_en = TextField(_("Name in English"), validators=[AtMost(160)])
    summary = LinesField(_("What it is about"), validators=[AtMost(3000)])
    audience = TextField(_("For whom"), validators=[AtMost(300)])

    def texts(self) -> dict[str, str]:
        """Return what was written, by field."""
        return {name: self[name].data or "" for name in ("name", "name_en", "summary", "audience")}


class ProgrammeForm(_Texts):
    """What a programme is and who owns it."""

    PLACES: ClassVar[dict[type[Refused], str]] = {NameTaken: "name", NotOwner: "owner"}

    kind = RadioField(_("Kind"), choices=choices(KINDS), default=ProgrammeKind.WEBINAR.value)
    owner = SelectField(_("Secretariat"))

    def offer(self, secretariats: Iterable[Secretariat]) -> None:
        """Offer the secretariats that may own the programme."""
        self.owner.choices = [
            SelectChoice(each.organisation.key, each.organisation.name) for each in secretariats
        ]

    def facts(self) -> dict[str, Any]:
        """Return what start_programme takes from the form, all but the owner."""
        return {"kind": ProgrammeKind(self.kind.data), **self.texts()}


class ProgrammeTextsForm(_Texts):
    """What a programme is called and says of itself, and how long its participants are kept."""

    PLACES: ClassVar[dict[type[Refused], str]] = {NameTaken: "name"}

    version = HiddenField(default="0")
    kept_months = SelectField(_("How long participants' data are kept"), coerce=int)

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.kept_months.choices = [
            SelectChoice(each, str(_("%(months)s months", months=each)))
            for each in rules.KEPT_MONTHS_CHOICES
        ]

    def facts(self) -> dict[str, Any]:
        """Return what change_programme takes from the form."""
        return self.texts() | {
            "version": version_of(self.version.data),
            "kept_months": self.kept_months.data,
        }


def version_of(typed: str | None) -> int:
    """Return the version that a form was filled in on, 0 for what is none."""
    text = typed or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0


class SafeContactForm(HubForm):
    """Whom to tell when something happened; empty for nobody."""

    PLACES: ClassVar[dict[type[Refused], str]] = {
        ContactIncomplete: "safe_name",
        BadPhone: "safe_phone",
    }

    safe_name = TextField(_("Name or position"), validators=[AtMost(120)])
    safe_phone = TextField(_("Mobile number"), validators=[AtMost(40)])
    safe_email = TextField(_("E-mail address"), validators=[AtMost(254), email_address])

    def facts(self) -> dict[str, Any]:
        """Return what name_safe_contact takes; raise BadPhone and ContactIncomplete."""
        phone = normal_phone(self.safe_phone.data) if self.safe_phone.data else ""
        found = {
            "name": self.safe_name.data or "",
            "phone": phone,
            "email": self.safe_email.data or "",
        }
        rules.whole_contact(**found)
        return found
