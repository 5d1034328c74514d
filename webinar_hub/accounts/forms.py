"""What we ask of whoever signs in, invites others, and looks after an account."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar, cast

from wtforms import HiddenField, PasswordField, SelectField
from wtforms.validators import Length

from webinar_hub.accounts.proving import passwords
from webinar_hub.accounts.proving.passwords import Guessable, TooLong, TooShort
from webinar_hub.accounts.proving.rules import WrongCode
from webinar_hub.accounts.reading.rules import FromAProvinceUp, LastsTooLong
from webinar_hub.accounts.roles.rules import (
    AlreadyHeld,
    BeyondCeiling,
    BeyondDate,
    EndsTooSoon,
    LastAdministrator,
    OtherAddress,
    OwnInvitation,
    ReasonMissing,
    UnknownOrganisation,
)
from webinar_hub.accounts.rules import AddressTaken
from webinar_hub.kit import tokens, zones
from webinar_hub.kit.errors import Refused, TooMany
from webinar_hub.network.models import Region
from webinar_hub.people.forms import NameField, email_address
from webinar_hub.people.models import Role
from webinar_hub.people.names import LongName
from webinar_hub.people.words import ROLES
from webinar_hub.web.forms import AtMost, HubForm, SelectChoice, TextField, _, day, required


class SignInForm(HubForm):
    """The address that the link is sent to."""

    email = TextField(
        _("E-mail address"), [required(_("Write your e-mail address.")), AtMost(254), email_address]
    )


class PasswordSignInForm(HubForm):
    """Address and password."""

    PLACES: ClassVar[dict[type[Refused], str]] = {TooLong: "password"}

    email = TextField(
        _("E-mail address"), [required(_("Write your e-mail address.")), AtMost(254), email_address]
    )
    password = PasswordField(
        _("Password"), [required(_("Write your password.")), AtMost(passwords.AT_MOST)]
    )


class PasswordForm(HubForm):
    """The password to sign in with from now on."""

    PLACES: ClassVar[dict[type[Refused], str]] = dict.fromkeys(
        (TooShort, TooLong, Guessable), "password"
    )

    password = PasswordField(
        _("New password"), [required(_("Write a password.")), AtMost(passwords.AT_MOST)]
    )


class CodeForm(HubForm):
    """A code of the second step.

    word is what the secret of a new app is made of, in this account alone.
    """

    PLACES: ClassVar[dict[type[Refused], str]] = {WrongCode: "code", TooMany: "code"}

    code = TextField(_("Code"), [required(_("Write the code.")), AtMost(20)])
    word = HiddenField(default=tokens.key, validators=[Length(min=16, max=64)])


class _UntilForm(HubForm):
    """The last day of a role, or none."""

    PLACES: ClassVar[dict[type[Refused], str]] = {BeyondDate: "until", EndsTooSoon: "until"}

    until = day(_("Last day"), needed=False)

    @property
    def end(self) -> datetime | None:
        """Return the moment at which the role ends: midnight in Jakarta after its last day."""
        return zones.end_of(self.until.data, zones.WIB)


class InviteForm(_UntilForm):
    """Who is invited to which role.

    What may be given is decided by accounts.roles.rules, not by what is offered here.
    """

    PLACES: ClassVar[dict[type[Refused], str]] = {
        **_UntilForm.PLACES,
        OwnInvitation: "email",
        BeyondCeiling: "region",
        OtherAddress: "email",
        AlreadyHeld: "role",
        UnknownOrganisation: "organisation",
        LongName: "name",
    }

    name = NameField(_("Name"), validators=[required(_("Write the name.")), AtMost(160)])
    email = TextField(
        _("E-mail address"),
        validators=[required(_("Write the e-mail address.")), AtMost(254), email_address],
    )
    role = SelectField(_("Role"), default=Role.SECRETARIAT.value)
    region = SelectField(_("Region"))
    organisation = TextField(_("Organisation"), validators=[AtMost(200)])

    def offer(self, roles: Iterable[Role], regions: Iterable[Region], *, everywhere: bool) -> None:
        """Offer the roles and regions that the actor may give.

        everywhere: the whole network, too.
        """
        self.role.choices = [
            SelectChoice(role.value, cast("str", ROLES[role]))
            for role in ROLES
            if role in set(roles)
        ]
        self.region.choices = _places(regions, everywhere=everywhere)

    def facts(self) -> dict[str, Any]:
        """Return what delegation.invite takes from the form."""
        role = Role(self.role.data)
        return {
            "typed_name": self.name.data or "",
            "email": self.email.data or "",
            "role": role,
            "region_code": None if role is Role.ADMINISTRATOR else self.region.data or None,
            "organisation_name": self.organisation.data or "",
            "until": self.end,
        }


def _places(regions: Iterable[Region], *, everywhere: bool) -> list[SelectChoice]:
    whole = [SelectChoice("", _("The whole network"))] if everywhere else []
    listed = list(regions)
    names = {region.code: region.name for region in listed}
    return [*whole, *(SelectChoice(region.code, _place(region, names)) for region in listed)]


def _place(region: Region, names: Mapping[str, str]) -> str:
    province = names.get(region.parent_code or "")
    return f"{province}: {region.name}" if province else region.name


class ReadingLinkForm(_UntilForm):
    """Whom a read-only link is for, which figures it shows, until when."""

    PLACES: ClassVar[dict[type[Refused], str]] = {
        **_UntilForm.PLACES,
        BeyondCeiling: "region",
        FromAProvinceUp: "region",
        LastsTooLong: "until",
    }

    label = TextField(
        _("For whom"), validators=[required(_("Write whom the link is for.")), AtMost(160)]
    )
    region = SelectField(_("Region"))
    until = day(_("Last day"))

    def offer(self, regions: Iterable[Region], *, everywhere: bool) -> None:
        """Offer the actor's regions; everywhere: the whole network, too."""
        self.region.choices = _places(regions, everywhere=everywhere)

    def facts(self) -> dict[str, Any]:
        """Return what reading.make takes from the form."""
        return {
            "label": self.label.data or "",
            "region_code": self.region.data or None,
            "until": self.end,
        }


class LastDayForm(_UntilForm):
    """Until when a role lasts."""


class ReasonForm(HubForm):
    """Why a role ends, or an account is closed."""

    PLACES: ClassVar[dict[type[Refused], str]] = {
        ReasonMissing: "reason",
        LastAdministrator: "reason",
    }

    reason = TextField(_("Reason"), validators=[required(_("Please write a reason.")), AtMost(300)])

    def facts(self) -> dict[str, str]:
        """Return what was filled in, for the action."""
        return {"reason": self.reason.data or ""}


class AddressForm(HubForm):
    """The address to sign in with from now on."""

    PLACES: ClassVar[dict[type[Refused], str]] = {AddressTaken: "email"}

    email = TextField(
        _("New e-mail address"),
        validators=[required(_("Write your e-mail address.")), AtMost(254), email_address],
    )


class SignInsForm(HubForm):
    """Which sign-in ends; nothing: all others."""

    which = HiddenField(validators=[Length(max=16)])
