"""What is done with private calendars, as the history tells it."""

from webinar_hub.calendars.models import Feed
from webinar_hub.history.words import Acts, Verb
from webinar_hub.kit.language import _
from webinar_hub.people.acts import called_after_person

ACTS = Acts(
    verbs={
        "made a calendar": Verb(_("Private calendar made"), touches=None),
        "ended a calendar": Verb(_("Private calendar ended"), touches=None),
    },
    objects={"feed": _("Private calendar")},
    names={"feed": called_after_person(Feed)},
)
