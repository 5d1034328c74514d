"""Keep what stays of the demo's past meetings: recordings elsewhere, slides and a link."""

import io
from datetime import datetime, timedelta

from webinar_hub.demo.stage import Run
from webinar_hub.demo.timeline import Timeline
from webinar_hub.kit import storage
from webinar_hub.kit.actor import Actor
from webinar_hub.materials import actions
from webinar_hub.materials.models import Format, Visibility
from webinar_hub.materials.queries import ROOM
from webinar_hub.programmes.appearing.queries import appearances
from webinar_hub.programmes.models import AppearanceRole, Meeting
from webinar_hub.web.shell import settings

_KEPT_AFTER = timedelta(hours=3)
_CUT_OFF = 8
"""Minutes that a recording is shorter than its session."""

_CHAPTERS = "0:00 Tindak lanjut sesi sebelumnya\n11:30 Paparan\n1:02:00 Tanggapan dan diskusi"


def keep(run: Run, timeline: Timeline, *, by: Actor) -> None:
    """Keep what stays of the meetings of a run that are over, some hours after each."""
    for meeting in run.meetings:
        if meeting.ends_at + _KEPT_AFTER <= timeline.end:
            timeline.at(meeting.ends_at + _KEPT_AFTER, _keep, meeting, by)


def _keep(meeting: Meeting, by: Actor, now: datetime) -> None:
    rolling, place = meeting.series.rolling, f"https://video.example/jajar/{meeting.number}"
    length = (meeting.ends_at - meeting.starts_at) // timedelta(minutes=1)
    actions.keep_recording(
        meeting,
        link=place,
        audio_link=f"{place}/suara",
        minutes=length - _CUT_OFF,
        note_="Dengan takarir Indonesia dan JBI di layar." if rolling else "",
        visibility=Visibility.PUBLIC if rolling else Visibility.REGISTERED,
        chapters=_CHAPTERS if rolling else "",
        by=by,
        now=now,
    )
    content = _slides(meeting.title)
    # Alike each time, as all of this can be run again.
    name = f"demo{meeting.series_id}x{meeting.number}.pdf"
    storage.at(settings()).put(ROOM, name, content)
    speakers = (
        each.person
        for each in appearances([meeting.id])[meeting.id]
        if each.role is AppearanceRole.SPEAKER
    )
    actions.add(
        meeting,
        title=f"Paparan: {meeting.title}",
        author=next(speakers, None),
        visibility=Visibility.PUBLIC if rolling else Visibility.ATTENDED,
        file=name,
        kind=Format.PDF,
        size=len(content),
        by=by,
        now=now,
    )
    actions.add(
        meeting,
        title="Catatan diskusi kelompok",
        author=None,
        visibility=Visibility.REGISTERED,
        link=f"https://berkas.example/jajar/{meeting.number}/catatan",
        by=by,
        now=now,
    )


def _slides(title: str) -> bytes:
    """Return a PDF of one page, the same bytes for the same title."""
    from reportlab.pdfgen.canvas import Canvas

    made = io.BytesIO()
    canvas = Canvas(made, pagesize=(842, 595), invariant=True)
    canvas.setTitle(title)
    canvas.setFont("Helvetica-Bold", 24)
    canvas.drawString(60, 330, title[:60])
    canvas.setFont("Helvetica", 14)
    canvas.drawString(60, 295, "Paparan contoh")
    canvas.save()
    return made.getvalue()
