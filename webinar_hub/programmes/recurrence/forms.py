"""What we ask of whoever plans dates: a rule or a list, then which of its dates are held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar, cast

from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import Length

from webinar_hub.kit import language, zones
from webinar_hub.kit.errors import Refused
from webinar_hub.network.forms import zone_choices
from webinar_hub.programmes import rules as programmes
from webinar_hub.programmes.forms import (
    NumberField,
    capacity_field,
    choices,
    clock_field,
    room_field,
    was_shown,
)
from webinar_hub.programmes.models import Meeting
from webinar_hub.programmes.planning.rules import EndsBeforeStart, hours_of_length, length
from webinar_hub.programmes.recurrence import clashes, holidays, pasted, rules
from webinar_hub.programmes.recurrence.holidays import Warned
from webinar_hub.programmes.recurrence.pasted import UnreadableDate, Written
from webinar_hub.programmes.recurrence.rules import (
    SCOPES,
    AlreadyPlanned,
    NoDates,
    Plan,
    SameDate,
    Scope,
    TooManyDates,
)
from webinar_hub.programmes.rules import (
    BadLink,
    MeetingCancelled,
    ReasonMissing,
    TooManyRequired,
)
from webinar_hub.web.forms import (
    AtMost,
    HubForm,
    KnowingForm,
    LinesField,
    SelectChoice,
    TextField,
    TicksField,
    _,
    day,
    required,
)


def weekday_field() -> SelectField:
    """Return the field of a day of the week."""
    days = [
        SelectChoice(str(number), cast("str", name)) for number, name in enumerate(rules.WEEKDAYS)
    ]
    return SelectField(_("Day of the week"), choices=days)


@dataclass(frozen=True)
class Shown:
    """A date that is looked at before it is planned, its own hour, and what stands against it."""

    day: date
    starts: time | None
    warned: Sequence[Warned]

    @property
    def month(self) -> str:
        """Return its month, to be sorted by."""
        return f"{self.day:%Y-%m}"

    @property
    def month_name(self) -> str:
        """Return its month in words: `Maret 2027`."""
        return zones.long_date(self.day, weekday=False).partition(" ")[2]


class DatesForm(HubForm):
    """By which rule dates come, at which hours, and which of them are held."""

    PLACES: ClassVar[dict[type[Refused], str]] = {
        EndsBeforeStart: "ends",
        BadLink: "join_link",
        AlreadyPlanned: "first",
        TooManyDates: "last",
        NoDates: "last",
    }

    every = SelectField(
        _("Comes back"),
        choices=[SelectChoice(each, cast("str", words)) for each, words in rules.EVERY.items()],
    )
    weekday = weekday_field()
    first = day(_("From"))
    last = day(_("Until and including"))
    starts = clock_field(_("Starts at"))
    ends = clock_field(_("Ends at"))
    zone = SelectField(_("Zone of these hours"), choices=zone_choices())
    capacity = capacity_field()
    join_link = room_field()
    dates = TicksField(_("Dates"), validate_choice=False)
    seen = HiddenField(validators=[Length(max=64)])
    """A digest of the dates that were shown: nothing is planned that was not looked at."""

    def written(self) -> list[Written]:
        """Return the dates to look at; raise NoDates and TooManyDates."""
        assert self.first.data is not None
        assert self.last.data is not None
        rule = self.rule()
        first = rules.first_date(rule, self.first.data)
        last = min(self.last.data, first + timedelta(days=rules.DATES_AT_MOST * 31))
        return [
            Written(each, None, wrong_weekday=False) for each in rules.rule_dates(rule, first, last)
        ]

    def rule(self) -> str:
        """Return the rule that was chosen."""
        return rules.rrule(self.every.data, int(self.weekday.data))

    def show_dates(self) -> list[Shown] | None:
        """Return the dates to look at, None where they cannot be reckoned.

        The first time those are ticked that nothing stands against.
        """
        try:
            programmes.join_link(self.join_link.data or "")
            written = self.written()
            if not written:
                raise NoDates
            if len(written) > rules.DATES_AT_MOST:
                raise TooManyDates
            shown = self._shown(written)
        except Refused as refusal:
            self.show(refusal)
            return None
        self.looked_at = was_shown(self.seen, (written, self._length(), self.zone.data))
        if not self.looked_at:
            self.dates.data = [
                str(each.day) for each in shown if not any(w.grave for w in each.warned)
            ]
        return shown

    looked_at = False
    """Whether these very dates were shown before."""

    def _length(self) -> int:
        assert self.starts.data is not None
        assert self.ends.data is not None
        return length(self.starts.data, self.ends.data)

    def _shown(self, written: Sequence[Written]) -> list[Shown]:
        where = zones.zone(self.zone.data)
        hours = [
            hours_of_length(
                each.day, each.starts or cast("time", self.starts.data), self._length(), where
            )
            for each in written
        ]
        held = clashes.clashes(hours)
        shown = []
        for each, at, others in zip(written, hours, held, strict=True):
            warned = [*holidays.warnings(at, where), *others]
            if each.wrong_weekday:
                name = rules.WEEKDAYS[each.day.weekday()]
                warned.insert(0, Warned(language._("This date is a %(weekday)s", weekday=name)))
            shown.append(Shown(each.day, each.starts, warned))
        return shown

    def until(self, _written: Sequence[Written]) -> date:
        """Return the last day that was looked at."""
        assert self.last.data is not None
        return self.last.data

    def plan(self) -> Plan:
        """Return what was chosen of the dates that were looked at; raise Refused."""
        assert self.starts.data is not None
        written = self.written()
        ticked = set(self.dates.data or ())
        return Plan(
            rule=self.rule(),
            days=[each.day for each in written if str(each.day) in ticked],
            skipped=[each.day for each in written if str(each.day) not in ticked],
            own_starts={each.day: each.starts for each in written if each.starts},
            until=self.until(written),
            starts=self.starts.data,
            minutes=self._length(),
            zone=self.zone.data,
            capacity=self.capacity.data,
            join_link=self.join_link.data or "",
            weeks_ahead=rules.WEEKS_AHEAD if "ahead" in self and self["ahead"].data else None,
        )

    def facts(self) -> dict[str, Any]:
        """Return what recurrence.actions takes from the form; raise Refused."""
        return {"plan": self.plan()}


class RollingForm(DatesForm):
    """Dates that go on and on, planned some weeks ahead by the hub itself if wanted."""

    ahead = BooleanField(
        _("Afterwards always keep the next %(weeks)s weeks planned", weeks=rules.WEEKS_AHEAD),
        default=True,
    )


class SeriesForm(RollingForm):
    """A rolling series: dates by a rule, places given date by date."""

    name = TextField(_("Name of the series"), validators=[AtMost(120)])
    waiting_list = BooleanField(_("With a waiting list when every place is taken"), default=True)

    def facts(self) -> dict[str, Any]:
        """Return what recurrence.actions.start takes from the form; raise Refused."""
        return {
            "name": self.name.data or "",
            "rolling": True,
            "waiting_list": self.waiting_list.data,
            **super().facts(),
        }


class ListedForm(DatesForm):
    """Dates written one by one, or by a rule where nothing is written."""

    PLACES: ClassVar[dict[type[Refused], str]] = {
        **DatesForm.PLACES,
        NoDates: "listed",
        SameDate: "listed",
        UnreadableDate: "listed",
    }

    listed = LinesField(_("Dates, one a line"), validators=[AtMost(6000)])
    first = day(_("From"), needed=False)
    last = day(_("Until and including"), needed=False)

    def written(self) -> list[Written]:
        """Return the dates of the list, or those of the rule; raise Refused."""
        if self.listed.data:
            return pasted.read(self.listed.data)
        if self.first.data is None or self.last.data is None:
            raise NoDates
        return super().written()

    def rule(self) -> str:
        """Return the rule that was chosen, none where the dates are written."""
        return "" if self.listed.data else super().rule()

    def until(self, written: Sequence[Written]) -> date:
        """Return the last day of the list, or the one that was looked at."""
        return written[-1].day if self.listed.data else super().until(written)


class CohortForm(ListedForm):
    """A cohort: several dates under one registration, and what earns the certificate."""

    PLACES: ClassVar[dict[type[Refused], str]] = {
        **ListedForm.PLACES,
        TooManyRequired: "required_meetings",
    }

    name = TextField(
        _("Name of the cohort"),
        validators=[required(_("Name the cohort, such as Angkatan 1.")), AtMost(120)],
    )
    waiting_list = BooleanField(_("With a waiting list when every place is taken"), default=True)
    closes_on = day(_("Registration until and including"), needed=False)
    threshold_percent = NumberField(
        _("Share of a session's time that counts as present, in percent"),
        low=1,
        high=100,
        needed=True,
        default=70,
    )
    required_meetings = NumberField(
        _("Sessions needed for the certificate"), low=1, high=rules.DATES_AT_MOST
    )
    jp_minutes = NumberField(_("Minutes in one JP"), low=1, high=180, needed=True, default=45)

    def facts(self) -> dict[str, Any]:
        """Return what recurrence.actions.start takes from the form; raise Refused."""
        plan = self.plan()
        programmes.may_require(self.required_meetings.data, plan.days)
        return {
            "name": self.name.data,
            "rolling": False,
            "waiting_list": self.waiting_list.data,
            "closes_at": zones.end_of(self.closes_on.data, zones.zone(self.zone.data)),
            "threshold_percent": self.threshold_percent.data,
            "required_meetings": self.required_meetings.data,
            "jp_minutes": self.jp_minutes.data,
            "plan": plan,
        }


class ChangeForm(HubForm):
    """What is to be different about a date, and for which dates besides."""

    PLACES: ClassVar[dict[type[Refused], str]] = {EndsBeforeStart: "ends", BadLink: "join_link"}

    version = HiddenField(default="0")
    weekday = weekday_field()
    starts = clock_field(_("Starts at"))
    ends = clock_field(_("Ends at"))
    zone = SelectField(_("Zone of these hours"), choices=zone_choices())
    title = TextField(_("Title"), validators=[AtMost(200)])
    capacity = capacity_field()
    join_link = room_field()
    scope = RadioField(
        _("It is for"),
        choices=choices(SCOPES),
        default=Scope.ONE.value,
    )
    seen = HiddenField(validators=[Length(max=64)])
    """A digest of what was shown: nothing is changed whose outcome was not looked at."""

    @staticmethod
    def values(meeting: Meeting) -> dict[str, Any]:
        """Return what the form holds of a meeting as it is stored."""
        starts, ends = (
            moment.astimezone(meeting.home.info) for moment in (meeting.starts_at, meeting.ends_at)
        )
        return {
            "version": str(meeting.version),
            "weekday": str(starts.weekday()),
            "starts": starts.time(),
            "ends": ends.time(),
            "zone": meeting.zone,
            "title": meeting.title,
            "capacity": meeting.capacity,
            "join_link": meeting.join_link,
        }

    def wanted(self) -> dict[str, Any]:
        """Return how the meeting is to be; raise EndsBeforeStart and BadLink."""
        assert self.starts.data is not None
        assert self.ends.data is not None
        return {
            "weekday": int(self.weekday.data),
            "starts": self.starts.data,
            "minutes": length(self.starts.data, self.ends.data),
            "zone": self.zone.data,
            "title": self.title.data or "",
            "capacity": self.capacity.data,
            "join_link": programmes.join_link(self.join_link.data or ""),
        }

    def looked_at(self, wanted: Mapping[str, Any]) -> bool:
        """Say whether this very change was shown before; from now on it was."""
        return was_shown(self.seen, (sorted(wanted.items()), self.version.data))


class EndForm(KnowingForm):
    """With which session a series ends, and why those after it will not take place."""

    PLACES: ClassVar[dict[type[Refused], str]] = {ReasonMissing: "reason", MeetingCancelled: "last"}

    last = SelectField(_("Last session"))
    reason = TextField(_("Why the later ones will not take place"), validators=[AtMost(300)])

    @classmethod
    def of(cls, sessions: Sequence[Meeting], now: datetime) -> "EndForm":
        """Return the form with the sessions that a series can end with, the last one chosen."""
        form = cls(data={"last": sessions[-1].key if sessions else ""})
        form.last.choices = [
            SelectChoice(each.key, zones.moment(each.starts_at, each.home)) for each in sessions
        ]
        if all(each.starts_at > now for each in sessions):
            form.last.choices.insert(0, SelectChoice("", _("None: the series does not take place")))
        return form

    def facts(self, sessions: Sequence[Meeting]) -> dict[str, Any]:
        """Return what recurrence.actions.end takes from the form."""
        last = next((each for each in sessions if each.key == self.last.data), None)
        return {"last": last, "reason": self.reason.data or ""}
