"""What we ask of somebody who joins."""

from collections.abc import Sequence
from typing import Any, ClassVar

from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import Optional, ValidationError

from webinar_hub.kit import language
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.zones import moment
from webinar_hub.people.answers import GuardianGiven
from webinar_hub.people.contacts import Contact
from webinar_hub.people.forms import UNSAID, ContactField, HomeForm, NameField
from webinar_hub.people.models import AgeBand, ConsentKind, Sex
from webinar_hub.people.names import LongName
from webinar_hub.people.words import AGES, SEXES
from webinar_hub.programmes.models import Meeting
from webinar_hub.programmes.rules import BadLink
from webinar_hub.registrations.channels.rules import BadWord, WordTaken
from webinar_hub.registrations.coming.rules import VenueFull
from webinar_hub.registrations.joining.actions import Application
from webinar_hub.registrations.needs import AnswerMissing, Wishes
from webinar_hub.registrations.proof.rules import TooLateToMend
from webinar_hub.registrations.taking_in.rules import RegisteredAlready
from webinar_hub.web.forms import AtMost, HubForm, LinesField, TextField, _, required

ASKED = (ConsentKind.NEWS, ConsentKind.RECORDING, ConsentKind.PARTNERS, ConsentKind.REMEMBER)
"""The consents that the form asks for."""


_EVERY = "every"
_ONLINE, _THERE = "online", "venue"


class _ForAChild:
    """Asks for a field when the form is about somebody under 18."""

    def __init__(self, sentence: str) -> None:
        self._sentence = sentence

    def __call__(self, form: Any, field: Any) -> None:
        """Raise ValidationError where the field was left empty."""
        if form.age_band.data == AgeBand.CHILD and not field.data:
            raise ValidationError(self._sentence)


class NeedForm(HubForm):
    """What somebody needs to be able to take part; cleared, it is taken back."""

    sign_language = BooleanField(_("Sign language interpreter (JBI)"))
    captions = BooleanField(_("Live captions by a typist"))
    dial_in = BooleanField(_("Taking part by voice alone, over a telephone line"))
    materials = BooleanField(
        _("Materials in a form that a screen reader reads, before the session")
    )
    other = TextField(_("Something else"), [AtMost(500)])

    def wishes(self) -> Wishes:
        """Return what was ticked and written."""
        ticks = {
            name: bool(self[name].data)
            for name in ("sign_language", "captions", "dial_in", "materials")
        }
        return Wishes(**ticks, other=self.other.data or "")


class NeedAnswerForm(HubForm):
    """What the inclusion officer answers."""

    PLACES: ClassVar[dict[type[Refused], str]] = {AnswerMissing: "answer"}

    answer = LinesField(_("Answer"), [AtMost(1000)])

    def facts(self) -> dict[str, str]:
        """Return what was filled in, for the action."""
        return {"text": self.answer.data or ""}


class PersonForm(HomeForm):
    """Who somebody is, how to reach them, and where they are at home."""

    PLACES: ClassVar[dict[type[Refused], str]] = {LongName: "name", RegisteredAlready: "contact"}

    name = NameField(
        _("Full name"), [required(_("Write the name. One word is enough.")), AtMost(160)]
    )
    organisation = TextField(_("Organisation"), [AtMost(200)])
    contact = ContactField(
        _("Mobile number or e-mail"),
        [required(_("Write a mobile number or an e-mail address.")), AtMost(254)],
    )

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        # What is wrong is listed as it stands on the page.
        self._fields = {
            **{name: self._fields[name] for name in ("name", "organisation", "contact")},  # type: ignore[has-type]
            **self._fields,  # type: ignore[has-type]
        }

    def facts(self) -> dict[str, Any]:
        """Return what was filled in, for the action."""
        contact = self.contact.contact or Contact(None, None)
        return {
            "name": self.name.data or "",
            "email": contact.email,
            "phone": contact.phone,
            "organisation": self.organisation.data or "",
            "region_code": self.region_code,
        }


class JoinForm(NeedForm, PersonForm):
    """Who joins, for which dates, what reports count by, consents, needs."""

    PLACES: ClassVar[dict[type[Refused], str]] = {**PersonForm.PLACES, VenueFull: "how"}

    dates = RadioField(_("Which sessions"), [Optional()], default=_EVERY)
    how = RadioField(_("How do you take part?"), [Optional()], default=_ONLINE)
    sex = RadioField(_("Sex"), [Optional()], default=UNSAID)
    age_band = RadioField(_("Age"), [Optional()], default=UNSAID)
    remember = BooleanField(_("Remember my sex and age for my next registrations."))
    guardian = NameField(
        _("Name of the parent or guardian"),
        [_ForAChild(_("Write the name of your parent or guardian.")), AtMost(160)],
    )
    guardian_contact = ContactField(
        _("Their mobile number or e-mail"),
        [_ForAChild(_("Write how to reach your parent or guardian.")), AtMost(254)],
    )
    guardian_agrees = BooleanField(
        _("My parent or guardian agrees that I take part."),
        [_ForAChild(_("Somebody under 18 takes part only with a parent or guardian who agrees."))],
    )
    news = BooleanField(_("Send me news of the next webinars and trainings."))
    recording = BooleanField(_("My picture and voice may be in the recording that is published."))
    partners = BooleanField(
        _("My name and organisation may be shared with the partners of this session.")
    )

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.dates.choices = [
            (_EVERY, str(_("Every session from this one on, until I stop"))),
            ("one", str(_("Only this session"))),
        ]
        self.how.choices = [(_ONLINE, str(_("Online"))), (_THERE, str(_("At the venue")))]
        unsaid = (UNSAID, str(_("I would rather not say")))
        self.sex.choices = [*((sex.value, str(word)) for sex, word in SEXES.items()), unsaid]
        self.age_band.choices = [*((age.value, str(word)) for age, word in AGES.items()), unsaid]

    @property
    def child(self) -> bool:
        """Say whether the form is about somebody under 18."""
        return bool(self.age_band.data == AgeBand.CHILD)

    def application(self) -> Application:
        """Return what was filled in, for the action."""
        reached = self.guardian_contact.contact or Contact(None, None)
        return Application(
            **self.facts(),
            consents=self._consents(),
            language=language.current(),
            wishes=self.wishes(),
            sex=Sex(self.sex.data) if self.sex.data else None,
            age_band=AgeBand(self.age_band.data) if self.age_band.data else None,
            every_date=self.dates.raw_data == [_EVERY],
            at_venue=self.how.raw_data == [_THERE],
            guardian=GuardianGiven(self.guardian.data or "", reached.email, reached.phone)
            if self.child
            else None,
        )

    def _consents(self) -> dict[ConsentKind, bool]:
        """Return what was ticked and what was not; who says nothing to remember was not asked."""
        said = {kind: bool(self[kind.value].data) for kind in ASKED}
        if not (said[ConsentKind.REMEMBER] or self.sex.data or self.age_band.data):
            del said[ConsentKind.REMEMBER]
        return said


class CompleteForm(HomeForm):
    """What somebody who joined in a hurry adds later."""

    organisation = TextField(_("Organisation"), [AtMost(200)])

    def facts(self) -> dict[str, Any]:
        """Return what was filled in, for the action."""
        return {"organisation": self.organisation.data or "", "region_code": self.region_code}


class WordForm(HubForm):
    """The word of a group or mailing."""

    PLACES: ClassVar[dict[type[Refused], str]] = {BadWord: "word", WordTaken: "word"}

    word = TextField(_("Word for a group or mailing"), [required(_("Write the word.")), AtMost(60)])


class StreamForm(HubForm):
    """Where a series is streamed."""

    PLACES: ClassVar[dict[type[Refused], str]] = {BadLink: "stream_link"}

    stream_link = TextField(_("Address of the live stream"), [AtMost(500)])
    stream_beside = BooleanField(_("Offer it beside the room, also while there are places"))

    def facts(self) -> dict[str, Any]:
        """Return what was filled in, for the action."""
        return {
            "stream_link": self.stream_link.data or "",
            "stream_beside": bool(self.stream_beside.data),
        }


class OwnPhoneForm(HubForm):
    """Whether the phone in the hand is one's own."""

    own = BooleanField(_("This is my own phone"))


class NameForm(HubForm):
    """A name once more, where it had a slip."""

    PLACES: ClassVar[dict[type[Refused], str]] = {TooLateToMend: "name", LongName: "name"}

    name = TextField(
        _("Full name"), [required(_("Write the name. One word is enough.")), AtMost(160)]
    )


class LeaveForm(HubForm):
    """The meeting whose seat is given back; none gives back every seat."""

    meeting = HiddenField(validators=[Optional(), AtMost(16)])


_ALL = "all"


class CancelForm(HubForm):
    """Which places of somebody are cancelled at the desk, and why."""

    dates = RadioField(_("What is cancelled"), [required(_("Choose one of the answers."))])
    reason = TextField(_("Reason"), [required(_("Write why: the person reads it.")), AtMost(500)])

    def offer(self, meetings: Sequence[Meeting]) -> None:
        """Offer all that is not over, and each date of a rolling series by itself."""
        dated = [each for each in meetings if each.series.rolling]
        self.dates.choices = [
            (_ALL, str(_("The whole registration"))),
            *((each.key, moment(each.starts_at, each.home)) for each in dated),
        ]
        self._ids = {each.key: each.id for each in dated}
        if not dated and self.dates.data is None:
            self.dates.data = _ALL

    def facts(self) -> dict[str, Any]:
        """Return what was filled in, for the action."""
        return {
            "meeting_id": self._ids.get(self.dates.data),
            "reason": self.reason.data or "",
        }


class LostLinkForm(HubForm):
    """The address to which the personal link is sent again."""

    contact = ContactField(
        _("Mobile number or e-mail"),
        [required(_("Write a mobile number or an e-mail address.")), AtMost(254)],
    )
