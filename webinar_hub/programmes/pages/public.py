"""What the public sees of programmes: the list."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webinar_hub.kit import clock
from webinar_hub.kit.language import Sentence
from webinar_hub.programmes import preview, queries, rules
from webinar_hub.programmes.in_person import Venue
from webinar_hub.programmes.models import (
    Appearance,
    AppearanceRole,
    Meeting,
    Programme,
    ProgrammeKind,
    Series,
    Spoken,
    State,
)
from webinar_hub.programmes.venues.words import where_word
from webinar_hub.programmes.words import KINDS, ROLES, SPOKEN, STATES
from webinar_hub.web import access
from webinar_hub.web.shell import links

pages = Blueprint("programmes", __name__)


pages.add_app_template_filter(rules.platform)


@pages.app_template_filter("role_word")
def role_word(role: AppearanceRole) -> Sentence:
    """Return what a part in a meeting is called."""
    return ROLES[role]


@pages.app_template_filter("kind_word")
def kind_word(kind: ProgrammeKind) -> Sentence:
    """Return what a kind of programme is called."""
    return KINDS[kind]


@pages.app_template_filter("spoken_word")
def spoken_word(spoken: Spoken) -> Sentence:
    """Return what the language is called in which a session is held."""
    return SPOKEN[spoken]


@pages.app_template_filter("where_word")
def where_of(thing: Venue) -> str:
    """Return where a session is, or the dates of a series are."""
    return where_word(thing)


@pages.app_template_filter("state_word")
def state_word(state: State) -> Sentence:
    """Return what a state of a programme is called."""
    return STATES[state]


@pages.app_template_filter("seen_by_word")
def seen_by_word(thing: Programme | Series | Meeting) -> Sentence:
    """Return what the state is called that counts for something."""
    return STATES[rules.state_of(thing)]


@pages.app_template_test("reachable")
def reachable(thing: Programme | Series | Meeting) -> bool:
    """Say whether everybody who has its address sees it."""
    return rules.state_of(thing) in rules.AT_ADDRESS


@pages.app_template_test("archived")
def archived(thing: Programme | Series | Meeting) -> bool:
    """Say whether only whoever registered sees it."""
    return rules.state_of(thing) is State.ARCHIVED


@pages.app_template_test("listed")
def listed(thing: Programme | Series | Meeting) -> bool:
    """Say whether it stands in public lists."""
    return rules.state_of(thing) in rules.LISTED


@pages.app_template_global("session_data")
def session_data(meeting: Meeting, appearances: Sequence[Appearance]) -> dict[str, Any]:
    """Return what search engines read of a session."""
    return preview.session(meeting, appearances, links())


@pages.app_template_global("programme_data")
def programme_data(
    programme: Programme, meetings: Sequence[Meeting], address: str, series: Series | None = None
) -> dict[str, Any]:
    """Return what search engines read of a programme, or of a series of it."""
    name = series.title if series else programme.own_name
    return preview.dates(name, programme.summary, programme.owner, address, meetings, links())


@pages.get("/program")
@access.public
def index() -> ResponseReturnValue:
    """List the programmes, each with its next date."""
    shown = queries.public()
    return render_template(
        "programmes/index.html",
        programmes=shown.programmes(),
        coming=shown.next_meetings(clock.now()),
    )
