"""What invites people to a session: one text for a whole group, and the flyer."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webinar_hub.kit import clock
from webinar_hub.programmes.flyer.words import DESIGNS
from webinar_hub.registrations import at_desk, queries
from webinar_hub.web import access

pages = Blueprint("group_desk", __name__, url_prefix="/desk/sesi")


@pages.get("/<key>/grup")
@access.desk
def text(key: str) -> ResponseReturnValue:
    """Show text and flyers, which hold public addresses alone, and the way into WhatsApp."""
    seen = at_desk.seen_by(access.reading_actor()).meeting(key)
    meeting = seen.meeting
    now = clock.now()
    to_come = meeting.cancelled_at is None and meeting.ends_at > now
    full = to_come and queries.full(meeting, now)
    written = render_template("registrations/group.txt", meeting=meeting, full=full).strip()
    return render_template(
        "registrations/group.html",
        meeting=meeting,
        text=written,
        to_come=to_come,
        everybody=seen.everybody,
        designs=DESIGNS.items(),
    )
