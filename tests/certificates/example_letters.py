"""One letter of each kind of this room, with every fact it can carry."""

from typing import Any

from tests.messages.parts import CERTIFICATE, COHORT, REGISTRATION

FACTS: dict[str, dict[str, Any]] = {
    "certificates/issued": {
        "title": COHORT,
        "registration": REGISTRATION,
        "certificate": CERTIFICATE,
    },
    "certificates/revoked": {
        "title": COHORT,
        "certificate": CERTIFICATE,
        "reason": "Nama pemegang keliru.",
        "replaced": True,
    },
}
