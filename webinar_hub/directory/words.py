"""What the states and acts of the directory are called where people read them."""

from webinar_hub.directory.imports.rules import Verdict
from webinar_hub.kit.language import Sentence, _

VERDICTS: dict[Verdict, Sentence] = {
    Verdict.NEW: _("New"),
    Verdict.SAME: _("Already there"),
    Verdict.CHANGES: _("Changes"),
    Verdict.DOUBTFUL: _("Likely there already"),
    Verdict.ERROR: _("Cannot be imported"),
}
MARKS: dict[Verdict, str] = {
    Verdict.NEW: "ok",
    Verdict.SAME: "",
    Verdict.CHANGES: "ok",
    Verdict.DOUBTFUL: "wait",
    Verdict.ERROR: "no",
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
