"""What we ask of whoever repairs what is planned."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from wtforms import BooleanField, HiddenField, RadioField

from webinar_hub.kit import zones
from webinar_hub.kit.errors import Refused
from webinar_hub.programmes.forms import NumberField, capacity_field, choices, version_of
from webinar_hub.programmes.models import Series, State
from webinar_hub.programmes.recurrence import rules as recurrence
from webinar_hub.programmes.rules import TooManyRequired
from webinar_hub.programmes.venues.forms import VenueForm
from webinar_hub.programmes.words import STATES
from webinar_hub.web.forms import AtMost, KnowingForm, TextField, _, day

OFFER_HOURS_AT_MOST = 14 * 24
"""How long an offered place waits for an answer at most: two weeks."""


class SeriesChangeForm(VenueForm, KnowingForm):
    """What a series asks and offers, and where; of a rolling one nothing that only a cohort has."""

    PLACES: ClassVar[dict[type[Refused], str]] = {
        **VenueForm.PLACES,
        TooManyRequired: "required_meetings",
    }

    version = HiddenField(default="0")
    name = TextField(_("Name of the series"), validators=[AtMost(120)])
    capacity = capacity_field()
    waiting_list = BooleanField(_("With a waiting list when every place is taken"))
    offer_hours = NumberField(
        _("Hours in which whoever waits answers when a place becomes free"),
        low=1,
        high=OFFER_HOURS_AT_MOST,
    )
    closes_on = day(_("Registration until and including"), needed=False)
    threshold_percent = NumberField(
        _("Share of a session's time that counts as present, in percent"),
        low=1,
        high=100,
        needed=True,
    )
    required_meetings = NumberField(
        _("Sessions needed for the certificate"), low=1, high=recurrence.DATES_AT_MOST
    )
    jp_minutes = NumberField(_("Minutes in one JP"), low=1, high=180, needed=True)

    @classmethod
    def of(cls, series: Series) -> "SeriesChangeForm":
        """Return the form as the series is stored, or as it was sent."""
        closes = series.closes_at and (series.closes_at - timedelta(seconds=1))
        form = cls(
            obj=series,
            data={"closes_on": closes.astimezone(series.home.info).date() if closes else None},
        )
        if series.rolling:
            del form.required_meetings, form.jp_minutes
        return form

    def facts(self, series: Series) -> dict[str, Any]:
        """Return what change_series takes from the form."""
        asked = {
            name: self[name].data if name in self else getattr(series, name)
            for name in ("required_meetings", "jp_minutes")
        }
        return asked | {
            "version": version_of(self.version.data),
            "name": self.name.data or "",
            "capacity": self.capacity.data,
            "waiting_list": self.waiting_list.data,
            "offer_hours": self.offer_hours.data,
            "closes_at": self.closes_at(series),
            "threshold_percent": self.threshold_percent.data,
            "where": self.where(),
        }

    def closes_at(self, series: Series) -> datetime | None:
        """Return the end of the last day, in the zone of the series."""
        return zones.end_of(self.closes_on.data, series.home)


class ShowForm(KnowingForm):
    """Who sees a programme, a series or a session."""

    state = RadioField(
        _("Who sees it"),
        choices=choices(STATES),
    )

    def wanted(self) -> State:
        """Return what was chosen."""
        return State(self.state.data)
