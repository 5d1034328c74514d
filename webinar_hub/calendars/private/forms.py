"""What we ask on the pages of calendars."""

from typing import ClassVar

from webinar_hub.calendars.private.rules import TooManyFeeds
from webinar_hub.kit.errors import Refused
from webinar_hub.web.forms import AtMost, HubForm, TextField, _, required


class FeedForm(HubForm):
    """What somebody calls a private calendar."""

    PLACES: ClassVar[dict[type[Refused], str]] = {TooManyFeeds: "label"}

    label = TextField(
        _("Where it is for"), validators=[required(_("Write where you put it.")), AtMost(80)]
    )
