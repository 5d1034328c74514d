"""What the public and participants see first: front page, privacy page, their own page."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.attendance.entering import rules as door
from webinar_hub.attendance.models import NAMES_KEPT
from webinar_hub.calendars import addresses
from webinar_hub.history.ledger import UNDO_WITHIN
from webinar_hub.home import front as front_page
from webinar_hub.home import queries, rules
from webinar_hub.home.form_page import queries as form_page
from webinar_hub.home.rules import Place, PlaceState
from webinar_hub.kit import clock, language, qr
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import Sentence
from webinar_hub.kit.making import reached
from webinar_hub.messages import own_page
from webinar_hub.messages.rules import FACTS_KEPT
from webinar_hub.network import regions
from webinar_hub.people import contacts
from webinar_hub.people.actions import ANSWER_WITHIN
from webinar_hub.people.contacts import Contact
from webinar_hub.programmes.models import KEPT_MONTHS, Meeting
from webinar_hub.records.upkeep.retention import BACKUPS_KEPT, HISTORY_KEPT
from webinar_hub.registrations import needs
from webinar_hub.registrations import queries as registrations
from webinar_hub.registrations.every_date import queries as every_date
from webinar_hub.registrations.forms import NameForm, NeedForm
from webinar_hub.registrations.models import Registration, SeatStatus, SentForm
from webinar_hub.registrations.offering import queries as offering
from webinar_hub.registrations.proof import actions as proof
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.registrations.proof.rules import SAID_KEPT
from webinar_hub.registrations.rules import UnknownLink
from webinar_hub.registrations.taking_in import queries as members
from webinar_hub.topics import rules as topics
from webinar_hub.web import access, devices
from webinar_hub.web.acting import act
from webinar_hub.web.runs import PASSING_KEPT
from webinar_hub.web.shell import links, settings

pages = Blueprint("home", __name__)


@pages.app_template_filter("thousands")
def thousands(number: int) -> str:
    """Return a number as people read it: 11.840, in English 11,840."""
    written = f"{number:,}"
    return written.replace(",", ".") if language.current() == "id" else written


@pages.get("/")
@access.public
def front() -> ResponseReturnValue:
    """Show this week's webinar, the trainings that are open, and the dates around."""
    now = clock.now()
    shown = front_page.front(now)
    soon = shown.meeting is not None and reached(
        rules.week_of(shown.meeting.starts_at, shown.meeting.home)
    )
    return render_template(
        "home/front.html",
        front=shown,
        soon=soon,
        calendar=addresses.everything(links(), settings().network_name),
    )


@dataclass(frozen=True)
class Kept:
    """How long what is kept, by the constants that the nightly jobs go by.

    registrations: in months, where a programme says nothing else; answer: how long a secretariat
    may take over a request.
    """

    registrations: int
    forms: timedelta
    history: timedelta
    names: timedelta
    needs: timedelta
    letters: timedelta
    topics: timedelta
    passing: timedelta
    undo: timedelta
    answer: timedelta
    backups: timedelta


_KEPT = Kept(
    KEPT_MONTHS,
    SAID_KEPT,
    HISTORY_KEPT,
    NAMES_KEPT,
    needs.KEPT,
    FACTS_KEPT,
    topics.KEPT,
    PASSING_KEPT,
    UNDO_WITHIN,
    ANSWER_WITHIN,
    BACKUPS_KEPT,
)


@pages.get("/privasi")
@access.public
def privacy() -> ResponseReturnValue:
    """Say what is asked, what for, who sees it and for how long."""
    return render_template("home/privacy.html", kept=_KEPT)


@pages.app_errorhandler(UnknownLink)
def unknown_link(refusal: UnknownLink) -> ResponseReturnValue:
    """Lead whoever holds a personal link that opens nothing to where it is sent again."""
    return render_template("home/unknown_link.html"), refusal.status


@pages.get("/terdaftar/<link>")
@access.personal
def done(link: str) -> ResponseReturnValue:
    """Show what a form entered, from what was typed alone, on the page that only it opens."""
    form = sent_forms.by_link(links().link_key, link)
    if not devices.is_own():
        series = form.registration.series
        yes, no = (
            url_for(".it_was_me", link=link),
            url_for("registrations.join_series", key=series.key),
        )
        return render_template(
            "home/who.html", name=form.name, series=series, form=None, yes=yes, no=no
        )
    return _done(form, link, NameForm(formdata=None, obj=form))


def _done(form: SentForm, link: str, name_form: NameForm) -> ResponseReturnValue:
    now = clock.now()
    shown = form_page.page_of(form, now)
    page = render_template(
        "home/done.html",
        form=form,
        link=link,
        shown=shown,
        shut=_shut(shown.next) if shown.next else None,
        where=contacts.masked(Contact(form.email, form.phone)) if form.email or form.phone else "",
        region=regions.name_of(form.region_code),
        zone_here=regions.zone_of(form.region_code),
        name_form=name_form,
        proof_word=sent_forms.proof_word(form),
    )
    return page, name_form.status if name_form.errors else 200


@pages.post("/terdaftar/<link>/kenal")
@access.personal
def it_was_me(link: str) -> ResponseReturnValue:
    """Let this browser remember that the page of a form is its own."""
    sent_forms.by_link(links().link_key, link)
    return devices.lead_to_own(url_for(".done", link=link))


@pages.post("/terdaftar/<link>/nama")
@access.personal
def mend_name(link: str) -> ResponseReturnValue:
    """Mend a slip in the name, on the page of the form that brought the person."""
    sent = sent_forms.by_link(links().link_key, link)
    form = NameForm()
    if not form.validate_on_submit():
        return _done(sent, link, form)
    try:
        act(proof.mend_name, sent, form.name.data or "", evidence=form_page.was_seen(sent))
    except Refused as refusal:
        form.show(refusal)
        return _done(sent, link, form)
    return redirect(url_for(".done", link=link), 303)


@pages.get("/saya/<link>")
@access.personal
def mine(link: str) -> ResponseReturnValue:
    """Show a participant's own page; an unknown browser is asked who is there."""
    registration = registrations.by_link(links().link_key, link)
    if not devices.is_own():
        return _asked_who(registration, link)
    now = clock.now()
    shown = queries.own_page(registration, now)
    following = shown.next(now)
    forms = sent_forms.unanswered(registration)
    need = needs.of_registration(registration)
    proved = sent_forms.proved(registration)
    return render_template(
        "home/mine.html",
        mine=shown,
        registration=registration,
        next=following,
        ahead=shown.ahead(now),
        listed=shown.listed(now, proved=proved),
        shut=_shut(following) if following else None,
        door=_door(following, registration) if following else "",
        need=need,
        forms=forms,
        ask_for_every=every_date.asking(form.id for form in forms),
        waits_for_proof=sent_forms.held_or_passed_over(registration),
        proved=proved,
        need_form=NeedForm(formdata=None, obj=need),
        link=link,
        address=own_page.address(links(), registration.key, registration.link_version),
        zone_here=regions.zone_of(registration.region_code),
        zone_of=offering.zone_of,
        for_members=_for_members(registration, now),
    )


def _door(place: Place, registration: Registration) -> str:
    """Return the picture that leads whoever keeps the door to somebody's line of the roll call.

    Nothing where they do not come there.
    """
    if place.standing is not PlaceState.EXPECTED or not place.venue:
        return ""
    return qr.picture(links().to("roll_call.index", key=place.meeting.key, cari=registration.code))


def _for_members(registration: Registration, now: datetime) -> list[Meeting]:
    """Return what the owner of a proved page may join as a member of a network."""
    if not sent_forms.proved(registration) or not registration.stands:
        return []
    standing = registrations.standing_of(registration.person)
    held = {seat.meeting_id for each in standing for seat in each.seats}
    listed = members.open_to(members.organisations_of(registration), now)
    return [each for each in listed if each.id not in held]


def _asked_who(registration: Registration, link: str) -> ResponseReturnValue:
    """Ask an unknown browser who is there; a form that waits for its owner is proved along."""
    form = next(iter(sent_forms.unanswered(registration)), None)
    yes = (
        url_for("registrations.own_form", link=link, key=form.key)
        if form
        else url_for(".it_is_me", link=link)
    )
    no, name = url_for(".not_me", link=link), registration.person.full_name
    return render_template(
        "home/who.html", name=name, series=registration.series, form=form, yes=yes, no=no
    )


@pages.post("/saya/<link>/kenal")
@access.personal
def it_is_me(link: str) -> ResponseReturnValue:
    """Let this browser remember that the personal link is its own."""
    registrations.by_link(links().link_key, link)
    return devices.lead_to_own(url_for(".mine", link=link))


@pages.get("/saya/<link>/bukan")
@access.personal
def not_me(link: str) -> ResponseReturnValue:
    """Lead somebody who holds another's link to where they register themselves."""
    registration = registrations.by_link(links().link_key, link)
    coming = registrations.offered_dates(registration.series, clock.now())
    return render_template(
        "home/not_me.html", registration=registration, meeting=coming[0] if coming else None
    )


_SEATS = {
    rules.PlaceState.EXPECTED: SeatStatus.CONFIRMED,
    rules.PlaceState.OFFERED: SeatStatus.OFFERED,
}


def _shut(place: Place) -> Sentence | None:
    """Return why somebody cannot go in now, None where they can."""
    seat = _SEATS.get(place.standing, SeatStatus.WAITLISTED)
    try:
        door.may_enter(place.meeting, standing=seat, now=clock.now())
    except door.DoorClosed as refusal:
        return refusal.sentence
    return None
