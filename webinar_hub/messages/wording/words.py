"""What the placeholders of letters stand for, in the desk's words."""

from webinar_hub.kit.language import _

VALUES = {
    "name": _("The receiver's name"),
    "title": _("The title of the session, or of the series"),
    "when": _("The date, or the first and the last"),
    "hour": _("Day and hour where the receiver lives"),
}
"""Those that stand within a line."""

PARTS = {
    "session": _("The sessions, with their hours in three zones"),
    "notice": _("What the hub has to say in special cases; often nothing"),
    "until": _("How long the place is kept"),
    "way": _("How one gets in: at the venue, or by the live stream meanwhile; else nothing"),
    "link": _("The button that opens the receiver's own page"),
    "code": _("The code before one's name on the platform"),
    "invite": _("The public address, to share"),
    "conduct": _("The code of conduct, and whom to tell"),
    "calendar": _("How to save the date, or say that one cannot come"),
    "again": _("Where to register again"),
    "reason": _("The reason"),
    "schedule": _("Where the other sessions are"),
    "certificate": _("What the certificate is for, and its number"),
    "check": _("Where anybody can check the certificate"),
}
"""Those that stand on a line of their own: parts of the letter that the hub writes."""
