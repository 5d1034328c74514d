"""The desk's "Kehadiran": the sessions that have begun, and what each of them still needs."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from webinar_hub.attendance.matching import queries as matching
from webinar_hub.attendance.minutes.queries import what_came_in
from webinar_hub.attendance.roll_call import queries as roll_call
from webinar_hub.kit import clock
from webinar_hub.programmes import queries as programmes
from webinar_hub.web import access, paging

pages = Blueprint("attendance_overview", __name__, url_prefix="/desk/kehadiran")

_PAGE = 50
_FILTERS = ("menunggu", "tempat")


@pages.get("")
@access.desk
def index() -> ResponseReturnValue:
    """List the sessions that have begun, the latest first.

    `keadaan=menunggu` keeps those with names that wait for a decision, `keadaan=tempat` those to
    which one could come in person. Above them stand those whose door is open before they begin.
    """
    reading = access.reading_actor()
    waiting = matching.meetings_to_review(reading, now=clock.now())
    undecided = {meeting.id: number for meeting, number in waiting}
    asked = request.args.get("keadaan")
    only = asked if asked in _FILTERS else ""
    number = max(1, paging.asked_page())
    start = (number - 1) * _PAGE
    if only == "menunggu":
        found = [meeting for meeting, _number in waiting][start : start + _PAGE + 1]
    else:
        found = list(
            programmes.seen_by(reading).meetings(
                until=clock.now(),
                at_venue=only == "tempat",
                newest_first=True,
                offset=start,
                limit=_PAGE + 1,
            )
        )
    shown = found[:_PAGE]
    return render_template(
        "attendance/overview.html",
        meetings=shown,
        undecided=undecided,
        to_decide={
            meeting.id
            for meeting, _number in (
                matching.meetings_to_review(access.current_actor(), now=clock.now())
                if reading.viewing
                else waiting
            )
        },
        calling=roll_call.incomplete(access.current_actor(), clock.now()),
        told=what_came_in(shown),
        only=only,
        number=number,
        more=len(found) > _PAGE,
    )
