"""What is done with letters, as the history tells it."""

from webinar_hub.history.words import Acts, Verb
from webinar_hub.kit.language import _
from webinar_hub.messages import kinds, words
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.people.acts import called_after_person

LINKS = _("personal links that were written again, or read at the desk to be handed over")

ACTS = Acts(
    verbs={
        "sent again": Verb(_("Message sent again"), touches=LINKS),
        "read to hand over": Verb(
            _("Link or code of a message read"),
            touches=_("codes and sign-in links that were read at the desk"),
        ),
        "handed over": Verb(
            _("Message handed over"),
            touches=_("messages with personal links that were read at the desk"),
        ),
        "wrong number": Verb(_("Number of a message marked as wrong"), None),
        "stopped messages": Verb(_("Messages of a session stopped"), None),
        "let messages go": Verb(_("Stopped messages of a session let go again"), None),
        "worded a message": Verb(_("Message worded anew"), None),
        "took the usual words": Verb(_("Own words of a message given up"), None),
        "tried address again": Verb(_("Failing address tried again"), None),
        "not handed over": Verb(_("Mark on a message taken back"), None),
    },
    objects={"letter": _("Message"), "wording": _("Words of a message")},
    fields={
        "state": _("Status"),
        "letters": _("Messages"),
        "letter_kinds": _("Kind"),
        "body": _("Text"),
    },
    choices=({state: word for state, (_mark, word) in words.STATES.items()},),
    values={"state": (LetterState,)},
    readers={"kind": kinds.called, "letter_kinds": kinds.called},
    names={"letter": called_after_person(Letter)},
)
