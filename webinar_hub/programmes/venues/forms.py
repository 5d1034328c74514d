"""What we ask of whoever says where sessions are in person."""

from dataclasses import asdict
from typing import Any, ClassVar

from wtforms import BooleanField

from webinar_hub.kit.errors import Refused
from webinar_hub.programmes.forms import CAPACITY_AT_MOST, NumberField
from webinar_hub.programmes.in_person import Venue
from webinar_hub.programmes.venues.rules import (
    BadMap,
    PlacesTwice,
    VenueMissing,
    Where,
    where,
    where_of,
)
from webinar_hub.web.forms import AtMost, HubForm, TextField, _


class VenueForm(HubForm):
    """Where sessions are in person, if anywhere."""

    PLACES: ClassVar[dict[type[Refused], str]] = {
        VenueMissing: "venue",
        BadMap: "venue_link",
        PlacesTwice: "venue_places",
    }

    venue = TextField(_("Venue and its address"), validators=[AtMost(300)])
    venue_link = TextField(_("Link to a map"), validators=[AtMost(500)])
    venue_only = BooleanField(_("Only there, not online"))
    venue_places = NumberField(_("Places at the venue"), low=0, high=CAPACITY_AT_MOST)

    @staticmethod
    def venue_of(thing: Venue) -> dict[str, Any]:
        """Return what the form holds of where a session or the dates of a series are."""
        return asdict(where_of(thing))

    def where(self) -> Where:
        """Return where sessions are to be; raise VenueMissing, BadMap and PlacesTwice."""
        return where(
            self.venue.data or "",
            link=self.venue_link.data or "",
            only=bool(self.venue_only.data),
            places=self.venue_places.data,
        )
