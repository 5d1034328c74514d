"""What is done with somebody's own data, and to make two entries one, as the history tells it."""

from webinar_hub.history.words import Acts, Verb
from webinar_hub.kit.language import _
from webinar_hub.messages.acts import LINKS
from webinar_hub.registrations.acts import ANSWERS

_ENTRIES = _("names and addresses of people who were compared or made one")

ACTS = Acts(
    verbs={
        "personal link again": Verb(_("Personal link again"), touches=LINKS),
        "proved a number": Verb(_("Number proved by a message from it"), touches=LINKS),
        "code to hand over": Verb(
            _("Code made to hand over"),
            touches=_("codes that open everything that is stored of a person"),
        ),
        "merged": Verb(_("Merged into another"), touches=_ENTRIES),
        "took in a person": Verb(_("Took another entry of the same person in"), touches=_ENTRIES),
        "separated": Verb(_("Made a person of their own again"), touches=_ENTRIES),
        "gave back": Verb(_("Another person taken out again"), touches=_ENTRIES),
        "decided on a pair": Verb(_("Decided whether two people are one"), touches=_ENTRIES),
        "erased": Verb(_("Data erased"), touches=ANSWERS),
        "opened own data": Verb(_("Opened their own data"), touches=None),
        "downloaded own data": Verb(_("Downloaded their own data"), touches=None),
        "corrected": Verb(_("Corrected their own data"), touches=None),
        "corrected at the desk": Verb(_("Corrected by the secretariat"), touches=_ENTRIES),
        "changed address": Verb(_("Changed their address"), touches=None),
        "withdrew consent": Verb(_("Consent withdrawn"), touches=None),
        "lifted restriction": Verb(_("Restriction lifted"), touches=None),
        "asked": Verb(_("Asked something about their data"), touches=None),
    },
    fields={
        "form": _("File format"),
        "kept": _("Merged into"),
        "one": _("Person"),
        "two": _("Person"),
    },
    refers=dict.fromkeys(("kept", "other", "one", "two"), "person"),
)
