"""What we ask about a secretariat, and about the network itself."""

from collections.abc import Iterable
from typing import Any, ClassVar

from flask_wtf.file import FileField
from wtforms import BooleanField, ColorField, SelectField
from wtforms.validators import ValidationError

from webinar_hub.config import Settings
from webinar_hub.kit import language, zones
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.phones import normal_phone
from webinar_hub.network import colours, regions, rules, scope
from webinar_hub.network.logo import LargeLogo, UnreadableLogo
from webinar_hub.network.models import Sector
from webinar_hub.network.numbering import PatternsCollide
from webinar_hub.network.rules import (
    BadIssuer,
    Closed,
    IssuerTaken,
    OutsideScope,
    SecretariatAlready,
    SectorIncomplete,
    SectorTaken,
    UnknownOrganisation,
)
from webinar_hub.web.forms import AtMost, HubForm, LinesField, SelectChoice, TextField, _, required


class SignatoryForm(HubForm):
    """Who signs its certificates, as what and where."""

    signatory = TextField(
        _("Who signs"), [required(_("Write the name of who signs, with titles.")), AtMost(120)]
    )
    signatory_title = TextField(
        _("Position"), [required(_("Write the office of who signs.")), AtMost(120)]
    )
    place = TextField(
        _("Place"), [required(_("Write the place that stands before the date.")), AtMost(80)]
    )


def region_choices(actor: Actor) -> list[SelectChoice]:
    """Return the regions of an actor's scope, each below its province.

    The whole country for who answers for it.
    """
    country = [SelectChoice("", _("The whole country"))] if actor.everywhere else []
    own = [
        row for row in (*regions.provinces(), *regions.regencies()) if scope.within(actor, row.code)
    ]
    names = {row.code: row.name for row in regions.provinces()}
    own.sort(key=lambda row: row.code)
    return country + [
        SelectChoice(row.code, row.name, optgroup=names[row.parent or row.code]) for row in own
    ]


def zone_choices() -> list[SelectChoice]:
    """Return the zones with a place in each."""
    return [SelectChoice(zone.short, f"{zone.short} ({zone.place})") for zone in zones.ZONES]


_UNCHOSEN = "-"


class NewSecretariatForm(SignatoryForm):
    """Which organisation runs the hub for which region, and what stands on its certificates."""

    PLACES: ClassVar[dict[type[Refused], str]] = {
        UnknownOrganisation: "organisation",
        SecretariatAlready: "organisation",
        Closed: "organisation",
        OutsideScope: "region",
        BadIssuer: "issuer_code",
        IssuerTaken: "issuer_code",
        PatternsCollide: "issuer_code",
    }

    organisation = TextField(
        _("Organisation"),
        [required(rules.UnknownOrganisation.sentence), AtMost(rules.NAME_AT_MOST)],
    )
    region = SelectField(_("It answers for"))
    issuer_code = TextField(
        _("Short name in certificate numbers"), [required(_("Write the short name.")), AtMost(20)]
    )
    zone = SelectField(_("Zone of the secretariat"))

    def __init__(self, actor: Actor) -> None:
        super().__init__()
        self.zone.choices = [SelectChoice("", _("That of the region")), *zone_choices()]
        self.region.choices = [
            SelectChoice(_UNCHOSEN, _("Choose a region")),
            *region_choices(actor),
        ]

    def validate_region(self, field: SelectField) -> None:
        """Refuse to guess the region."""
        if field.data == _UNCHOSEN:
            raise ValidationError(str(_("Choose the region.")))

    def facts(self) -> dict[str, Any]:
        """Return what appoint_secretariat takes from the form, all but the organisation."""
        typed = {
            name: self[name].data or ""
            for name in ("issuer_code", "signatory", "signatory_title", "place")
        }
        region = self.region.data or None
        zone = self.zone.data or regions.zone_of(region) or zones.WIB.short
        return {"region_code": region, "zone": zone, **typed}


def _readable(_form: Any, field: Any) -> None:
    try:
        colours.shades(field.data or "")
    except Refused as refusal:
        raise ValidationError(str(refusal)) from None


class WhatsAppField(TextField):
    """The number of a WhatsApp account; data is in E.164 once it is read, "" for none."""

    def pre_validate(self, form: Any) -> None:
        """Raise ValidationError for what is no number."""
        try:
            self.data = normal_phone(self.data) if self.data else ""
        except Refused as refusal:
            raise ValidationError(str(refusal)) from None


class IdentityForm(HubForm):
    """What the network is called, its logo and its two colours."""

    PLACES: ClassVar[dict[type[Refused], str]] = {UnreadableLogo: "logo", LargeLogo: "logo"}

    name = TextField(
        _("Name of the network"), [required(_("Write the name of the network.")), AtMost(80)]
    )
    full_name = TextField(_("Name of the network in full"), [AtMost(200)])
    contact = TextField(_("How participants reach the secretariat"), [AtMost(254)])
    whatsapp = WhatsAppField(_("WhatsApp number of the secretariat"), [AtMost(40)])
    red = ColorField(_("Warm colour"), validators=[_readable])
    blue = ColorField(_("Calm colour"), validators=[_readable])
    logo = FileField(_("Logo (PNG or JPEG)"))
    without_logo = BooleanField(_("Without a logo"))

    @staticmethod
    def values(settings: Settings) -> dict[str, str]:
        """Return what the form holds of the network as it is."""
        return {
            "name": settings.network_name,
            "full_name": settings.network_full_name,
            "contact": settings.contact,
            "whatsapp": settings.whatsapp,
            "red": settings.chosen.red,
            "blue": settings.chosen.blue,
        }

    def facts(self) -> dict[str, str]:
        """Return what identity.describe takes from the form, all but the logo."""
        return {
            name: self[name].data or ""
            for name in ("name", "full_name", "contact", "whatsapp", "red", "blue")
        }


class SectorForm(HubForm):
    """What a sector is called in both languages."""

    PLACES: ClassVar[dict[type[Refused], str]] = {
        SectorIncomplete: "name_id",
        SectorTaken: "name_id",
    }

    name_id = TextField(
        _("Name in Indonesian"), [required(rules.SectorIncomplete.sentence), AtMost(80)]
    )
    name_en = TextField(
        _("Name in English"), [required(rules.SectorIncomplete.sentence), AtMost(80)]
    )

    def facts(self) -> dict[str, str]:
        """Return what sectors.rename_sector takes from the form."""
        return {"name_id": self.name_id.data or "", "name_en": self.name_en.data or ""}


class NewSectorForm(SectorForm):
    """A new sector, and the one that it is a part of."""

    part_of = SelectField(_("Part of"))

    def __init__(self, heads: Iterable[Sector], **values: Any) -> None:
        """Offer the sectors that may have parts as heads."""
        super().__init__(**values)
        self.part_of.choices = [SelectChoice("", _("None: a sector of its own"))]
        self.part_of.choices += [
            SelectChoice(head.code, head.name(language.current())) for head in heads
        ]

    def facts(self) -> dict[str, str]:
        """Return what sectors.add_sector takes from the form."""
        return {**super().facts(), "part_of": self.part_of.data or ""}


class ConductForm(HubForm):
    """The code of conduct in both languages."""

    body_id = LinesField(
        _("In Indonesian"), [required(rules.ConductIncomplete.sentence), AtMost(10_000)]
    )
    body_en = LinesField(
        _("In English"), [required(rules.ConductIncomplete.sentence), AtMost(10_000)]
    )
