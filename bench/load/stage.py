"""What people come to: a weekly series, of which one session begins in a moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask

from bench.load.coming import REGIONS, Comer
from bench.seated import seat
from tests.cast import Cast, soon
from webinar_hub.kit import clock
from webinar_hub.people.models import Person
from webinar_hub.people.names import name_key, split_titles

_LATER = 8
"""Dates without a limit after the next one."""


@dataclass(frozen=True)
class Stage:
    """The keys of today's session and the next date, how many places they have, the short address.

    Of today's session the door is open, and the group's address leads to it.
    """

    today: str
    next_date: str
    places: dict[str, int]
    short: str


def set_up(app: Flask, comers: Iterable[Comer], *, today: int, next_date: int) -> Stage:
    """Fill an empty database with the sessions and with those who came last week."""
    cast, now = Cast(app.extensions["links"]), clock.now()
    for code in REGIONS:
        cast.region(code)
    series = cast.series()
    before = cast.meeting(series, starts_at=now - timedelta(days=7))
    first = cast.meeting(series, starts_at=now + timedelta(minutes=20), capacity=today)
    second = cast.meeting(series, starts_at=soon(days=7), capacity=next_date)
    for week in range(2, 2 + _LATER):
        cast.meeting(series, starts_at=soon(days=7 * week))
    seat([_person(each) for each in comers if each.known], before, at=before.starts_at)
    places = {first.key: today, second.key: next_date}
    return Stage(first.key, second.key, places, f"/k/{series.short}")


def _person(comer: Comer) -> Person:
    now, parts = clock.now(), split_titles(comer.name)
    by_mail = "@" in comer.contact
    return Person(
        name=parts.name,
        title_before=parts.before,
        title_after=parts.after,
        name_key=name_key(parts.name),
        email=comer.contact if by_mail else None,
        phone=None if by_mail else comer.contact,
        region_code=comer.region,
        added_at=now,
        compared_at=now,
    )
