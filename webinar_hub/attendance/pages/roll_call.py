"""The roll call: one screen at the door and for the paper that comes in afterwards."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.attendance import queries
from webinar_hub.attendance.minutes.queries import what_came_in
from webinar_hub.attendance.roll_call import actions
from webinar_hub.attendance.roll_call import queries as roll_call
from webinar_hub.attendance.roll_call.forms import PersonForm, TapsForm, WalkInForm
from webinar_hub.attendance.roll_call.queries import Line
from webinar_hub.attendance.roll_call.rules import NoRollCall, Noted, opens_at
from webinar_hub.kit import clock
from webinar_hub.kit.language import _, ngettext
from webinar_hub.kit.text import clean
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.models import Meeting
from webinar_hub.web import access, paging
from webinar_hub.web.acting import act, act_knowing, act_once

pages = Blueprint("roll_call", __name__, url_prefix="/desk/sesi/<key>/hadir")

_PAGE = 100
_TICKED = 200
"""How many who are ticked an address carries."""
_SCRIPT = "X-Line"
"""The header by which the page's own script asks for the one line that it changed."""


def _to_settle(key: str) -> Meeting:
    return queries.to_settle(access.current_actor(), key)


def _asked() -> dict[str, Any]:
    """Return what the address says of which people are shown, and how."""
    words = clean(request.args.get("cari", ""))[:100]
    asked = {name: "1" for name in ("semua", "belum", "kertas") if request.args.get(name) == "1"}
    return {"cari": words, **asked} if words else asked


def _ticked() -> list[str]:
    """Return the keys of those who are ticked and not noted yet."""
    return [each[:16] for each in request.args.getlist("centang")[:_TICKED]]


@pages.get("")
@access.desk
def index(key: str) -> ResponseReturnValue:
    """Show who is to come and who is there.

    `cari` keeps names that begin so, `semua` shows who takes part online or waits as well, `belum`
    only who was not noted; `kertas` has boxes to tick, of which `centang` are ticked.
    """
    return _list(_to_settle(key), WalkInForm(formdata=None))


def _list(meeting: Meeting, form: WalkInForm, alike: Sequence[Line] = ()) -> str:
    asked, ticked = _asked(), _ticked()
    words = asked.get("cari", "")
    shown = {"everybody": "semua" in asked, "missing": "belum" in asked}
    paged = paging.paged(roll_call.how_many(meeting, words, **shown), _PAGE)
    lines = roll_call.lines(meeting, words, **shown, offset=paged.offset, limit=paged.size)
    if not lines and words and not form.is_submitted():
        form.typed_name.data = words
    now = clock.now()
    return render_template(
        "attendance/roll_call.html",
        meeting=meeting,
        lines=lines,
        ticked=ticked,
        aside=_not_shown(meeting, ticked, lines),
        alike=alike,
        figures=roll_call.figures(meeting),
        paged=paged,
        asked=asked,
        form=form,
        open=meeting.cancelled_at is None and opens_at(meeting) <= now,
        begun=meeting.starts_at <= now,
        over=meeting.ends_at <= now,
        finished=roll_call.finished(meeting.id),
        told=what_came_in([meeting]),
    )


def _not_shown(meeting: Meeting, ticked: Sequence[str], lines: Sequence[Line]) -> list[Line]:
    """Return the lines of those who are ticked and not among some lines."""
    others = set(ticked) - {each.key for each in lines}
    found = roll_call.of_keys(meeting, others) if others else []
    return [each for each in found if each.noted is None]


@pages.post("")
@access.desk
def mark(key: str) -> ResponseReturnValue:
    """Note one person or those who are ticked, or take back what was noted."""
    meeting, form, asked = _to_settle(key), TapsForm(), _asked()
    form.validate_on_submit()
    if form.look.data:
        words = {"cari": clean(form.cari.data or "")[:100] or None}
        ticked = form.keys[:_TICKED]
        return redirect(url_for(".index", key=key, **(asked | words), centang=ticked), 303)
    one = form.there.data or form.back.data
    alone = bool(one and request.headers.get(_SCRIPT))
    try:
        number = act(actions.mark, meeting.id, form.keys, form.noted)
    except NoRollCall as refusal:
        if alone:
            raise
        return _refused(key, refusal)
    if one and alone:
        return _line_alone(meeting, one)
    if not one:
        flash(
            str(ngettext("%(num)d person noted", "%(num)d people noted", number)) % {"num": number}
        )
    anchor = f"o-{one}" if one else None
    return redirect(url_for(".index", key=key, **asked, _anchor=anchor), 303)


def _refused(key: str, refusal: NoRollCall) -> ResponseReturnValue:
    """Lead back to the roll call, which was open when the page was."""
    flash(str(refusal))
    return redirect(url_for(".index", key=key), 303)


def _line_alone(meeting: Meeting, key: str) -> str:
    """Return the line of one person with the figures, for the page that shows it already."""
    found = roll_call.line_of(meeting, key)
    figures = roll_call.figures(meeting)
    return render_template(
        "attendance/roll_call_line.html",
        meeting=meeting,
        line=found,
        figures=figures,
        told=what_came_in([meeting]),
    )


@pages.route("/orang", methods=["GET", "POST"])
@access.desk
def person(key: str) -> ResponseReturnValue:
    """Show what the roll call says of one person (`pendaftaran`), and let it be put right."""
    meeting = _to_settle(key)
    line = roll_call.line_of(meeting, request.args.get("pendaftaran", "")[:16])
    if line is None:
        flash(str(_("This person is not on the roll call any more.")))
        return redirect(url_for(".index", key=key), 303)
    form = PersonForm(data=PersonForm.of(_noted(line), meeting))
    if not line.placed:
        form.for_whoever_waits()
    facts = act_once(
        form, actions.mark, meeting.id, [line.key], facts=lambda: form.facts(meeting), refer=str
    )
    if facts is not None:
        flash(str(_("Saved.")))
        return redirect(url_for(".index", key=key, _anchor=f"o-{line.key}"), 303)
    page = render_template(
        "attendance/roll_call_person.html", meeting=meeting, line=line, form=form
    )
    return page, form.status if form.errors else 200


def _noted(line: Line) -> Noted | None:
    if line.noted is None:
        return None
    evidence, _match = line.noted
    return Noted(evidence.kind, evidence.joined_at, evidence.left_at)


@pages.post("/tambah")
@access.desk
def add(key: str) -> ResponseReturnValue:
    """Add somebody who came without registration."""
    meeting, form = _to_settle(key), WalkInForm()
    runs_it = programmes.seen_by(access.current_actor()).runs(key)
    alike: list[Line] = []

    def foresee(_add: Callable[[], Any]) -> list[str]:
        typed = form.typed_name.data or ""
        alike.extend(roll_call.alike(meeting, typed, elsewhere=runs_it))
        return [each.key for each in alike]

    made = act_knowing(form, actions.add, meeting.id, foresee=foresee, facts=form.facts)
    if made is None:
        return _list(meeting, form, alike), form.status
    flash(str(_("%(name)s is on the list, and noted as present.", name=form.typed_name.data)))
    return redirect(url_for(".index", key=key, _anchor=f"o-{made}"), 303)


@pages.post("/selesai")
@access.desk
def finish(key: str) -> ResponseReturnValue:
    """Say that the roll call is complete."""
    meeting = _to_settle(key)
    try:
        act(actions.finish, meeting.id)
    except NoRollCall as refusal:
        return _refused(key, refusal)
    flash(str(_("The roll call is complete. Who is not on it counts as absent.")))
    return redirect(url_for("attendance_desk.meeting", key=key), 303)


@pages.post("/buka")
@access.desk
def reopen(key: str) -> ResponseReturnValue:
    """Take back that the roll call is complete."""
    meeting = _to_settle(key)
    act(actions.reopen, meeting.id)
    flash(str(_("The roll call is open again.")))
    return redirect(url_for(".index", key=key), 303)
