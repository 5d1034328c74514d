"""Decide which organisations can become one."""

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.network.rules import SecretariatStays


class SameOrganisation(Refused):
    """An organisation cannot be merged with itself."""

    sentence = _("Choose another organisation: one cannot be merged with itself.")


def may_merge(kept: str, gone: str, *, gone_is_secretariat: bool) -> None:
    """Raise SameOrganisation or SecretariatStays where two, by their keys, cannot become one."""
    if kept == gone:
        raise SameOrganisation
    if gone_is_secretariat:
        raise SecretariatStays
