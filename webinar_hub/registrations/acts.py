"""What is done with registrations, as the history tells it."""

from webinar_hub.history.words import Acts, Verb
from webinar_hub.kit.language import _
from webinar_hub.messages.acts import LINKS
from webinar_hub.people.acts import called_after_person, language_called
from webinar_hub.registrations.models import Registration, RegistrationState, SeatStatus

REGISTRATIONS = _("registrations that were made, changed or cancelled")
ANSWERS = _("what people asked or said they need, and the answers")

ACTS = Acts(
    verbs={
        "registered": Verb(_("Registered"), touches=REGISTRATIONS),
        "left": Verb(_("Place given back"), touches=REGISTRATIONS),
        "took in every date": Verb(_("Registered for every session"), touches=REGISTRATIONS),
        "paused": Verb(_("Paused"), touches=REGISTRATIONS),
        "stopped": Verb(_("Stopped"), touches=REGISTRATIONS),
        "let in without proof": Verb(_("Let in without proof"), touches=REGISTRATIONS),
        "took an offered place": Verb(_("Offered place taken"), touches=REGISTRATIONS),
        "chose how to take part": Verb(_("Chosen how to take part"), touches=REGISTRATIONS),
        "walked in": Verb(_("Registered at the door"), touches=REGISTRATIONS),
        "took in people": Verb(_("People imported from a table"), touches=REGISTRATIONS),
        "revoked the personal links": Verb(_("Personal links revoked"), touches=LINKS),
        "added a word": Verb(_("Word for links made"), touches=None),
        "removed a word": Verb(_("Word for links taken back"), touches=None),
        "answered": Verb(_("Request answered"), touches=ANSWERS),
    },
    objects={"registration": _("Registration")},
    fields={
        "registrations": _("Registrations"),
        "status": _("Status"),
        "at_venue": _("At the venue"),
        "word": _("Word"),
        "forms": _("Forms"),
        "organisation_name": _("Organisation as it was written"),
    },
    choices=(
        {
            RegistrationState.STANDING: _("Registered"),
            RegistrationState.LEFT: _("Cancelled"),
        },
        {
            SeatStatus.CONFIRMED: _("Registered"),
            SeatStatus.WAITLISTED: _("Waiting list"),
            SeatStatus.OFFERED: _("Offered"),
            SeatStatus.CANCELLED: _("Given back"),
        },
    ),
    readers={"conduct_language": language_called},
    names={"registration": called_after_person(Registration)},
    refers={"registrations": "registration"},
)
