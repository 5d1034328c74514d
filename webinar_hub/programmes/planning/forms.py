"""What we ask of whoever plans dates: series, cohorts, sessions."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from wtforms import BooleanField, DateField, HiddenField, SelectField

from webinar_hub.kit import zones
from webinar_hub.kit.errors import Refused
from webinar_hub.network.forms import zone_choices
from webinar_hub.programmes import rules
from webinar_hub.programmes.forms import NumberField, capacity_field, clock_field, room_field
from webinar_hub.programmes.models import Meeting
from webinar_hub.programmes.recurrence import rules as recurrence
from webinar_hub.programmes.recurrence.rules import EndsBeforeStart, Hours, NoDates, SameDate
from webinar_hub.programmes.rules import BadLink, ReasonMissing, TooManyRequired
from webinar_hub.web.forms import AtMost, HubForm, LinesField, TextField, _, day, required


class SeriesForm(HubForm):
    """What a rolling series and a cohort have in common."""

    PLACES: ClassVar[dict[type[Refused], str]] = {
        EndsBeforeStart: "ends",
        BadLink: "join_link",
        TooManyRequired: "required_meetings",
    }

    starts = clock_field(_("Starts at"))
    ends = clock_field(_("Ends at"))
    zone = SelectField(_("Zone of these hours"), choices=zone_choices())
    capacity = capacity_field()
    waiting_list = BooleanField(_("With a waiting list when every place is taken"), default=True)
    join_link = room_field()

    def days(self) -> list[date]:
        """Return the dates to plan; raise Refused."""
        raise NotImplementedError

    def hours(self) -> list[Hours]:
        """Return the hours of each date, in the chosen zone; raise Refused."""
        assert self.starts.data is not None
        assert self.ends.data is not None
        return [
            recurrence.hours(day, self.starts.data, self.ends.data, zones.zone(self.zone.data))
            for day in self.days()
        ]

    def facts(self) -> dict[str, Any]:
        """Return what start_series takes from the form; raise Refused."""
        return {
            "zone": self.zone.data,
            "capacity": self.capacity.data,
            "waiting_list": self.waiting_list.data,
            "hours": self.hours(),
            "join_link": self.join_link.data or "",
        }


class WeeklyForm(SeriesForm):
    """A rolling series: the same hours each week, seats given date by date."""

    name = TextField(_("Name of the series"), validators=[AtMost(120)])
    first = day(_("First date"))
    weeks = NumberField(
        _("Number of weeks"), low=1, high=recurrence.WEEKS_AT_MOST, needed=True, default=8
    )

    def days(self) -> list[date]:
        """Return the date of each week."""
        assert self.first.data is not None
        assert self.weeks.data is not None
        return recurrence.weekly(self.first.data, self.weeks.data)

    def facts(self) -> dict[str, Any]:
        """Return what start_series takes from the form; raise Refused."""
        return {"name": self.name.data or "", "rolling": True, **super().facts()}


class CohortForm(SeriesForm):
    """A cohort: several dates under one registration, and what earns the certificate."""

    PLACES: ClassVar[dict[type[Refused], str]] = {
        **SeriesForm.PLACES,
        NoDates: "date_1",
        SameDate: "date_1",
    }

    name = TextField(
        _("Name of the cohort"),
        validators=[required(_("Name the cohort, such as Angkatan 1.")), AtMost(120)],
    )
    closes_on = day(_("Registration until and including"), needed=False)
    threshold_percent = NumberField(
        _("Share of a session's time that counts as present, in percent"),
        low=1,
        high=100,
        needed=True,
        default=70,
    )
    required_meetings = NumberField(
        _("Sessions needed for the certificate"), low=1, high=recurrence.DATES_AT_MOST
    )
    jp_minutes = NumberField(_("Minutes in one JP"), low=1, high=180, needed=True, default=45)

    @property
    def dates(self) -> list[DateField]:
        """Return the fields for the dates, in order."""
        return [self[f"date_{number}"] for number in range(1, recurrence.DATES_AT_MOST + 1)]

    def days(self) -> list[date]:
        """Return the dates typed, in order; raise NoDates or SameDate."""
        return recurrence.cohort_dates(field.data for field in self.dates)

    def facts(self) -> dict[str, Any]:
        """Return what start_series takes from the form; raise Refused."""
        rules.may_require(self.required_meetings.data, self.days())
        return {
            "name": self.name.data,
            "rolling": False,
            "closes_at": self._closes_at(),
            "threshold_percent": self.threshold_percent.data,
            "required_meetings": self.required_meetings.data,
            "jp_minutes": self.jp_minutes.data,
            **super().facts(),
        }

    def _closes_at(self) -> datetime | None:
        if self.closes_on.data is None:
            return None
        return zones.at_local(
            self.closes_on.data + timedelta(days=1), 0, 0, zones.zone(self.zone.data)
        )


for _number in range(1, recurrence.DATES_AT_MOST + 1):
    setattr(CohortForm, f"date_{_number}", day(_("Date %(number)s", number=_number), needed=False))


class MeetingForm(HubForm):
    """One date: its hours in the series' zone, what it is about, its room."""

    PLACES: ClassVar[dict[type[Refused], str]] = {EndsBeforeStart: "ends", BadLink: "join_link"}

    version = HiddenField(default="0")
    title = TextField(_("Title"), validators=[AtMost(200)])
    description = LinesField(_("What it is about"), validators=[AtMost(5000)])
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
            "description": meeting.description,
            "day": starts.date(),
            "starts": starts.time(),
            "ends": ends.time(),
            "capacity": meeting.capacity,
            "join_link": meeting.join_link,
        }

    def facts(self, where: zones.Zone) -> dict[str, Any]:
        """Return what plan_meeting and change_meeting take from the form; raise EndsBeforeStart."""
        assert self.day.data is not None
        assert self.starts.data is not None
        assert self.ends.data is not None
        hours = recurrence.hours(self.day.data, self.starts.data, self.ends.data, where)
        return {
            "title": self.title.data or "",
            "description": self.description.data or "",
            "starts_at": hours.starts_at,
            "ends_at": hours.ends_at,
            "capacity": self.capacity.data,
            "join_link": self.join_link.data or "",
        }


class CancelForm(HubForm):
    """Why a meeting will not take place."""

    PLACES: ClassVar[dict[type[Refused], str]] = {ReasonMissing: "reason"}

    reason = TextField(
        _("Why it will not take place"),
        validators=[required(rules.ReasonMissing.sentence), AtMost(300)],
    )
