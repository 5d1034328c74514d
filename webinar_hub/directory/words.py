"""What the states and acts of the directory are called where people read them."""

from webinar_hub.directory.imports.rules import LineVerdict
from webinar_hub.kit.language import Sentence, _

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
    "name": _("Name"),
    "abbreviation": _("Abbreviation"),
    "aliases": _("Other names"),
    "kind": _("Kind"),
    "region": _("Region"),
    "network": _("Network"),
    "networks": _("Networks"),
    "sectors": _("Sectors"),
    "parent": _("Part of"),
    "parents": _("Part of"),
    "part": _("Relation"),
    "since": _("Since"),
    "until": _("Until"),
    "into": _("Merged into"),
    "other": _("Merged in"),
    "registrations": _("Registrations"),
    "names": _("Spellings"),
}
