"""Decide on which days and at which hours meetings take place."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from dateutil.rrule import rrulestr

from webinar_hub.kit import zones
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import Sentence, _

DATES_AT_MOST = 120
"""How many dates are planned at once: two years of every week, and some."""

WEEKS_AHEAD = 12
"""How far ahead dates are planned by themselves."""

EVERY: dict[str, Sentence] = {
    "W1": _("every week"),
    "W2": _("every 2 weeks"),
    "W3": _("every 3 weeks"),
    "W4": _("every 4 weeks"),
    "M1": _("every month, the first"),
    "M2": _("every month, the second"),
    "M3": _("every month, the third"),
    "M4": _("every month, the fourth"),
    "M-1": _("every month, the last"),
}
"""How often a series comes: the letter W and every how many weeks, M and at which place."""

WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_RULE = re.compile(
    r"FREQ=(?:WEEKLY;INTERVAL=(?P<weeks>\d+)|MONTHLY);BYDAY=(?P<place>-?\d)?(?P<day>[A-Z]{2})"
    r"(?:;UNTIL=\d{8})?"
)


class NoDates(Refused):
    """A cohort without a date."""

    sentence = _("Write at least one date.")


class TooManyDates(Refused):
    """More dates than are planned at once."""

    sentence = _("At most %(most)s dates are planned at once.", most=DATES_AT_MOST)


class AlreadyPlanned(Refused):
    """A rule would begin among dates that another one planned."""

    def __init__(self, until: date) -> None:
        super().__init__()
        self.sentence = _(
            "Dates are planned until %(day)s already. Begin later, or change those dates.",
            day=zones.long_date(until),
        )


class InThePast(Refused):
    """A date to come would be moved before the present moment."""

    sentence = _("One of these dates would be over already. Choose a later day or hour.")


class NothingChanged(Refused):
    """A change that leaves everything as it is."""

    sentence = _("Nothing is different yet. Change a field first.")


class ChangedMeanwhile(Refused):
    """Somebody else changed the date while this form was open."""

    status = 409
    sentence = _(
        "Somebody else changed this session while you were writing. Nothing was overwritten: open this page again."
    )


class NoRule(Refused):
    """Dates written one by one have no common day of the week."""

    sentence = _("These dates were written one by one, so each has its own day of the week.")


class SameDate(Refused):
    """A date stands twice."""

    sentence = _("A date stands twice. Each session needs its own.")


def rrule(every: str, weekday: int) -> str:
    """Return the rule of RFC 5545 for a choice of EVERY and a day of the week, Monday 0."""
    unit, number = every[0], every[1:]
    if unit == "W":
        return f"FREQ=WEEKLY;INTERVAL={number};BYDAY={_DAYS[weekday]}"
    return f"FREQ=MONTHLY;BYDAY={number}{_DAYS[weekday]}"


def every_of(rule: str) -> str:
    """Return the choice of EVERY that a rule was made of."""
    found = _parts_of(rule)
    return f"W{found['weeks']}" if found["weeks"] else f"M{found['place']}"


def weekday_of(rule: str) -> int:
    """Return the day of the week of a rule, Monday 0."""
    return _DAYS.index(_parts_of(rule)["day"])


def in_words(rule: str) -> Sentence:
    """Return how often a rule comes and on which day: `Thursday, every week`."""
    return _(
        "%(weekday)s, %(every)s", weekday=WEEKDAYS[weekday_of(rule)], every=EVERY[every_of(rule)]
    )


def ending(rule: str, last: date | None) -> str:
    """Return a rule that has dates until one and no longer; None: without end."""
    endless = rule.partition(";UNTIL=")[0]
    return endless if last is None or not rule else f"{endless};UNTIL={last:%Y%m%d}"


def _parts_of(rule: str) -> dict[str, str]:
    found = _RULE.fullmatch(rule)
    assert found is not None, rule
    return {name: value or "" for name, value in found.groupdict().items()}


def first_date(rule: str, since: date) -> date:
    """Return the first date of a rule that begins on a day or after it."""
    while rule_dates(rule, since, since + timedelta(days=6)) == []:
        since += timedelta(days=1)
    return rule_dates(rule, since, since + timedelta(days=6))[0]


def rule_dates(rule: str, first: date, last: date) -> list[date]:
    """Return the dates of a rule whose first is given until a last one, both of them included."""
    if not rule:
        return []
    begin, end = (datetime.combine(day, time()) for day in (first, last))
    found = rrulestr(rule, dtstart=begin).between(begin, end, inc=True)
    return [each.date() for each in found]


def next_date(rule: str, first: date, day: date) -> date:
    """Return the first date after a day that a rule would have if it had no end."""
    dates = rule_dates(ending(rule, None), first, max(first, day) + timedelta(days=62))
    return next(each for each in dates if each > day)


def on_weekday(rule: str, day: date, weekday: int) -> date:
    """Return where a date of a rule goes when the rule takes another day of the week.

    It stays in its week; of a monthly rule, at its place in the month.
    """
    if not rule or every_of(rule).startswith("W"):
        return day + timedelta(days=weekday - day.weekday())
    first = day.replace(day=1)
    return rule_dates(rrule(every_of(rule), weekday), first, first + timedelta(days=30))[0]


@dataclass(frozen=True)
class Plan:
    """Dates that somebody looked at: what they have in common, which are held, which left out.

    rule is empty for dates written one by one, of which some may have hours of their own
    (own_starts). until is the last day that was looked at; weeks_ahead is how far the hub plans on
    by itself, None for no further.
    """

    rule: str
    days: Sequence[date]
    until: date
    starts: time
    minutes: int
    zone: str
    skipped: Sequence[date] = ()
    own_starts: Mapping[date, time] = field(default_factory=dict)
    capacity: int | None = None
    join_link: str = ""
    weeks_ahead: int | None = None

    @property
    def first_on(self) -> date:
        """Return the first date of the rule, held or not."""
        return min([*self.days, *self.skipped])


class Scope(StrEnum):
    """Which dates a change is for."""

    ONE = "one"
    FOLLOWING = "following"
    ALL = "all"


SCOPES: dict[Scope, Sentence] = {
    Scope.ONE: _("Only this date"),
    Scope.FOLLOWING: _("This date and those after it"),
    Scope.ALL: _("All dates to come"),
}
