"""What we ask of somebody who looks after their own data, and of whoever answers them."""

from typing import Any

from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import Optional

from webinar_hub.network import regions
from webinar_hub.people.forms import ContactField
from webinar_hub.people.models import RequestKind
from webinar_hub.records.wording import REQUESTS
from webinar_hub.web.forms import AtMost, HubForm, LinesField, TextField, _, required


class CodeForm(HubForm):
    """The six digits of a message."""

    code = TextField(_("Code from the message"), [required(_("Write the six digits of the code.")), AtMost(20)])


class ConsentForm(HubForm):
    """The consent that is taken back."""

    kind = HiddenField(validators=[AtMost(20)])


class CorrectForm(HubForm):
    """Who somebody is, and where."""

    name = TextField(_("Full name"), [required(_("Write your name. One word is enough.")), AtMost(160)])
    organisation = TextField(_("Organisation"), [AtMost(200)])
    region = SelectField(_("Province"), [required(_("Choose your province."))])

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        provinces = [(province.code, province.name) for province in regions.provinces()]
        self.region.choices = [("", str(_("Choose a province"))), *provinces, ("-", str(_("Outside Indonesia")))]


class AddressForm(HubForm):
    """A new e-mail address or telephone number."""

    contact = ContactField(_("New mobile number or e-mail"), [required(_("Write a mobile number or an e-mail address.")), AtMost(254)])


class AskForm(HubForm):
    """What somebody asks of the secretariat."""

    kind = RadioField(_("What do you ask for?"), [required(_("Choose one of the answers."))])
    words = LinesField(_("What the secretariat should know"), [Optional(), AtMost(1000)])

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.kind.choices = [(kind.value, str(sentence)) for kind, sentence in REQUESTS.items() if kind is not RequestKind.ERASE]


class AnswerForm(HubForm):
    """What the secretariat answers."""

    answer = LinesField(_("Answer"), [required(_("Write what becomes of the request.")), AtMost(1000)])
