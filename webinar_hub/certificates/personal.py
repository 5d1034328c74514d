"""What this room holds of a person."""

from webinar_hub.certificates import queries
from webinar_hub.certificates.issuing import actions
from webinar_hub.certificates.models import Certificate
from webinar_hub.kit.language import _
from webinar_hub.people.holdings import Copied, Erasure, Holding, Moved


def _erase(erasure: Erasure) -> None:
    held = [one for each in erasure.selves for one in actions.erase(each, erasure.parts)]
    erasure.counts["certificates"] = len(held)
    erasure.own += [("certificate", each.key) for each in held]
    actions.erase_issuer(erasure.labels)


PERSONAL = (
    Holding(
        Certificate,
        copied=Copied(
            "certificates",
            _("Certificates"),
            {
                "number": _("Number"),
                "holder": _("Holder"),
                "role": _("Role"),
                "title": _("Title"),
                "dates": _("Held on"),
                "jp": _("JP"),
                "code": _("Code"),
                "issued_at": _("Issued on"),
                "issued_by": _("Issued by"),
                "digest": _("SHA-256 of the document"),
                "certificate": _("Status"),
                "revoked_at": _("Revoked on"),
                "reason": _("Reason"),
                "lifted_at": _("Another one allowed on"),
                "lifted_why": _("Why another one was allowed"),
            },
            queries.copy_of,
        ),
        moved=Moved(
            ("meeting_id", "series_id", "programme_id", "period_begins", "period_ends", "kind"),
            lambda: Certificate.revoked_at.is_(None),
        ),
        erased=_erase,
    ),
)
