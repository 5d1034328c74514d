"""What we ask of whoever plans: programmes, series, meetings, and who appears in them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, cast

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    TimeField,
)

from webinar_hub.accounts.rules import AddressTaken, ShutOut
from webinar_hub.kit import language, zones
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.phones import BadPhone, normal_phone
from webinar_hub.network.forms import zone_choices
from webinar_hub.network.models import Secretariat
from webinar_hub.people.forms import NameField, email_address
from webinar_hub.people.names import LongName
from webinar_hub.programmes import recurrence, rules
from webinar_hub.programmes.handover.rules import NoReceiver
from webinar_hub.programmes.models import AppearanceRole, Meeting, ProgrammeKind
from webinar_hub.programmes.recurrence import EndsBeforeStart, Hours, NoDates, SameDate
from webinar_hub.programmes.rules import (
    BadLink,
    ContactIncomplete,
    NameTaken,
    NotOwner,
    ReasonMissing,
    TooManyRequired,
)
from webinar_hub.programmes.words import KINDS, ROLES
from webinar_hub.web.forms import (
    AtMost,
    HubForm,
    LinesField,
    SelectChoice,
    TextField,
    _,
    day,
    required,
)

_CAPACITY_AT_MOST = 100_000


class NumberField(IntegerField):
    """A whole number between two others, or nothing."""

    def __init__(
        self, label: str, *, low: int, high: int, needed: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(label, **kwargs)
        self._low, self._high, self._needed = low, high, needed

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the number; refuse anything else in words."""
        typed = valuelist[0].strip() if valuelist else ""
        if not typed and not self._needed:
            self.data = None
            return
        number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 9 else None
        if number is None or not self._low <= number <= self._high:
            self.data = None
            raise ValueError(
                _("Write a number from %(low)s to %(high)s.", low=self._low, high=self._high)
            )
        self.data = number


def _choices(words: Mapping[Any, language.Sentence]) -> list[SelectChoice]:
    return [SelectChoice(choice.value, cast("str", word)) for choice, word in words.items()]


def clock_field(label: str) -> TimeField:
    """Return the field of a time of day, written with a dot or a colon."""
    wrong = _("Write the time as 14.00.")
    formats = ["%H:%M", "%H.%M", "%H:%M:%S"]
    return TimeField(
        label, validators=[required(wrong)], format=formats, invalid_value_message=wrong
    )  # type: ignore[call-arg]


def _capacity() -> NumberField:
    return NumberField(_("Places"), low=0, high=_CAPACITY_AT_MOST)


def room_field() -> TextField:
    """Return the field of the address where a session takes place."""
    return TextField(_("Address of the room (Zoom or another)"), validators=[AtMost(500)])


class _Texts(HubForm):
    """What a programme is called and says of itself."""

    name = TextField(
        _("Name"), validators=[required(_("Write the name of the programme.")), AtMost(160)]
    )
    name_en = TextField(_("Name in English"), validators=[AtMost(160)])
    summary = LinesField(_("What it is about"), validators=[AtMost(3000)])
    audience = TextField(_("For whom"), validators=[AtMost(300)])

    def texts(self) -> dict[str, str]:
        """Return what was written, by field."""
        return {name: self[name].data or "" for name in ("name", "name_en", "summary", "audience")}


class ProgrammeForm(_Texts):
    """What a programme is and who owns it."""

    PLACES: ClassVar[dict[type[Refused], str]] = {NameTaken: "name", NotOwner: "owner"}

    kind = RadioField(_("Kind"), choices=_choices(KINDS), default=ProgrammeKind.WEBINAR.value)
    owner = SelectField(_("Secretariat"))

    def offer(self, secretariats: Iterable[Secretariat]) -> None:
        """Offer the secretariats that may own the programme."""
        self.owner.choices = [
            SelectChoice(each.organisation.key, each.organisation.name) for each in secretariats
        ]

    def facts(self) -> dict[str, Any]:
        """Return what start_programme takes from the form, all but the owner."""
        return {"kind": ProgrammeKind(self.kind.data), **self.texts()}


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
    capacity = _capacity()
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
    capacity = _capacity()
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


class ProgrammeTextsForm(_Texts):
    """What a programme is called and says of itself, and how long its participants are kept."""

    PLACES: ClassVar[dict[type[Refused], str]] = {NameTaken: "name"}

    version = HiddenField(default="0")
    kept_months = SelectField(_("How long participants' data are kept"), coerce=int)

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.kept_months.choices = [
            SelectChoice(each, str(_("%(months)s months", months=each)))
            for each in rules.KEPT_MONTHS_CHOICES
        ]

    def facts(self) -> dict[str, Any]:
        """Return what change_programme takes from the form."""
        return self.texts() | {
            "version": version_of(self.version.data),
            "kept_months": self.kept_months.data,
        }


def version_of(typed: str | None) -> int:
    """Return the version that a form was filled in on, 0 for what is none."""
    text = typed or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0


class HandOverForm(HubForm):
    """To which secretariat a programme or series goes, and why."""

    PLACES: ClassVar[dict[type[Refused], str]] = {NoReceiver: "to"}

    to = SelectField(_("Receiver"))
    reason = TextField(_("Reason"), validators=[AtMost(300)])

    def offer(self, secretariats: Iterable[Secretariat]) -> None:
        """Offer the secretariats that may receive it."""
        self.to.choices = [
            SelectChoice(each.organisation.key, each.organisation.name) for each in secretariats
        ]


class SafeContactForm(HubForm):
    """Whom to tell when something happened; empty for nobody."""

    PLACES: ClassVar[dict[type[Refused], str]] = {
        ContactIncomplete: "safe_name",
        BadPhone: "safe_phone",
    }

    safe_name = TextField(_("Name or position"), validators=[AtMost(120)])
    safe_phone = TextField(_("Mobile number"), validators=[AtMost(40)])
    safe_email = TextField(_("E-mail address"), validators=[AtMost(254), email_address])

    def facts(self) -> dict[str, Any]:
        """Return what name_safe_contact takes; raise BadPhone and ContactIncomplete."""
        phone = normal_phone(self.safe_phone.data) if self.safe_phone.data else ""
        found = {
            "name": self.safe_name.data or "",
            "phone": phone,
            "email": self.safe_email.data or "",
        }
        rules.whole_contact(**found)
        return found


class AppointForm(HubForm):
    """Who takes which part in a meeting."""

    PLACES: ClassVar[dict[type[Refused], str]] = {
        AddressTaken: "email",
        ShutOut: "email",
        LongName: "name",
    }

    name = NameField(
        _("Full name with titles"), validators=[required(_("Write the name.")), AtMost(160)]
    )
    email = TextField(_("E-mail address"), validators=[AtMost(254), email_address])
    role = SelectField(_("Role"), choices=_choices(ROLES), default=AppearanceRole.SPEAKER.value)

    def facts(self) -> dict[str, Any]:
        """Return what appoint_named takes from the form."""
        return {
            "typed_name": self.name.data or "",
            "email": self.email.data or None,
            "role": AppearanceRole(self.role.data),
        }
