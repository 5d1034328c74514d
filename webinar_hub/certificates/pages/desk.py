"""What staff see of certificates: who gets one and why not, what was issued, taking one back."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.attendance.matching import queries as matching
from webinar_hub.certificates import queries
from webinar_hub.certificates.acts import who_issued
from webinar_hub.certificates.assignments import actions as assignments
from webinar_hub.certificates.checking.queries import successor
from webinar_hub.certificates.drawing.queries import attachment_name, document, printed
from webinar_hub.certificates.drawing.wording import WORDING
from webinar_hub.certificates.earning.queries import dry_runs
from webinar_hub.certificates.forms import RevokeForm
from webinar_hub.certificates.issuing import actions
from webinar_hub.certificates.issuing.queries import obstacle
from webinar_hub.certificates.models import Certificate, CertificateKind
from webinar_hub.certificates.sessions import queries as sessions
from webinar_hub.certificates.statements import actions as statements
from webinar_hub.kit import clock, storage
from webinar_hub.kit.language import _
from webinar_hub.web import access
from webinar_hub.web.acting import act, act_once
from webinar_hub.web.downloads import attachment
from webinar_hub.web.forms import Button
from webinar_hub.web.shell import links, settings

pages = Blueprint("certificates_desk", __name__, url_prefix="/desk")

pages.add_app_template_filter(who_issued)

_SESSIONS = 10
_GIVEN_AT = {
    CertificateKind.PARTICIPATION: "certificates_desk.session",
    CertificateKind.STATEMENT: "statements_desk.index",
    CertificateKind.ASSIGNMENT: "assignments_desk.index",
}


@pages.get("/sertifikat")
@access.reader
def index() -> ResponseReturnValue:
    """List sessions and series that ended, with how many certificates are ready and issued."""
    own, now = queries.run_by(access.reading_actor()), clock.now()
    page = own.ended(now, after=request.args.get("setelah", "")[:16])
    held = sessions.ended(own, now, after=request.args.get("setelah-sesi", "")[:16], size=_SESSIONS)
    return render_template(
        "certificates/index.html", runs=dry_runs(page.rows), after=page.after, sessions=held
    )


@pages.get("/seri/<key>/sertifikat")
@access.reader
def series(key: str) -> ResponseReturnValue:
    """Show who gets a certificate, who does not and why, and what was issued."""
    found = queries.run_by(access.reading_actor()).series(key)
    [run] = dry_runs([found])
    to_ask = () if found.rolling else run.meetings
    undecided = {each.id: len(matching.groups(each.id, undecided=True)) for each in to_ask}
    return render_template(
        "certificates/series.html",
        run=run,
        left_open=undecided if any(undecided.values()) else {},
        issued=queries.of_series(found.id),
        obstacle=obstacle(run.series, partial(run.refuse_until_over, clock.now())),
    )


@pages.get("/sesi/<key>/sertifikat")
@access.reader
def session(key: str) -> ResponseReturnValue:
    """Show who gets a certificate for a session, who does not and why, and what was issued."""
    found = queries.run_by(access.reading_actor()).session(key)
    run = sessions.dry_run(found)
    return render_template(
        "certificates/session.html",
        run=run,
        meeting=found,
        issued=queries.of_session(found.id),
        obstacle=obstacle(run.series, partial(run.refuse_until_over, clock.now())),
        left_open=len(matching.groups(found.id, undecided=True)),
    )


@pages.post("/seri/<key>/sertifikat/terbit")
@access.secretariat
def issue(key: str) -> ResponseReturnValue:
    """Issue what the dry run promised."""
    found = queries.run_by(access.current_actor()).series(key)
    made = act_once(Button(), actions.issue, found, refer=_count)
    flash(str(_("Certificates issued: %(n)s.", n=made)))
    return redirect(url_for("certificates_desk.series", key=key), 303)


@pages.post("/sesi/<key>/sertifikat/terbit")
@access.secretariat
def issue_for_session(key: str) -> ResponseReturnValue:
    """Issue what the dry run of a session promised."""
    found = queries.run_by(access.current_actor()).session(key)
    made = act_once(Button(), actions.issue, found, refer=_count)
    flash(str(_("Certificates issued: %(n)s.", n=made)))
    return redirect(url_for("certificates_desk.session", key=key), 303)


@pages.get("/sertifikat/<key>")
@access.reader
def certificate(key: str) -> ResponseReturnValue:
    """Show one certificate, with the way to take it back."""
    return _page(queries.run_by(access.reading_actor()).certificate(key), RevokeForm())


@pages.post("/sertifikat/<key>/cabut")
@access.secretariat
def revoke(key: str) -> ResponseReturnValue:
    """Take a certificate back."""
    found = queries.run_by(access.current_actor()).certificate(key)
    form = RevokeForm()
    if act_once(form, actions.revoke, found, facts=form.facts) is None:
        return _page(found, form)
    flash(str(_("Revoked. The check page says so from now on.")))
    return redirect(url_for("certificates_desk.certificate", key=key), 303)


@pages.post("/sertifikat/<key>/bolehkan")
@access.secretariat
def lift(key: str) -> ResponseReturnValue:
    """Let the holder of a revoked certificate get another."""
    found = queries.run_by(access.current_actor()).certificate(key)
    form = RevokeForm()
    if act_once(form, actions.lift, found, facts=form.facts) is None:
        return _page(found, form)
    flash(str(_("Written down. The holder can get another.")))
    return redirect(_where_given(found), 303)


@pages.post("/sertifikat/<key>/ganti")
@access.secretariat
def replace(key: str) -> ResponseReturnValue:
    """Take a certificate back and issue another in its place."""
    found = queries.run_by(access.current_actor()).certificate(key)
    form = RevokeForm()
    if found.kind is CertificateKind.STATEMENT:
        new = act_once(
            form, statements.replace, found, facts=lambda: form.facts() | {"settings": settings()}
        )
    elif found.kind is CertificateKind.ASSIGNMENT:
        where = {"settings": settings(), "links": links()}
        new = act_once(form, assignments.replace, found, facts=lambda: form.facts() | where)
    else:
        new = act_once(form, actions.replace, found, facts=form.facts)
    if new is None:
        return _page(found, form)
    flash(str(_("Replaced. This is the new one.")))
    return redirect(url_for("certificates_desk.certificate", key=new), 303)


@pages.post("/sertifikat/<key>.pdf")
@access.secretariat
def download(key: str) -> ResponseReturnValue:
    """Hand over a certificate's document, and write down that it was."""
    actor = access.current_actor()
    found = queries.run_by(actor).certificate(key)
    act(actions.note_downloads, [found], by=actor)
    return attachment(
        document(found, links(), storage.at(settings())),
        attachment_name(found),
        "application/pdf",
    )


def _page(found: Certificate, form: RevokeForm) -> ResponseReturnValue:
    facts = printed(found, links())
    latest = successor(found)
    page = render_template(
        "certificates/certificate.html",
        certificate=found,
        facts=facts,
        words=WORDING[facts.language],
        latest=latest,
        form=form,
        where_given=_where_given(found),
    )
    return page, form.status if form.errors else 200


def _where_given(found: Certificate) -> str:
    """Return the address of the page on which a certificate or letter was given."""
    if found.meeting is not None:
        return url_for(_GIVEN_AT[found.kind], key=found.meeting.key)
    assert found.series is not None
    return url_for("certificates_desk.series", key=found.series.key)


def _count(made: list[Certificate]) -> str:
    return str(len(made))
