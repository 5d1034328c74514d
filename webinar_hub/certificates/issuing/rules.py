"""The reasons why a certificate is not given, taken back or replaced."""

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _


class NoIssuer(Refused):
    """The owner of the programme has nothing that makes it a secretariat."""


class NoSignatory(Refused):
    """Nobody is named who signs for the issuer."""


class AlreadyRevoked(Refused):
    """A certificate is revoked once."""

    sentence = _("This certificate was revoked before. Nothing was changed.")


class NothingToLift(Refused):
    """The certificate was not revoked, or somebody said before why there may be another."""

    sentence = _("Nothing holds another certificate back. Nothing was changed.")


class NotEarned(Refused):
    """There is nothing to put in a revoked certificate's place."""

    sentence = _(
        "Attendance or the name as they stand now do not allow another certificate. Nothing was changed; you can revoke it alone."
    )


class NoReason(Refused):
    """A certificate is not taken back without a word."""

    sentence = _("Please write the reason: the holder and the check page will show it.")
