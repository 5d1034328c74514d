"""What setting up asks."""

from datetime import date, timedelta
from typing import Any, ClassVar

from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import Length

from webinar_hub.config import Settings
from webinar_hub.kit.errors import Refused
from webinar_hub.network import regions
from webinar_hub.network.forms import IdentityForm, SignatoryForm, WhatsAppField, zone_choices
from webinar_hub.network.models import Secretariat
from webinar_hub.network.numbering import BadPattern, PatternsCollide
from webinar_hub.network.rules import BadIssuer, IssuerTaken, LongNames, NameMissing
from webinar_hub.network.rules import NameTaken as OrganisationNameTaken
from webinar_hub.programmes import rules as programmes
from webinar_hub.programmes.forms import NumberField, clock_field, room_field, was_shown
from webinar_hub.programmes.planning.rules import EndsBeforeStart, length
from webinar_hub.programmes.recurrence import rules as recurrence
from webinar_hub.programmes.recurrence.forms import weekday_field
from webinar_hub.programmes.recurrence.rules import Plan
from webinar_hub.programmes.rules import BadLink, NameTaken
from webinar_hub.web.forms import (
    AtMost,
    HubForm,
    LinesField,
    SelectChoice,
    TextField,
    TicksField,
    _,
    day,
    required,
)

_WEEKS_AT_MOST = 52


class LookForm(IdentityForm):
    """The network's name, logo and colours; whom to ask is said in the next step."""

    contact = None  # type: ignore[assignment]
    whatsapp = None  # type: ignore[assignment]

    def facts(self) -> dict[str, str]:
        """Return what identity.describe takes from the form, all but the logo and the contact."""
        return {name: self[name].data or "" for name in ("name", "full_name", "red", "blue")}


class SecretariatForm(SignatoryForm):
    """Everything of the secretariat that the installation began with."""

    PLACES: ClassVar[dict[type[Refused], str]] = {
        NameMissing: "name",
        LongNames: "name",
        OrganisationNameTaken: "name",
        BadIssuer: "issuer_code",
        IssuerTaken: "issuer_code",
        BadPattern: "number_pattern",
        PatternsCollide: "number_pattern",
    }

    name = TextField(_("Name of the secretariat"), [required(NameMissing.sentence), AtMost(200)])
    region = SelectField(_("It answers for"))
    issuer_code = TextField(
        _("Short name in certificate numbers"), [required(_("Write the short name.")), AtMost(20)]
    )
    number_pattern = TextField(
        _("Pattern of certificate numbers"), [required(_("Write the pattern.")), AtMost(80)]
    )
    whatsapp = WhatsAppField(_("WhatsApp number of the secretariat"), [AtMost(40)])
    contact = TextField(
        _("How participants reach the secretariat"),
        [required(_("Write how to reach the secretariat.")), AtMost(254)],
    )

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        provinces = [SelectChoice(province.code, province.name) for province in regions.provinces()]
        self.region.choices = [SelectChoice("", _("The whole country")), *provinces]

    @staticmethod
    def values(secretariat: Secretariat, settings: Settings) -> dict[str, str]:
        """Return what the form holds of a secretariat as stored; no place where nobody signs."""
        stored = {
            name: getattr(secretariat, name)
            for name in ("issuer_code", "number_pattern", "signatory", "signatory_title")
        }
        return {
            "name": secretariat.organisation.name,
            "region": secretariat.region_code or "",
            "contact": settings.contact,
            "whatsapp": settings.whatsapp,
            **stored,
            "place": secretariat.place if secretariat.signatory else "",
        }

    def facts(self) -> dict[str, Any]:
        """Return what actions.settle takes from the form."""
        typed = (
            "name",
            "issuer_code",
            "number_pattern",
            "signatory",
            "signatory_title",
            "place",
            "contact",
            "whatsapp",
        )
        return {
            "region_code": self.region.data or None,
            **{name: self[name].data or "" for name in typed},
        }


class RegionsForm(HubForm):
    """The provinces where the network works, and the zone in which it dates its certificates."""

    provinces = TicksField(_("Provinces"))
    zone = RadioField(
        _("Zone of the secretariat"),
        choices=zone_choices(),
        validators=[required(_("Choose the zone."))],
    )

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.provinces.choices = [
            SelectChoice(province.code, f"{province.name} ({province.zone})")
            for province in regions.provinces()
        ]

    def facts(self) -> dict[str, Any]:
        """Return what actions.work_in takes from the form."""
        return {"provinces": self.provinces.data or [], "zone": self.zone.data}


class WeeklySeriesForm(HubForm):
    """The first weekly series: which programme, on which day, at what time, for how many weeks."""

    PLACES: ClassVar[dict[type[Refused], str]] = {
        NameTaken: "name",
        EndsBeforeStart: "ends",
        BadLink: "join_link",
    }

    name = TextField(
        _("Name of the programme"),
        validators=[required(_("Write the name of the programme.")), AtMost(160)],
    )
    summary = LinesField(_("What it is about"), validators=[AtMost(3000)])
    title = TextField(_("Topic of the first session"), validators=[AtMost(200)])
    first = day(_("Begins on (may stay empty)"), needed=False)
    weekday = weekday_field()
    starts = clock_field(_("Starts at"))
    ends = clock_field(_("Ends at"))
    zone = SelectField(_("Zone of these hours"), choices=zone_choices())
    weeks = NumberField(_("Number of weeks"), low=1, high=_WEEKS_AT_MOST, needed=True, default=8)
    join_link = room_field()
    seen = HiddenField(validators=[Length(max=64)])
    """A digest of the dates that were shown: nothing is published that was not looked at."""

    def plan(self, today: date) -> Plan:
        """Return the dates of so many weeks; raise EndsBeforeStart and BadLink.

        The first is after today and not before the day asked for.
        """
        assert self.starts.data is not None
        assert self.ends.data is not None
        assert self.weeks.data is not None
        programmes.join_link(self.join_link.data or "")
        before = max(today, self.first.data - timedelta(days=1)) if self.first.data else today
        rule = recurrence.rrule("W1", int(self.weekday.data))
        first = recurrence.first_date(rule, before + timedelta(days=1))
        last = first + timedelta(weeks=self.weeks.data - 1)
        return Plan(
            rule=rule,
            days=recurrence.rule_dates(rule, first, last),
            until=last,
            starts=self.starts.data,
            minutes=length(self.starts.data, self.ends.data),
            zone=self.zone.data,
            join_link=self.join_link.data or "",
        )

    def looked_at(self, plan: Plan) -> bool:
        """Say whether these very dates were shown before; from now on they were."""
        return was_shown(self.seen, (plan.days, plan.starts, plan.minutes, plan.zone))

    def facts(self, plan: Plan) -> dict[str, Any]:
        """Return what actions.start_weekly takes from the form."""
        typed = {name: self[name].data or "" for name in ("name", "summary", "title")}
        return {"plan": plan, **typed}
