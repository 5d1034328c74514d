"""What we ask of whoever plans or changes one session."""

from typing import Any, ClassVar

from wtforms import HiddenField, SelectField

from webinar_hub.kit import language, zones
from webinar_hub.kit.errors import Refused
from webinar_hub.network import sectors
from webinar_hub.programmes import rules
from webinar_hub.programmes.forms import capacity_field, choices, clock_field, room_field
from webinar_hub.programmes.models import Meeting, Spoken
from webinar_hub.programmes.planning.rules import EndsBeforeStart, Hours
from webinar_hub.programmes.planning.rules import hours as hours_of
from webinar_hub.programmes.rules import BadLink, ReasonMissing
from webinar_hub.programmes.venues.forms import VenueForm
from webinar_hub.programmes.words import SPOKEN
from webinar_hub.web.forms import (
    AtMost,
    HubForm,
    KnowingForm,
    LinesField,
    SelectChoice,
    TextField,
    _,
    day,
    required,
)


class _SectorField(SelectField):
    """Which of the open sectors; one that is stored can stay, though it was closed since."""

    def process_data(self, value: str | None) -> None:
        super().process_data(value)
        self.choices = _sectors(stored=value)


def _sectors(stored: str | None) -> list[SelectChoice]:
    english = language.current() == "en"
    some = [each for each in sectors.every() if each.closed_at is None or each.code == stored]
    listed = [SelectChoice(each.code, each.name_en if english else each.name_id) for each in some]
    return [SelectChoice("", _("None in particular")), *listed]


class MeetingForm(VenueForm, KnowingForm):
    """One date: its hours in the series' zone, what it is about, its room, its venue."""

    PLACES: ClassVar[dict[type[Refused], str]] = {
        **VenueForm.PLACES,
        EndsBeforeStart: "ends",
        BadLink: "join_link",
    }

    version = HiddenField(default="0")
    title = TextField(_("Title"), validators=[AtMost(200)])
    title_en = TextField(_("Title in English"), validators=[AtMost(200)])
    description_en = LinesField(_("What it is about, in English"), validators=[AtMost(5000)])
    description = LinesField(_("What it is about"), validators=[AtMost(5000)])
    sector = _SectorField(_("Sector"), default="")
    spoken = SelectField(
        _("Language of the session"), choices=choices(SPOKEN), default=Spoken.INDONESIAN.value
    )
    day = day(_("Date"))
    starts = clock_field(_("Starts at"))
    ends = clock_field(_("Ends at"))
    capacity = capacity_field()
    join_link = room_field()

    @staticmethod
    def values(meeting: Meeting) -> dict[str, Any]:
        """Return what the form holds of a meeting as it is stored."""
        starts, ends = (
            moment.astimezone(meeting.home.info) for moment in (meeting.starts_at, meeting.ends_at)
        )
        return {
            "version": str(meeting.version),
            "title": meeting.title,
            "title_en": meeting.title_en,
            "description": meeting.description,
            "description_en": meeting.description_en,
            "sector": meeting.sector,
            "spoken": meeting.spoken,
            "day": starts.date(),
            "starts": starts.time(),
            "ends": ends.time(),
            "capacity": meeting.capacity,
            "join_link": meeting.join_link,
            **VenueForm.venue_of(meeting),
        }

    def hours(self, where: zones.Zone) -> Hours:
        """Return when it would begin and end; raise EndsBeforeStart."""
        assert self.day.data is not None
        assert self.starts.data is not None
        assert self.ends.data is not None
        return hours_of(self.day.data, self.starts.data, self.ends.data, where)

    def facts(self, where: zones.Zone) -> dict[str, Any]:
        """Return what plan_meeting and change_meeting take from the form; raise Refused."""
        hours = self.hours(where)
        return {
            "title": self.title.data or "",
            "title_en": self.title_en.data or "",
            "description": self.description.data or "",
            "description_en": self.description_en.data or "",
            "starts_at": hours.starts_at,
            "ends_at": hours.ends_at,
            "capacity": self.capacity.data,
            "join_link": self.join_link.data or "",
            "sector": self.sector.data or "",
            "spoken": Spoken(self.spoken.data),
            "where": self.where(),
        }


class CancelForm(HubForm):
    """Why a meeting will not take place."""

    PLACES: ClassVar[dict[type[Refused], str]] = {ReasonMissing: "reason"}

    reason = TextField(
        _("Why it will not take place"),
        validators=[required(rules.ReasonMissing.sentence), AtMost(300)],
    )
