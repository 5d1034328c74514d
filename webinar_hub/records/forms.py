"""What we ask of somebody who looks after their own data, and of whoever answers them."""

from typing import Any, ClassVar, cast

from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import Optional

from webinar_hub.accounts.rules import AddressTaken
from webinar_hub.kit.errors import Refused
from webinar_hub.people.forms import (
    UNSAID,
    ContactField,
    HomeForm,
    NameField,
    email_address,
    phone_number,
)
from webinar_hub.people.models import Difficulty, Person, RequestKind
from webinar_hub.people.names import LongName
from webinar_hub.people.words import DIFFICULTIES, QUESTIONS, REQUESTS
from webinar_hub.records.correcting.actions import Correction
from webinar_hub.records.correcting.rules import KnownThere
from webinar_hub.web.forms import AtMost, HubForm, LinesField, TextField, _, required


class CodeForm(HubForm):
    """The six digits of a message."""

    code = TextField(
        _("Code from the message"), [required(_("Enter the six digits of the code.")), AtMost(20)]
    )


class ConsentForm(HubForm):
    """The consent that is taken back."""

    kind = HiddenField(validators=[AtMost(20)])


class CorrectForm(HomeForm):
    """Who somebody is, and where."""

    name = NameField(
        _("Full name"), [required(_("Write the name. One word is enough.")), AtMost(160)]
    )
    organisation = TextField(_("Organisation"), [AtMost(200)])


class DeskCorrectForm(HomeForm):
    """Who somebody is, and where they are reached from now on; empty addresses stay."""

    PLACES: ClassVar[dict[type[Refused], str]] = {
        LongName: "name",
        KnownThere: "name",
        AddressTaken: "email",
    }

    name = NameField(
        _("Full name"), [required(_("Write the name. One word is enough.")), AtMost(160)]
    )
    email = TextField(_("New e-mail address"), [email_address, AtMost(254)])
    phone = TextField(_("New mobile number"), [phone_number, AtMost(40)])

    @classmethod
    def of(cls, person: Person) -> "DeskCorrectForm":
        """Return the form with what is known; who came in at the door has no place yet."""
        bare = not (person.region_code or person.email or person.phone)
        home = {} if bare else cls.filled(person.region_code)
        return cls(name=person.full_name, **home)

    def facts(self) -> dict[str, Correction]:
        """Return what was filled in, for the action."""
        wanted = Correction(
            self.name.data or "", self.region_code, self.email.data or None, self.phone.data or None
        )
        return {"wanted": wanted}


class AddressForm(HubForm):
    """A new e-mail address or telephone number."""

    contact = ContactField(
        _("New mobile number or e-mail"),
        [required(_("Write a mobile number or an e-mail address.")), AtMost(254)],
    )


class AskForm(HubForm):
    """What somebody asks of the secretariat."""

    kind = RadioField(_("What do you ask for?"), [required(_("Choose one of the answers."))])
    words = LinesField(_("What the secretariat should know"), [Optional(), AtMost(1000)])

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.kind.choices = [
            (kind.value, str(sentence))
            for kind, sentence in REQUESTS.items()
            if kind is not RequestKind.ERASE
        ]


class AnswerForm(HubForm):
    """What the secretariat answers."""

    answer = LinesField(
        _("Answer"), [required(_("Write what becomes of the request.")), AtMost(1000)]
    )


def _scale(question: str) -> RadioField:
    return RadioField(cast("str", QUESTIONS[question]), [Optional()], default=UNSAID)


class FunctioningForm(HubForm):
    """The six questions of the Washington Group short set, with the consent to keep them."""

    seeing = _scale("seeing")
    hearing = _scale("hearing")
    walking = _scale("walking")
    remembering = _scale("remembering")
    washing = _scale("washing")
    communicating = _scale("communicating")
    agrees = BooleanField(
        _("My answers may be kept and counted."),
        [
            required(
                _("Tick that your answers may be kept and counted. Without it, nothing is kept.")
            )
        ],
    )

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        for question in QUESTIONS:
            self[question].choices = [
                *((answer.value, str(word)) for answer, word in DIFFICULTIES.items()),
                (UNSAID, str(_("I would rather not say"))),
            ]

    def answers(self) -> dict[str, Difficulty | None]:
        """Return the answer to each question, None where there is none."""
        return {
            question: Difficulty(self[question].data) if self[question].data else None
            for question in QUESTIONS
        }
