"""Decide who is signed in and as whom, and who may give which role to others. Plain values in, an answer or a refusal out."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from webinar_hub.kit.actor import Actor
from webinar_hub.kit.errors import Forbidden, Refused, TooMany
from webinar_hub.kit.language import _
from webinar_hub.network import scope
from webinar_hub.people.models import Role
from webinar_hub.people.words import last_day

DEMO_ADDRESSES = ".example"
"""How the addresses of demo accounts end; RFC 2606 keeps the name free, so nobody gets mail there."""

COOKIE = "sign_in"
"""Under which name a browser's session holds the token of its sign-in."""

LINK_LASTS = timedelta(minutes=15)
IDLE_AT_MOST = timedelta(hours=12)
SIGNED_IN_AT_MOST = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=1)
READING_LINK_AT_MOST = timedelta(days=366)
"""Until the end of the same day a year later."""

INVITATION_LASTS = timedelta(days=7)
ADDRESS_LASTS = timedelta(days=1)
RESET_LASTS = timedelta(days=1)
STANDING = timedelta(days=7)
"""How long both who reset somebody's second step have been administrators."""

WRONG_CODES_A_DAY = 50

MAY_GRANT: dict[Role, frozenset[Role]] = {
    Role.ADMINISTRATOR: frozenset(Role),
    Role.SECRETARIAT: frozenset({Role.SECRETARIAT, Role.VIEWER, Role.FOCAL, Role.INCLUSION}),
    Role.VIEWER: frozenset(),
    Role.FOCAL: frozenset(),
    Role.INCLUSION: frozenset(),
}
"""Which roles a role may give, change and take back, each within its own region and until its own end."""


class ShutOut(Refused):
    """The person's account was closed: only an invitation that they accept opens it again."""

    sentence = _(
        "This person's account was closed. Whoever may give roles invites them anew; then they can be appointed."
    )


class LinkSpent(Refused):
    """The sign-in link was used, is too old, or another one was used."""

    status = 410
    sentence = _(
        "This link was used before, is older than 15 minutes, or another one was used. Ask for a new link."
    )


class DemoAccount(Refused):
    """An account of the demo network, whose links everybody can print, on a hub that is in use."""

    status = 403
    sentence = _("This is a demo account. It opens nothing once the hub is reached over https.")


class AddressTaken(Refused):
    """The e-mail address already signs somebody else in."""

    sentence = _(
        "Somebody else already signs in with this e-mail address. Give an address of their own."
    )


class InvitationSpent(Refused):
    """The invitation was accepted, withdrawn, is too old, or whoever sent it may no longer give the role."""

    status = 410
    sentence = _(
        "This invitation was used or withdrawn, or is older than 7 days. Ask whoever invited you for a new one."
    )


class AddressSpent(Refused):
    """The link that confirms a new address was used, is too old, or a newer one was made."""

    status = 410
    sentence = _(
        "This link was used before, is older than a day, or a newer one was sent. Ask for the change again under “My account”."
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


class FromAProvinceUp(Forbidden):
    """A secretariat of a district wants to make a read-only link."""

    sentence = _("Secretariats of a province or of the nation make such links. Ask yours.")


class LastsTooLong(Refused):
    """A read-only link is to open for more than a year."""

    sentence = _("Choose a day within a year. A new link can be made then.")


class LinkEnded(Refused):
    """A read-only link was ended, or its last day is over."""

    status = 410
    sentence = _("This link has ended. Ask the secretariat that gave it to you for a new one.")


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
    """A focal person stands for an organisation of the directory, and none of this name is there."""

    sentence = _(
        "The directory has no organisation of exactly this name. Look it up under “Organisations”."
    )


class ReasonMissing(Refused):
    """A role is to end without a reason."""

    sentence = _("Please write a reason.")


class WrongPair(Refused):
    """No account has this address and this password: which of them is wrong is not said."""

    sentence = _(
        "This address and password do not belong together. Try again, or have a link sent to you."
    )


class WrongCode(Refused):
    """A code of the second step that is wrong, old or used."""

    sentence = _(
        "This code is wrong or was used before. Write the one that the app shows now, or a printed one that is still good."
    )


class TooManyCodes(TooMany):
    """So many wrong codes of an app came within a day that somebody may be guessing."""

    sentence = _(
        "%(most)s wrong codes came within a day, so only a printed code is taken until it is over. Without one, ask two administrators.",
        most=WRONG_CODES_A_DAY,
    )


class OwnReset(Forbidden):
    """Somebody wants to reset their own second step, or to confirm what they asked for."""

    sentence = _(
        "Two administrators reset a second step, and neither resets their own. Ask another administrator."
    )


class TooNew(Refused):
    """One of two who want to reset a second step became administrator a few days ago."""


class NotApart(Refused):
    """Of two who want to reset a second step one invited the other, who may be nobody else."""

    sentence = _(
        "One of you made the other an administrator, and it takes two who do not owe each other their role. Ask a third one to confirm, "
        "or whoever runs the machine: python -m webinar_hub reset-second-factor ADDRESS."
    )


class NothingToReset(Refused):
    """There is no second step to reset, or nobody asked for it within a day."""

    sentence = _("There is nothing to reset here any more. Load the page again.")


class Held(NamedTuple):
    """A role somebody holds, in a region (None: the whole network), until a moment (None: without an end)."""

    role: Role
    region_code: str | None
    until: datetime | None


class Appointed(NamedTuple):
    """An administrator: who, since when (None: longer than anybody wrote down), and who made them one (None: a command on the machine)."""

    person_id: int
    since: datetime | None
    by_id: int | None


def may_reset_together(one: Appointed, other: Appointed, *, now: datetime) -> None:
    """Raise TooNew or NotApart unless two administrators may reset somebody's second step: one alone could make the other up for it."""
    if one.person_id == other.by_id or other.person_id == one.by_id:
        raise NotApart
    latest_since = max(
        (each.since for each in (one, other) if each.since is not None), default=None
    )
    if latest_since is not None and now < latest_since + STANDING:
        ready = last_day(latest_since + STANDING + timedelta(days=1))
        raise TooNew(
            _(
                "Both who reset a second step have been administrators for at least %(days)s days. Wait until %(date)s, let another "
                "administrator confirm, or ask whoever runs the machine: python -m webinar_hub reset-second-factor ADDRESS.",
                days=STANDING.days,
                date=ready,
            )
        )


def covers(held: Held, role: Role, region_code: str | None) -> bool:
    """Say whether a role is at least as wide as another: its holder may give, change and end that one."""
    return role in MAY_GRANT[held.role] and scope.inside(region_code, held.region_code or "")


def scope_of(role: Role, region_code: str | None) -> str | None:
    """Return the region whose secretariat reads what is done with a role; None (administrators alone) for an administrator's."""
    return None if role is Role.ADMINISTRATOR else region_code or ""


def may_settle(holds: Iterable[Held], role: Role, region_code: str | None) -> None:
    """Raise BeyondCeiling unless somebody who holds these roles may end such a role."""
    if not any(covers(held, role, region_code) for held in holds):
        raise BeyondCeiling


def may_grant(holds: Sequence[Held], given: Held, *, now: datetime) -> None:
    """Raise BeyondCeiling, BeyondDate or EndsTooSoon unless somebody who holds these roles may give that one."""
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


def may_make_link(
    holds: Iterable[Held], region_code: str | None, until: datetime, *, now: datetime
) -> None:
    """Raise FromAProvinceUp, LastsTooLong, BeyondCeiling, BeyondDate or EndsTooSoon unless whoever holds these roles may make a read-only link.

    It shows less than a viewer sees, and whoever has it needs no account: so it is given as that role is, but from a province up.
    """
    wide = [held for held in holds if MAY_GRANT[held.role] and "." not in (held.region_code or "")]
    if not wide:
        raise FromAProvinceUp
    may_grant(wide, Held(Role.VIEWER, region_code, until), now=now)
    if until > now + READING_LINK_AT_MOST:
        raise LastsTooLong


def may_read_by(*, expires_at: datetime, ended_at: datetime | None, now: datetime) -> None:
    """Raise LinkEnded unless a read-only link still opens."""
    if ended_at is not None or now >= expires_at:
        raise LinkEnded


def latest(
    holds: Sequence[Held], role: Role, region_code: str | None, *, wanted: datetime
) -> datetime:
    """Return until when somebody who holds these roles can give such a role, at most until the wanted moment; raise BeyondCeiling."""
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


def may_confirm(
    *, expires_at: datetime, used_at: datetime | None, closed_at: datetime | None, now: datetime
) -> None:
    """Raise AddressSpent unless a change of address can still be confirmed."""
    if used_at is not None or closed_at is not None or now >= expires_at:
        raise AddressSpent


def may_use_link(
    *, expires_at: datetime, used_at: datetime | None, closed_at: datetime | None, now: datetime
) -> None:
    """Raise LinkSpent unless a sign-in link can still be used at this moment."""
    if used_at is not None or closed_at is not None or now >= expires_at:
        raise LinkSpent


def actor_for(
    person_id: int,
    name: str,
    roles: Iterable[tuple[str, str | None]],
    organisations: Iterable[int] = (),
) -> Actor:
    """Return the actor that somebody's roles make, each with its region's code (None: the whole network), and the ids of their organisations."""
    held = list(roles)

    def regions(wanted: Role) -> frozenset[str]:
        return frozenset(region or "" for role, region in held if role == wanted)

    return Actor(
        id=person_id,
        label=name,
        administrator=bool(regions(Role.ADMINISTRATOR)),
        scopes=regions(Role.SECRETARIAT),
        viewing=regions(Role.VIEWER),
        organisations=frozenset(organisations),
        caring=regions(Role.INCLUSION),
    )


def must_prove(actor: Actor) -> bool:
    """Say whether somebody's roles ask for a second step at every sign-in.

    An administrator's, a nation's, a province's and an inclusion officer's do.
    """
    return runs_a_province(actor) or bool(actor.caring)


def runs_a_province(actor: Actor) -> bool:
    """Say whether somebody runs a province, the nation or the whole hub."""
    return actor.administrator or any("." not in scope for scope in actor.scopes)


def signed_in_as(actor: Actor, *, proves: bool, proved: bool) -> Actor:
    """Return who acts in a sign-in, given whom their roles make, whether their account has a second step, and whether it was taken.

    Without the step that their roles or they themselves ask for they have no role at all.
    """
    if proved:
        return replace(actor, took_second_step=True)
    if proves or must_prove(actor):
        return Actor(id=actor.id, label=actor.label, held_back=True)
    return actor


# In this order: a browser says the names of those it wants to be taken for, too.
_BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def browser_name(told: str) -> str:
    """Return what people call the browser that told this of itself: "Chrome, Android"; "" for one that is not known."""
    parts = (
        next((word for sign, word in known.items() if sign in told), "")
        for known in (_BROWSERS, _SYSTEMS)
    )
    return ", ".join(part for part in parts if part)


def refuse_demo(email: str, *, https: bool) -> None:
    """Raise DemoAccount for the address of a demo account on a hub that is reached over https."""
    if https and email.endswith(DEMO_ADDRESSES):
        raise DemoAccount
