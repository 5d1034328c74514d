"""What we look up of earning: dry runs of series, and where certificates wait to be issued."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, case, exists, func, or_, select
from sqlalchemy.orm import contains_eager

from webinar_hub.attendance.models import Attendance, AttendanceStatus
from webinar_hub.certificates.drawing import pdf
from webinar_hub.certificates.earning import rules
from webinar_hub.certificates.earning.rules import Earned, NotYet, Requirement
from webinar_hub.certificates.models import Certificate, CertificateKind
from webinar_hub.certificates.queries import ended_series, run_by
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.people.models import BY_NAME
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.registrations.models import Registration, Seat, SeatStatus


@dataclass(frozen=True)
class Entitlement:
    """What one registration is entitled to.

    outcome is what the rule says, certificate the one that stands, barred_by a revoked one that
    bars another. in_person: the meetings in which they were at the venue, by their ids.
    """

    registration: Registration
    outcome: Earned | NotYet
    certificate: Certificate | None
    barred_by: Certificate | None
    in_person: frozenset[int] = frozenset()

    @property
    def due(self) -> bool:
        """Say whether a certificate is earned, not issued, and not barred by a revoked one."""
        return (
            isinstance(self.outcome, Earned) and self.certificate is None and self.barred_by is None
        )

    @property
    def jp(self) -> int | None:
        """Return the learning hours that are earned, None where there are none."""
        return self.outcome.jp if isinstance(self.outcome, Earned) else None


@dataclass(frozen=True)
class DryRun:
    """Who of a series, or of one session of it, gets a certificate, who does not and why.

    meetings: those not cancelled, by date; silent: those without any attendance. session: the one
    that it is about, None where it is about the whole series.
    """

    series: Series
    meetings: tuple[Meeting, ...]
    entitlements: tuple[Entitlement, ...]
    silent: tuple[Meeting, ...]
    session: Meeting | None = None

    @property
    def kind(self) -> CertificateKind:
        """Return what its certificates say of their holders."""
        return CertificateKind.PARTICIPATION if self.session else CertificateKind.COMPLETION

    @property
    def needed(self) -> int:
        """Return in how many of the meetings one must be present."""
        return requirement(self.series, self.meetings).needed

    @property
    def due(self) -> list[Entitlement]:
        """Return whoever gets one now."""
        return [entitlement for entitlement in self.entitlements if entitlement.due]

    def refuse_until_over(self, now: datetime) -> None:
        """Raise Refused while it is too early for certificates, or there is nothing to certify."""
        if self.session is not None:
            rules.may_issue_session(
                ends=self.session.ends_at,
                cancelled=self.session.cancelled_at is not None,
                now=now,
            )
            return
        rules.may_issue(
            rolling=self.series.rolling,
            ends=[meeting.ends_at for meeting in self.meetings],
            now=now,
        )

    @property
    def issued(self) -> int:
        """Return how many hold one."""
        return sum(entitlement.certificate is not None for entitlement in self.entitlements)

    @property
    def not_yet(self) -> int:
        """Return how many hold none and get none now."""
        return sum(
            entitlement.certificate is None and not entitlement.due
            for entitlement in self.entitlements
        )


def dry_runs(listed: Sequence[Series]) -> list[DryRun]:
    """Return the dry run of each series, in four statements for any number of them."""
    ids = [series.id for series in listed]
    meetings: dict[int, list[Meeting]] = defaultdict(list)
    held = (
        select(Meeting)
        .where(Meeting.series_id.in_(ids), Meeting.cancelled_at.is_(None))
        .order_by(Meeting.starts_at, Meeting.id)
    )
    for meeting in db.session.scalars(held):
        meetings[meeting.series_id].append(meeting)
    registrations: dict[int, list[Registration]] = defaultdict(list)
    for registration in db.session.scalars(_live_registrations(ids)):
        registrations[registration.series_id].append(registration)
    present, counted = _attendance(ids)
    standing_certificates, barring = _certificates(ids)
    return [
        DryRun(
            series,
            tuple(meetings[series.id]),
            tuple(
                _entitlements(
                    series,
                    meetings[series.id],
                    registrations[series.id],
                    present,
                    standing_certificates,
                    barring,
                )
            ),
            tuple(meeting for meeting in meetings[series.id] if meeting.id not in counted),
        )
        for series in listed
    ]


def _live_registrations(series_ids: list[int]) -> Select[Registration]:
    live = select(Registration).join(Registration.person)
    live = live.options(contains_eager(Registration.person))
    # Whoever only ever waited for a place was never in.
    placed = exists().where(
        Seat.registration_id == Registration.id, Seat.status == SeatStatus.CONFIRMED
    )
    live = live.where(Registration.series_id.in_(series_ids), Registration.stands, placed)
    return live.order_by(*BY_NAME, Registration.id)


_Present = dict[int, dict[int, bool]]
"""By registration the meetings that somebody was present in, and whether at the venue."""


def _attendance(series_ids: list[int]) -> tuple[_Present, set[int]]:
    """Return the meetings each registration was present in, and those with any attendance."""
    told = Attendance.status, Attendance.in_person
    statement = select(Seat.registration_id, Seat.meeting_id, *told).join(
        Attendance, Attendance.seat_id == Seat.id
    )
    statement = statement.join(Meeting, Meeting.id == Seat.meeting_id)
    present: _Present = defaultdict(dict)
    counted: set[int] = set()
    for registration_id, meeting_id, status, in_person in db.session.execute(
        statement.where(Meeting.series_id.in_(series_ids), Seat.status == SeatStatus.CONFIRMED)
    ):
        counted.add(meeting_id)
        if status == AttendanceStatus.PRESENT:
            present[registration_id][meeting_id] = in_person
    return present, counted


_Held = dict[tuple[int | None, int], Certificate]


def _certificates(series_ids: list[int]) -> tuple[_Held, _Held]:
    """Return what stands, and what was revoked and bars another, by series and person."""
    counting = select(Certificate).where(
        Certificate.series_id.in_(series_ids), Certificate.kind == CertificateKind.COMPLETION
    )
    counting = counting.where(
        or_(Certificate.revoked_at.is_(None), Certificate.lifted_at.is_(None))
    ).order_by(Certificate.id)
    live: _Held = {}
    barring: _Held = {}
    for certificate in db.session.scalars(counting):
        (barring if certificate.bars_another else live)[
            certificate.series_id, certificate.person_id
        ] = certificate
    return live, barring


def _entitlements(
    series: Series,
    meetings: list[Meeting],
    registrations: list[Registration],
    present: _Present,
    certificates: _Held,
    barring: _Held,
) -> Iterable[Entitlement]:
    required = requirement(series, meetings)
    for registration in registrations:
        there = present.get(registration.id, {})
        outcome = printable(rules.earned(required, there), registration.person.full_name)
        holder = (series.id, registration.person_id)
        yield Entitlement(
            registration,
            outcome,
            certificates.get(holder),
            barring.get(holder),
            frozenset(meeting for meeting, in_person in there.items() if in_person),
        )


def requirement(series: Series, meetings: Iterable[Meeting]) -> Requirement:
    """Return what being present in these meetings of a series is worth."""
    minutes = {
        meeting.id: round((meeting.ends_at - meeting.starts_at).total_seconds() / 60)
        for meeting in meetings
    }
    return Requirement(minutes, series.required_meetings, series.jp_minutes)


def printable(outcome: Earned | NotYet, name: str) -> Earned | NotYet:
    """Return the outcome; not earned yet where the name could not be printed whole."""
    if isinstance(outcome, NotYet):
        return outcome
    try:
        pdf.check_printable(name)
    except pdf.UnprintableName as refusal:
        return NotYet(outcome.attended, outcome.total, (refusal.sentence,))
    return outcome


@dataclass(frozen=True)
class Ready:
    """A series or session that ended, and how many have earned a certificate not issued yet.

    session: the one of the series that it is about, None for the whole series.
    """

    series: Series
    number: int
    session: Meeting | None = None


def ready(actor: Actor, *, now: datetime, limit: int | None = None) -> list[Ready]:
    """Return the series that ended and in which certificates wait, the newest first.

    The database counts in one statement, by the same rule as a dry run; a name that cannot be
    printed counts as well, since somebody has to look at it.
    """
    over = ended_series(now)
    needed = case(
        (Series.required_meetings < over.c.number, Series.required_meetings), else_=over.c.number
    )
    # One that stands, or was revoked and bars another.
    certified = exists().where(
        Certificate.series_id == Registration.series_id,
        Certificate.person_id == Registration.person_id,
        Certificate.kind == CertificateKind.COMPLETION,
        or_(Certificate.revoked_at.is_(None), Certificate.lifted_at.is_(None)),
    )
    earned = (
        select(Registration.series_id, Registration.id)
        .join(Seat, Seat.registration_id == Registration.id)
        .join(Attendance, Attendance.seat_id == Seat.id)
        .join(Meeting, Meeting.id == Seat.meeting_id)
        .join(Series, Series.id == Registration.series_id)
        .join(over, over.c.series_id == Series.id)
        .where(Series.rolling.is_(False), Registration.stands, ~certified)
        .where(
            Seat.status == SeatStatus.CONFIRMED,
            Attendance.status == AttendanceStatus.PRESENT,
            Meeting.cancelled_at.is_(None),
        )
        .group_by(Registration.series_id, Registration.id, needed)
        .having(func.count() >= needed)
        .subquery()
    )
    waiting = (
        select(earned.c.series_id, func.count().label("number"))
        .group_by(earned.c.series_id)
        .subquery()
    )
    statement = (
        run_by(actor)
        .all_series()
        .join(waiting, waiting.c.series_id == Series.id)
        .add_columns(waiting.c.number)
    )
    return [
        Ready(series, number)
        for series, number in db.session.execute(statement.order_by(Series.id.desc()).limit(limit))
    ]
