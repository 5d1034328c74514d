"""What is done with what stays of a session, as the history tells it."""

from webinar_hub.history.words import Acts, Verb
from webinar_hub.kit.language import _
from webinar_hub.materials import words
from webinar_hub.materials.models import Format, Visibility

_BROUGHT = _("who brought which material")

ACTS = Acts(
    verbs={
        "added a recording": Verb(_("Recording added"), touches=None),
        "changed a recording": Verb(_("Recording changed"), touches=None),
        "removed a recording": Verb(_("Recording removed"), touches=None),
        "added a material": Verb(_("Material added"), touches=_BROUGHT),
        "changed a material": Verb(_("Material changed"), touches=_BROUGHT),
        "moved a material": Verb(_("Material moved up"), touches=None),
        "removed a material": Verb(_("Material removed"), touches=_BROUGHT),
    },
    fields={
        "link": _("Address"),
        "audio_link": _("Address of the sound alone"),
        "minutes": _("Minutes"),
        "note": _("Note"),
        "visibility": _("Opened by"),
        "author": _("Brought by"),
        "file": _("File"),
        "material": _("Material"),
    },
    choices=(words.VISIBILITIES, words.FORMATS),
    values={"visibility": (Visibility,), "file": (Format,)},
    refers={"author": "person"},
)
