"""What we look up to issue: who issues, and what the holder registered with."""

from collections.abc import Callable

from webinar_hub.certificates.issuing import rules
from webinar_hub.certificates.models import Certificate
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.network.models import Secretariat
from webinar_hub.network.queries import secretariat_of
from webinar_hub.programmes.models import Series
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
