"""The words by which a copy of somebody's data names its parts, and what people can ask for."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from webinar_hub.attendance.models import AttendanceStatus, EvidenceKind
from webinar_hub.certificates.models import CertificateState
from webinar_hub.kit import language, zones
from webinar_hub.kit.language import Sentence, _
from webinar_hub.messages import kinds
from webinar_hub.messages.words import STATES
from webinar_hub.people.models import ConsentKind, RequestKind, RequestState
from webinar_hub.people.words import AGES, DIFFICULTIES, QUESTIONS, SEXES
from webinar_hub.people.words import ROLES as HELD
from webinar_hub.programmes.words import ROLES
from webinar_hub.registrations.models import RegistrationState, SeatStatus

REQUESTS: dict[RequestKind, Sentence] = {
    RequestKind.ERASE: _("Erase my data"),
    RequestKind.CERTIFICATE: _("Correct a certificate"),
    RequestKind.RESTRICT: _("Write to me only what I need"),
    RequestKind.OTHER: _("Something else"),
}
CONSENTS: dict[ConsentKind, Sentence] = {
    ConsentKind.NEWS: _("News of the next webinars and trainings"),
    ConsentKind.RECORDING: _("Picture and voice in the published recording"),
    ConsentKind.PARTNERS: _("Name and organisation shared with partners"),
    ConsentKind.PHOTOS: _("Photos of you in what is published"),
    ConsentKind.REMEMBER: _("Sex and age remembered for the next registrations"),
    ConsentKind.DISABILITY: _("Answers to the six questions, kept and counted"),
}
SECTIONS: dict[str, Sentence] = {
    "person": _("Who you are"),
    "affiliations": _("Your organisations"),
    "functioning": _("Your answers to the six questions"),
    "guardian": _("Your parent or guardian"),
    "consents": _("What you agreed to or refused"),
    "registrations": _("Registrations"),
    "sent_forms": _("Registration forms sent with your address"),
    "access_needs": _("What you need to be able to take part"),
    "seats": _("Places in sessions"),
    "attendance": _("Attendance, as it was counted"),
    "evidence": _("What attendance was counted from"),
    "certificates": _("Certificates"),
    "letters": _("Messages to you"),
    "appearances": _("Your parts in sessions"),
    "requests": _("What you asked about your data"),
    "roles": _("Your roles at the desk"),
    "focal_requests": _("Organisations that you asked to stand for"),
    "account": _("Your account at the desk"),
    "sign_ins": _("Sign-ins at the desk"),
    "invitations": _("Roles that were offered to you"),
}
FIELDS: dict[str, Sentence] = {
    "name": _("Name"),
    "title_before": _("Title before the name"),
    "title_after": _("Titles after the name"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "organisation": _("Organisation"),
    "region": _("Region"),
    "region_code": _("Region"),
    "language": _("Language"),
    "sex": _("Sex"),
    "age_band": _("Age"),
    **QUESTIONS,
    "added_at": _("Known since"),
    "restricted_at": _("Only needed messages since"),
    "kind": _("Kind"),
    "agreed": _("Agreed"),
    "text_version": _("Version of the wording"),
    "source": _("Where"),
    "given_at": _("Agreed on"),
    "withdrawn_at": _("Withdrawn on"),
    "series": _("Series"),
    "meeting": _("Session"),
    "number": _("Number"),
    "starts_at": _("Begins"),
    "code": _("Code"),
    "registered_at": _("Registered on"),
    "consents": _("Ticked"),
    "proved_at": _("Confirmed as yours on"),
    "dropped_at": _("Dropped on"),
    "conduct_version": _("Code of conduct, version"),
    "conduct_language": _("Read in"),
    "conduct_agreed_at": _("Agreed on"),
    "seat": _("Place in the session"),
    "since": _("Since"),
    "minutes": _("Minutes"),
    "attendance": _("Attendance"),
    "computed_at": _("Counted on"),
    "original_name": _("Earlier name on the platform"),
    "joined_at": _("Came"),
    "left_at": _("Left"),
    "noted_at": _("Noted on"),
    "why": _("Why it is yours"),
    "holder": _("Holder"),
    "role": _("Role"),
    "title": _("Title"),
    "dates": _("Held on"),
    "jp": _("JP"),
    "issued_at": _("Issued on"),
    "issued_by": _("Issued by"),
    "digest": _("SHA-256 of the document"),
    "certificate": _("Status"),
    "revoked_at": _("Revoked on"),
    "lifted_at": _("Another one allowed on"),
    "lifted_why": _("Why another one was allowed"),
    "reason": _("Reason"),
    "written_at": _("Written"),
    "sent_at": _("Sent"),
    "state": _("Status"),
    "words": _("In your words"),
    "sign_language": _("Sign language interpreter (JBI)"),
    "captions": _("Live captions by a typist"),
    "dial_in": _("Taking part by voice alone, over a telephone line"),
    "materials": _("Materials in a form that a screen reader reads, before the session"),
    "other": _("Something else"),
    "proof": _("How it can be checked"),
    "asked_at": _("Asked on"),
    "due_at": _("To be answered before"),
    "answer": _("Answer"),
    "answered_at": _("Answered on"),
    "until": _("Until"),
    "closed_at": _("Closed on"),
    "began_at": _("Began"),
    "seen_at": _("Last used"),
    "ended_at": _("Ended"),
    "browser": _("Browser"),
    "made_at": _("Offered on"),
    "expires_at": _("Offer ends"),
    "used_at": _("Accepted on"),
}
_VALUES: dict[str, Sentence] = {
    **{kind.value: word for kind, word in REQUESTS.items()},
    **{kind.value: word for kind, word in CONSENTS.items()},
    **{sex.value: word for sex, word in SEXES.items()},
    **{age.value: word for age, word in AGES.items()},
    **{difficulty.value: word for difficulty, word in DIFFICULTIES.items()},
    RequestState.OPEN: _("Being looked at"),
    RequestState.GRANTED: _("Done"),
    RequestState.REFUSED: _("Refused"),
    RegistrationState.STANDING: _("Registered"),
    RegistrationState.LEFT: _("Cancelled"),
    SeatStatus.CONFIRMED: _("Registered"),
    SeatStatus.WAITLISTED: _("Waiting list"),
    SeatStatus.OFFERED: _("Offered"),
    SeatStatus.CANCELLED: _("Given back"),
    AttendanceStatus.PRESENT: _("Present"),
    AttendanceStatus.PARTIAL: _("Stayed too short"),
    AttendanceStatus.ABSENT: _("Absent"),
    EvidenceKind.STAY: _("A stay in the platform's report"),
    EvidenceKind.DURATION: _("Minutes in the platform's report"),
    EvidenceKind.JOIN_CLICK: _("Pressed “Join” on the personal page"),
    CertificateState.VALID: _("Valid"),
    CertificateState.REVOKED: _("Revoked"),
    CertificateState.REPLACED: _("Replaced"),
    **{state: word for state, (_mark, word) in STATES.items()},
    **{role.value: word for role, word in HELD.items()},
    **{role.value: word for role, word in ROLES.items()},
}


_LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}


def shown(field: str, value: Any) -> str:
    """Return a value of a copy as people read it, in the reader's language; moments in WIB."""
    if isinstance(value, datetime):
        return zones.moment(value, zones.WIB)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if field == "language":
        return _LANGUAGES.get(value, str(value))
    if field == "source" and str(value).startswith("registration:"):
        return str(_("The form of a registration"))
    if field == "why":
        return language.gettext(str(value))
    if isinstance(value, list):
        return ", ".join(shown(field, each) for each in value)
    if isinstance(value, StrEnum):
        return str(_VALUES.get(value, value.value))
    if field == "kind":
        return kinds.called(str(value))
    return str(value)


def readable(
    copied: dict[str, list[dict[str, Any]]],
) -> list[tuple[Sentence, list[list[tuple[Sentence, str]]]]]:
    """Return a copy as sections with rows of labelled texts; what is empty is left out."""
    return [
        (
            SECTIONS[kind],
            [
                [
                    (FIELDS[field], shown(field, value))
                    for field, value in row.items()
                    if value not in (None, "", [])
                ]
                for row in rows
            ],
        )
        for kind, rows in copied.items()
        if rows
    ]
