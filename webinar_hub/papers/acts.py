"""What is done with the papers of a session, as the history tells it."""

from webinar_hub.history.words import Acts, Verb
from webinar_hub.kit.language import _

ACTS = Acts(
    verbs={
        "wrote the terms": Verb(_("TOR written"), touches=None),
        "removed the terms": Verb(_("TOR removed"), touches=None),
    },
    fields={
        "background": _("Background, letters"),
        "aims": _("Aims, letters"),
        "questions": _("Questions, letters"),
        "agenda": _("Agenda, points"),
        "method": _("Method, letters"),
        "output": _("Expected output, letters"),
    },
)
