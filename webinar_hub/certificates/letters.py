"""What certificates write to people: kinds and facts; the sender makes text and links of them."""

from datetime import datetime
from typing import Any

from webinar_hub.certificates.models import Certificate
from webinar_hub.kit.language import _
from webinar_hub.messages.actions import drop, put
from webinar_hub.messages.kinds import Kind, Worded
from webinar_hub.messages.models import Lane
from webinar_hub.messages.secrets import Keys
from webinar_hub.registrations.models import Registration

ISSUED = "certificates/issued"
REVOKED = "certificates/revoked"


def _download(facts: dict[str, Any], keys: Keys) -> str:
    """Return the address at which its holder downloads a certificate."""
    link, certificate = keys.personal(facts["registration"]), facts["certificate"]
    return keys.links.to("certificates.download", link=link, key=certificate["key"])


KINDS = (
    Kind(
        ISSUED,
        _("Certificate issued"),
        Lane.REST,
        service=True,
        secrets={"certificate_link": _download},
        worded=Worded(needs=("certificate", "link"), offers=("title", "check")),
    ),
    Kind(REVOKED, _("Certificate revoked"), Lane.REST, service=True),
)


def issued(certificate: Certificate, registration: Registration, *, now: datetime) -> int:
    """Write that the certificate is there, with the way to it."""
    return _write(ISSUED, certificate, registration, {}, now)


def drop_issued(certificate: Certificate, *, now: datetime) -> None:
    """Let nobody be told any more that the certificate is there."""
    drop(_subject_of(certificate), kinds=[ISSUED], now=now)


def revoked(
    certificate: Certificate,
    registration: Registration,
    reason: str,
    *,
    replaced: bool,
    now: datetime,
) -> int:
    """Write that the certificate no longer stands, why, and whether another does instead."""
    facts = {"reason": reason, "replaced": replaced}
    return _write(REVOKED, certificate, registration, facts, now)


def _subject_of(certificate: Certificate) -> str:
    return f"certificate:{certificate.key}"


def _write(
    kind: str,
    certificate: Certificate,
    registration: Registration,
    more: dict[str, Any],
    now: datetime,
) -> int:
    facts = {
        "title": certificate.facts["title"],
        "registration": {"key": registration.key, "code": registration.code},
        "certificate": {
            "key": certificate.key,
            "number": certificate.number,
            "code": certificate.code,
            "kind": certificate.kind.value,
        },
        **more,
    }
    return put(
        kind,
        subject=_subject_of(certificate),
        person=registration.person,
        facts=facts,
        due=now,
        language=registration.language,
        now=now,
    )
