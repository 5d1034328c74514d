"""What we ask of whoever proposes a topic, and of whoever answers."""

from collections.abc import Sequence
from typing import Any, ClassVar

from wtforms import RadioField, SelectField

from webinar_hub.kit import language, zones
from webinar_hub.kit.errors import Refused
from webinar_hub.network.models import Sector
from webinar_hub.people.contacts import Contact
from webinar_hub.people.forms import ContactField, NameField
from webinar_hub.people.names import LongName
from webinar_hub.programmes.models import Meeting
from webinar_hub.topics.models import Topic
from webinar_hub.topics.rules import AnswerMissing, DateTaken
from webinar_hub.web.forms import AtMost, HubForm, LinesField, SelectChoice, TextField, _, required

_ABOUT = 3000


class ProposeForm(HubForm):
    """A topic, and who proposes it."""

    PLACES: ClassVar[dict[type[Refused], str]] = {LongName: "name"}

    title = TextField(_("Topic"), [required(_("Write the topic in a few words.")), AtMost(200)])
    description = LinesField(
        _("What should it be about?"),
        [required(_("Write in a few sentences what it should be about.")), AtMost(_ABOUT)],
    )
    speaker = TextField(_("Who could speak about it?"), [AtMost(300)])
    sector = SelectField(_("Sector"), default="")
    name = NameField(
        _("Full name"), [required(_("Write the name. One word is enough.")), AtMost(160)]
    )
    organisation = TextField(_("Organisation"), [AtMost(200)])
    contact = ContactField(
        _("Mobile number or e-mail"),
        [required(_("Write a mobile number or an e-mail address.")), AtMost(254)],
    )

    def offer(self, sectors: Sequence[Sector]) -> None:
        """Offer the sectors that are open."""
        self._sectors = {each.code: each for each in sectors if each.closed_at is None}
        listed = [
            SelectChoice(code, each.name(language.current()))
            for code, each in self._sectors.items()
        ]
        self.sector.choices = [SelectChoice("", _("None in particular")), *listed]

    @property
    def reached_at(self) -> Contact:
        """Return the address or number that was typed, normalised."""
        return self.contact.contact or Contact()

    def facts(self) -> dict[str, Any]:
        """Return what propose takes from the form."""
        return {
            "title": self.title.data or "",
            "description": self.description.data or "",
            "speaker": self.speaker.data or "",
            "sector": self._sectors.get(self.sector.data),
            "typed_name": self.name.data or "",
            "organisation": self.organisation.data or "",
            "email": self.reached_at.email,
            "phone": self.reached_at.phone,
            "language": language.current(),
        }


class AnswerForm(HubForm):
    """A word for who proposed a topic."""

    PLACES: ClassVar[dict[type[Refused], str]] = {AnswerMissing: "answer"}

    answer = LinesField(_("A word for whoever proposed it"), [AtMost(500)])

    def facts(self) -> dict[str, str]:
        """Return what agree and decline take from the form."""
        return {"answer": self.answer.data or ""}


class ScheduleForm(HubForm):
    """The date that a topic gets, and what the session says of it."""

    PLACES: ClassVar[dict[type[Refused], str]] = {DateTaken: "meeting"}

    meeting = RadioField(_("Date"), validate_choice=False)
    title = TextField(_("Title"), [required(_("Write the title.")), AtMost(200)])
    description = LinesField(_("What it is about"), [AtMost(5000)])

    @classmethod
    def of(cls, topic: Topic, dates: Sequence[Meeting], **options: Any) -> "ScheduleForm":
        """Return the form with the topic's texts, as sent or as proposed, and the free dates."""
        form = cls(**options, data={"title": topic.title, "description": topic.description})
        form.meeting.choices = [SelectChoice(each.key, _when(each)) for each in dates]
        if not form.meeting.data and dates:
            form.meeting.data = dates[0].key
        return form

    def facts(self) -> dict[str, str]:
        """Return what schedule takes from the form."""
        return {name: self[name].data or "" for name in ("meeting", "title", "description")}


def _when(meeting: Meeting) -> str:
    line = zones.three_times_line(meeting.starts_at, meeting.ends_at, meeting.home)
    return ": ".join(part for part in (meeting.series.name, line) if part)
