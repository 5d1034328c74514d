"""What kinds and states of letters are called where people read them."""

from webinar_hub.kit.language import Sentence, _
from webinar_hub.messages.models import LetterState

KINDS: dict[str, Sentence] = {
    "registrations/confirmed": _("Registration confirmed"),
    "registrations/waitlisted": _("On the waiting list"),
    "registrations/promoted": _("Place from the waiting list"),
    "registrations/left": _("Place given back"),
    "registrations/link_again": _("Personal link again"),
    "registrations/answered": _("An answer on the personal page"),
    "registrations/meeting_moved": _("Session moved"),
    "registrations/meeting_cancelled": _("Session cancelled"),
    "accounts/sign_in": _("Sign-in link"),
    "accounts/invitation": _("Invitation to the desk"),
    "accounts/role_changed": _("Role changed"),
    "accounts/new_address": _("New sign-in address"),
    "accounts/address_changed": _("Sign-in address changed"),
    "accounts/secured": _("Change to how somebody signs in"),
    "directory/focal_confirm": _("Focal person: confirm the request"),
    "directory/focal_accepted": _("Focal person: accepted"),
    "directory/focal_refused": _("Focal person: refused"),
    "certificates/issued": _("Certificate issued"),
    "certificates/revoked": _("Certificate revoked"),
    "records/code": _("Code to open one's own data"),
    "records/confirm_address": _("Code for a new address"),
    "records/address_changed": _("Address changed"),
    "records/merged": _("Two entries made one"),
    "records/answered": _("Answer to a request"),
}
STATES: dict[LetterState, tuple[str, Sentence]] = {
    LetterState.NEW: ("wait", _("Waiting to be sent")),
    LetterState.CLAIMED: ("wait", _("Being sent")),
    LetterState.HANDING_OVER: ("wait", _("Being sent")),
    LetterState.RETRY: ("wait", _("Will be tried again")),
    LetterState.SENT: ("ok", _("Sent")),
    LetterState.PARKED: ("no", _("Could not be sent")),
    LetterState.KEPT: ("wait", _("To be handed over")),
    LetterState.DROPPED: ("", _("No longer valid")),
}
"""The mark and the word of each state."""
