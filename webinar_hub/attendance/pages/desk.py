"""What a facilitator and a secretariat see: one screen for a meeting through its life, its lists, its report, the review."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from webinar_hub.attendance import actions, queries, review, tables, undoing
from webinar_hub.attendance.actions import Decision, Imported, Upload, Verdict
from webinar_hub.attendance.forms import DecisionForm, ListForm, ReportForm
from webinar_hub.attendance.tables import AttendeeState
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Forbidden, NotFound, Refused
from webinar_hub.kit.language import _
from webinar_hub.kit.tables import TYPES
from webinar_hub.kit.text import clean, search_key
from webinar_hub.kit.zones import zone
from webinar_hub.people.contacts import Contact, masked
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations import queries as registrations
from webinar_hub.registrations.queries import Seen
from webinar_hub.web import access, once, paging, size
from webinar_hub.web.downloads import attachment

pages = Blueprint("attendance_desk", __name__, url_prefix="/desk/sesi")

_PAGE = 50
_PROBLEMS_TOLD = 5


def _seen(key: str) -> Seen:
    """Return a meeting with whom the actor sees in it; raise NotFound."""
    return registrations.at_desk(access.reading_actor()).meeting(key)


def _to_settle(key: str) -> Meeting:
    """Return a meeting whose attendance the actor settles; raise Forbidden where they only look at it, NotFound where not even that."""
    try:
        return programmes.visible_to(access.current_actor()).meeting(key)
    except NotFound:
        _seen(key)
        raise Forbidden from None


def _may_settle(seen: Seen) -> bool:
    try:
        _to_settle(seen.meeting.key)
    except Forbidden:
        return False
    return True


def _may_take_contacts(seen: Seen) -> bool:
    """Say whether the actor answers for whoever they see here; who leads the meeting or only looks gets lists without contacts."""
    actor = access.current_actor()
    return (
        programmes.visible_to(actor).runs(seen.meeting.key) if seen.everybody else not actor.viewing
    )


def _address_of(seen: Seen, groups: Sequence[queries.Group]) -> Callable[[queries.Group], str]:
    """Return how the actor reads the address of one of these groups: whole where their list could hold it, else shortened."""
    actor = access.current_actor()
    may_take = actor.took_second_step and (not seen.everybody or _may_take_contacts(seen))
    matched = [
        group.match.registration.key for group in groups if group.match and group.match.registration
    ]
    own = set() if seen.everybody else registrations.of_own_people(actor, matched)

    def address_of(group: queries.Group) -> str:
        registration = group.match.registration if group.match else None
        whole = may_take and (
            seen.everybody or (registration is not None and registration.key in own)
        )
        return (group.email if whole else group.email and masked(Contact(group.email))) or ""

    return address_of


@pages.get("")
@access.reader
def of_others() -> ResponseReturnValue:
    """List the meetings of other secretariats with people of one's own in them."""
    mine = registrations.at_desk(access.reading_actor())
    meetings = mine.of_others(clock.now(), most=_PAGE)
    return render_template(
        "attendance/of_others.html",
        meetings=meetings,
        counts=mine.own_counts(meeting.id for meeting in meetings),
    )


@pages.get("/<key>")
@access.desk
def meeting(key: str) -> ResponseReturnValue:
    """Show the meeting's screen."""
    seen = _seen(key)
    return _screen(seen, ReportForm(formdata=None, zone=seen.meeting.zone))


def _screen(seen: Seen, form: ReportForm) -> str:
    found, whose, may_settle = seen.meeting, seen.people, _may_settle(seen)
    words = clean(request.args.get("cari", ""))[:100]
    standing = next(
        (one for one in AttendeeState if one.value == request.args.get("keadaan")), None
    )
    figures = queries.figures(found.id, whose)
    paged = paging.paged(
        queries.how_many(found.id, whose, words=words, standing=standing)
        if words or standing
        else figures.everybody,
        _PAGE,
    )
    reports = queries.reports(found.id)
    attendees = queries.attendees(
        found.id, whose, words=words, standing=standing, offset=paged.offset, limit=paged.size
    )
    actor = access.current_actor()
    left_open = len(queries.groups(found.id, undecided=True)) if reports and may_settle else 0
    return render_template(
        "attendance/meeting.html",
        meeting=found,
        leaders=[
            a.person.full_name for a in programmes.appearances([found.id])[found.id] if a.leads
        ],
        stage=_stage(found),
        figures=figures,
        attendees=attendees,
        own=registrations.of_own_people(actor, [each.key for each in attendees]),
        paged=paged,
        words=words,
        standing=standing,
        standings=tables.WORDS,
        reports=reports,
        left_open=left_open,
        report_form=form,
        list_form=ListForm(formdata=None),
        may_take_contacts=_may_take_contacts(seen),
        may_settle=may_settle,
        everybody=seen.everybody,
    )


def _stage(found: Meeting) -> str:
    now = clock.now()
    if found.cancelled_at:
        return "cancelled"
    if now < found.starts_at:
        return "before"
    return "live" if now < found.ends_at else "after"


@pages.post("/<key>/peserta.<any(csv, xlsx):form>")
@access.desk
def attendees(key: str, form: str) -> ResponseReturnValue:
    """Hand over the attendee list; who took it is written down first."""
    seen = _seen(key)
    found = seen.meeting
    asked = ListForm()
    if not asked.validate():
        raise BadRequest
    contacts = bool(asked.contacts.data)
    if contacts:
        if not _may_take_contacts(seen):
            raise Forbidden
        access.demand_proof(url_for(".meeting", key=key))
    people = queries.attendees(found.id, seen.people)
    columns = tables.header(contacts=contacts)
    keys, by = [each.key for each in people], access.current_actor()
    if contacts and not seen.everybody:
        own = registrations.of_own_people(by, keys)
        people = [
            each if each.key in own else replace(each, email=None, phone=None) for each in people
        ]
    db.write(
        actions.note_export,
        found.id,
        form,
        columns=columns,
        registrations=keys,
        by=by,
        now=clock.now(),
    )
    content = (tables.csv if form == "csv" else tables.xlsx)(people, contacts=contacts)
    name = f"peserta-{search_key(found.series.title).replace(' ', '-')}-{found.number}-{found.day}.{form}"
    return attachment(content, name, TYPES[form])


@pages.post("/<key>/laporan")
@access.desk
@size.takes(size.UPLOAD_LIMIT)
def upload(key: str) -> ResponseReturnValue:
    """Take in the platform's report: read it first, then store it in one go."""
    found = _to_settle(key)
    form = ReportForm()
    if not form.validate_on_submit():
        return _screen(_seen(key), form), 422
    try:
        file = form.report.data
        report = actions.opened(
            file.read(), name=file.filename or "", zone=zone(form.zone.data), around=found.starts_at
        )
        result = db.write(
            actions.import_report, found.id, report, by=access.current_actor(), now=clock.now()
        )
    except Refused as refusal:
        form.refuse("report", refusal)
        return _screen(_seen(key), form), refusal.status
    _tell(report, result)
    target = (
        "attendance_desk.review" if result.open and not result.again else "attendance_desk.meeting"
    )
    return redirect(url_for(target, key=key), 303)


def _tell(report: Upload, result: Imported) -> None:
    if result.again:
        flash(str(_("This report was imported before: nothing changed.")))
        return
    flash(
        str(
            _(
                "Imported: %(added)s new rows, %(known)s known before, %(waiting)s of the waiting room. Names matched automatically: %(linked)s.",
                added=result.added,
                known=result.known,
                waiting=result.waiting,
                linked=result.linked,
            )
        )
    )
    if report.problems:
        told = "; ".join(
            str(_("line %(line)s: %(what)s", line=p.line, what=p.what))
            for p in report.problems[:_PROBLEMS_TOLD]
        )
        flash(
            str(
                _(
                    "%(number)s lines could not be read. %(lines)s",
                    number=len(report.problems),
                    lines=told,
                )
            )
        )


@pages.post("/<key>/laporan/<report>/tarik")
@access.desk
def withdraw(key: str, report: str) -> ResponseReturnValue:
    """Set a wrong report aside."""
    found = _to_settle(key)
    db.write(actions.withdraw, found.id, report, by=access.current_actor(), now=clock.now())
    flash(str(_("The report was set aside: its rows count for nobody now.")))
    return redirect(url_for("attendance_desk.meeting", key=key), 303)


@pages.get("/<key>/bukti")
@access.desk
def evidence(key: str) -> ResponseReturnValue:
    """Show who was matched and why; with `pendaftaran`, the rows that made one person's minutes."""
    seen = _seen(key)
    found = seen.meeting
    whose = request.args.get("pendaftaran", "")[:16] or None
    groups = queries.groups(found.id, seen.people, registration_key=whose)
    if whose is not None:
        return _of_one(seen, whose, groups)
    paged = paging.paged(len(groups), _PAGE)
    shown = paged.of(groups)
    minutes = {group.rows: actions.seconds_of(group.rows, found) // 60 for group in shown}
    return render_template(
        "attendance/evidence.html",
        meeting=found,
        groups=shown,
        minutes=minutes,
        address_of=_address_of(seen, shown),
        paged=paged,
        may_settle=_may_settle(seen),
        everybody=seen.everybody,
    )


def _of_one(seen: Seen, key: str, groups: Sequence[queries.Group]) -> str:
    person = queries.attendee(seen.meeting.id, key, seen.people)
    address_of = _address_of(seen, groups)
    return render_template(
        "attendance/person.html",
        meeting=seen.meeting,
        person=person,
        groups=groups,
        address_of=address_of,
        everybody=seen.everybody,
    )


@pages.route("/<key>/cocokkan", methods=["GET", "POST"], endpoint="review")
@access.desk
def decide(key: str) -> ResponseReturnValue:
    """Ask whose the rows of one platform name are, and take the answer."""
    found = _to_settle(key)
    form = DecisionForm()
    if not form.is_submitted():
        return _question(_seen(key))
    if form.decision.data == Verdict.SOMEBODY and not form.who.data:
        return _question(_seen(key), form), actions.NobodyChosen.status
    if not form.validate():
        raise BadRequest
    here = url_for("attendance_desk.review", key=key)
    if form.decision.data == "later":
        return redirect(url_for("attendance_desk.review", key=key, sesudah=form.group.data), 303)
    if form.decision.data == "undo":
        # The row, not the name in it: an answered form stays for a month, whoever has their data erased.
        about = once.submit(
            _press(form),
            lambda row: str(row.id),
            undoing.undo,
            found.id,
            by=access.current_actor(),
            now=clock.now(),
        )
        flash(str(_("Taken back: %(name)s.", name=queries.evidence_by_id(int(about)).name)))
        return redirect(here, 303)
    once.submit(
        _press(form),
        str,
        actions.decide,
        found.id,
        _decision(form),
        by=access.current_actor(),
        now=clock.now(),
    )
    return redirect(here, 303)


def _press(form: DecisionForm) -> str:
    """Return what tells a second press from another answer on a page that was gone back to."""
    fields = (form.form_id, form.decision, form.who, form.typed_name)
    return (
        tokens.digest("\n".join(field.data or "" for field in fields)) if form.form_id.data else ""
    )


def _decision(form: DecisionForm) -> Decision:
    verdict = next((one for one in Verdict if one.value == form.decision.data), None)
    if verdict is None:
        raise actions.NobodyChosen
    return Decision(
        form.rows.data or [],
        verdict,
        form.who.data or "",
        form.typed_name.data or "",
        form.standing.data or "",
    )


def _question(seen: Seen, answer: DecisionForm | None = None) -> str:
    """Ask about the name of the address, else the next one; answer: about the same once more, that chose nobody."""
    found = seen.meeting
    groups = queries.groups(found.id)
    wanted, standing = request.args.get("baris", ""), request.args.get("milik", "")
    if answer is not None:
        wanted, standing = answer.group.data or "", answer.standing.data or ""
    group = (
        review.chosen(groups, wanted, standing)
        if wanted
        else review.next_open(groups, after=request.args.get("sesudah", ""))
    )
    progress = review.progress(groups)
    if group is None:
        return render_template("attendance/decided.html", meeting=found, progress=progress)
    people = {person.key: person for person in queries.attendees(found.id)}
    words = clean(request.args.get("cari", ""))[:100]
    searched = (
        [person.key for person in queries.attendees(found.id, words=words, limit=8)]
        if words
        else []
    )
    registrants = queries.registrants(found.id)
    candidates = review.candidates(group, registrants, queries.remembered(found), people, searched)
    return render_template(
        "attendance/review.html",
        meeting=found,
        group=group,
        address=_address_of(seen, [group])(group),
        standing=review.standing(group),
        candidates=candidates,
        beforehand=review.beforehand(candidates),
        progress=progress,
        queue=[
            (one, actions.seconds_of(one.rows, found) // 60)
            for one in groups
            if one.match is None and one is not group
        ],
        seconds=actions.seconds_of(group.rows, found),
        words=words,
        form=DecisionForm(formdata=None),
        nobody_chosen=answer is not None,
        suggested=review.suggested_name(group.name, registrants),
    )
