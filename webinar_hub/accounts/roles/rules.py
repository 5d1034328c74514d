"""Decide who may give which role to whom, and until when."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from webinar_hub.kit.errors import Forbidden, Refused
from webinar_hub.kit.language import _
from webinar_hub.network import scope
from webinar_hub.people.models import Role
from webinar_hub.people.words import last_day

INVITATION_LASTS = timedelta(days=7)


MAY_GRANT: dict[Role, frozenset[Role]] = {
    Role.ADMINISTRATOR: frozenset(Role),
    Role.SECRETARIAT: frozenset({Role.SECRETARIAT, Role.VIEWER, Role.FOCAL, Role.INCLUSION}),
    Role.VIEWER: frozenset(),
    Role.FOCAL: frozenset(),
    Role.INCLUSION: frozenset(),
}
"""Which roles a role may give, change and take back within its own region and term."""


class InvitationSpent(Refused):
    """The invitation opens nothing any more."""

    status = 410
    sentence = _(
        "This invitation was used or withdrawn, or its time is over. Ask whoever invited you for a new one."
    )


class OtherAddress(Refused):
    """The person signs in already, with another address."""

    sentence = _(
        "This person already signs in, with another e-mail address. Invite them at that address."
    )


class BeyondCeiling(Forbidden):
    """A role or region beyond those of whoever gives it."""

    sentence = _("You can give, change and end only roles within your own, in your own region.")


class BeyondDate(Refused):
    """A role is to last longer than the role of whoever gives it."""


class EndsTooSoon(Refused):
    """A role is to end before it began."""

    sentence = _("Choose a last day from today on.")


class OwnInvitation(Refused):
    """Somebody offers a role to themselves."""

    sentence = _("Nobody gives themselves a role. Ask somebody else who may give it.")


class OwnRole(Forbidden):
    """Somebody wants to change when their own role ends."""

    sentence = _("Nobody changes how long their own role lasts. Ask whoever gave it to you.")


class LastAdministrator(Refused):
    """No administrator without an end date would be left."""

    sentence = _(
        "Nobody else is administrator without an end date. First give somebody else that role."
    )


class AlreadyHeld(Refused):
    """The person holds the role already."""

    sentence = _("This person holds this role already. Change its last day on their page.")


class UnknownOrganisation(Refused):
    """No organisation of this name is in the directory."""

    sentence = _(
        "The directory has no organisation of exactly this name. Look it up under “Organisations”."
    )


class ReasonMissing(Refused):
    """A role is to end without a reason."""

    sentence = _("Please write a reason.")


class Held(NamedTuple):
    """A role that somebody holds in a region (None: all) until a moment (None: no end)."""

    role: Role
    region_code: str | None
    until: datetime | None


class Appointed(NamedTuple):
    """An administrator: who, since when, made by whom.

    since None: longer than anybody wrote down. by_id None: a command on the machine.
    """

    person_id: int
    since: datetime | None
    by_id: int | None


def covers(held: Held, role: Role, region_code: str | None) -> bool:
    """Say whether the holder of a role may give, change and end another."""
    return role in MAY_GRANT[held.role] and scope.inside(region_code, held.region_code or "")


def may_settle(holds: Iterable[Held], role: Role, region_code: str | None) -> None:
    """Raise BeyondCeiling unless somebody who holds these roles may end such a role."""
    if not any(covers(held, role, region_code) for held in holds):
        raise BeyondCeiling


def may_grant(holds: Sequence[Held], given: Held, *, now: datetime) -> None:
    """Raise BeyondCeiling, BeyondDate or EndsTooSoon unless these roles may give that one."""
    may_settle(holds, given.role, given.region_code)
    if given.until is not None and given.until <= now:
        raise EndsTooSoon
    ends = [held.until for held in holds if covers(held, given.role, given.region_code)]
    limits = [end for end in ends if end is not None]
    if len(limits) == len(ends) and (given.until is None or given.until > max(limits)):
        raise BeyondDate(
            _(
                "Your own role lasts until %(date)s. Choose that day or an earlier one.",
                date=last_day(max(limits)),
            )
        )


def latest(
    holds: Sequence[Held], role: Role, region_code: str | None, *, wanted: datetime
) -> datetime:
    """Return the latest end date these roles may grant, at most wanted; raise BeyondCeiling."""
    ends = [held.until for held in holds if covers(held, role, region_code)]
    if not ends:
        raise BeyondCeiling
    return wanted if None in ends else min(wanted, max(end for end in ends if end is not None))


def may_accept(
    *, expires_at: datetime, used_at: datetime | None, withdrawn_at: datetime | None, now: datetime
) -> None:
    """Raise InvitationSpent unless an invitation can still be accepted."""
    if used_at is not None or withdrawn_at is not None or now >= expires_at:
        raise InvitationSpent
