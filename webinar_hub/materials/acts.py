"""What is done with what stays of a session, as the history tells it."""

from webinar_hub.history.words import Acts, Verb
from webinar_hub.kit.language import _
from webinar_hub.materials import words
from webinar_hub.materials.models import Format, Visibility

_BROUGHT = _("who brought which material")
_PICTURED = _("who can be recognised on which photo")

ACTS = Acts(
    verbs={
        "added a recording": Verb(_("Recording added"), touches=None),
        "changed a recording": Verb(_("Recording changed"), touches=None),
        "removed a recording": Verb(_("Recording removed"), touches=None),
        "added a material": Verb(_("Material added"), touches=_BROUGHT),
        "changed a material": Verb(_("Material changed"), touches=_BROUGHT),
        "moved a material": Verb(_("Material moved up"), touches=None),
        "removed a material": Verb(_("Material removed"), touches=_BROUGHT),
        "added a photo": Verb(_("Photo added"), touches=None),
        "said who is on a photo": Verb(_("Photo described"), touches=_PICTURED),
        "removed a photo": Verb(_("Photo removed"), touches=_PICTURED),
        "took a photo away with the consent": Verb(
            _("Photo gone, as somebody on it agrees no longer"), touches=None
        ),
    },
    fields={
        "link": _("Address"),
        "audio_link": _("Address of the sound alone"),
        "minutes": _("Minutes"),
        "note": _("Note"),
        "chapters": _("Chapters"),
        "visibility": _("Opened by"),
        "author": _("Brought by"),
        "file": _("File"),
        "material": _("Material"),
        "photo": _("Photo"),
        "pictured": _("Seen on it"),
    },
    choices=(words.VISIBILITIES, words.FORMATS),
    values={"visibility": (Visibility,), "file": (Format,)},
    refers={"author": "person", "pictured": "person"},
)
