"""One screen for a meeting through its life, its list, its report, and the review of names."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from webinar_hub.attendance import queries
from webinar_hub.attendance.evidence import actions as reports
from webinar_hub.attendance.evidence import queries as evidence_of
from webinar_hub.attendance.evidence.actions import Imported, Upload
from webinar_hub.attendance.forms import DecisionForm, ListForm, ReportForm
from webinar_hub.attendance.lists import queries as lists
from webinar_hub.attendance.lists import tables
from webinar_hub.attendance.lists.actions import note_export
from webinar_hub.attendance.lists.tables import Attendee, AttendeeState
from webinar_hub.attendance.matching import actions, elsewhere, review
from webinar_hub.attendance.matching import queries as matching
from webinar_hub.attendance.matching.actions import Decision, Verdict
from webinar_hub.attendance.matching.elsewhere import Elsewhere
from webinar_hub.attendance.matching.queries import Group
from webinar_hub.attendance.matching.registrants import Registrant
from webinar_hub.attendance.matching.review import Candidate
from webinar_hub.attendance.minutes.queries import what_came_in
from webinar_hub.attendance.minutes.rules import seconds_of
from webinar_hub.attendance.models import Evidence
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.kit.tables import TYPES
from webinar_hub.kit.text import clean, search_key
from webinar_hub.kit.zones import zone
from webinar_hub.papers.notulen import queries as notulen
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.appearing import queries as appearing
from webinar_hub.programmes.models import Meeting
from webinar_hub.programmes.provisions import queries as provisions
from webinar_hub.registrations import at_desk
from webinar_hub.registrations.at_desk import Seen
from webinar_hub.registrations.every_date import queries as every_date
from webinar_hub.web import access, paging, size
from webinar_hub.web.acting import act, act_once
from webinar_hub.web.downloads import attachment

pages = Blueprint("attendance_desk", __name__, url_prefix="/desk/sesi")

_PAGE = 50
_PROBLEMS_TOLD = 5
_SEARCHED = 8


def _seen(key: str) -> Seen:
    return queries.seen_by(access.reading_actor(), key)


def _to_settle(key: str) -> Meeting:
    return queries.to_settle(access.current_actor(), key)


@pages.get("")
@access.reader
def of_others() -> ResponseReturnValue:
    """List the meetings of other secretariats with people of one's own in them."""
    mine = at_desk.seen_by(access.reading_actor())
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
    found, people, actor = seen.meeting, seen.people, access.current_actor()
    words = clean(request.args.get("cari", ""))[:100]
    asked = request.args.get("keadaan")
    status = next((one for one in AttendeeState if one.value == asked), None)
    figures = lists.figures(found.id, people)
    total = figures.everybody
    if words or status:
        total = lists.how_many(found.id, people, words=words, status=status)
    paged = paging.paged(total, _PAGE)
    attendees = lists.attendees(
        found.id, people, words=words, status=status, offset=paged.offset, limit=paged.size
    )
    files, may_settle = evidence_of.reports(found.id), queries.may_settle(actor, seen)
    left_open = len(matching.groups(found.id, undecided=True)) if files else 0
    appearances = appearing.appearances([found.id])[found.id]
    stage = _stage(found)
    return render_template(
        "attendance/meeting.html",
        meeting=found,
        leaders=[each.person.full_name for each in appearances if each.leads],
        stage=stage,
        figures=figures,
        in_person=lists.coming(found.id, people, waiting=stage != "after") if found.either else 0,
        came=lists.came(found.id, people) if found.either else 0,
        attendees=attendees,
        own=at_desk.of_own_people(actor, [each.key for each in attendees]),
        every=every_date.which_pause(each.key for each in attendees),
        paged=paged,
        words=words,
        status=status,
        statuses=tables.WORDS,
        reports=files,
        told=what_came_in([found]),
        left_open=left_open,
        report_form=form,
        list_form=ListForm(formdata=None),
        may_take_contacts=queries.may_take_contacts(actor, seen),
        may_settle=may_settle,
        everybody=seen.everybody,
        provisions=provisions.standings([found])[found.id],
        carried=[each for each in notulen.carried(found) if not each.done_at],
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
    contacts, by = bool(asked.contacts.data), access.current_actor()
    keys = queries.to_take_along(by, seen, contacts=contacts)
    if contacts:
        access.demand_proof(url_for(".meeting", key=key))
    act(
        note_export,
        found.id,
        form,
        columns=tables.header(contacts=contacts, venue=found.either),
        registrations=keys,
        by=by,
    )
    people = queries.taken_along(by, seen, keys) if contacts else queries.lines_of(seen, keys)
    content = tables.written(form, people, contacts=contacts, venue=found.either)
    series = search_key(found.series.title).replace(" ", "-")
    name = _("participants-%(session)s", session=f"{series}-{found.number}-{found.day}.{form}")
    return attachment(content, str(name), TYPES[form])


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
        told_by = zone(form.zone.data)
        report = reports.open_report(
            file.read(), name=file.filename or "", zone=told_by, around=found.starts_at
        )
        result = act(reports.import_report, found.id, report)
    except Refused as refusal:
        form.refuse("report", refusal)
        return _screen(_seen(key), form), refusal.status
    _tell(report, result)
    if not result.again and (other := reports.better_clock(report, found, told_by)):
        flash(
            str(
                _(
                    "The times of this report fit the session much better as %(zone)s. If they are, set the report aside on the page of the session and import it with that clock, or everybody misses minutes.",
                    zone=other.short,
                )
            )
        )
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
                "Imported rows: %(added)s new, %(known)s known before, %(waiting)s of the waiting room. Names matched automatically: %(linked)s.",
                added=result.added,
                known=result.known,
                waiting=result.waiting,
                linked=result.linked,
            )
        )
    )
    if report.problems:
        problems = "; ".join(
            str(_("line %(line)s: %(what)s", line=p.line, what=p.what))
            for p in report.problems[:_PROBLEMS_TOLD]
        )
        flash(
            str(
                _(
                    "Lines that could not be read: %(number)s. %(lines)s",
                    number=len(report.problems),
                    lines=problems,
                )
            )
        )


@pages.post("/<key>/laporan/<report>/tarik")
@access.desk
def withdraw(key: str, report: str) -> ResponseReturnValue:
    """Set a wrong report aside."""
    found = _to_settle(key)
    act(reports.withdraw, found.id, report)
    flash(
        str(
            _(
                "The report was set aside: its rows count for nobody now, save those of which another file tells."
            )
        )
    )
    return redirect(url_for("attendance_desk.meeting", key=key), 303)


@pages.get("/<key>/bukti")
@access.desk
def evidence(key: str) -> ResponseReturnValue:
    """Show who was matched and why; with `pendaftaran`, the rows that made one person's minutes."""
    seen = _seen(key)
    found = seen.meeting
    registration = request.args.get("pendaftaran", "")[:16] or None
    if registration is not None:
        groups = matching.groups(found.id, seen.people, registration_key=registration)
        return _evidence_of_one(seen, registration, groups)
    names = matching.rows_of_groups(found.id, seen.people)
    paged = paging.paged(len(names), _PAGE)
    rows = [row for name in paged.of(names) for row in name] if paged.last > 1 else None
    shown = matching.groups(found.id, seen.people, among=rows)
    minutes = {group.rows: seconds_of(group.rows, found) // 60 for group in shown}
    actor = access.current_actor()
    return render_template(
        "attendance/evidence.html",
        meeting=found,
        groups=shown,
        minutes=minutes,
        addresses=queries.addresses(actor, seen, shown),
        paged=paged,
        may_settle=queries.may_settle(actor, seen),
        everybody=seen.everybody,
    )


def _evidence_of_one(seen: Seen, key: str, groups: Sequence[Group]) -> str:
    person = lists.attendee(seen.meeting.id, key, seen.people)
    return render_template(
        "attendance/person.html",
        meeting=seen.meeting,
        person=person,
        groups=groups,
        addresses=queries.addresses(access.current_actor(), seen, groups),
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
        # The row, not the name in it: an answered form stays for a month, whoever is erased.
        about = act_once(form, actions.undo, found.id, refer=lambda row: str(row.id))
        flash(
            str(_("Taken back: %(name)s.", name=db.session.get_one(Evidence, int(about or 0)).name))
        )
        return redirect(here, 303)
    act_once(form, actions.decide, found.id, _decision(form), refer=str)
    return redirect(here, 303)


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
    """Ask about the name in the address, else the next one.

    answer chose nobody: ask about the same name once more.
    """
    found = seen.meeting
    groups = matching.groups(found.id)
    group, progress = _wanted(groups, answer), review.progress(groups)
    if group is None:
        return render_template("attendance/decided.html", meeting=found, progress=progress)
    words = clean(request.args.get("cari", ""))[:100]
    registrants = matching.registrants(found.id)
    candidates = _candidates(found, group, registrants, words)
    return render_template(
        "attendance/review.html",
        meeting=found,
        group=group,
        address=queries.addresses(access.current_actor(), seen, [group])[group.rows],
        standing=review.decision_on(group),
        candidates=candidates,
        chosen_beforehand=review.chosen_beforehand(candidates),
        progress=progress,
        queue=[
            (one, seconds_of(one.rows, found) // 60)
            for one in groups
            if one.match is None and one is not group
        ],
        seconds=seconds_of(group.rows, found),
        words=words,
        form=DecisionForm(formdata=None),
        nobody_chosen=answer is not None,
        suggested=review.suggested_name(group.name, registrants),
    )


def _candidates(
    found: Meeting, group: Group, registrants: Sequence[Registrant], words: str
) -> list[Candidate]:
    everywhere = programmes.seen_by(access.current_actor()).runs(found.key)
    remembered = matching.remembered(found)
    likely = elsewhere.likely(found, group, remembered, everywhere=everywhere)
    others = elsewhere.searched(found, words, everywhere=everywhere)
    people: dict[str, Attendee | Elsewhere] = {}
    people |= {each.key: Elsewhere.of(each) for each in (*likely, *others)}
    people |= {each.key: each for each in lists.attendees(found.id)}
    here = lists.attendees(found.id, words=words, limit=_SEARCHED) if words else []
    return review.candidates(
        group,
        [*registrants, *(matching.registrant(each) for each in likely)],
        remembered,
        people,
        [*(each.key for each in here), *(each.key for each in others)],
    )


def _wanted(groups: Sequence[Group], answer: DecisionForm | None) -> Group | None:
    wanted, standing = request.args.get("baris", ""), request.args.get("milik", "")
    if answer is not None:
        wanted, standing = answer.group.data or "", answer.standing.data or ""
    if wanted:
        return review.find(groups, wanted, standing)
    return review.next_open(groups, after=request.args.get("sesudah", ""))
