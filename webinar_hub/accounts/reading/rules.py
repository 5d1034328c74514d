"""Decide who may make a read-only link, and whether it still opens."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from webinar_hub.accounts.roles.rules import MAY_GRANT, Held, may_grant
from webinar_hub.kit.errors import Forbidden, Refused
from webinar_hub.kit.language import _
from webinar_hub.people.models import Role

READING_LINK_AT_MOST = timedelta(days=366)
"""Until the end of the same day a year later."""


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


def may_make_link(
    holds: Iterable[Held], region_code: str | None, until: datetime, *, now: datetime
) -> None:
    """Refuse a read-only link that whoever holds these roles may not make.

    Raises FromAProvinceUp, LastsTooLong, BeyondCeiling, BeyondDate or EndsTooSoon. It shows less
    than a viewer sees, and whoever has it needs no account: so it is given as that role is, but
    from a province up.
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
