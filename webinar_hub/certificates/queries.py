"""What we look up about certificates: who has earned one, what was issued, whose it is, and the document itself."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Select, Subquery, and_, case, exists, func, or_, select
from sqlalchemy.orm import contains_eager, lazyload

from webinar_hub.attendance.models import Attendance, AttendanceStatus
from webinar_hub.certificates import pdf, rules
from webinar_hub.certificates.models import Certificate, CertificateKind
from webinar_hub.certificates.pdf import CertificateFacts
from webinar_hub.certificates.rules import Earned, NotYet, Requirement
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.kit.files import Files
from webinar_hub.kit.language import _
from webinar_hub.kit.links import Links
from webinar_hub.kit.text import number_key
from webinar_hub.network import identity
from webinar_hub.network.models import Secretariat
from webinar_hub.network.queries import secretariat_of
from webinar_hub.people.models import Person
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.registrations.models import Registration, Seat, SeatStatus
from webinar_hub.registrations.queries import of_person

ROOM = "certificates"
"""The folder of the stored documents."""


@dataclass(frozen=True)
class Entitlement:
    """How far one registration is: what the rule says, the certificate that stands already, and a revoked one that bars another."""

    registration: Registration
    outcome: Earned | NotYet
    certificate: Certificate | None
    barred: Certificate | None

    @property
    def due(self) -> bool:
        """Say whether a certificate is earned, not issued, and not barred by a revoked one."""
        return isinstance(self.outcome, Earned) and self.certificate is None and self.barred is None

    @property
    def jp(self) -> int | None:
        """Return the learning hours that are earned, None where there are none."""
        return self.outcome.jp if isinstance(self.outcome, Earned) else None


@dataclass(frozen=True)
class DryRun:
    """Who of a series gets a certificate, who does not and why; meetings: those not cancelled, by date; silent: those without any attendance."""

    series: Series
    meetings: tuple[Meeting, ...]
    standings: tuple[Entitlement, ...]
    silent: tuple[Meeting, ...]

    @property
    def needed(self) -> int:
        """Return in how many of the meetings one must be present."""
        return _asked(self.series, self.meetings).needed

    @property
    def due(self) -> list[Entitlement]:
        """Return whoever gets one now."""
        return [standing for standing in self.standings if standing.due]

    def refuse_until_over(self, now: datetime) -> None:
        """Raise SeriesWithoutEnd or SeriesNotOver while it is too early for certificates."""
        rules.may_issue(
            rolling=self.series.rolling,
            ends=[meeting.ends_at for meeting in self.meetings],
            now=now,
        )

    @property
    def issued(self) -> int:
        """Return how many hold one."""
        return sum(standing.certificate is not None for standing in self.standings)

    @property
    def not_yet(self) -> int:
        """Return how many hold none and get none now."""
        return sum(standing.certificate is None and not standing.due for standing in self.standings)


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
    present, heard = _attendance(ids)
    standing_certificates, barring = _certificates(ids)
    return [
        DryRun(
            series,
            tuple(meetings[series.id]),
            tuple(
                _standings(
                    series,
                    meetings[series.id],
                    registrations[series.id],
                    present,
                    standing_certificates,
                    barring,
                )
            ),
            tuple(meeting for meeting in meetings[series.id] if meeting.id not in heard),
        )
        for series in listed
    ]


def _live_registrations(series_ids: list[int]) -> Select[Registration]:
    live = select(Registration).join(Registration.person)
    live = live.options(contains_eager(Registration.person), lazyload(Registration.seats))
    # Whoever only ever waited for a place was never in.
    placed = exists().where(
        Seat.registration_id == Registration.id, Seat.status == SeatStatus.CONFIRMED
    )
    live = live.where(Registration.series_id.in_(series_ids), Registration.stands, placed)
    return live.order_by(Person.name_key, Registration.id)


def _attendance(series_ids: list[int]) -> tuple[dict[int, set[int]], set[int]]:
    """Return the meetings each registration was present in, and the meetings of which anything is known."""
    statement = select(Seat.registration_id, Seat.meeting_id, Attendance.status).join(
        Attendance, Attendance.seat_id == Seat.id
    )
    statement = statement.join(Meeting, Meeting.id == Seat.meeting_id)
    present: dict[int, set[int]] = defaultdict(set)
    heard: set[int] = set()
    for registration_id, meeting_id, status in db.session.execute(
        statement.where(Meeting.series_id.in_(series_ids), Seat.status == SeatStatus.CONFIRMED)
    ):
        heard.add(meeting_id)
        if status == AttendanceStatus.PRESENT:
            present[registration_id].add(meeting_id)
    return present, heard


_Held = dict[tuple[int | None, int], Certificate]


def _certificates(series_ids: list[int]) -> tuple[_Held, _Held]:
    """Return the certificates that stand, and those revoked ones that bar another, by series and person."""
    counting = select(Certificate).where(
        Certificate.series_id.in_(series_ids), Certificate.kind == CertificateKind.COMPLETION
    )
    counting = counting.where(
        or_(Certificate.revoked_at.is_(None), Certificate.lifted_at.is_(None))
    ).order_by(Certificate.id)
    live: _Held = {}
    barring: _Held = {}
    for certificate in db.session.scalars(counting):
        (barring if certificate.bars else live)[certificate.series_id, certificate.person_id] = (
            certificate
        )
    return live, barring


def _standings(
    series: Series,
    meetings: list[Meeting],
    registrations: list[Registration],
    present: dict[int, set[int]],
    certificates: _Held,
    barring: _Held,
) -> Iterable[Entitlement]:
    asked = _asked(series, meetings)
    for registration in registrations:
        outcome = _printable(
            rules.earned(asked, present.get(registration.id, set())), registration.person.full_name
        )
        whose = (series.id, registration.person_id)
        yield Entitlement(registration, outcome, certificates.get(whose), barring.get(whose))


def _asked(series: Series, meetings: Iterable[Meeting]) -> Requirement:
    minutes = {
        meeting.id: round((meeting.ends_at - meeting.starts_at).total_seconds() / 60)
        for meeting in meetings
    }
    return Requirement(minutes, series.required_meetings, series.jp_minutes)


def _printable(outcome: Earned | NotYet, name: str) -> Earned | NotYet:
    """Return the outcome; not earned yet where the name could not be printed whole."""
    if isinstance(outcome, NotYet):
        return outcome
    try:
        pdf.check_printable(name)
    except pdf.UnprintableName as refusal:
        return NotYet(outcome.attended, outcome.total, (refusal.sentence,))
    return outcome


def issuer_of(series: Series) -> Secretariat:
    """Return the secretariat that issues this series' certificates; raise NoIssuer or NoSignatory, which say what to set."""
    owner = series.programme.owner
    issuer = secretariat_of(owner.id)
    if issuer is None:
        raise rules.NoIssuer(
            _(
                "%(owner)s is not set up as a secretariat. An administrator gives it an issuer code and a number pattern.",
                owner=owner.name,
            )
        )
    if not (issuer.signatory and issuer.signatory_title):
        raise rules.NoSignatory(
            _(
                "%(owner)s has no signatory. First say who signs its certificates, and as what.",
                owner=owner.name,
            )
        )
    return issuer


PAGE = 20


@dataclass(frozen=True)
class Page:
    """Some series, and the key after which the next page begins (None: this is the last)."""

    series: Sequence[Series]
    after: str | None


def _ended(now: datetime) -> Subquery:
    """Return for each series that came to its end when that was, and how many meetings were held."""
    held = select(
        Meeting.series_id, func.count().label("number"), func.max(Meeting.ends_at).label("last")
    )
    return (
        held.where(Meeting.cancelled_at.is_(None))
        .group_by(Meeting.series_id)
        .having(func.max(Meeting.ends_at) <= now)
        .subquery()
    )


@dataclass(frozen=True)
class Visible:
    """What an actor sees of certificates: those of the series whose owner's scope is within the actor's own."""

    actor: Actor

    def over(self, now: datetime, *, after: str | None = None, size: int = PAGE) -> Page:
        """Return a page of the series that came to their end, the latest first. Raises NotFound for a strange `after`."""
        ended = _ended(now)
        statement = (
            self.all_series()
            .join(ended, ended.c.series_id == Series.id)
            .where(Series.rolling.is_(False))
        )
        if after:
            last = self.series(after)
            when = select(ended.c.last).where(ended.c.series_id == last.id).scalar_subquery()
            statement = statement.where(
                or_(ended.c.last < when, and_(ended.c.last == when, Series.id < last.id))
            )
        found = db.session.scalars(
            statement.order_by(ended.c.last.desc(), Series.id.desc()).limit(size + 1)
        ).all()
        return Page(found[:size], found[size - 1].key if len(found) > size else None)

    def series(self, key: str) -> Series:
        """Return a series; raise NotFound."""
        return existing(db.session.scalar(self.all_series().where(Series.key == key)))

    def certificate(self, key: str) -> Certificate:
        """Return a certificate; raise NotFound."""
        mine = self.all_series().with_only_columns(Series.id)
        return existing(
            db.session.scalar(
                select(Certificate).where(Certificate.key == key, Certificate.series_id.in_(mine))
            )
        )

    def all_series(self) -> Select[Series]:
        """Return the select of the series."""
        run = select(Series).join(Series.programme).where(programmes.run_by(self.actor))
        return run.options(contains_eager(Series.programme))


def visible_to(actor: Actor) -> Visible:
    """Return what the actor sees."""
    return Visible(actor)


@dataclass(frozen=True)
class Ready:
    """A series that ended, and how many have earned a certificate in it that is not issued yet."""

    series: Series
    number: int


def ready(actor: Actor, *, now: datetime, limit: int | None = None) -> list[Ready]:
    """Return the series that ended and in which certificates wait to be issued, the newest first, in one statement.

    The database counts, by the same rule as a dry run; whoever's name cannot be printed counts here, since somebody has to look at it.
    """
    over = _ended(now)
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
        visible_to(actor)
        .all_series()
        .join(waiting, waiting.c.series_id == Series.id)
        .add_columns(waiting.c.number)
    )
    return [
        Ready(series, number)
        for series, number in db.session.execute(statement.order_by(Series.id.desc()).limit(limit))
    ]


def of_series(series_id: int) -> Sequence[Certificate]:
    """Return every certificate of a series, the newest number first."""
    listed = select(Certificate).where(Certificate.series_id == series_id)
    return db.session.scalars(listed.order_by(Certificate.id.desc())).all()


def of_person_series(registration: Registration) -> Sequence[Certificate]:
    """Return the certificates of a registration's person in its series, the newest first."""
    theirs = select(Certificate).where(
        Certificate.person_id == registration.person_id,
        Certificate.series_id == registration.series_id,
    )
    return db.session.scalars(
        theirs.order_by(Certificate.issued_at.desc(), Certificate.id.desc())
    ).all()


def own(registration: Registration, key: str) -> Certificate:
    """Return the certificate of a registration's person in its series; raise NotFound for anybody else's."""
    return existing(
        next(
            (
                certificate
                for certificate in of_person_series(registration)
                if certificate.key == key
            ),
            None,
        )
    )


def by_code(code: str) -> Certificate | None:
    """Return the certificate with this check code, as rules.typed_code gives it."""
    return db.session.scalar(select(Certificate).where(Certificate.code == code))


def by_number(typed: str) -> Certificate | None:
    """Return the certificate with this number; capitals, blanks, signs and zeros in front do not matter. None for several that differ so."""
    bearers = db.session.scalars(
        select(Certificate).where(Certificate.number_key == number_key(typed)).limit(100)
    ).all()
    exact = [each for each in bearers if each.number == "".join(typed.split())]
    return (exact or bearers)[0] if len(exact or bearers) == 1 else None


def successor(certificate: Certificate) -> Certificate | None:
    """Return the certificate that took this one's place, the last of the chain."""
    latest = None
    following = certificate.replaced_by_id
    while following is not None:
        latest = db.session.get_one(Certificate, following)
        following = latest.replaced_by_id
    return latest


def undrawn(after: int, limit: int) -> Sequence[Certificate]:
    """Return certificates that were issued and not drawn, in the order of their ids, from the one after this id."""
    waiting = (
        select(Certificate).join(Certificate.person).options(contains_eager(Certificate.person))
    )
    waiting = waiting.where(
        Certificate.digest == "", Certificate.id > after, Person.erased_at.is_(None)
    )
    return db.session.scalars(waiting.order_by(Certificate.id).limit(limit)).all()


def printed(certificate: Certificate, links: Links) -> CertificateFacts:
    """Return what stands on a certificate; until it is drawn, the address of the check page is that of today."""
    address = certificate.facts["check_address"] or links.to(
        "certificates.checked", code=certificate.code
    )
    return CertificateFacts.from_stored({**certificate.facts, "check_address": address})


def document(certificate: Certificate, links: Links, folder: Path) -> bytes:
    """Return the PDF of a certificate: the stored one, or the same drawn from its facts. folder: of all stored files.

    Raises HolderErased.
    """
    if certificate.person.erased_at is not None:
        raise rules.HolderErased
    return Files(folder).get(ROOM, file_name(certificate)) or drawn(
        printed(certificate, links), folder
    )


def drawn(facts: CertificateFacts, folder: Path) -> bytes:
    """Return the PDF of facts, with the logo that they name where it is still stored. Raises UnprintableName."""
    return pdf.draw(facts, Files(folder).get(identity.ROOM, facts.logo) if facts.logo else None)


def file_name(certificate: Certificate) -> str:
    """Return the name under which a certificate's document is stored."""
    return f"{certificate.key}.pdf"


def registration_of(certificate: Certificate) -> Registration | None:
    """Return what the holder registered with in the certificate's series, None without one."""
    if certificate.series_id is None:
        return None
    return of_person(certificate.series_id, certificate.person_id)


def all_of(person: Person) -> Sequence[Certificate]:
    """Return every certificate of a person, the oldest first."""
    return db.session.scalars(
        select(Certificate).where(Certificate.person_id == person.id).order_by(Certificate.id)
    ).all()


def copy_of(person: Person) -> list[dict[str, Any]]:
    """Return what was certified to a person, the oldest first."""
    told = ("holder", "role", "title", "dates", "jp")
    return [
        {
            "number": each.number,
            **{name: each.facts.get(name) for name in told},
            "code": each.code,
            "issued_at": each.issued_at,
            "issued_by": each.issued_by,
            "digest": each.digest,
            "certificate": each.state,
            "revoked_at": each.revoked_at,
            "reason": each.revoked_why,
            "lifted_at": each.lifted_at,
            "lifted_why": each.lifted_why,
        }
        for each in all_of(person)
    ]


def of_erased() -> Sequence[Certificate]:
    """Return the certificates whose holder had their data erased."""
    return db.session.scalars(
        select(Certificate).join(Certificate.person).where(Person.erased_at.is_not(None))
    ).all()
