"""What we look up to issue: who issues, who has a part, what they have and registered with."""

from collections.abc import Callable, Collection

from sqlalchemy import ColumnElement, Select, exists, or_, select

from webinar_hub.certificates.issuing import rules
from webinar_hub.certificates.models import Certificate, CertificateKind
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.network.models import Secretariat
from webinar_hub.network.queries import secretariat_of
from webinar_hub.people.models import Person
from webinar_hub.programmes.appearing import queries as appearing
from webinar_hub.programmes.appearing.models import Answer
from webinar_hub.programmes.models import Appearance, Meeting, Series
from webinar_hub.registrations.models import Registration
from webinar_hub.registrations.queries import of_person


def issuer_of(series: Series) -> Secretariat:
    """Return the secretariat that issues this series' certificates.

    Raises NoIssuer and NoSignatory, which say what to set.
    """
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


def obstacle(series: Series, refuse: Callable[[], None]) -> Refused | None:
    """Return what is in the way of issuing for a series, None for nothing.

    refuse: raises what else may be in the way.
    """
    try:
        refuse()
        issuer_of(series)
    except Refused as refusal:
        return refusal
    return None


def registration_of(certificate: Certificate) -> Registration | None:
    """Return what the holder registered with in the certificate's series, None without one."""
    if certificate.within_id is None:
        return None
    return of_person(certificate.within_id, certificate.person_id)


def parts(meeting: Meeting, who: Collection[int] | None = None) -> dict[int, list[Appearance]]:
    """Return the parts that people have in a session, by person; whoever cannot come has none.

    who: of these people alone, by their ids.
    """
    cannot = {
        person for person, said in appearing.answers(meeting).items() if said is Answer.CANNOT
    }
    found: dict[int, list[Appearance]] = {}
    for each in appearing.appearances([meeting.id])[meeting.id]:
        asked_for = who is None or each.person_id in who
        if asked_for and each.person_id not in cannot and each.person.erased_at is None:
            found.setdefault(each.person_id, []).append(each)
    return found


def standing_and_barring(
    meeting: Meeting, kind: CertificateKind, who: Collection[int] | None = None
) -> tuple[dict[int, Certificate], dict[int, Certificate]]:
    """Return the letters of a kind that stand, and the revoked that bar others, by person."""
    standing: dict[int, Certificate] = {}
    barring: dict[int, Certificate] = {}
    counting = or_(Certificate.revoked_at.is_(None), Certificate.lifted_at.is_(None))
    found = select(Certificate).where(
        Certificate.meeting_id == meeting.id, Certificate.kind == kind, counting
    )
    if who is not None:
        found = found.where(Certificate.person_id.in_(who))
    for each in db.session.scalars(found.order_by(Certificate.id)):
        (barring if each.bars_another else standing)[each.person_id] = each
    return standing, barring


def in_force(kind: CertificateKind, among: Collection[int] | None = None) -> Select[Certificate]:
    """Return the select of the letters of a kind that stand, with their session and holder.

    among: of these alone, by their ids. Of whoever was erased nobody can tell any more.
    """
    held = select(Certificate).join(Certificate.meeting).join(Certificate.person)
    stands = held.where(
        Certificate.kind == kind, Certificate.revoked_at.is_(None), Person.erased_at.is_(None)
    )
    if among is not None:
        stands = stands.where(Certificate.id.in_(among))
    return stands.order_by(Certificate.id)


def has_a_part() -> ColumnElement[bool]:
    """Return the condition that the holder of a letter has a part in its session."""
    return exists().where(
        Appearance.meeting_id == Certificate.meeting_id,
        Appearance.person_id == Certificate.person_id,
    )


def number_taken(number: str) -> bool:
    """Say whether a certificate or letter bears this number."""
    return bool(db.session.scalar(select(exists().where(Certificate.number == number))))
