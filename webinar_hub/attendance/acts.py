"""What is done with reports, names in them and lists, as the history tells it."""

from webinar_hub.attendance.models import AttendanceStatus, EvidenceKind
from webinar_hub.history.words import Acts, Verb
from webinar_hub.kit import language
from webinar_hub.kit.language import _

EXPORTED = "exported list"

_ATTENDANCE = _("attendance, as reports, decisions on names in them and the roll call tell it")

ACTS = Acts(
    verbs={
        "imported report": Verb(_("Attendance report imported"), touches=_ATTENDANCE),
        "withdrew report": Verb(_("Attendance report set aside"), touches=_ATTENDANCE),
        "matched": Verb(_("Platform name decided"), touches=_ATTENDANCE),
        "took back a match": Verb(_("Decision on a platform name taken back"), touches=_ATTENDANCE),
        "noted on the roll call": Verb(_("Noted on the roll call"), touches=_ATTENDANCE),
        "finished the roll call": Verb(_("Roll call completed"), touches=_ATTENDANCE),
        "opened the roll call again": Verb(_("Roll call opened again"), touches=_ATTENDANCE),
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
        "noted": _("Noted"),
        "came": _("Came"),
        "gone": _("Left"),
        "coming": _("Come in person"),
        "there": _("Present"),
        "excused": _("Excused"),
        "missing": _("Not noted"),
    },
    choices=(
        {
            AttendanceStatus.PRESENT: _("Present"),
            AttendanceStatus.PARTIAL: _("Stayed too short"),
            AttendanceStatus.ABSENT: _("Absent"),
            AttendanceStatus.EXCUSED: _("Excused"),
        },
        {
            EvidenceKind.STAY: _("A stay in the platform's report"),
            EvidenceKind.DURATION: _("Minutes in the platform's report"),
            EvidenceKind.JOIN_CLICK: _("Pressed “Join” on the personal page"),
            EvidenceKind.ROLL_CALL: _("Present on the roll call"),
            EvidenceKind.EXCUSED: _("Excused on the roll call"),
        },
    ),
    values={"noted": (EvidenceKind,)},
    readers={"why": language.gettext},
)
