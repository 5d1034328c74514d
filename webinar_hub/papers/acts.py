"""What is done with the papers of a session, as the history tells it."""

from webinar_hub.history.words import Acts, Verb
from webinar_hub.kit.language import _

ACTS = Acts(
    verbs={
        "wrote the terms": Verb(_("TOR written"), touches=None),
        "removed the terms": Verb(_("TOR removed"), touches=None),
        "wrote the notulen": Verb(_("Notulen written"), touches=None),
        "removed the notulen": Verb(_("Notulen removed"), touches=None),
        "agreed on a follow-up": Verb(_("Follow-up agreed"), touches=None),
        "ended a follow-up": Verb(_("Follow-up done"), touches=None),
        "reopened a follow-up": Verb(_("Follow-up open again"), touches=None),
        "removed a follow-up": Verb(_("Follow-up removed"), touches=None),
    },
    fields={
        "said": _("What was said, letters"),
        "decided": _("What was decided, letters"),
        "deadline": _("By when"),
        "background": _("Background, letters"),
        "aims": _("Aims, letters"),
        "questions": _("Questions, letters"),
        "agenda": _("Agenda, points"),
        "method": _("Method, letters"),
        "output": _("Expected output, letters"),
    },
)
