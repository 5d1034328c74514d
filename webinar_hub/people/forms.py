"""What every form shares that asks who somebody is and how they are reached."""

from collections.abc import Sequence
from typing import Any

from wtforms import RadioField, SelectField
from wtforms.validators import StopValidation, ValidationError

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.phones import BadPhone, mobile_number
from webinar_hub.kit.text import search_key
from webinar_hub.network import regions
from webinar_hub.people.contacts import BadEmail, Contact, normal_email, typed_contact
from webinar_hub.people.names import refuse_no_name
from webinar_hub.web.forms import AtMost, HubForm, TextField, _
from webinar_hub.web.shell import settings

UNSAID = ""
"""What stands for no answer; nobody has to give one."""


def email_address(_form: Any, field: Any) -> None:
    """Take a typed e-mail address in its one written form.

    Raise ValidationError for anything else, take nothing for nothing.
    """
    try:
        field.data = normal_email(field.data) if field.data else field.data
    except BadEmail as refusal:
        raise ValidationError(str(refusal)) from None


def phone_number(_form: Any, field: Any) -> None:
    """Take a typed mobile number in E.164.

    Raise ValidationError for anything else, take nothing for nothing.
    """
    try:
        field.data = mobile_number(field.data) if field.data else field.data
    except BadPhone as refusal:
        raise ValidationError(str(refusal)) from None


class NameField(TextField):
    """The name of a person, as it is printed."""

    def pre_validate(self, form: Any) -> None:
        """Raise ValidationError for what cannot be a name."""
        if not self.data:
            return
        try:
            refuse_no_name(self.data)
        except Refused as refusal:
            raise StopValidation(str(refusal)) from None


class ContactField(TextField):
    """One field that takes an e-mail address or a mobile number; contact holds it normalised."""

    contact: Contact | None = None

    def pre_validate(self, form: Any) -> None:
        """Raise ValidationError with a sentence that says what is missing."""
        if not self.data:
            return
        try:
            self.contact = typed_contact(self.data)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from None


ABROAD = "-"
"""What stands for no region of Indonesia."""
_ABROAD_WRITTEN = {
    "luar indonesia",
    "di luar indonesia",
    "luar negeri",
    "di luar negeri",
    "outside indonesia",
    "abroad",
}


class HomeForm(HubForm):
    """Where somebody is at home: the district or city, typed and found.

    Its province stands in a list for those without script.
    """

    region = SelectField(_("Province"))
    district = TextField(_("District or city"), [AtMost(160)])
    which = RadioField(_("Which one do you mean?"), validate_choice=False)

    region_code: str | None = None
    """What was meant, once the form is found right.

    The code of the district or of the province, None for outside Indonesia.
    """

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        ours = settings().chosen.provinces
        # Those where the network works stand first.
        provinces = sorted(regions.provinces(), key=lambda each: each.code not in ours)
        listed = [(province.code, province.name) for province in provinces]
        self.region.choices = [
            ("", str(_("Choose a province"))),
            *listed,
            (ABROAD, str(_("Outside Indonesia"))),
        ]
        self.which.choices = []

    @staticmethod
    def filled(region_code: str | None) -> dict[str, str]:
        """Return what stands in the fields of somebody who is at home there."""
        return {
            "region": (region_code or ABROAD).partition(".")[0],
            "district": regions.own_name(region_code),
        }

    def validate_district(self, field: TextField) -> None:
        """Find what was meant; raise StopValidation where it is asked again, with a choice."""
        typed, listed = field.data or "", self.region.data or None
        if _is_abroad(typed, listed):
            return
        exact = regions.called(typed, listed) or regions.called(typed)
        if _is_sure(exact, listed):
            self.region_code = exact[0].code
            return
        offered = _offered(typed, listed, exact)
        if self.which.data in offered:
            self.region_code = None if self.which.data == ABROAD else self.which.data
            return
        self.which.choices = list(offered.items()) if typed or listed else []
        raise StopValidation(str(_asking_again(typed, exact, offered=len(offered) > 1)))


def _is_abroad(typed: str, listed: str | None) -> bool:
    return listed == ABROAD or search_key(typed) in _ABROAD_WRITTEN


def _is_sure(exact: Sequence[regions.RegionRow], listed: str | None) -> bool:
    """Say whether one region alone bears the name, and the province chosen with it is its own."""
    return len(exact) == 1 and listed in (None, exact[0].code, exact[0].parent)


def _offered(typed: str, listed: str | None, exact: Sequence[regions.RegionRow]) -> dict[str, str]:
    """Return the taps from which somebody chooses where they are at home, by code.

    exact: the regions that bear the name; without any, those that it may mean are offered.
    """
    rows = exact or regions.resembling(typed, listed)
    offered = {row.code: regions.name_of(row.code) for row in rows}
    if len(exact) > 1:
        return offered
    if listed:
        offered[listed] = str(_("%(province)s alone", province=regions.own_name(listed)))
    return {**offered, ABROAD: str(_("Outside Indonesia"))}


def _asking_again(typed: str, exact: list[regions.RegionRow], *, offered: bool) -> str:
    if not typed:
        return _("Write the district or city.")
    if len(exact) > 1:
        return _("“%(place)s” is the name of several. Choose yours.", place=typed)
    if exact:
        return _("“%(place)s” lies in another province. Choose what you mean.", place=typed)
    if offered:
        return _("We do not find “%(place)s”. Choose what you mean, or write it anew.", place=typed)
    return _(
        "We do not find “%(place)s”. Write the district or city in which it lies, such as Kabupaten Belu.",
        place=typed,
    )
