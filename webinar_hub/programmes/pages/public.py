"""What the public sees of programmes: the list."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webinar_hub.kit import clock
from webinar_hub.kit.language import Sentence
from webinar_hub.programmes import queries, rules
from webinar_hub.programmes.models import (
    AppearanceRole,
    Meeting,
    Programme,
    ProgrammeKind,
    Series,
    State,
)
from webinar_hub.programmes.words import KINDS, ROLES, STATES
from webinar_hub.web import access

pages = Blueprint("programmes", __name__)


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
