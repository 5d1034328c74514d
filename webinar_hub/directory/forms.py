"""What we ask about organisations."""

from typing import Any, ClassVar, cast

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField, HiddenField, SelectChoice, SelectField  # type: ignore[attr-defined]
from wtforms.validators import Length, ValidationError

from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.zones import WIB
from webinar_hub.network import regions, scope
from webinar_hub.network.models import Organisation, OrganisationKind
from webinar_hub.network.rules import ABBREVIATION_AT_MOST, NAME_AT_MOST, NameMissing
from webinar_hub.network.words import KINDS
from webinar_hub.people.forms import email_address, phone_number
from webinar_hub.web.forms import AtMost, HubForm, LinesField, TextField, _, required


class AskForm(HubForm):
    """Who says that they stand for an organisation, and how that can be checked."""

    PLACES: ClassVar[dict[str, str]] = {"long_name": "name"}

    name = TextField(_("Full name"), [required(_("Write your name. One word is enough.")), AtMost(160)])
    email = TextField(_("E-mail address"), [required(_("Write your e-mail address.")), AtMost(254), email_address])
    phone = TextField(_("Mobile number"), [AtMost(40), phone_number])
    proof = TextField(_("How can the secretariat check it?"), [required(_("Write in one sentence how this can be checked.")), AtMost(300)])


class AnswerForm(HubForm):
    """Why a request is refused."""

    PLACES: ClassVar[dict[str, str]] = {"reason_missing": "reason"}

    reason = TextField(_("Reason"), [AtMost(300)])


def kind_choices() -> list[SelectChoice]:
    """Return the kinds of organisations to choose from."""
    return [SelectChoice(kind.value, cast("str", word)) for kind, word in KINDS.items()]


def _region_choices(actor: Actor) -> list[SelectChoice]:
    """Return the regions of an actor's scope, each below its province; the whole country for who answers for it."""
    country = [SelectChoice("", _("The whole country"))] if actor.everywhere else []
    own = [row for row in (*regions.provinces(), *regions.regencies()) if scope.within(actor, row.code)]
    names = {row.code: row.name for row in regions.provinces()}
    own.sort(key=lambda row: row.code)
    return country + [SelectChoice(row.code, row.name, optgroup=names[row.parent or row.code]) for row in own]


class OrganisationForm(HubForm):
    """What an organisation is called, what it is and where."""

    PLACES: ClassVar[dict[str, str]] = {
        "name_missing": "name",
        "organisation_name_taken": "name",
        "long_names": "aliases",
        "outside_scope": "region",
    }

    version = HiddenField(default="0")
    unknown = HiddenField(validators=[Length(max=NAME_AT_MOST * 2)])
    name = TextField(_("Name in full"), [required(NameMissing.sentence), AtMost(NAME_AT_MOST)])
    abbreviation = TextField(_("Abbreviation"), [AtMost(ABBREVIATION_AT_MOST)])
    aliases = LinesField(_("Other names"), [AtMost(8000)])
    kind = SelectField(_("Kind"), default=OrganisationKind.CSO.value)
    region = SelectField(_("Region"))

    def __init__(self, actor: Actor, **values: Any) -> None:
        super().__init__(**values)
        self.kind.choices = kind_choices()
        self.region.choices = _region_choices(actor)

    @staticmethod
    def values(organisation: Organisation) -> dict[str, Any]:
        """Return what the form holds of an organisation as it is stored."""
        return {
            "version": str(organisation.version),
            "name": organisation.name,
            "abbreviation": organisation.abbreviation,
            "aliases": organisation.aliases,
            "kind": organisation.kind.value,
            "region": organisation.region_code or "",
        }

    def facts(self) -> dict[str, Any]:
        """Return what add_organisation and change_organisation take from the form."""
        return {
            "name": self.name.data or "",
            "abbreviation": self.abbreviation.data or "",
            "aliases": (self.aliases.data or "").split("\n"),
            "kind": OrganisationKind(self.kind.data),
            "region_code": self.region.data or None,
        }

    @property
    def seen_version(self) -> int:
        """Return the version that the form was filled in on, 0 for anything else."""
        typed = self.version.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 9 else 0


def _of_our_time(_form: Any, field: Any) -> None:
    if field.data is not None and field.data.year // 100 not in (19, 20):
        raise ValidationError(_("Write a year from 1900 to 2099."))


def _day(label: str) -> DateField:
    wrong = _("Write the date as year-month-day, such as 2026-11-26.")
    today = lambda: clock.now().astimezone(WIB.info).date()  # noqa: E731
    return DateField(label, validators=[required(wrong), _of_our_time], default=today, invalid_value_message=wrong)  # type: ignore[call-arg]


class JoinForm(HubForm):
    """A network that an organisation is a member of, and since when."""

    PLACES: ClassVar[dict[str, str]] = {"unknown_network": "network", "already_member": "network"}

    network = TextField(_("Name of the network"), [required(_("Write the name of the network.")), AtMost(NAME_AT_MOST)])
    since = _day(_("Member since"))


class EndForm(HubForm):
    """The network that an organisation leaves, and when."""

    PLACES: ClassVar[dict[str, str]] = {"membership_ends_before_start": "until"}

    network = HiddenField(validators=[Length(max=16)])
    until = _day(_("Member until"))


class MergeForm(HubForm):
    """The organisation that goes, by its key."""

    other = HiddenField(validators=[Length(max=16)])


class LinkForm(HubForm):
    """Which organisation an unknown name means: one that was proposed, or one whose name is typed."""

    unknown = HiddenField(validators=[Length(max=NAME_AT_MOST * 2)])
    organisation = HiddenField(validators=[Length(max=16)])
    typed = TextField(validators=[AtMost(NAME_AT_MOST)])


class ImportForm(HubForm):
    """A table of organisations."""

    PLACES: ClassVar[dict[str, str]] = {"unreadable_table": "table", "large_table": "table", "no_name_column": "table"}

    table = FileField(_("Table of organisations (XLSX or CSV)"), validators=[FileRequired(message=_("Choose the file first."))])


class ConfirmForm(HubForm):
    """Whether the lines that look like what is there already are taken in as well."""

    doubtful = BooleanField(_("Also add the lines that look like an organisation that is there already"))
