"""What this room holds of a person."""

from webinar_hub.calendars.models import Feed
from webinar_hub.kit.language import _
from webinar_hub.people.holdings import Copied, Holding, Moved, delete_rows

PERSONAL = (
    Holding(
        Feed,
        copied=Copied(
            "feeds",
            _("Your private calendars"),
            {
                "label": _("Where it is for"),
                "made_at": _("Made on"),
                "used_at": _("Last used"),
                "client": _("Calendar"),
                "ended_at": _("Ended"),
            },
        ),
        moved=Moved(),
        erased=delete_rows(Feed),
    ),
)
