"""Put the figures of a period together, as its page and its table show them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from itertools import product
from typing import Any

from webinar_hub.kit.language import Sentence, _, ngettext
from webinar_hub.kit.tables import Cell
from webinar_hub.kit.zones import Zone, month_name
from webinar_hub.network import regions
from webinar_hub.network.words import KINDS
from webinar_hub.people.models import AgeBand, Sex
from webinar_hub.people.words import AGES, SEXES
from webinar_hub.reports.periods.queries import Period
from webinar_hub.reports.periods.rules import (
    Alike,
    Sums,
    for_others,
    of_few,
    summed,
    together,
    whole_for_others,
)

_UNKNOWN = _("Unknown")
COUNTED = _(
    "Registered: had a place in a session that was held; sessions to come do not count. Present: stayed long enough for the session to count. Nobody has to say anything about themselves: what was not said stays unknown."
)
HIDDEN = _(
    "“Hidden” stands for 1 to 4 people, and for other numbers where they would give that away."
)
COLUMNS = (
    *(_("Part"), _("Group"), _("Sessions"), _("Registered")),
    *(_("Present"), _("Attendances"), _("Hours")),
)
SEX_WORDS = SEXES | {None: _UNKNOWN}
AGE_WORDS = AGES | {None: _UNKNOWN}
_KIND_WORDS = KINDS | {None: _("None, or not in the directory")}
_PROVINCE = 2
"""How long the code of a province is; those of its districts and cities begin with it."""

Rows = list[tuple[Sentence | str, Sums]]


@dataclass(frozen=True)
class Part:
    """One table of a report: what its rows are, and what each comes to.

    once: each person counts once in a row; else each time that they had a place. sessions: how many
    each row comes of, nothing where rows share sessions. private: no list of people tells it.
    """

    heading: Sentence
    rows: Rows
    once: bool = True
    sessions: tuple[int, ...] = ()
    private: bool = False


@dataclass(frozen=True)
class Report:
    """The figures of a period; what is None is hidden.

    unsettled: in how many of the sessions somebody may still be found to have been there.

    ages_by_sex: how many came, by age band and sex; none of them for somebody outside.
    """

    sessions: int
    unsettled: int
    organisations: int | None
    whole: Sums
    parts: list[Part]
    ages_by_sex: Mapping[tuple[AgeBand | None, Sex | None], Sums]


def report(period: Period, *, zone: Zone, outside: bool, now: datetime) -> Report:
    """Count a period; months are those of a zone.

    outside hides what tells of few people. Of one's own people in the sessions of others that is
    their sex and age alone: the rest their secretariat reads in lists.
    """
    held = period.sessions(), period.unsettled(now)
    found = period.people()
    whole = summed(found, lambda _each: None).get(None, Sums())
    organisations = period.organisations()
    parts = _parts(period, found, zone, outside=outside)
    if not outside and period.own:
        parts = [_hidden(part) if part.private else part for part in parts]
        return Report(*held, organisations, whole, parts, {})
    if not outside:
        crossed = summed(found, lambda each: (each.age_band, each.sex))
        return Report(*held, organisations, whole, parts, crossed)
    shown = whole_for_others(whole)
    if shown.present is None:
        return Report(*held, None, shown, [], {})
    return Report(*held, organisations, shown, [_hidden(part) for part in parts], {})


def _parts(period: Period, found: list[Alike], zone: Zone, *, outside: bool) -> list[Part]:
    sexes = summed(found, lambda each: each.sex)
    ages = summed(found, lambda each: each.age_band)
    kinds = summed(found, lambda each: each.organisation)
    programmes = period.programmes()
    named: Rows = [(each.own_name, sums) for each, sums, _held in programmes]
    parts = [
        Part(_("Programme"), named, sessions=tuple(held for _each, _sums, held in programmes)),
        Part(_("Sex"), _worded(sexes, SEX_WORDS), private=True),
        Part(_("Age"), _worded(ages, AGE_WORDS), private=True),
        Part(*_by_region(found, whole=period.actor.everywhere)),
        Part(_("Kind of organisation"), _worded(kinds, _KIND_WORDS)),
        _by_month(period.dates(), zone, outside=outside),
    ]
    return [part for part in parts if part.rows]


def _worded(sums: Mapping[Any, Sums], words: Mapping[Any, Sentence]) -> Rows:
    return [(word, sums[group]) for group, word in words.items() if group in sums]


def _by_region(found: Iterable[Alike], *, whole: bool) -> tuple[Sentence, Rows]:
    """Return people by province, or by district and city for whoever works in one."""
    sums = summed(
        found, lambda each: (each.region_code or "")[: _PROVINCE if whole else None] or None
    )
    named: Rows = [(regions.name_of(code), each) for code, each in sums.items() if code]
    named.sort(key=lambda row: (-(row[1].present or 0), str(row[0])))
    unsaid: Rows = [(_UNKNOWN, sums[None])] if None in sums else []
    return _("Province") if whole else _("District or city"), named + unsaid


def _by_month(dates: Iterable[tuple[datetime, Sums]], zone: Zone, *, outside: bool) -> Part:
    months: defaultdict[date, list[Sums]] = defaultdict(list)
    for starts_at, each in dates:
        months[starts_at.astimezone(zone.info).date().replace(day=1)].append(each)
    add = of_few if outside else together
    rows: Rows = [(month_name(month), add(each)) for month, each in months.items()]
    return Part(_("Month"), rows, once=False, sessions=tuple(map(len, months.values())))


def _hidden(part: Part) -> Part:
    sums = for_others(dict(enumerate(each for _name, each in part.rows)))
    rows: Rows = [(name, sums[place]) for place, (name, _each) in enumerate(part.rows)]
    return replace(part, rows=rows)


def not_settled(sessions: int) -> str:
    """Say that the counts may still rise."""
    return ngettext(
        "Attendance of %(num)d session is not settled yet: it may add people who were present.",
        "Attendance of %(num)d sessions is not settled yet: they may add people who were present.",
        sessions,
    ) % {"num": sessions}


def table(counted: Report) -> Iterator[list[Cell]]:
    """Yield the rows of a report as COLUMNS has them, the whole first.

    Where people count more than once, no column that counts each once has a number.
    """
    hidden = str(_("hidden"))
    line = partial(_line, hidden=hidden)
    yield line(_("Together"), "", counted.whole, counted.sessions)
    organisations = hidden if counted.organisations is None else counted.organisations
    yield [str(_("Organisations")), str(_("of which somebody came")), "", "", organisations, "", ""]
    for part in counted.parts:
        for number, (name, sums) in enumerate(part.rows):
            row = line(part.heading, name, sums, part.sessions[number] if part.sessions else "")
            # There present counts each time that somebody was there.
            yield row if part.once else [*row[:3], "", "", row[4], row[6]]
    for (age, years), (sex, word) in product(AGE_WORDS.items(), SEX_WORDS.items()):
        if crossed := counted.ages_by_sex.get((age, sex)):
            yield line(_("Age and sex"), f"{years}, {word}", crossed)


def _line(
    part: Sentence, group: Sentence | str, sums: Sums, sessions: Cell = "", *, hidden: str
) -> list[Cell]:
    counts = sums.registered, sums.present, sums.attendances, sums.hours
    return [str(part), str(group), sessions, *(hidden if each is None else each for each in counts)]
