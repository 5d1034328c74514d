"""What staff see who change several dates at once: which move, which stay, and who is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit import clock, zones
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import Sentence, _
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.appearing import telling
from webinar_hub.programmes.forms import version_of
from webinar_hub.programmes.models import Meeting
from webinar_hub.programmes.planning.rules import Hours
from webinar_hub.programmes.recurrence import actions as recurrence
from webinar_hub.programmes.recurrence import clashes, holidays
from webinar_hub.programmes.recurrence import queries as recurrences
from webinar_hub.programmes.recurrence.forms import ChangeForm
from webinar_hub.programmes.recurrence.holidays import Warned
from webinar_hub.programmes.recurrence.rules import SCOPES, Scope
from webinar_hub.registrations import queries
from webinar_hub.web import access
from webinar_hub.web.acting import act_once

pages = Blueprint("registrations_changing", __name__, url_prefix="/desk")


@dataclass(frozen=True)
class Shown:
    """What a change would do to some dates; refused: why it cannot be."""

    scope: Scope
    words: Sentence
    dates: int = 0
    kept: Sequence[Meeting] = ()
    against: Sequence[tuple[date, Sequence[Warned]]] = ()
    told: queries.Told | None = None
    refused: Refused | None = None


@pages.route("/sesi/<key>/rencana", methods=["GET", "POST"])
@access.secretariat
def dates(key: str) -> ResponseReturnValue:
    """Change a date, it and those after it, or all to come, once what it does was looked at."""
    meeting = programmes.seen_by(access.current_actor()).to_change(key)
    form = ChangeForm(data=ChangeForm.values(meeting))
    shown: list[Shown] = []
    if form.validate_on_submit():
        try:
            wanted = form.wanted()
            if form.looked_at(wanted) and "save" in request.form:
                return _change(form, meeting, wanted)
            shown = _shown(meeting, wanted, clock.now())
        except Refused as refusal:
            form.show(refusal)
    return _page(form, meeting, shown)


def _change(form: ChangeForm, meeting: Meeting, wanted: Mapping[str, Any]) -> ResponseReturnValue:
    facts = {
        "version": version_of(form.version.data),
        "scope": Scope(form.scope.data),
        "wanted": wanted,
    }
    if act_once(form, recurrence.change, meeting, facts=lambda: facts) is None:
        return _page(form, meeting, [])
    flash(str(_("Changed.")))
    return redirect(url_for("programmes_desk.series", key=meeting.series.key), 303)


def _page(form: ChangeForm, meeting: Meeting, shown: Sequence[Shown]) -> ResponseReturnValue:
    page = render_template(
        "registrations/change_dates.html", form=form, meeting=meeting, shown=shown
    )
    return page, form.status if form.errors else 200


def _shown(meeting: Meeting, wanted: Mapping[str, Any], now: datetime) -> list[Shown]:
    """Return what a change would do to the meeting, to those after it too, and to all to come.

    Raises NothingChanged.
    """
    recurrences.differing(meeting, wanted)
    scopes = SCOPES if meeting.original_on else {Scope.ONE: SCOPES[Scope.ONE]}
    return [_outcome(meeting, scope, words, wanted, now) for scope, words in scopes.items()]


def _outcome(
    meeting: Meeting, scope: Scope, words: Sentence, wanted: Mapping[str, Any], now: datetime
) -> Shown:
    try:
        found = recurrences.outcome(meeting, scope, wanted, now=now)
    except Refused as refusal:
        return Shown(scope, words, refused=refusal)
    moves = [_move(each, found.wanted[each]) for each in found.moving]
    others = clashes.added([(to, before) for to, before, _home in moves])
    against = [
        (
            to.starts_at.astimezone(home.info).date(),
            [*holidays.added(to, home, before=before), *held],
        )
        for (to, before, home), held in zip(moves, others, strict=True)
    ]
    return Shown(
        scope,
        words,
        len(found.wanted),
        found.kept,
        [(day, warned) for day, warned in against if warned],
        queries.told_of(found.moving, *telling.of_parts(found.moving, now=now)),
    )


def _move(meeting: Meeting, fields: Mapping[str, Any]) -> tuple[Hours, Hours, zones.Zone]:
    """Return when a meeting would be, when it is, and where it would be at home."""
    to = Hours(fields["starts_at"], fields["ends_at"])
    return to, Hours(meeting.starts_at, meeting.ends_at), zones.zone(fields["zone"])
