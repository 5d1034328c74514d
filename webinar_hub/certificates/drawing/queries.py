"""What we look up of documents: which are not drawn yet, and the document itself."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from webinar_hub.certificates.drawing import facts as facts_of
from webinar_hub.certificates.drawing import letter, pdf, rules
from webinar_hub.certificates.drawing.facts import CertificateFacts, LetterFacts
from webinar_hub.certificates.models import Certificate
from webinar_hub.kit.db import db
from webinar_hub.kit.files import Files
from webinar_hub.kit.links import Links
from webinar_hub.network import identity
from webinar_hub.people.models import Person

ROOM = "certificates"
"""The folder of the stored documents."""


def undrawn(after: int, limit: int) -> Sequence[Certificate]:
    """Return certificates that are not drawn yet, by id, from the one after this id."""
    waiting = (
        select(Certificate).join(Certificate.person).options(contains_eager(Certificate.person))
    )
    waiting = waiting.where(
        Certificate.digest == "", Certificate.id > after, Person.erased_at.is_(None)
    )
    return db.session.scalars(waiting.order_by(Certificate.id).limit(limit)).all()


def printed(certificate: Certificate, links: Links) -> CertificateFacts:
    """Return what stands on a certificate; until it is drawn, with today's address to check it."""
    address = certificate.facts["check_address"] or links.to(
        "certificates.checked", code=certificate.code
    )
    return facts_of.from_stored({**certificate.facts, "check_address": address})


def document(certificate: Certificate, links: Links, files: Files) -> bytes:
    """Return the PDF of a certificate: the stored one, or the same drawn from its facts.

    Raises HolderErased.
    """
    if certificate.person.erased_at is not None:
        raise rules.HolderErased
    return files.get(ROOM, file_name(certificate)) or drawn(printed(certificate, links), files)


def drawn(facts: CertificateFacts, files: Files) -> bytes:
    """Return the PDF of facts, with their logo if it is still stored.

    Raises UnprintableName and Unprintable.
    """
    logo = files.get(identity.ROOM, facts.logo) if facts.logo else None
    if isinstance(facts, LetterFacts):
        return letter.draw(facts, logo)
    return pdf.draw(facts, logo)


def attachment_name(certificate: Certificate) -> str:
    """Return the name under which a document is handed over."""
    return rules.attachment_name(certificate.kind, certificate.number)


def file_name(certificate: Certificate) -> str:
    """Return the name under which a certificate's document is stored."""
    return f"{certificate.key}.pdf"


def of_erased(since: datetime | None) -> Sequence[Certificate]:
    """Return the certificates whose holder had their data erased, since a moment or ever."""
    erased = Person.erased_at.is_not(None) if since is None else Person.erased_at >= since
    return db.session.scalars(select(Certificate).join(Certificate.person).where(erased)).all()
