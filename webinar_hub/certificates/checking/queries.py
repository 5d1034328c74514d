"""What we look up for the check page: a certificate by its code or number, and its successor."""

from sqlalchemy import select

from webinar_hub.certificates.models import Certificate, CertificateKind
from webinar_hub.kit.db import db
from webinar_hub.kit.text import number_key
from webinar_hub.programmes.rules import LISTED, state_of


def by_code(code: str) -> Certificate | None:
    """Return the certificate with this check code, as rules.typed_code gives it."""
    return db.session.scalar(select(Certificate).where(Certificate.code == code))


def by_number(typed: str) -> Certificate | None:
    """Return the certificate with this number, None for none.

    Capitals, blanks, signs and zeros in front do not matter, unless several differ by these alone.
    """
    bearers = db.session.scalars(
        select(Certificate).where(Certificate.number_key == number_key(typed)).limit(100)
    ).all()
    exact = [each for each in bearers if each.number == "".join(typed.split())]
    return (exact or bearers)[0] if len(exact or bearers) == 1 else None


def told_by_number(certificate: Certificate) -> bool:
    """Say whether a number, through which anybody can count, tells for what a document was given.

    A letter of assignment is given before its session, which may stand in no public list.
    """
    meeting = certificate.meeting
    sent = certificate.kind is CertificateKind.ASSIGNMENT
    return not (sent and meeting) or state_of(meeting) in LISTED


def successor(certificate: Certificate) -> Certificate | None:
    """Return the certificate that took this one's place, the last of the chain."""
    latest = None
    following = certificate.replaced_by_id
    while following is not None:
        latest = db.session.get_one(Certificate, following)
        following = latest.replaced_by_id
    return latest
