"""What the states and acts of the directory are called where people read them."""

from webinar_hub.directory.imports.rules import LineVerdict
from webinar_hub.kit.language import Sentence, _
from webinar_hub.network.acts import ACTS

VERDICTS: dict[LineVerdict, Sentence] = {
    LineVerdict.NEW: _("New"),
    LineVerdict.SAME: _("Already there"),
    LineVerdict.CHANGES: _("Changes"),
    LineVerdict.DOUBTFUL: _("Likely there already"),
    LineVerdict.ERROR: _("Cannot be imported"),
}
MARKS: dict[LineVerdict, str] = {
    LineVerdict.NEW: "ok",
    LineVerdict.SAME: "",
    LineVerdict.CHANGES: "ok",
    LineVerdict.DOUBTFUL: "wait",
    LineVerdict.ERROR: "no",
}
FIELDS: dict[str, Sentence] = {
    **ACTS.fields,
    "into": _("Merged into"),
    "other": _("Merged in"),
    "registrations": _("Registrations"),
    "names": _("Spellings"),
}
