"""A small network, and all that is done in it that changes a public page."""

import enum
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import Boolean, Enum, Integer, String, delete, select, update
from sqlalchemy.exc import IntegrityError

from tests.calendars.incoming.steps import date_of, taken_in
from tests.cast import DIRECTOR, Cast, soon
from tests.materials.steps import linked, recorded
from tests.papers.steps import follow_up_of, notulen_of, terms_of
from tests.records import merged_lives
from tests.registrations.flooding import sent
from webinar_hub.calendars.rules import Month
from webinar_hub.kit import clock, editions, tokens
from webinar_hub.kit.db import Base, db
from webinar_hub.kit.errors import NotStored, Refused
from webinar_hub.kit.moments import Moment
from webinar_hub.materials.models import Material, Recording
from webinar_hub.materials.photos.models import Photo
from webinar_hub.network import conduct
from webinar_hub.network.models import Identity, Membership, OrganisationSector, Parent, ParentKind
from webinar_hub.papers.models import FollowUp, Notulen, Terms
from webinar_hub.people.models import Person, Portrait
from webinar_hub.people.portraits import actions as portraits
from webinar_hub.programmes.appearing import actions as appointing
from webinar_hub.programmes.models import (
    Appearance,
    AppearanceRole,
    Meeting,
    ProgrammeKind,
    State,
)
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.programmes.provisions import actions as provisions
from webinar_hub.programmes.provisions.models import Provision
from webinar_hub.programmes.repairing import actions as repairing
from webinar_hub.records.correcting.actions import Correction, correct
from webinar_hub.records.upkeep.actions import erase
from webinar_hub.registrations.models import Registration, Seat
from webinar_hub.registrations.standing import actions as standing

_OF_A_SHAPE = {
    *("blue", "language", "merged_into", "phone", "provinces", "red", "revision"),
    *("safe_phone", "version", "whatsapp", "zone"),
}
"""Columns in which not any word may stand."""

_PROVIDED: tuple[dict[str, str], ...] = (
    {},
    {"captions": ""},
    {"sign_language": "sibi", "rehearsal": "16:00"},
    {"materials": "", "dial_in": ""},
)
"""What sessions may have so that more people can take part."""


def every(table: type[Base]) -> list[Any]:
    """Return all rows of a table, by id."""
    return list(db.session.scalars(select(table).order_by(table.id)))


def public_tables() -> list[type[Base]]:
    """Return the tables that public pages show, without those that only join others."""
    shown = editions.shown_by_table().keys() - {OrganisationSector.__tablename__}
    models = {each.class_.__tablename__: each.class_ for each in Base.registry.mappers}
    return [models[name] for name in sorted(shown)]


def changeable(table: type[Base]) -> list[Any]:
    """Return the columns in which a value may stand that was made up."""
    return [
        each
        for each in table.__table__.columns
        if not each.primary_key
        and each.name not in _OF_A_SHAPE
        and not each.foreign_keys
        and not each.unique
    ]


def other_value(column: Any, value: Any, how: int, word: str) -> Any:
    """Return what may stand in a column instead of a value."""
    if column.nullable and how % 3 == 0:
        return None
    kind = column.type
    if isinstance(kind, Enum) and kind.enum_class is not None:
        members: list[enum.Enum] = list(kind.enum_class)
        return members[how % len(members)]
    if isinstance(kind, Moment):
        return (value or clock.now()) + timedelta(hours=how % 50 - 25)
    if isinstance(kind, Boolean):
        return not value
    if isinstance(kind, Integer):
        return how % 5 + 1
    if column.name == "provisions":
        return _PROVIDED[how % len(_PROVIDED)]
    return word if isinstance(kind, String) else value


def set_column(row: Base, column: Any, value: Any, *, whole: bool) -> None:
    """Let another value stand in a column, by a statement or by the row itself."""
    if whole:
        table = type(row)
        db.session.execute(update(table).where(table.id == row.id).values({column.key: value}))
        db.session.expire_all()
    else:
        setattr(row, column.key, value)


def build(cast: Cast) -> list[str]:
    """Make the network; return the addresses of its public pages."""
    cast.region("53")
    weekly = cast.series(cast.programme("Semidaring"), capacity=4)
    training = cast.programme("Pelatihan", kind=ProgrammeKind.TRAINING)
    cohort = cast.series(training, rolling=False, name="Angkatan I", capacity=3)
    for number, series in enumerate((weekly, weekly, weekly, cohort, cohort)):
        cast.meeting(series, title=f"Topik {number}", starts_at=soon(days=number - 1))
    pelita, other = cast.pelita(), cast.organisation("Jejaring Timur")
    now = clock.now()
    for person, meeting in zip((cast.maria(), cast.suparmin()), every(Meeting), strict=False):
        db.write(
            appointing.appoint,
            meeting,
            person=person,
            role=AppearanceRole.SPEAKER,
            by=DIRECTOR,
            now=now,
        )
    recorded(every(Meeting)[0])
    terms_of(every(Meeting)[1])
    notulen_of(every(Meeting)[1])
    follow_up_of(every(Meeting)[0])
    follow_up_of(every(Meeting)[1])
    linked(every(Meeting)[0], person_id=every(Person)[0].id)
    sector = cast.sector("kesehatan")
    db.session.add_all(
        [
            Membership(organisation_id=pelita.id, network_id=other.id, since=now.date()),
            Parent(organisation_id=pelita.id, parent_id=other.id, kind=ParentKind.BRANCH),
            OrganisationSector(organisation_id=pelita.id, sector_id=sector.id),
            OrganisationSector(organisation_id=training.owner_id, sector_id=sector.id),
            Identity(id=1, name="JAJAR"),
        ]
    )
    db.session.commit()
    taken_in(other, [date_of("Rapat jejaring", starts=soon(days=2))])
    return [
        "/",
        "/program",
        "/kalender",
        "/kalender?tampilan=daftar",
        f"/kalender?bulan={Month.of((clock.now() + timedelta(days=20)).date())}",
        f"/kalender?program={training.key}&klaster={sector.code}",
        "/kalender/semua.ics",
        "/kalender/semua.ics?bahasa=en",
        "/arsip",
        f"/arsip?klaster={sector.code}",
        "/sesi-baru.atom",
        "/tata-tertib",
        "/tampilan.css",
        f"/program/{weekly.programme.key}",
        f"/program/{training.key}",
        f"/kalender/program/{training.key}.ics",
        f"/kalender/klaster/{sector.code}.ics",
        f"/kalender/seri/{weekly.key}.ics",
        f"/kalender/lembaga/{other.key}.ics",
        "/kalender/wilayah/53.ics",
        f"/lembaga/{pelita.key}",
        *(f"/sesi/{meeting.key}" for meeting in every(Meeting)),
        *(f"/sesi/{meeting.key}/daftar" for meeting in every(Meeting)[1:3]),
        *(f"/sesi/{every(Meeting)[1].key}/{page}" for page in ("tor", "notulen")),
        f"/seri/{weekly.key}",
        f"/seri/{cohort.key}/daftar",
    ]


class Somebody:
    """Who acts in the network, in one process; first: where the numbers of its words begin."""

    def __init__(self, first: int = 0) -> None:
        self.ahead = timedelta()
        self.number = first

    def does(self, act: "Act", which: int, how: int) -> None:
        """Act a second after the last who did, or be refused."""
        self.ahead += timedelta(seconds=1)
        try:
            act(self, which, how)
        except (Refused, NotStored, IntegrityError):
            db.session.rollback()
        db.session.remove()

    def one(self, table: type[Base], which: int) -> Any:
        rows = every(table)
        return rows[which % len(rows)]

    def word(self) -> str:
        self.number += 1
        return f"Kata {self.number}"

    # What somebody does.

    def join(self, which: int, _how: int) -> None:
        self.number += 1
        sent(self.one(Meeting, which), self.number)

    def leave(self, which: int, _how: int) -> None:
        if every(Registration):
            db.write(
                standing.leave, self.one(Registration, which), None, by=DIRECTOR, now=clock.now()
            )

    def cancel(self, which: int, _how: int) -> None:
        db.write(
            planning.cancel_meeting,
            self.one(Meeting, which),
            reason=self.word(),
            by=DIRECTOR,
            now=clock.now(),
        )

    def show(self, which: int, how: int) -> None:
        state = (State.PUBLISHED, State.UNLISTED, State.DRAFT, State.PUBLISHED)[how % 4]
        db.write(repairing.show, self.one(Meeting, which), state, by=DIRECTOR, now=clock.now())

    def appoint(self, which: int, how: int) -> None:
        db.write(
            appointing.appoint,
            self.one(Meeting, which),
            person=self.one(Person, how),
            role=AppearanceRole.MODERATOR,
            by=DIRECTOR,
            now=clock.now(),
        )

    def correct(self, which: int, _how: int) -> None:
        wanted = Correction(self.word(), None)
        db.write(correct, self.one(Person, which), wanted, by=DIRECTOR, now=clock.now())

    def describe(self, which: int, how: int) -> None:
        db.write(
            portraits.describe,
            self.one(Person, which),
            office=self.word(),
            bio=self.word(),
            photo=tokens.key() if how % 2 else None,
            without_photo=how % 3 == 0,
            agreed=True,
            source="test",
            themselves=True,
            by=DIRECTOR,
            now=clock.now(),
        )

    def erase(self, which: int, _how: int) -> None:
        db.write(erase, self.one(Person, which), by=DIRECTOR, now=clock.now())

    def merge(self, which: int, how: int) -> None:
        one, other = self.one(Person, which), self.one(Person, how)
        if one.id != other.id and not (one.merged_into_id or other.merged_into_id):
            merged_lives.merge(one, other)

    def write_conduct(self, _which: int, _how: int) -> None:
        db.write(conduct.write, self.word(), self.word(), by=DIRECTOR, now=clock.now())

    def wait(self, which: int, how: int) -> None:
        self.ahead += timedelta(minutes=(which % 400) * (how % 30))

    def change_a_row(self, which: int, how: int) -> None:
        """Change any column of any row that public pages show, in one of two ways."""
        row, column = self._any(which, how)
        value = other_value(column, getattr(row, column.key), how, self.word())
        db.write(set_column, row, column, value, whole=which % 2 == 0)

    def delete_a_row(self, which: int, how: int) -> None:
        tables = (
            *(Appearance, Seat, Parent, Membership, OrganisationSector, Material, Recording),
            *(Portrait, Terms, Notulen, FollowUp, Photo),
        )
        table = tables[how % len(tables)]
        if every(table):
            db.write(self._delete, table, self.one(table, which).id, whole=how % 2 == 0)

    def _any(self, which: int, how: int) -> tuple[Any, Any]:
        tables = public_tables()
        rows = every(tables[which % len(tables)]) or every(Meeting)
        columns = changeable(type(rows[0]))
        return rows[how % len(rows)], columns[how % len(columns)]

    def provide(self, which: int, how: int) -> None:
        meeting, wanted = self.one(Meeting, which), {Provision.DIAL_IN: self.word()}
        for kind, said in _PROVIDED[how % len(_PROVIDED)].items():
            wanted[Provision(kind)] = said
        thing, act = (
            (meeting, provisions.choose)
            if how % 3
            else (meeting.series, provisions.choose_for_series)
        )
        db.write(act, thing, wanted, version=thing.version, by=DIRECTOR, now=clock.now())

    def _delete(self, table: type[Base], row_id: int, *, whole: bool) -> None:
        if whole:
            db.session.execute(delete(table).where(table.id == row_id))
        else:
            db.session.delete(db.session.get_one(table, row_id))


Act = Callable[[Somebody, int, int], None]

ACTS = (
    Somebody.join,
    Somebody.join,
    Somebody.leave,
    Somebody.cancel,
    Somebody.show,
    Somebody.appoint,
    Somebody.correct,
    Somebody.describe,
    Somebody.describe,
    Somebody.erase,
    Somebody.merge,
    Somebody.write_conduct,
    Somebody.wait,
    Somebody.provide,
    Somebody.change_a_row,
    Somebody.change_a_row,
    Somebody.change_a_row,
    Somebody.delete_a_row,
)
