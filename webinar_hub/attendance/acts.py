"""What is done with reports, names in them and lists, as the history tells it."""

from webinar_hub.attendance.models import AttendanceStatus, EvidenceKind
from webinar_hub.history.words import Acts, Verb
from webinar_hub.kit import language
from webinar_hub.kit.language import _

EXPORTED = "exported list"

_ATTENDANCE = _("attendance, as reports and decisions on names in them tell it")

ACTS = Acts(
    verbs={
        "imported report": Verb(_("Attendance report imported"), touches=_ATTENDANCE),
        "withdrew report": Verb(_("Attendance report set aside"), touches=_ATTENDANCE),
        "matched": Verb(_("Platform name decided"), touches=_ATTENDANCE),
        "took back a match": Verb(_("Decision on a platform name taken back"), touches=_ATTENDANCE),
        EXPORTED: Verb(
            _("List downloaded"), touches=_("lists of participants that were downloaded")
        ),
    },
    fields={
        "platform name": _("Name on the platform"),
        "rows": _("Rows"),
        "columns": _("Columns"),
        "contacts": _("With contacts"),
        "format": _("File format"),
    },
    choices=(
        {
            AttendanceStatus.PRESENT: _("Present"),
            AttendanceStatus.PARTIAL: _("Stayed too short"),
            AttendanceStatus.ABSENT: _("Absent"),
        },
        {
            EvidenceKind.STAY: _("A stay in the platform's report"),
            EvidenceKind.DURATION: _("Minutes in the platform's report"),
            EvidenceKind.JOIN_CLICK: _("Pressed “Join” on the personal page"),
        },
    ),
    readers={"why": language.gettext},
)
