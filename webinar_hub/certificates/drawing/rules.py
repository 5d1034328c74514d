"""Decide what a document is called, and when there is none."""

import re

from webinar_hub.certificates.models import CertificateKind
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _


class HolderErased(Refused):
    """There is no document any more: the holder had their data erased."""

    status = 410
    sentence = _(
        "The holder of this certificate had their data erased. Number, title, dates and digest can still be checked."
    )


def attachment_name(kind: CertificateKind, number: str) -> str:
    """Return the file name of a document: its number, in letters that every system takes."""
    plain = "-".join(re.findall(r"[0-9A-Za-z]+", number))
    if kind is CertificateKind.STATEMENT:
        return str(_("statement-%(number)s.pdf", number=plain))
    if kind is CertificateKind.ASSIGNMENT:
        return str(_("assignment-%(number)s.pdf", number=plain))
    return str(_("certificate-%(number)s.pdf", number=plain))
