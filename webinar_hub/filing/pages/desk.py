"""The file of a session, handed over at the desk, and that of somebody who speaks in it."""

from datetime import timedelta

from flask import Blueprint
from flask.typing import ResponseReturnValue

from webinar_hub.attendance import queries as attendance
from webinar_hub.attendance.lists import queries as lists
from webinar_hub.attendance.lists import tables
from webinar_hub.attendance.lists.actions import note_export
from webinar_hub.certificates.issuing import actions as issuing
from webinar_hub.filing import queries
from webinar_hub.filing.queries import Filing
from webinar_hub.kit import clock
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.appearing import queries as appearing
from webinar_hub.web import access, limits
from webinar_hub.web.acting import act
from webinar_hub.web.downloads import open_attachment
from webinar_hub.web.shell import links, settings

pages = Blueprint("filing_desk", __name__, url_prefix="/desk/sesi/<key>")

_AN_HOUR = 60


def _once_more() -> Filing:
    """Count one more file of who asks, and return what it is made with."""
    actor = access.current_actor()
    limits.allow(f"session-file:{actor.id}", most=_AN_HOUR, per=timedelta(hours=1))
    return Filing(settings(), links(), clock.now())


@pages.post("/berkas.zip")
@access.desk
def of_session(key: str) -> ResponseReturnValue:
    """Hand over the file of a session; who took its list along is written down first."""
    actor, seen = access.current_actor(), attendance.seen_by(access.reading_actor(), key)
    keys = lists.keys(seen.meeting.id, seen.people)
    filing = _once_more()
    act(
        note_export,
        seen.meeting.id,
        "zip",
        columns=tables.header(contacts=False, venue=seen.meeting.either),
        registrations=keys,
        by=actor,
    )
    act(issuing.note_downloads, queries.sent(actor, seen), by=actor)
    content = queries.of_session(actor, seen, keys, filing)
    return open_attachment(content, f"{queries.name_of(seen.meeting)}.zip", "application/zip")


@pages.post("/orang/<person>/berkas.zip")
@access.secretariat
def of_speaker(key: str, person: str) -> ResponseReturnValue:
    """Hand over the file of somebody who has a part in a session; letters in it are noted."""
    meeting = programmes.seen_by(access.current_actor()).to_change(key)
    found = appearing.somebody(meeting, person)
    filing = _once_more()
    act(issuing.note_downloads, queries.about(meeting, found), by=access.current_actor())
    content = queries.of_speaker(meeting, found, filing)
    return open_attachment(
        content, f"{queries.name_of(meeting, found.name)}.zip", "application/zip"
    )
