"""What is done with letters that invite, as the history tells it."""

from webinar_hub.history.words import Acts, Verb
from webinar_hub.kit.language import _

ACTS = Acts(
    verbs={
        "gave an invitation": Verb(_("Invitation letter given"), touches=None),
    },
)
