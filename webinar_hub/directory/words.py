"""What the directory's states and acts are called where people read them."""

from webinar_hub.directory.rules import Verdict
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
VERBS: dict[str, Sentence] = {
    "added": _("Added to the directory"),
    "changed": _("Changed"),
    "named anew": _("Other names added"),
    "closed": _("Closed"),
    "reopened": _("Reopened"),
    "joined a network": _("Joined a network"),
    "left a network": _("Left a network"),
    "corrected a membership": _("Dates of a membership corrected"),
    "became part": _("Became part of another organisation"),
    "corrected a part": _("Entry about the parent organisation corrected"),
    "is no part": _("No longer written down as a part of another organisation"),
    "took out a table": _("Directory downloaded"),
    "merged": _("Merged into another"),
    "took in": _("Took another organisation in"),
    "split off": _("Made an organisation of its own again"),
    "gave one back": _("Another organisation taken out again"),
    "linked names": _("Names from registrations linked"),
    "accepted a focal person": _("Focal person accepted"),
    "refused a focal person": _("Focal person refused"),
}
