"""What we ask about a calendar that is to be taken in."""

from typing import Any, ClassVar

from webinar_hub.calendars.incoming import rules
from webinar_hub.kit.errors import Refused
from webinar_hub.network.rules import (
    NAME_AT_MOST,
    Closed,
    OrganisationElsewhere,
    UnknownOrganisation,
)
from webinar_hub.web.forms import AtMost, HubForm, TextField, _, required


class CalendarForm(HubForm):
    """What a calendar is called, and where it is."""

    PLACES: ClassVar[dict[type[Refused], str]] = {
        rules.CalendarNameMissing: "name",
        rules.BadAddress: "address",
        rules.AddressTaken: "address",
    }

    name = TextField(
        _("Name of the calendar"), [required(rules.CalendarNameMissing.sentence), AtMost(120)]
    )
    address = TextField(
        _("Address (iCal)"), [required(rules.BadAddress.sentence), AtMost(rules.ADDRESS_AT_MOST)]
    )

    def facts(self) -> dict[str, Any]:
        """Return what describe takes from the form."""
        return {"name": self.name.data or "", "address": self.address.data or ""}


class NewCalendarForm(CalendarForm):
    """The same, and whose it is."""

    PLACES: ClassVar[dict[type[Refused], str]] = {
        **CalendarForm.PLACES,
        UnknownOrganisation: "organisation",
        OrganisationElsewhere: "organisation",
        Closed: "organisation",
    }

    organisation = TextField(
        _("Network or organisation"),
        [required(UnknownOrganisation.sentence), AtMost(NAME_AT_MOST)],
    )
