"""What is done with certificates, as the history tells it."""

from collections.abc import Iterable

from sqlalchemy import select

from webinar_hub.certificates.models import Certificate, CertificateState
from webinar_hub.history.words import Acts, Verb
from webinar_hub.kit.actor import ONESELF
from webinar_hub.kit.db import db
from webinar_hub.kit.language import _

_CERTIFICATES = _("certificates that were issued or taken back")


def _numbers(keys: set[str]) -> Iterable[tuple[str, str]]:
    numbered = select(Certificate.key, Certificate.number).where(Certificate.key.in_(keys))
    return ((key, number) for key, number in db.session.execute(numbered))


def who_issued(label: str) -> str:
    """Return who issued something, as people read it."""
    return str(_("the holder, on their own page")) if label == ONESELF.label else label


ACTS = Acts(
    verbs={
        "issued": Verb(_("Issued"), touches=_CERTIFICATES),
        "revoked": Verb(_("Revoked"), touches=_CERTIFICATES),
        "lifted a revocation": Verb(
            _("Another certificate allowed after one was revoked"), touches=_CERTIFICATES
        ),
        "downloaded": Verb(
            _("Document downloaded"), touches=_("certificates that were downloaded")
        ),
    },
    objects={"certificate": _("Certificate")},
    fields={"number": _("Number")},
    choices=(
        {
            CertificateState.VALID: _("Valid"),
            CertificateState.REVOKED: _("Revoked"),
            CertificateState.REPLACED: _("Replaced"),
        },
    ),
    readers={"issued_by": who_issued},
    names={"certificate": _numbers},
)
