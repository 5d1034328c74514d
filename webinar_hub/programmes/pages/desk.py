"""What staff see of programmes: plan, change and cancel, say who appears."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit import clock
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.network import queries as network
from webinar_hub.network import secretariats
from webinar_hub.programmes import queries, rules
from webinar_hub.programmes.appearing import actions as appointing
from webinar_hub.programmes.appearing import queries as appearing
from webinar_hub.programmes.appearing.forms import AppointForm
from webinar_hub.programmes.forms import (
    ProgrammeForm,
    ProgrammeTextsForm,
    SafeContactForm,
    version_of,
)
from webinar_hub.programmes.handover import actions as handover
from webinar_hub.programmes.handover import queries as offered
from webinar_hub.programmes.handover.forms import HandOverForm
from webinar_hub.programmes.models import HandoverState, Meeting, Programme, Series, State
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.programmes.planning.forms import CancelForm, MeetingForm
from webinar_hub.programmes.planning.rules import Hours
from webinar_hub.programmes.recurrence import clashes, holidays
from webinar_hub.programmes.recurrence import queries as recurrence
from webinar_hub.programmes.repairing import actions as repairing
from webinar_hub.programmes.repairing.foreseeing import foreseen_date
from webinar_hub.web import access
from webinar_hub.web.acting import act, act_knowing, act_once
from webinar_hub.web.forms import HubForm

pages = Blueprint("programmes_desk", __name__, url_prefix="/desk")


@pages.get("/program")
@access.desk
def index() -> ResponseReturnValue:
    """List the programmes in one's scope, and the meetings one leads."""
    mine, now = queries.seen_by(access.reading_actor()), clock.now()
    coming = mine.next_meetings(now)
    programmes = rules.by_next_date(
        mine.programmes(), {key: meeting.starts_at for key, meeting in coming.items()}
    )
    return render_template(
        "programmes/desk_index.html", programmes=programmes, coming=coming, led=mine.led(now)
    )


@pages.route("/program/baru", methods=["GET", "POST"])
@access.secretariat
def new_programme() -> ResponseReturnValue:
    """Start a programme."""
    form = ProgrammeForm()
    owners = {each.organisation.key: each for each in network.secretariats(access.current_actor())}
    form.offer(owners.values())
    key = act_once(
        form,
        planning.start_programme,
        facts=lambda: form.facts() | {"owner": owners[form.owner.data].organisation},
    )
    if key is not None:
        return redirect(url_for(".programme", key=key), 303)
    return _page("programmes/new_programme.html", form)


@pages.get("/program/<key>")
@access.reader
def programme(key: str) -> ResponseReturnValue:
    """Show a programme with its series."""
    found = queries.seen_by(access.reading_actor()).programme(key)
    series = queries.series_of(found)
    return render_template(
        "programmes/desk_programme.html",
        programme=found,
        series=series,
        spans=queries.spans(series),
    )


@pages.post("/program/<key>/terbitkan")
@access.secretariat
def publish(key: str) -> ResponseReturnValue:
    """Show a programme to everybody."""
    found = queries.seen_by(access.current_actor()).programme(key)
    act(repairing.show, found, State.PUBLISHED)
    flash(str(_("Published. Everybody sees the programme and its dates now.")))
    return redirect(url_for(".programme", key=key), 303)


@pages.route("/program/<key>/ubah", methods=["GET", "POST"])
@access.secretariat
def edit_programme(key: str) -> ResponseReturnValue:
    """Change what a programme is called and says of itself."""
    found = queries.seen_by(access.current_actor()).programme(key)
    form = ProgrammeTextsForm(obj=found)
    done = act_once(form, planning.change_programme, found, facts=form.facts)
    if done is not None:
        flash(str(_("Saved.")))
        return redirect(url_for(".programme", key=key), 303)
    return _page("programmes/edit_programme.html", form, programme=found)


@pages.route("/program/<key>/serahkan", methods=["GET", "POST"])
@access.secretariat
def hand_over(key: str) -> ResponseReturnValue:
    """Offer a programme to another secretariat."""
    return _hand_over(queries.seen_by(access.current_actor()).programme(key), None)


@pages.route("/seri/<key>/serahkan", methods=["GET", "POST"])
@access.secretariat
def hand_over_series(key: str) -> ResponseReturnValue:
    """Offer one series to another secretariat."""
    found = queries.seen_by(access.current_actor()).series(key)
    return _hand_over(found.programme, found)


def _hand_over(programme: Programme, series: Series | None) -> ResponseReturnValue:
    form = HandOverForm()
    others = [
        each for each in network.every_secretariat() if each.organisation_id != programme.owner_id
    ]
    receivers = {each.organisation.key: each.organisation for each in others}
    form.offer(others)
    state = act_once(
        form,
        handover.offer,
        programme,
        facts=lambda: {
            "to": receivers[form.to.data],
            "series": series,
            "reason": form.reason.data or "",
        },
        refer=lambda made: str(made.state),
    )
    if state is not None:
        waits = state == HandoverState.OPEN
        flash(
            str(
                _("Offered. It stays yours until they accept.")
                if waits
                else _("It has passed to the other secretariat.")
            )
        )
        return redirect(url_for(".handovers"), 303)
    brings_contact = series is None and programme.reachable
    return _page(
        "programmes/hand_over.html",
        form,
        programme=programme,
        series=series,
        uncontacted=[] if brings_contact else [each for each in others if not each.reachable],
    )


@pages.get("/serah-terima")
@access.secretariat
def handovers() -> ResponseReturnValue:
    """List what is offered to one's secretariats, and by them."""
    return _handovers()


def _handovers(refusal: Refused | None = None) -> ResponseReturnValue:
    incoming = offered.offers(access.current_actor(), incoming=True)
    page = render_template(
        "programmes/handovers.html",
        incoming=incoming,
        outgoing=offered.offers(access.current_actor(), incoming=False),
        programmes=queries.of_owners(each.to_id for each in incoming),
        contacted={each.organisation_id for each in network.every_secretariat() if each.reachable},
        refusal=refusal,
    )
    return page, refusal.status if refusal else 200


@pages.post("/serah-terima/<key>")
@access.secretariat
def settle_handover(key: str) -> ResponseReturnValue:
    """Accept an offer (`answer=accept`, a series `into` a programme), or decline it."""
    actor = access.current_actor()
    found = offered.offer(actor, key)
    asked = request.form.get("into", "")
    into = next((each for each in queries.of_owners([found.to_id]) if each.key == asked), None)
    try:
        if request.form.get("answer") == "accept":
            act(handover.accept, found, into=into, by=actor)
            flash(str(_("Taken over. Addresses, calendars and registrations stay as they were.")))
        else:
            act(handover.decline, found, by=actor)
            flash(str(_("The offer is settled; everything stays where it was.")))
    except Refused as refusal:
        return _handovers(refusal)
    return redirect(url_for(".handovers"), 303)


@pages.route("/program/<key>/pelindungan", methods=["GET", "POST"])
@access.secretariat
def safe_contact(key: str) -> ResponseReturnValue:
    """Say whom participants of a programme tell when something happened."""
    found = queries.seen_by(access.current_actor()).programme(key)
    form = SafeContactForm(obj=found)
    done = act_once(form, planning.name_safe_contact, found, facts=form.facts)
    if done is not None:
        flash(str(_("Saved.")))
        return redirect(url_for(".programme", key=key), 303)
    return _page("programmes/safe_contact.html", form, programme=found)


@pages.route("/sekretariat/<key>/pelindungan", methods=["GET", "POST"])
@access.secretariat
def safe_contact_of_secretariat(key: str) -> ResponseReturnValue:
    """Say whom participants of a secretariat tell when something happened."""
    found = network.secretariat(access.current_actor(), key)
    form = SafeContactForm(obj=found)
    done = act_once(
        form,
        secretariats.name_safe_contact,
        found,
        facts=form.facts,
        refer=lambda row: row.organisation.key,
    )
    if done is not None:
        flash(str(_("Saved.")))
        return redirect(url_for("network_desk.index"), 303)
    return _page("programmes/safe_contact.html", form, programme=None, secretariat=found)


@pages.get("/seri/<key>")
@access.reader
def series(key: str) -> ResponseReturnValue:
    """Show a series with its meetings and who leads them."""
    mine = queries.seen_by(access.reading_actor())
    found = mine.series(key)
    meetings, now = mine.meetings(series=found), clock.now()
    if found.rolling:
        meetings = rules.from_today(meetings, now)
    hours = {
        each: Hours(each.starts_at, each.ends_at)
        for each in meetings
        if each.ends_at > now and each.cancelled_at is None
    }
    others = clashes.clashes([*hours.values()])
    return render_template(
        "programmes/desk_series.html",
        series=found,
        meetings=meetings,
        overview=recurrence.overview(found, now),
        warned={
            each.id: [*holidays.warnings(at, each.home), *held]
            for (each, at), held in zip(hours.items(), others, strict=True)
        },
        appearances=appearing.appearances(m.id for m in meetings),
    )


@pages.route("/seri/<key>/sesi-baru", methods=["GET", "POST"])
@access.secretariat
def new_meeting(key: str) -> ResponseReturnValue:
    """Plan one more meeting of a series, in place of a cancelled one all but its day like that."""
    visible = queries.seen_by(access.current_actor())
    found = visible.series(key)
    offered = {"capacity": found.capacity, **MeetingForm.venue_of(found)}
    if instead_of := request.args.get("pengganti"):
        offered = {**MeetingForm.values(visible.meeting(instead_of)), "day": None}
    form = MeetingForm(data=offered)
    planned = act_knowing(
        form,
        planning.plan_meeting,
        found,
        foresee=lambda run: foreseen_date(
            run, found, form.hours(found.home), was=None, now=clock.now()
        ),
        facts=lambda: form.facts(found.home),
    )
    if planned is not None:
        flash(str(_("The session is planned.")))
        return redirect(url_for(".series", key=key), 303)
    return _page("programmes/new_meeting.html", form, series=found)


@pages.route("/sesi/<key>/ubah", methods=["GET", "POST"])
@access.secretariat
def edit_meeting(key: str) -> ResponseReturnValue:
    """Change a meeting; where somebody else was faster, show both texts and overwrite nothing."""
    visible = queries.seen_by(access.current_actor())
    meeting = visible.to_change(key)
    form = MeetingForm(data=MeetingForm.values(meeting))
    version = version_of(form.version.data)
    if (
        act_knowing(
            form,
            planning.change_meeting,
            meeting,
            foresee=lambda run: foreseen_date(
                run, meeting.series, form.hours(meeting.home), was=meeting, now=clock.now()
            ),
            facts=lambda: form.facts(meeting.home) | {"version": version},
        )
        is not None
    ):
        flash(str(_("Saved.")))
        return redirect(url_for("attendance_desk.meeting", key=key), 303)
    stored = None
    if form.errors and form.status == rules.Conflict.status:
        meeting = visible.to_change(key)
        stored = MeetingForm(formdata=None, data=MeetingForm.values(meeting))
        form.version.data = str(meeting.version)
    return _edit_page(meeting, form, CancelForm(formdata=None), stored=stored)


@pages.post("/sesi/<key>/batal")
@access.secretariat
def cancel_meeting(key: str) -> ResponseReturnValue:
    """Cancel a meeting, with a reason that its participants read."""
    meeting = queries.seen_by(access.current_actor()).to_change(key)
    form = CancelForm()
    if (
        act_once(
            form, planning.cancel_meeting, meeting, facts=lambda: {"reason": form.reason.data or ""}
        )
        is not None
    ):
        flash(str(_("Cancelled.")))
        return redirect(url_for("attendance_desk.meeting", key=key), 303)
    return _edit_page(meeting, MeetingForm(formdata=None, data=MeetingForm.values(meeting)), form)


@pages.route("/sesi/<key>/orang", methods=["GET", "POST"])
@access.secretariat
def people(key: str) -> ResponseReturnValue:
    """Show who appears in a meeting, and appoint one more."""
    meeting = queries.seen_by(access.current_actor()).to_change(key)
    form = AppointForm()
    if (
        act_once(
            form,
            appointing.appoint_named,
            meeting,
            facts=form.facts,
            refer=lambda appearance: str(appearance.person.key),
        )
        is not None
    ):
        return redirect(url_for(".people", key=key), 303)
    return _page(
        "programmes/people.html",
        form,
        meeting=meeting,
        appearances=appearing.appearances([meeting.id])[meeting.id],
        answers=appearing.answers(meeting),
        sign_in_addresses=appearing.sign_in_addresses(meeting),
    )


@pages.post("/sesi/<key>/orang/lepas")
@access.secretariat
def dismiss(key: str) -> ResponseReturnValue:
    """Take a part in a meeting back; the field `who` holds the person's key and the role."""
    meeting = queries.seen_by(access.current_actor()).to_change(key)
    person_key, _dot, role = request.form.get("who", "").partition(".")
    found = next(
        (
            each
            for each in appearing.appearances([meeting.id])[meeting.id]
            if each.person.key == person_key and each.role == role
        ),
        None,
    )
    if found is not None:
        act(appointing.dismiss, found, meeting)
    return redirect(url_for(".people", key=key), 303)


def _page(template: str, form: HubForm, **values: object) -> ResponseReturnValue:
    return render_template(template, form=form, **values), form.status if form.errors else 200


def _edit_page(
    meeting: Meeting, form: MeetingForm, cancel: CancelForm, *, stored: MeetingForm | None = None
) -> ResponseReturnValue:
    page = render_template(
        "programmes/edit_meeting.html", meeting=meeting, form=form, cancel=cancel, stored=stored
    )
    return page, next((each.status for each in (form, cancel) if each.errors), 200)
