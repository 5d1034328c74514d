"""The statements of a session, that somebody was present in it, as the desk gives them."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.certificates import queries as certificates
from webinar_hub.certificates.issuing.queries import obstacle
from webinar_hub.certificates.models import CertificateKind
from webinar_hub.certificates.statements import actions, queries, rules
from webinar_hub.kit import clock
from webinar_hub.kit.language import _
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.models import Meeting
from webinar_hub.web import access
from webinar_hub.web.acting import act_once
from webinar_hub.web.forms import Button
from webinar_hub.web.shell import settings

pages = Blueprint("statements_desk", __name__, url_prefix="/desk/sesi/<key>/keterangan")


def _own(key: str) -> Meeting:
    return programmes.seen_by(access.current_actor()).to_change(key)


@pages.get("")
@access.secretariat
def index(key: str) -> ResponseReturnValue:
    """Show who was present, who has a statement of it, and every statement that was given."""
    meeting = _own(key)
    over = partial(rules.refuse_until_over, meeting.ends_at, meeting.cancelled_at, clock.now())
    return render_template(
        "certificates/statements.html",
        meeting=meeting,
        presences=queries.presences(meeting),
        issued=certificates.of_session(meeting.id, CertificateKind.STATEMENT),
        obstacle=obstacle(meeting.series, over),
    )


@pages.post("")
@access.secretariat
def give_to_all(key: str) -> ResponseReturnValue:
    """Give a statement to everybody who was present and has none."""
    by, now = access.current_actor(), clock.now()
    number = actions.give_to_all(_own(key), settings=settings(), by=by, now=now)
    flash(str(_("Statements given: %(n)s.", n=number)))
    return redirect(url_for(".index", key=key), 303)


@pages.post("/<person>")
@access.secretariat
def give(key: str, person: str) -> ResponseReturnValue:
    """Give a statement to one person who was present."""
    meeting = _own(key)
    present = queries.presence(meeting, person).person
    given = act_once(
        Button(), actions.give, meeting, present, facts=lambda: {"settings": settings()}
    )
    return redirect(url_for("certificates_desk.certificate", key=given), 303)
