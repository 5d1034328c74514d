"""Decide what may still be repaired. Plain values in, an answer or a refusal out."""

from datetime import datetime

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import Sentence, _


class SeriesChanged(Refused):
    """Somebody else changed the series while this form was open."""

    status = 409
    sentence = _(
        "Somebody else changed this series while you were writing. Nothing was overwritten: open it again, then save once more."
    )


class PeopleRegistered(Refused):
    """What people registered for would become a draft."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.sentence = _(
            "With %(number)s registered it cannot become a draft. Cancel its sessions, or let fewer people see it: unlisted, members only or archived.",
            number=number,
        )


class SomebodySawIt(Refused):
    """What is to be deleted was seen."""

    sentence = _(
        "Only a draft that nobody saw can be deleted: without registrations, messages, parts of people or files. Archive it instead."
    )


def may_be_draft(registered: int) -> None:
    """Raise PeopleRegistered where somebody has a place or waits for one."""
    if registered:
        raise PeopleRegistered(registered)


def closing_warning(closes_at: datetime | None, now: datetime) -> Sentence | None:
    """Return what to say of a closing date that is over."""
    if closes_at is None or closes_at > now:
        return None
    return _("That closing date is over: nobody can register from now on.")


def date_warning(starts_at: datetime, now: datetime) -> Sentence | None:
    """Return what to say of a session that would have begun already."""
    return _("That date is in the past.") if starts_at <= now else None
