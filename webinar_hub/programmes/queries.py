"""What we look up about programmes, for everybody and at the desk."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import contains_eager, defaultload, joinedload

from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Forbidden, existing
from webinar_hub.kit.text import search_key
from webinar_hub.network import scope
from webinar_hub.network.models import Secretariat
from webinar_hub.programmes import rules
from webinar_hub.programmes.archive.queries import not_over
from webinar_hub.programmes.models import (
    LEADING,
    Appearance,
    AppearanceRole,
    Meeting,
    Programme,
    Series,
    State,
)

Level = type[Programme] | type[Series] | type[Meeting]
States = tuple[State, ...] | frozenset[State]

LEVELS: tuple[Level, ...] = (Programme, Series, Meeting)
"""What has a state of its own, each inside the one before."""

_PROGRAMMES = select(Programme).options(joinedload(Programme.owner, innerjoin=True))

_SERIES = (
    select(Series)
    .join(Series.programme)
    .options(contains_eager(Series.programme).joinedload(Programme.owner, innerjoin=True))
)

MEETINGS = (
    select(Meeting)
    .join(Meeting.series)
    .join(Series.programme)
    .options(contains_eager(Meeting.series).contains_eager(Series.programme))
)

_WITH_OWNER = (
    defaultload(Meeting.series)
    .defaultload(Series.programme)
    .options(
        joinedload(Programme.owner, innerjoin=True),
        joinedload(Programme.secretariat).lazyload(Secretariat.organisation),
    )
)
"""Loads with a meeting its owner, and their secretariat, whose safeguarding contact it shows."""


@lru_cache
def within(states: States, *levels: Level) -> ColumnElement[bool]:
    """Return the condition that keeps what is in one of these states on every level.

    The one place where states become a condition: for a select that joins the levels.
    """
    every = len(states) == len(State)
    return and_(true(), *(level.state.in_(states) for level in levels if not every))


class Programmes:
    """The programmes, series and meetings that a condition lets through; else NotFound.

    Lists hold what is in the states of `listed`; the address of a thing opens it in those of
    `opened`, and lists what is listed in it.
    """

    def __init__(
        self,
        programmes: ColumnElement[bool],
        meetings: ColumnElement[bool],
        *,
        listed: States = tuple(State),
        opened: States = tuple(State),
    ) -> None:
        self._programmes = programmes
        self._meetings = meetings
        self._listed = listed
        self._opened = opened

    def programmes(self) -> Sequence[Programme]:
        """Return the programmes by name."""
        return db.session.scalars(
            _PROGRAMMES.where(self._programmes, within(self._listed, Programme)).order_by(
                Programme.name
            )
        ).all()

    def programme(self, key: str) -> Programme:
        """Return the programme of this key; raise NotFound."""
        opened = within(self._opened, Programme)
        return existing(
            db.session.scalar(_PROGRAMMES.where(self._programmes, opened, Programme.key == key))
        )

    def series(self, key: str) -> Series:
        """Return the series of this key with its programme; raise NotFound."""
        opened = within(self._opened, Programme, Series)
        return existing(
            db.session.scalar(_SERIES.where(self._programmes, opened, Series.key == key))
        )

    def meeting(self, key: str) -> Meeting:
        """Return the meeting of this key; raise NotFound.

        Its series, programme, owner and secretariat come in the same statement.
        """
        opened = within(self._opened, *LEVELS)
        wanted = MEETINGS.options(_WITH_OWNER).where(self._meetings, opened, Meeting.key == key)
        return existing(db.session.scalar(wanted))

    def all_meetings(self, inside: Series | None = None) -> Select[Meeting]:
        """Return the select of the meetings in lists, or in that of a series."""
        if inside is None:
            return MEETINGS.where(self._shown())
        return MEETINGS.where(self._shown(2), Meeting.series_id == inside.id)

    def meeting_ids(self) -> Select[int]:
        """Return the select of the ids of the meetings in lists."""
        joined = select(Meeting.id).join(Meeting.series).join(Series.programme)
        return joined.where(self._shown())

    def _shown(self, opened: int = 0) -> ColumnElement[bool]:
        """Return the condition of a list of meetings inside so many levels that were opened."""
        inside, below = LEVELS[:opened], LEVELS[opened:]
        return and_(self._meetings, within(self._opened, *inside), within(self._listed, *below))

    def meetings(
        self,
        *,
        starts_from: datetime | None = None,
        ends_after: datetime | None = None,
        ends_before: datetime | None = None,
        until: datetime | None = None,
        programme: Programme | None = None,
        series: Series | None = None,
        among: Collection[int] | None = None,
        at_venue: bool = False,
        with_owner: bool = False,
        newest_first: bool = False,
        offset: int = 0,
        limit: int | None = None,
    ) -> Sequence[Meeting]:
        """Return meetings by date, cancelled ones too, each with its series and programme.

        starts_from and until bound the start (until excluded); ends_after and ends_before
        (included) the end; among are ids; at_venue keeps those to which one can come in person;
        with_owner says that who runs them is read, too.
        """
        opened = 2 if series is not None else 1 if programme is not None else 0
        statement = MEETINGS.where(self._shown(opened))
        if starts_from is not None:
            statement = statement.where(Meeting.starts_at >= starts_from)
        if ends_after is not None:
            statement = statement.where(not_over(ends_after))
        if ends_before is not None:
            statement = statement.where(Meeting.ends_at <= ends_before)
        if until is not None:
            statement = statement.where(Meeting.starts_at < until)
        if programme is not None:
            statement = statement.where(Series.programme_id == programme.id)
        if series is not None:
            statement = statement.where(Meeting.series_id == series.id)
        if among is not None:
            statement = statement.where(Meeting.id.in_(among))
        if at_venue:
            statement = statement.where(Meeting.venue != "")
        if with_owner:
            statement = statement.options(_WITH_OWNER)
        by_date = Meeting.starts_at, Meeting.id
        order = [each.desc() for each in by_date] if newest_first else by_date
        return db.session.scalars(statement.order_by(*order).offset(offset).limit(limit)).all()

    def holding(self, words: str, *, limit: int) -> "Holding":
        """Return what holds every word in its own name or title.

        A programme's former names count.
        """
        wanted = search_key(words).split()[:6]
        if not wanted:
            return Holding((), (), ())
        titles = Programme.name + " " + Programme.name_en + " " + Programme.former_names
        latest = MEETINGS.where(
            self._shown(), _holds(Meeting.title + " " + Meeting.title_en, wanted)
        ).order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        return Holding(
            db.session.scalars(
                _PROGRAMMES.where(
                    self._programmes, within(self._listed, Programme), _holds(titles, wanted)
                )
                .order_by(Programme.name)
                .limit(limit)
            ).all(),
            db.session.scalars(
                _SERIES.where(
                    self._programmes,
                    within(self._listed, Programme, Series),
                    _holds(Series.name, wanted),
                )
                .order_by(Series.id.desc())
                .limit(limit)
            ).all(),
            db.session.scalars(latest.limit(limit)).all(),
        )

    def next_meetings(self, now: datetime) -> dict[int, Meeting]:
        """Return the next meeting of each programme, by its id, in one statement.

        It is neither over nor cancelled.
        """
        rank = (
            func.row_number()
            .over(partition_by=Series.programme_id, order_by=(Meeting.starts_at, Meeting.id))
            .label("rank")
        )
        coming = select(Meeting.id, rank).join(Meeting.series).join(Series.programme)
        ranked = coming.where(
            self._programmes,
            within(self._listed, *LEVELS),
            not_over(now),
            Meeting.cancelled_at.is_(None),
        ).subquery()
        first = select(ranked.c.id).where(ranked.c.rank == 1)
        return {
            meeting.series.programme_id: meeting
            for meeting in db.session.scalars(MEETINGS.where(Meeting.id.in_(first)))
        }


@dataclass(frozen=True)
class Holding:
    """What holds the words of a search."""

    programmes: Sequence[Programme]
    series: Sequence[Series]
    meetings: Sequence[Meeting]


def _holds(text: SQLColumnExpression[str], words: Iterable[str]) -> ColumnElement[bool]:
    return and_(*(func.lower(text).contains(word, autoescape=True) for word in words))


class OnDesk(Programmes):
    """What an actor sees at the desk: the programmes they run, and the meetings they lead."""

    def __init__(self, actor: Actor) -> None:
        run, self._led, self._actor = run_by(actor), _with_part(actor, *LEADING), actor
        # Their own few are looked up by their series; by programme everybody's would be read.
        own = Meeting.series_id.in_(select(Series.id).join(Series.programme).where(run))
        super().__init__(run, or_(run if run.compare(true()) else own, self._led))

    def to_change(self, key: str) -> Meeting:
        """Return a meeting that the actor runs; raise NotFound.

        Raises Forbidden where they only lead it.
        """
        meeting = self._of_scope(key)
        if meeting is not None:
            return meeting
        self.meeting(key)
        raise Forbidden

    def to_note(self, key: str) -> Meeting:
        """Return a meeting that the actor runs, leads or takes notes in; raise NotFound."""
        noted = _with_part(self._actor, *LEADING, AppearanceRole.NOTE_TAKER)
        own = or_(self._programmes, noted)
        return existing(db.session.scalar(MEETINGS.where(own, Meeting.key == key)))

    def runs(self, key: str) -> bool:
        """Say whether a meeting is of the actor's scope; one that they only lead is not."""
        return self._of_scope(key) is not None

    def _of_scope(self, key: str) -> Meeting | None:
        return db.session.scalar(MEETINGS.where(self._programmes, Meeting.key == key))

    def roomless(self, now: datetime, *, until: datetime) -> Sequence[Meeting]:
        """Return the meetings that begin before a moment and have no room, by date."""
        online = Meeting.cancelled_at.is_(None), ~Meeting.venue_only, Meeting.join_link == ""
        near = Meeting.starts_at > now, Meeting.starts_at < until
        waiting = MEETINGS.where(self._programmes, *online, *near)
        return db.session.scalars(waiting.order_by(Meeting.starts_at, Meeting.id)).all()

    def led(self, now: datetime, *, limit: int = 50) -> list[Meeting]:
        """Return the meetings that the actor leads as facilitator or host.

        Today's and those to come by date, then those over, the latest first.
        """
        led = MEETINGS.where(self._led).limit(limit)
        coming = led.where(not_over(now)).order_by(Meeting.starts_at, Meeting.id)
        over = led.where(Meeting.ends_at <= now).order_by(
            Meeting.starts_at.desc(), Meeting.id.desc()
        )
        return [*db.session.scalars(coming), *db.session.scalars(over)]


def _with_part(actor: Actor, *roles: AppearanceRole) -> ColumnElement[bool]:
    """Return the condition that keeps the meetings in which somebody has one of these parts."""
    own = select(Appearance.meeting_id).where(Appearance.person_id == actor.id)
    return Meeting.id.in_(own.where(Appearance.role.in_(roles)))


def public() -> Programmes:
    """Return what everybody may see: what is published, and what is unlisted at its address."""
    return Programmes(true(), true(), listed=rules.LISTED, opened=rules.AT_ADDRESS)


def seen_by(actor: Actor) -> OnDesk:
    """Return what an actor may look at, at the desk."""
    return OnDesk(actor)


def run_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that keeps what an actor runs, for a select that joins Programme.

    That is what the secretariats in their scope own, its series and their meetings.
    """
    return true() if actor.everywhere else Programme.owner_id.in_(owners_within(actor))


def owners_within(actor: Actor) -> Select[int]:
    """Return the select of the organisations in an actor's scope that own programmes."""
    return select(Secretariat.organisation_id).where(
        scope.condition(actor, Secretariat.region_code)
    )


def owners_above(actor: Actor) -> Select[int]:
    """Return the select of the secretariats of larger regions that an actor's lie in."""
    larger = {
        scope[:end] for scope in actor.scopes for end, sign in enumerate(scope) if sign == "."
    }
    return select(Secretariat.organisation_id).where(
        or_(Secretariat.region_code.is_(None), Secretariat.region_code.in_(larger))
    )


def of_owners(owner_ids: Iterable[int]) -> Sequence[Programme]:
    """Return the programmes of some secretariats, by the ids of their organisations, by name."""
    return db.session.scalars(
        _PROGRAMMES.where(Programme.owner_id.in_(set(owner_ids))).order_by(Programme.name)
    ).all()


def series_of(*programmes: Programme) -> Sequence[Series]:
    """Return the series of programmes, the newest first."""
    ids = [programme.id for programme in programmes]
    return db.session.scalars(
        _SERIES.where(Series.programme_id.in_(ids)).order_by(Series.id.desc())
    ).all()


@dataclass(frozen=True)
class Span:
    """The meetings of a series: how many, when the first and the last begin.

    Without those that were cancelled.
    """

    number: int
    first: datetime
    last: datetime


def spans(series: Iterable[Series]) -> dict[int, Span]:
    """Return the span of each series that has meetings, by series id."""
    wanted = Meeting.series_id.in_([each.id for each in series]), Meeting.cancelled_at.is_(None)
    counted = select(
        Meeting.series_id, func.count(), func.min(Meeting.starts_at), func.max(Meeting.starts_at)
    ).where(*wanted)
    return {
        row[0]: Span(row[1], row[2], row[3])
        for row in db.session.execute(counted.group_by(Meeting.series_id))
    }
