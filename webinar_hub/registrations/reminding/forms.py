"""What we ask of whoever says when the people of a series are reminded."""

from typing import Any

from wtforms import BooleanField

from webinar_hub.programmes.forms import NumberField
from webinar_hub.programmes.models import DAY_BEFORE, HOUR_BEFORE, Series
from webinar_hub.registrations.reminding.rules import HOURS_AT_MOST
from webinar_hub.web.forms import HubForm, _


class RemindersForm(HubForm):
    """Two usual times, and one more of one's own."""

    day_before = BooleanField(_("A day before"))
    hour_before = BooleanField(_("An hour before"))
    hours = NumberField(_("So many hours before"), low=1, high=HOURS_AT_MOST)

    @staticmethod
    def values(series: Series) -> dict[str, Any]:
        """Return how the fields stand for a series."""
        own = [each for each in series.reminders if each not in (DAY_BEFORE, HOUR_BEFORE)]
        return {
            "day_before": DAY_BEFORE in series.reminders,
            "hour_before": HOUR_BEFORE in series.reminders,
            "hours": own[0] if own else None,
        }

    def facts(self) -> dict[str, Any]:
        """Return what change_reminders takes from the form."""
        usual = ((self.day_before.data, DAY_BEFORE), (self.hour_before.data, HOUR_BEFORE))
        own = [self.hours.data] if self.hours.data else []
        return {"reminders": [hours for ticked, hours in usual if ticked] + own}
