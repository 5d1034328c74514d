"""What the public sees of registering: programmes, meetings, the form, leaving."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit import clock, zones
from webinar_hub.kit.errors import NotFound
from webinar_hub.kit.language import _
from webinar_hub.kit.making import reached
from webinar_hub.kit.phones import shown_phone
from webinar_hub.materials import queries as kept
from webinar_hub.materials.photos import queries as photos
from webinar_hub.papers import queries as papers
from webinar_hub.people.contacts import Contact
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.appearing import queries as appearing
from webinar_hub.programmes.archive import queries as archive
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.registrations import needs, personal_links, queries
from webinar_hub.registrations.coming import queries as coming
from webinar_hub.registrations.forms import JoinForm, LeaveForm, LostLinkForm, NeedForm
from webinar_hub.registrations.joining import actions as joining
from webinar_hub.registrations.proof import actions as proof
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.registrations.proof.rules import Unconfirmed
from webinar_hub.registrations.standing import actions as standing
from webinar_hub.web import access, asked, blanks, devices, gate, limits, sources
from webinar_hub.web.acting import act, act_once
from webinar_hub.web.forms import Button, HubForm
from webinar_hub.web.shell import links

pages = Blueprint("registrations", __name__)

pages.add_app_template_filter(shown_phone, "phone")

_HOUR = timedelta(hours=1)
_PAST_SHOWN = 12


@pages.get("/program/<key>")
@access.public
def programme(key: str) -> ResponseReturnValue:
    """Show a programme: what it is about, its next dates with their room, the last ones."""
    shown, now = programmes.public(), clock.now()
    found = shown.programme(key)
    coming = shown.meetings(ends_after=now, programme=found)
    return render_template(
        "registrations/programme.html",
        programme=found,
        first=next(
            (
                meeting
                for meeting in coming
                if meeting.cancelled_at is None and not reached(meeting.series.closes_at)
            ),
            None,
        ),
        runs=_by_series(coming),
        rooms=queries.rooms((meeting for meeting in coming if meeting.cancelled_at is None), now),
        past=shown.meetings(ends_before=now, programme=found, newest_first=True, limit=_PAST_SHOWN),
    )


def _by_series(meetings: Sequence[Meeting]) -> list[tuple[Series, list[Meeting]]]:
    runs: dict[int, tuple[Series, list[Meeting]]] = {}
    for meeting in meetings:
        runs.setdefault(meeting.series_id, (meeting.series, []))[1].append(meeting)
    return list(runs.values())


@pages.app_errorhandler(Unconfirmed)
def unconfirmed(refusal: Unconfirmed) -> ResponseReturnValue:
    """Lead to the personal page, where the form waits for its owner's word."""
    flash(str(refusal))
    return redirect(url_for("home.mine", link=(request.view_args or {})["link"]), 303)


@pages.get("/sesi/<key>")
@access.public
def meeting(key: str) -> ResponseReturnValue:
    """Show one meeting: its hours in three zones, who speaks, how much room there is."""
    shown, now = programmes.public(), clock.now()
    found = shown.meeting(key)
    around = None
    if reached(found.ends_at) and found.cancelled_at is None:
        around = archive.around(found, shown.all_meetings(found.series), now)
    recordings, materials = kept.of_meetings([found])
    return render_template(
        "registrations/meeting.html",
        meeting=found,
        around=around,
        appearances=appearing.appearances([found.id])[found.id],
        rooms=queries.rooms([around.coming if around and around.coming else found], now),
        recording=recordings.get(found.id),
        materials=materials[found.id],
        photos=photos.shown([found.id])[found.id],
        written=papers.written(found),
    )


@pages.route("/sesi/<key>/daftar", methods=["GET", "POST"])
@access.public_form
@gate.takes_turns
@blanks.kept("dari")
def join_meeting(key: str) -> ResponseReturnValue:
    """Take a registration for one date of a rolling series; a cohort is joined as a whole."""
    form = JoinForm()
    if answer := _joined(form, None, key):
        return answer
    found = programmes.public().meeting(key)
    if not found.series.rolling:
        return redirect(url_for(".join_series", key=found.series.key))
    return _asked(form, found.series, [found], found)


@pages.route("/seri/<key>/daftar", methods=["GET", "POST"])
@access.public_form
@gate.takes_turns
@blanks.kept("dari")
def join_series(key: str) -> ResponseReturnValue:
    """Take a registration for a whole cohort; a rolling series is joined at its next date."""
    form = JoinForm()
    if answer := _joined(form, key, None):
        return answer
    series = programmes.public().series(key)
    coming = queries.offered_dates(series, clock.now())
    if not series.rolling:
        return _asked(form, series, coming, None)
    if not coming:
        raise NotFound(_("There is no coming date yet. The schedule shows what is open now."))
    return redirect(url_for(".join_meeting", key=coming[0].key))


def _joined(
    form: JoinForm, series_key: str | None, meeting_key: str | None
) -> ResponseReturnValue | None:
    """Return the way on where the form took effect; else None, with what is wrong in it."""

    def facts() -> dict[str, Any]:
        return {"application": form.application(), **sources.came_by()}

    reference = act_once(form, joining.join, series_key, meeting_key, facts=facts, refer=str)
    if reference is None:
        return None
    asked.blur_time()
    link = sent_forms.first_link(links().link_key, reference)
    return devices.lead_to_own(url_for("home.done", link=link))


def _asked(
    form: JoinForm, series: Series, meetings: Sequence[Meeting], meeting: Meeting | None
) -> ResponseReturnValue:
    room = queries.rooms_together({series.id: meetings})[series.id]
    page = render_template(
        "registrations/join.html",
        form=form,
        series=series,
        meeting=meeting,
        meetings=meetings,
        room=room,
        venue_full=coming.full(meetings),
    )
    return page, form.status if form.errors else 200


@pages.get("/terdaftar")
@access.public
def sent() -> ResponseReturnValue:
    """Say that the personal link is on its way to the address; the same page whoever asks."""
    return render_template("registrations/sent.html")


@pages.post("/saya/<link>/batal")
@access.personal
def leave(link: str) -> ResponseReturnValue:
    """Give back a seat, or all of them."""
    registration = queries.by_link(links().link_key, link)
    form = LeaveForm()
    if form.validate_on_submit():
        seats = queries.seats_with_meetings(registration)
        left = next((seat.meeting for seat in seats if seat.meeting.key == form.meeting.data), None)
        if form.meeting.data and left is None:
            raise NotFound
        act_once(Button(), standing.leave, registration, left.id if left else None)
        flash(_given_back(left))
    return redirect(url_for("home.mine", link=link), 303)


def _given_back(meeting: Meeting | None) -> str:
    """Say which place is free now: the page goes on with the next date, a week later."""
    if meeting is None:
        return str(_("Your place is given back. You can register again while there are places."))
    day = zones.long_date(meeting.day).rsplit(" ", 1)[0]
    return str(
        _("Your place on %(day)s is given back. Take it again while there are any.", day=day)
    )


@pages.post("/terdaftar/<link>/batal")
@access.personal
def leave_by_form(link: str) -> ResponseReturnValue:
    """Give back what a form made, or one date of it, from its own page.

    The answer is always the same.
    """
    sent = sent_forms.by_link(links().link_key, link)
    form = LeaveForm()
    if form.validate_on_submit():
        wanted = form.meeting.data
        only = next((date.meeting_id for date in sent.dates if date.meeting.key == wanted), None)
        if wanted and only is None:
            raise NotFound
        act(standing.ask_to_leave, sent, only)
        flash(str(_("Noted. If this address had a place before, its owner is asked by message.")))
    return redirect(url_for("home.done", link=link), 303)


@pages.post("/terdaftar/<link>/kirim")
@access.personal
def send_link(link: str) -> ResponseReturnValue:
    """Send the personal link once more to the address that was typed in the form."""
    sent = sent_forms.by_link(links().link_key, link)
    if HubForm().validate_on_submit():
        limits.allow(f"lost-link:{sent.email or sent.phone}", most=3, per=_HOUR)
        act(personal_links.send_of, sent)
        flash(str(_("The link is being sent once more.")))
    return redirect(url_for("home.done", link=link), 303)


@pages.post("/saya/<link>/isian/<key>")
@access.personal
def own_form(link: str, key: str) -> ResponseReturnValue:
    """Say that a form was one's own: what it says passes over to oneself."""
    registration = queries.by_link(links().link_key, link)
    sent = sent_forms.of_registration(registration, key)
    if HubForm().validate_on_submit():
        act(proof.prove_all, [sent])
        flash(str(_("Thank you. What that form says is yours now.")))
    return devices.lead_to_own(url_for("home.mine", link=link))


@pages.post("/saya/<link>/isian")
@access.personal
def own_forms(link: str) -> ResponseReturnValue:
    """Say of the forms that the page showed that they were all one's own."""
    registration = queries.by_link(links().link_key, link)
    shown = [sent_forms.of_registration(registration, key) for key in request.form.getlist("form")]
    if HubForm().validate_on_submit():
        act(proof.prove_all, shown)
        flash(str(_("Thank you. What those forms say is yours now.")))
    return devices.lead_to_own(url_for("home.mine", link=link))


@pages.post("/saya/<link>/isian/<key>/bukan")
@access.personal
def disown_form(link: str, key: str) -> ResponseReturnValue:
    """Say that a form was not one's own: it is dropped, and what it made is given back."""
    registration = queries.by_link(links().link_key, link)
    sent = sent_forms.of_registration(registration, key)
    if HubForm().validate_on_submit():
        act(standing.disown, sent)
        flash(str(_("Thank you. That form counts no longer.")))
    return redirect(url_for("home.mine", link=link), 303)


@pages.post("/saya/<link>/kebutuhan")
@access.personal
def need(link: str) -> ResponseReturnValue:
    """Change what one needs to be able to take part, or take it back."""
    registration = sent_forms.confirmed_by_link(links().link_key, link)
    form = NeedForm()
    if form.validate_on_submit():
        act(needs.say, registration, form.wishes())
        flash(str(_("Saved. Only the inclusion officer reads it.")))
    else:
        flash(str(_("Please write at most %(most)s characters.", most=500)))
    return redirect(url_for("home.mine", link=link), 303)


@pages.route("/saya", methods=["GET", "POST"])
@access.public_form
def lost_link() -> ResponseReturnValue:
    """Send the personal link again to an address; known or not, the answer is the same."""
    form = LostLinkForm()
    if form.validate_on_submit():
        contact = form.contact.contact or Contact(None, None)
        limits.allow(f"lost-link:{contact.email or contact.phone}", most=3, per=_HOUR)
        act(asked.put, "personal link", email=contact.email, phone=contact.phone)
        return redirect(url_for(".sent"), 303)
    return render_template("registrations/lost_link.html", form=form), 422 if form.errors else 200
