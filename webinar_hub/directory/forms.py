"""What we ask about organisations."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, cast

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, Field, HiddenField, SelectField
from wtforms.validators import Length

from webinar_hub.directory.focal_requests.rules import RefusedWithoutReason
from webinar_hub.directory.imports.tables import NoLines, NoNameColumn
from webinar_hub.kit import clock, language
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.sheets import LargeTable, UnreadableTable
from webinar_hub.kit.zones import WIB
from webinar_hub.network import sectors
from webinar_hub.network.forms import region_choices
from webinar_hub.network.models import (
    Membership,
    Organisation,
    OrganisationKind,
    Parent,
    ParentKind,
    Sector,
)
from webinar_hub.network.rules import (
    ABBREVIATION_AT_MOST,
    NAME_AT_MOST,
    AlreadyMember,
    AlreadyPart,
    Circle,
    EndsBeforeStart,
    LongNames,
    NameMissing,
    NameTaken,
    OutsideScope,
    Overlaps,
    UnknownNetwork,
    UnknownParent,
    UnknownSector,
)
from webinar_hub.network.words import KINDS, PARENT_KINDS
from webinar_hub.people.forms import NameField, email_address, phone_number
from webinar_hub.people.names import LongName
from webinar_hub.web.forms import (
    AtMost,
    HubForm,
    LinesField,
    SelectChoice,
    TextField,
    TicksField,
    _,
    day,
    required,
)


class AskForm(HubForm):
    """Who says that they stand for an organisation, and how that can be checked."""

    PLACES: ClassVar[dict[type[Refused], str]] = {LongName: "name"}

    name = NameField(
        _("Full name"), [required(_("Write the name. One word is enough.")), AtMost(160)]
    )
    email = TextField(
        _("E-mail address"), [required(_("Write your e-mail address.")), AtMost(254), email_address]
    )
    phone = TextField(_("Mobile number"), [AtMost(40), phone_number])
    proof = TextField(
        _("How can the secretariat check it?"),
        [required(_("Write in one sentence how this can be checked.")), AtMost(300)],
    )

    def facts(self) -> dict[str, Any]:
        """Return what was filled in, for the action."""
        return {
            "typed_name": self.name.data or "",
            "email": self.email.data or "",
            "phone": self.phone.data or None,
            "proof": self.proof.data or "",
            "language": language.current(),
        }


class AnswerForm(HubForm):
    """Why a request is refused."""

    PLACES: ClassVar[dict[type[Refused], str]] = {RefusedWithoutReason: "reason"}

    reason = TextField(_("Reason"), [AtMost(300)])


def kind_choices() -> list[SelectChoice]:
    """Return the kinds of organisations to choose from."""
    return [SelectChoice(kind.value, cast("str", word)) for kind, word in KINDS.items()]


class OrganisationForm(HubForm):
    """What an organisation is called, what it is and where."""

    PLACES: ClassVar[dict[type[Refused], str]] = {
        NameMissing: "name",
        NameTaken: "name",
        LongNames: "aliases",
        OutsideScope: "region",
        UnknownSector: "sectors",
    }

    version = HiddenField(default="0")
    unknown = HiddenField(validators=[Length(max=NAME_AT_MOST * 2)])
    name = TextField(_("Name in full"), [required(NameMissing.sentence), AtMost(NAME_AT_MOST)])
    abbreviation = TextField(_("Abbreviation"), [AtMost(ABBREVIATION_AT_MOST)])
    aliases = LinesField(_("Other names"), [AtMost(8000)])
    kind = SelectField(_("Kind"), default=OrganisationKind.CSO.value)
    region = SelectField(_("Region"))
    sectors = TicksField(_("Sectors"))

    def __init__(self, actor: Actor, has: Sequence[Sector] = (), **values: Any) -> None:
        """Offer the open sectors, and closed ones that the organisation has."""
        super().__init__(**values)
        self.kind.choices = kind_choices()
        self.region.choices = region_choices(actor)
        had = {sector.id for sector in has}
        self._offered = [
            sector for sector in sectors.every() if sector.closed_at is None or sector.id in had
        ]
        self.sectors.choices = [
            SelectChoice(sector.code, sector.name(language.current())) for sector in self._offered
        ]

    @property
    def sector_groups(self) -> list[tuple[Field, list[Field]]]:
        """Return the boxes of sectors, each with those of its parts.

        A part whose sector is not offered stands for itself.
        """
        boxes = {sector.id: box for sector, box in zip(self._offered, self.sectors, strict=True)}
        heads = [sector for sector in self._offered if sector.part_of_id not in boxes]
        return [
            (
                boxes[head.id],
                [boxes[each.id] for each in self._offered if each.part_of_id == head.id],
            )
            for head in heads
        ]

    @staticmethod
    def sector_names(codes: Sequence[str]) -> list[str]:
        """Return what the sectors of these codes are called."""
        return [
            sector.name(language.current()) for sector in sectors.every() if sector.code in codes
        ]

    @staticmethod
    def values(organisation: Organisation, has: Sequence[Sector]) -> dict[str, Any]:
        """Return what the form holds of an organisation, and of its sectors, as they are stored."""
        return {
            "sectors": [sector.code for sector in has],
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
            "sectors": self.sectors.data or [],
        }

    @property
    def seen_version(self) -> int:
        """Return the version that the form was filled in on, 0 for anything else."""
        typed = self.version.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 9 else 0


_FIRST_YEAR = 1900


def _today() -> date:
    return clock.now().astimezone(WIB.info).date()


class JoinForm(HubForm):
    """A network that an organisation is a member of, and since when."""

    PLACES: ClassVar[dict[type[Refused], str]] = {
        UnknownNetwork: "network",
        AlreadyMember: "network",
        Overlaps: "since",
    }

    network = TextField(
        _("Name of the network"),
        [required(_("Write the name of the network.")), AtMost(NAME_AT_MOST)],
    )
    since = day(_("Member since"), first_year=_FIRST_YEAR, latest=_today, default=_today)


class MembershipForm(HubForm):
    """From when to when an organisation is or was a member of a network."""

    PLACES: ClassVar[dict[type[Refused], str]] = {
        EndsBeforeStart: "until",
        Overlaps: "since",
    }

    since = day(_("Member since"), first_year=_FIRST_YEAR, latest=_today)
    until = day(_("Member until"), needed=False, first_year=_FIRST_YEAR, latest=_today)

    @staticmethod
    def values(membership: Membership) -> dict[str, Any]:
        """Return what the form holds of a membership as it is stored."""
        return {"since": membership.since, "until": membership.until}


class _PartForm(HubForm):
    kind = SelectField(
        _("Relation"),
        choices=[
            SelectChoice(kind.value, cast("str", word)) for kind, word in PARENT_KINDS.items()
        ],
    )
    since = day(_("Since"), needed=False, first_year=_FIRST_YEAR, latest=_today)


class PartOfForm(_PartForm):
    """Of which organisation another is a branch, or whose network it is."""

    PLACES: ClassVar[dict[type[Refused], str]] = {
        UnknownParent: "parent",
        AlreadyPart: "parent",
        Circle: "parent",
    }

    parent = TextField(
        _("Name of the parent organisation"),
        [required(_("Write the name of the parent organisation.")), AtMost(NAME_AT_MOST)],
    )


class PartForm(_PartForm):
    """What an organisation is to the one above it, and from when to when."""

    PLACES: ClassVar[dict[type[Refused], str]] = {EndsBeforeStart: "until", Circle: "until"}

    until = day(_("Until"), needed=False, first_year=_FIRST_YEAR, latest=_today)

    @staticmethod
    def values(link: Parent) -> dict[str, Any]:
        """Return what the form holds of an entry as it is stored."""
        return {"kind": link.kind.value, "since": link.since, "until": link.until}

    def facts(self) -> dict[str, Any]:
        """Return what parents.correct_part takes from the form."""
        return {
            "kind": ParentKind(self.kind.data),
            "since": self.since.data,
            "until": self.until.data,
        }


class MergeForm(HubForm):
    """The organisation that goes, by its key."""

    other = HiddenField(validators=[Length(max=16)])


class LinkForm(HubForm):
    """Which organisation an unknown name means: one proposed, or one whose name is typed."""

    unknown = HiddenField(validators=[Length(max=NAME_AT_MOST * 2)])
    organisation = HiddenField(validators=[Length(max=16)])
    typed = TextField(validators=[AtMost(NAME_AT_MOST)])


class ImportForm(HubForm):
    """A table of organisations."""

    PLACES: ClassVar[dict[type[Refused], str]] = {
        UnreadableTable: "table",
        LargeTable: "table",
        NoNameColumn: "table",
        NoLines: "table",
    }

    table = FileField(
        _("Table of organisations (XLSX or CSV)"),
        validators=[FileRequired(message=_("Choose the file first."))],
    )


class ConfirmForm(HubForm):
    """Whether the lines that look like what is there already are taken in as well."""

    doubtful = BooleanField(
        _("Also add the lines that look like an organisation that is there already")
    )
