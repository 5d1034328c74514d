"""What the public sees of programmes: the list, and one programme with its dates."""

from collections.abc import Sequence

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webinar_hub.kit import clock
from webinar_hub.kit.language import Sentence
from webinar_hub.programmes import queries
from webinar_hub.programmes.models import AppearanceRole, Meeting, ProgrammeKind, Series, State
from webinar_hub.programmes.words import KINDS, ROLES, STATES
from webinar_hub.web import access

pages = Blueprint("programmes", __name__)

_PAST_SHOWN = 12


@pages.app_template_filter("role_word")
def role_word(role: AppearanceRole) -> Sentence:
    """Return what a part in a meeting is called."""
    return ROLES[role]


@pages.app_template_filter("kind_word")
def kind_word(kind: ProgrammeKind) -> Sentence:
    """Return what a kind of programme is called."""
    return KINDS[kind]


@pages.app_template_filter("state_word")
def state_word(state: State) -> Sentence:
    """Return what a state of a programme is called."""
    return STATES[state]


@pages.get("/program")
@access.public
def index() -> ResponseReturnValue:
    """List the programmes, each with its next date."""
    shown = queries.public()
    return render_template("programmes/index.html", programmes=shown.programmes(), coming=shown.next_meetings(clock.now()))


@pages.get("/program/<key>")
@access.public
def programme(key: str) -> ResponseReturnValue:
    """Show a programme: what it is about, for whom, its next dates and the last ones."""
    shown, now = queries.public(), clock.now()
    found = shown.programme(key)
    coming = shown.meetings(ends_after=now, programme=found)
    return render_template(
        "programmes/programme.html",
        programme=found,
        first=next((meeting for meeting in coming if meeting.cancelled_at is None and not meeting.series.closed(now)), None),
        runs=_by_series(coming),
        past=shown.meetings(ends_before=now, programme=found, newest_first=True, limit=_PAST_SHOWN),
    )


def _by_series(meetings: Sequence[Meeting]) -> list[tuple[Series, list[Meeting]]]:
    runs: dict[int, tuple[Series, list[Meeting]]] = {}
    for meeting in meetings:
        runs.setdefault(meeting.series_id, (meeting.series, []))[1].append(meeting)
    return list(runs.values())
