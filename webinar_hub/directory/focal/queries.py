"""What a focal person sees: their organisations, who registered for them, and nobody else."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, select, true
from sqlalchemy.orm import contains_eager

from webinar_hub.attendance.minutes.queries import Turnout, turnouts
from webinar_hub.certificates.models import EARNED, Certificate
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.kit.paging import Paged
from webinar_hub.network.models import Organisation
from webinar_hub.people.models import Person
from webinar_hub.people.names import name_key
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration, Seat, SeatStatus

PAGE = 50
_WORDS = 6
_STANDING = (Certificate.revoked_at.is_(None), Certificate.kind.in_(EARNED))
CERTIFICATES_AT_MOST = 200
"""How many certificates one file of all holds, the newest."""


def by_hand(registration: Registration) -> bool:
    """Say whether the focal persons of a registration's organisation may hand its link over.

    No letter reaches the person, and they are known to be of that organisation: anybody who knows a
    number can write any name of an organisation beside it.
    """
    of_the_organisation = (
        registration.brought_the_person
        or registration.person.organisation_id == registration.organisation_id
    )
    return registration.person.email is None and registration.stands and of_the_organisation


@dataclass(frozen=True)
class Member:
    """A registration under the organisation.

    With its seats to come, in how many sessions the person was present, and its certificates.
    """

    registration: Registration
    seats: Sequence[Seat]
    came: Turnout
    certificates: Sequence[Certificate]

    @property
    def by_hand(self) -> bool:
        """Say whether their link can only be handed over, by this organisation's focal persons."""
        return by_hand(self.registration)


@dataclass(frozen=True)
class People:
    """A page of an organisation's people, by name."""

    members: Sequence[Member]
    paged: Paged


class OwnOrganisations:
    """Organisations that somebody stands for, and what belongs to them; all else is NotFound."""

    def __init__(self, organisations: Collection[int]) -> None:
        self._organisations = organisations

    def organisations(self) -> Sequence[Organisation]:
        """Return the organisations, by name."""
        mine = select(Organisation).where(Organisation.id.in_(self._organisations))
        return db.session.scalars(mine.order_by(Organisation.name_key, Organisation.id)).all()

    def organisation(self, key: str) -> Organisation:
        """Return one of the organisations; raise NotFound."""
        return existing(
            db.session.scalar(
                select(Organisation).where(
                    Organisation.id.in_(self._organisations), Organisation.key == key
                )
            )
        )

    def registration(self, organisation: Organisation, key: str) -> Registration:
        """Return a registration under the organisation; raise NotFound."""
        return existing(db.session.scalar(self._of(organisation).where(Registration.key == key)))

    def people(
        self, organisation: Organisation, now: datetime, *, words: str = "", asked: int = 1
    ) -> People:
        """Return a page of who registered under the organisation, by name.

        words narrow it to names that hold them.
        """
        named = and_(
            true(),
            *(
                Person.name_key.contains(word, autoescape=True)
                for word in name_key(words).split()[:_WORDS]
            ),
        )
        counted = select(func.count()).select_from(Registration).join(Registration.person)
        total = (
            db.session.scalar(counted.where(Registration.organisation_id == organisation.id, named))
            or 0
        )
        paged = Paged.at(total, PAGE, asked)
        listed = (
            self._of(organisation)
            .where(named)
            .order_by(Person.name_key, Registration.id)
            .offset(paged.offset)
            .limit(paged.size)
        )
        registrations = db.session.scalars(listed).all()
        seats, certificates = _seats(registrations, now), _certificates(registrations)
        came = turnouts(each.id for each in registrations)
        members = [
            Member(
                each,
                seats[each.id],
                came.get(each.id, Turnout()),
                certificates[each.person_id, each.series_id],
            )
            for each in registrations
        ]
        return People(members, paged)

    def certificates(self, organisation: Organisation) -> Sequence[Certificate]:
        """Return the standing certificates of these registrations, the newest first."""
        return db.session.scalars(
            self._certificates(organisation)
            .order_by(Certificate.id.desc())
            .limit(CERTIFICATES_AT_MOST)
        ).all()

    def certificate(self, organisation: Organisation, key: str) -> Certificate:
        """Return one of these certificates; raise NotFound."""
        return existing(
            db.session.scalar(self._certificates(organisation).where(Certificate.key == key))
        )

    def _certificates(self, organisation: Organisation) -> Select[Certificate]:
        same_person_and_series = (Registration.person_id == Certificate.person_id) & (
            Registration.series_id == Certificate.within_id
        )
        joined = select(Certificate).join(Registration, same_person_and_series)
        return joined.where(Registration.organisation_id == organisation.id, *_STANDING)

    def _of(self, organisation: Organisation) -> Select[Registration]:
        joined = select(Registration).join(Registration.person)
        return joined.options(contains_eager(Registration.person)).where(
            Registration.organisation_id == organisation.id
        )


def _seats(registrations: Sequence[Registration], now: datetime) -> dict[int, list[Seat]]:
    found: dict[int, list[Seat]] = defaultdict(list)
    coming = select(Seat).join(Seat.meeting).options(contains_eager(Seat.meeting))
    held = (
        Seat.registration_id.in_([each.id for each in registrations]),
        Seat.status != SeatStatus.CANCELLED,
    )
    for seat in db.session.scalars(
        coming.where(*held, Meeting.cancelled_at.is_(None), Meeting.ends_at > now).order_by(
            Meeting.starts_at, Seat.id
        )
    ):
        found[seat.registration_id].append(seat)
    return found


def _certificates(
    registrations: Sequence[Registration],
) -> dict[tuple[int, int | None], list[Certificate]]:
    found: dict[tuple[int, int | None], list[Certificate]] = defaultdict(list)
    of = (
        Certificate.person_id.in_({each.person_id for each in registrations}),
        Certificate.within_id.in_({each.series_id for each in registrations}),
    )
    for certificate in db.session.scalars(
        select(Certificate).where(*of, *_STANDING).order_by(Certificate.id)
    ):
        found[certificate.person_id, certificate.within_id].append(certificate)
    return found


def stood_for_by(actor: Actor) -> OwnOrganisations:
    """Return the organisations that an actor stands for, and what belongs to them."""
    return OwnOrganisations(actor.organisations)
