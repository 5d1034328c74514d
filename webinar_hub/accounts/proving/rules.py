"""Decide what proves an account, and who may reset a second step together."""

from datetime import datetime, timedelta

from webinar_hub.accounts.roles.rules import Appointed
from webinar_hub.kit.errors import Forbidden, Refused, TooMany
from webinar_hub.kit.language import _
from webinar_hub.people.words import last_day

RESET_LASTS = timedelta(days=1)


STANDING = timedelta(days=7)
"""How long both who reset somebody's second step have been administrators."""


WRONG_CODES_A_DAY = 50


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


def may_reset_together(one: Appointed, other: Appointed, *, now: datetime) -> None:
    """Raise TooNew or NotApart unless two administrators may reset a second step.

    One alone could make the other up for it.
    """
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
