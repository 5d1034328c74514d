"""What we count of the people in meetings, series and programmes."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    case,
    distinct,
    func,
    or_,
    select,
    union_all,
)

from webinar_hub.attendance.models import Attendance, AttendanceStatus
from webinar_hub.certificates.models import EARNED, Certificate
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.people.models import AgeBand, Difficulty, Functioning, Person, Sex
from webinar_hub.people.words import QUESTIONS
from webinar_hub.programmes.archive import queries as archive
from webinar_hub.programmes.models import Meeting, Programme, Series, State
from webinar_hub.programmes.queries import Programmes, public, run_by, series_of
from webinar_hub.registrations.models import TAKEN, Registration, Seat
from webinar_hub.reports import rules
from webinar_hub.reports.models import DisabilityCount, Reach
from webinar_hub.reports.rules import Figures

_HARD = (Difficulty.LOT, Difficulty.CANNOT)


@dataclass(frozen=True)
class Line:
    """The people of a meeting who are alike in what is counted; None is unknown."""

    sex: Sex | None
    age_band: AgeBand | None
    region_code: str | None
    registered: int
    attended: int


def people_of(meeting_id: int, condition: ColumnElement[bool]) -> list[Line]:
    """Return the confirmed people of a meeting in groups, those that a condition keeps."""
    province = func.substr(func.coalesce(Registration.region_code, Person.region_code), 1, 2)
    groups = (Registration.sex, Registration.age_band, province)
    there = func.sum(case((Attendance.status == AttendanceStatus.PRESENT, 1), else_=0))
    statement = (
        select(*groups, func.count(), there)
        .select_from(Seat)
        .join(Registration, Registration.id == Seat.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Attendance, Attendance.seat_id == Seat.id)
        .where(Seat.meeting_id == meeting_id, Seat.status.in_(TAKEN), condition)
        .group_by(*groups)
    )
    return [Line(*row) for row in db.session.execute(statement)]


def uncounted(now: datetime) -> int | None:
    """Return the id of a meeting that is over and was not counted yet, None for none."""
    kept = select(DisabilityCount.id).where(DisabilityCount.meeting_id == Meeting.id).exists()
    return db.session.scalar(
        select(Meeting.id).where(Meeting.ends_at <= now, ~kept).order_by(Meeting.id).limit(1)
    )


def disability_of(meeting_id: int) -> dict[bool | None, int]:
    """Return how many in a meeting have a disability, have none and have not answered, now.

    Of all who have a place. Disability is a lot of difficulty or more in one of the six questions,
    as the Washington Group recommends it for counting.
    """
    hard = or_(*(getattr(Functioning, question).in_(_HARD) for question in QUESTIONS))
    answer = case((Functioning.id.is_(None), None), (hard, 1), else_=0)
    statement = (
        select(answer, func.count())
        .select_from(Seat)
        .join(Registration, Registration.id == Seat.registration_id)
        .outerjoin(Functioning, Functioning.person_id == Registration.person_id)
        .where(Seat.meeting_id == meeting_id, Seat.status.in_(TAKEN))
        .group_by(answer)
    )
    return {
        None if said is None else bool(said): number
        for said, number in db.session.execute(statement)
    }


def disability_kept(meeting_id: int) -> dict[bool | None, int]:
    """Return the kept counts of disability in a meeting, nothing before they were counted."""
    kept = db.session.scalar(
        select(DisabilityCount).where(DisabilityCount.meeting_id == meeting_id)
    )
    return {True: kept.disabled, False: kept.not_disabled, None: kept.unanswered} if kept else {}


def shown_by_link(region_code: str | None) -> Programmes:
    """Return the programmes of a region's secretariats (None: of all), no drafts."""
    reader = Actor(id=None, label="", scopes=frozenset({region_code or ""}))
    run, seen = run_by(reader), frozenset(State) - {State.DRAFT}
    return Programmes(run, run, listed=seen, opened=seen)


def reach(now: datetime) -> dict[str, int]:
    """Count how far the sessions in public lists reached, by the columns of Reach."""
    listed = archive.past(public().all_meetings(), now).with_only_columns(Meeting.id)
    province = func.substr(func.coalesce(Registration.region_code, Person.region_code), 1, 2)
    there = (
        select(
            func.count(distinct(Person.id)),
            func.count(
                distinct(func.coalesce(Registration.organisation_id, Person.organisation_id))
            ),
            func.count(distinct(province)),
        )
        .select_from(Attendance)
        .join(Seat, Seat.id == Attendance.seat_id)
        .join(Registration, Registration.id == Seat.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .where(Attendance.status == AttendanceStatus.PRESENT, Seat.meeting_id.in_(listed))
    )
    people, organisations, provinces = db.session.execute(there).one()
    sessions = db.session.scalar(select(func.count()).select_from(listed.subquery())) or 0
    return {
        "sessions": sessions,
        "people": people,
        "organisations": organisations,
        "provinces": provinces,
    }


def reach_kept() -> dict[str, int]:
    """Return what was counted last of the network's reach, without what is small."""
    row = db.session.get(Reach, 1)
    return (
        rules.reach_shown(row.sessions, row.people, row.organisations, row.provinces) if row else {}
    )


class Reached(NamedTuple):
    """How many people had a place, how many were there, how many certificates hold, by id.

    Each person counts once.
    """

    registered: Mapping[int, int]
    attended: Mapping[int, int]
    certificates: Mapping[int, int]


def reached_by_programme(programme_ids: Collection[int]) -> Reached:
    """Return what programmes reached, by programme id."""
    return _reached(Series.programme_id, Series.programme_id.in_(programme_ids))


def reached_by_series(programme_ids: Collection[int]) -> Reached:
    """Return what the series of programmes reached, by series id."""
    return _reached(Series.id, Series.programme_id.in_(programme_ids))


def reached_by_meeting(series_id: int) -> Reached:
    """Return what the meetings of a series reached, by meeting id, without certificates."""
    return _people(Seat.meeting_id, Series.id == series_id)


def _reached(group: SQLColumnExpression[int], which: ColumnElement[bool]) -> Reached:
    people = _people(group, which)
    held: Select[int] = select(group.label("group")).where(
        which, Certificate.revoked_at.is_(None), Certificate.kind.in_(EARNED)
    )
    of_series = held.join(Certificate, Certificate.series_id == Series.id)
    of_sessions = held.join(Meeting, Meeting.series_id == Series.id).join(
        Certificate, Certificate.meeting_id == Meeting.id
    )
    live = union_all(of_series, of_sessions).subquery()
    rows = db.session.execute(select(live.c.group, func.count()).group_by(live.c.group))
    return Reached(people.registered, people.attended, {row[0]: row[1] for row in rows})


def _people(group: SQLColumnExpression[int], which: ColumnElement[bool]) -> Reached:
    there = case((Attendance.status == AttendanceStatus.PRESENT, Registration.person_id))
    statement = (
        select(group, func.count(distinct(Registration.person_id)), func.count(distinct(there)))
        .select_from(Series)
        .join(Registration, Registration.series_id == Series.id)
        .join(Seat, Seat.registration_id == Registration.id)
        .outerjoin(Attendance, Attendance.seat_id == Seat.id)
        .where(which, Seat.status.in_(TAKEN))
        .group_by(group)
    )
    rows = db.session.execute(statement).all()
    return Reached({row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}, {})


def people_of_series(series_id: int) -> list[Line]:
    """Return the people with a place in a series by sex and age, each counted once."""
    there = func.max(case((Attendance.status == AttendanceStatus.PRESENT, 1), else_=0)).label(
        "there"
    )
    each = (
        select(Registration.sex, Registration.age_band, there)
        .join(Seat, Seat.registration_id == Registration.id)
        .outerjoin(Attendance, Attendance.seat_id == Seat.id)
        .where(Registration.series_id == series_id, Seat.status.in_(TAKEN))
        .group_by(Registration.id, Registration.sex, Registration.age_band)
        .subquery()
    )
    groups = each.c.sex, each.c.age_band
    rows = db.session.execute(
        select(*groups, func.count(), func.sum(each.c.there)).group_by(*groups)
    )
    return [Line(sex, age, None, registered, attended) for sex, age, registered, attended in rows]


def figures_of_programmes(
    listed: Sequence[Programme],
) -> list[tuple[Programme, Figures, list[tuple[Series, Figures]]]]:
    """Return programmes with their figures and those of each of their series."""
    ids = [programme.id for programme in listed]
    series: dict[int, list[Series]] = defaultdict(list)
    for each in series_of(*listed):
        series[each.programme_id].append(each)
    whole, parts = reached_by_programme(ids), reached_by_series(ids)
    rows = []
    for programme in listed:
        counted = rules.figures([each.id for each in series[programme.id]], *parts)
        together = rules.figures([programme.id], *whole)[programme.id]
        rows.append(
            (programme, together, [(each, counted[each.id]) for each in series[programme.id]])
        )
    return rows


def figures_of_series(series: Series) -> Figures:
    """Return the figures of a series as its programme's list has them, hidden there and here."""
    ids = [each.id for each in series_of(series.programme)]
    return rules.figures(ids, *reached_by_series([series.programme_id]))[series.id]


def figures_of_meetings(
    series: Series, meetings: Sequence[Meeting], whole: Figures
) -> dict[int, Figures]:
    """Return the figures of all meetings of a series, which is this whole, by id."""
    ids = [meeting.id for meeting in meetings]
    counted = rules.figures(ids, *reached_by_meeting(series.id))
    return {meeting_id: figures.part(whole) for meeting_id, figures in counted.items()}
