"""What roles are called, until when they are held, and why two people may be one."""

from datetime import datetime, timedelta

from webinar_hub.kit import zones
from webinar_hub.kit.language import Sentence, _
from webinar_hub.people.models import Role

ROLES: dict[Role, Sentence] = {
    Role.ADMINISTRATOR: _("Administrator"),
    Role.SECRETARIAT: _("Secretariat"),
    Role.VIEWER: _("Viewer, reads only"),
}

REASONS: dict[str, Sentence] = {
    "phone": _("the same phone number"),
    "email": _("the same e-mail address"),
    "organisation": _("the same organisation"),
    "province": _("the same province"),
    "name": _("the same name in another spelling"),
    "near": _("nearly the same name"),
}
"""Why two people may be one, by the codes of rules.propose."""


def role_held(role: str, region: str | None) -> Sentence:
    """Return a role with the name of its region (None: the whole network)."""
    if role == Role.ADMINISTRATOR:
        return ROLES[Role.ADMINISTRATOR]
    return _("%(role)s, %(region)s", role=ROLES[Role(role)], region=region or _("the whole network"))


def last_day(until: datetime) -> str:
    """Return the last day of a role that ends at this moment, by the clock of Jakarta."""
    return zones.long_date((until - timedelta(seconds=1)).astimezone(zones.WIB.info).date(), weekday=False)
