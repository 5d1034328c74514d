"""What staff see of a meeting's people as counts."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webinar_hub.kit.language import _
from webinar_hub.network import regions
from webinar_hub.people.words import AGES, SEXES
from webinar_hub.programmes import queries as programmes
from webinar_hub.registrations import at_desk
from webinar_hub.reports import queries, rules
from webinar_hub.web import access

pages = Blueprint("reports_desk", __name__, url_prefix="/desk/sesi")

DISABILITY = {True: _("With a disability"), False: _("Without a disability")}


@pages.get("/<key>/hitungan")
@access.reader
def meeting(key: str) -> ResponseReturnValue:
    """Show whom a meeting reached: by sex, age, disability and province."""
    seen = at_desk.seen_by(access.reading_actor()).meeting(key)
    lines = queries.people_of(seen.meeting.id, seen.people)
    hide = not programmes.seen_by(access.current_actor()).runs(seen.meeting.key)
    provinces = {province.code: province.name for province in regions.provinces()}
    tables = [
        (
            _("Sex"),
            SEXES,
            rules.table(((line.sex, line.registered, line.attended) for line in lines), hide=hide),
        ),
        (
            _("Age"),
            AGES,
            rules.table(
                ((line.age_band, line.registered, line.attended) for line in lines), hide=hide
            ),
        ),
        (
            _("Province"),
            provinces,
            rules.table(
                ((line.region_code, line.registered, line.attended) for line in lines), hide=hide
            ),
        ),
    ]
    return render_template(
        "reports/meeting.html",
        meeting=seen.meeting,
        tables=tables,
        disability=rules.sensitive(queries.disability_kept(seen.meeting.id))
        if seen.everybody
        else {},
        answers=DISABILITY,
        hide=hide,
        everybody=seen.everybody,
        people=sum(line.registered for line in lines),
    )
