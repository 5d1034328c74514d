"""The letters of assignment of a session, as the desk gives them."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.certificates import queries as certificates
from webinar_hub.certificates.assignments import actions, queries, rules
from webinar_hub.certificates.issuing.queries import obstacle
from webinar_hub.certificates.models import Certificate, CertificateKind
from webinar_hub.kit import clock
from webinar_hub.kit.language import _
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.models import Meeting
from webinar_hub.web import access
from webinar_hub.web.acting import act_once
from webinar_hub.web.forms import Button
from webinar_hub.web.shell import links, settings

pages = Blueprint("assignments_desk", __name__, url_prefix="/desk/sesi/<key>/tugas")


def _own(key: str) -> Meeting:
    return programmes.seen_by(access.current_actor()).to_change(key)


@pages.get("")
@access.secretariat
def index(key: str) -> ResponseReturnValue:
    """Show who has a part in a session, who has a letter for it, and every letter given."""
    meeting = _own(key)
    return render_template(
        "certificates/assignments.html",
        meeting=meeting,
        assigned=queries.assigned(meeting, links()),
        issued=certificates.of_session(meeting.id, CertificateKind.ASSIGNMENT),
        obstacle=obstacle(meeting.series, lambda: rules.refuse(meeting, clock.now())),
    )


@pages.post("")
@access.secretariat
def give_to_all(key: str) -> ResponseReturnValue:
    """Give a letter to everybody who has a part in a session and holds none."""
    given = act_once(Button(), actions.give_to_all, _own(key), facts=_where, refer=_count)
    flash(str(_("Letters given: %(n)s.", n=given)))
    return redirect(url_for(".index", key=key), 303)


@pages.post("/<person>")
@access.secretariat
def give(key: str, person: str) -> ResponseReturnValue:
    """Give a letter to one person who has a part."""
    meeting = _own(key)
    sent = queries.somebody(meeting, person)
    given = act_once(Button(), actions.give, meeting, sent, facts=_where)
    return redirect(url_for("certificates_desk.certificate", key=given), 303)


def _where() -> dict[str, Any]:
    return {"settings": settings(), "links": links()}


def _count(made: list[Certificate]) -> str:
    return str(len(made))
