"""What we do with documents: draw those that are due, delete those of erased holders."""

import hashlib
import logging
from datetime import datetime

from sqlalchemy import exists, update

from webinar_hub.certificates.drawing import queries
from webinar_hub.certificates.drawing.facts import CertificateFacts
from webinar_hub.certificates.models import (
    Certificate,
)
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.files import Files
from webinar_hub.kit.links import Links
from webinar_hub.people.models import Person

_log = logging.getLogger("webinar_hub.certificates")


_BATCH = 20


def draw_due(links: Links, files: Files) -> int:
    """Draw and store every certificate that was issued and not drawn; return how many.

    Not inside a transaction. Drawing gives the same bytes each time, so any number of workers may
    do the same one.
    """
    drawn, last = 0, 0
    while waiting := queries.undrawn(last, _BATCH):
        for certificate in waiting:
            last = certificate.id
            try:
                facts = queries.printed(certificate, links)
                document = queries.drawn(facts, files)
            except Refused as refusal:
                _log.error("certificate %s cannot be drawn: %s", certificate.number, refusal)
                continue
            files.put(queries.ROOM, queries.file_name(certificate), document)
            drawn += db.write(
                _note_drawn, certificate.id, facts, hashlib.sha256(document).hexdigest()
            )
    db.session.rollback()
    return drawn


def _note_drawn(certificate_id: int, facts: CertificateFacts, digest: str) -> bool:
    """Store what was printed and its digest.

    Return False where another worker was faster, or the holder was erased meanwhile.
    """
    there = exists().where(Person.id == Certificate.person_id, Person.erased_at.is_(None))
    undrawn = update(Certificate).where(
        Certificate.id == certificate_id, Certificate.digest == "", there
    )
    return (
        db.session.scalar(
            undrawn.values(digest=digest, facts=facts.stored()).returning(Certificate.id)
        )
        is not None
    )


def remove_erased(files: Files, *, since: datetime | None = None) -> None:
    """Delete the stored documents of holders who had their data erased, since a moment or ever.

    Not inside a transaction.
    """
    files.remove(queries.ROOM, map(queries.file_name, queries.of_erased(since)))
