"""Calendars of one's own: made and ended where their owner is, opened by their tokens."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.calendars import addresses, feeds
from webinar_hub.calendars.addresses import Subscription
from webinar_hub.calendars.models import Feed, FeedKind
from webinar_hub.calendars.private import actions, queries
from webinar_hub.calendars.private.forms import FeedForm
from webinar_hub.calendars.private.rules import NAMES, USED_EVERY, Holder, client_of
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.actor import ONESELF
from webinar_hub.kit.errors import NotFound, NotStored, existing
from webinar_hub.kit.language import _
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.web import access, limits
from webinar_hub.web.acting import act, act_once
from webinar_hub.web.shell import links, settings

pages = Blueprint("private_calendars", __name__)

_HOUR = timedelta(hours=1)
_WRONG_AN_HOUR = 50


@pages.get("/kalender/saya/<link>.ics")
@access.personal
def feed(link: str) -> ResponseReturnValue:
    """Hand over a private calendar; whatever does not open it is told the same nothing."""
    try:
        found = queries.opened(tokens.digest(link), clock.now())
    except NotFound:
        place = limits.source(request.remote_addr)
        limits.spend(f"wrong-feed:{place}", most=_WRONG_AN_HOUR, per=_HOUR)
        raise
    spoken = request.args.get("bahasa", "")
    body = feeds.own_bytes(found, spoken, settings().network_name, links())
    _used(found)
    answer = Response(body, content_type="text/calendar; charset=utf-8")
    answer.add_etag()
    return answer.make_conditional(request)


def _used(found: Feed) -> None:
    now = clock.now()
    if found.used_at is None or now - found.used_at >= USED_EVERY:
        try:
            act(actions.used, found.id, client_of(request.user_agent.string), now=now)
        except NotStored:
            # Reading goes on while the database cannot be written to.
            return


@pages.route("/saya/<link>/kalender", methods=["GET", "POST"])
@access.personal
def own(link: str) -> ResponseReturnValue:
    """Show a participant's private calendars, and make one."""
    return _shown(_participant(link), "_base.html", url_for("home.mine", link=link))


@pages.post("/saya/<link>/kalender/<key>/akhiri")
@access.personal
def end_own(link: str, key: str) -> ResponseReturnValue:
    """End one of a participant's private calendars."""
    act(actions.end, queries.feed_of(_participant(link), key), by=ONESELF)
    return _ended(url_for(".own", link=link))


def _participant(link: str) -> Holder:
    registration = sent_forms.confirmed_by_link(links().link_key, link)
    return Holder(
        FeedKind.OWN,
        registration.person_id,
        registration_key=registration.key,
        link_version=registration.link_version,
    )


@pages.route("/desk/akun/kalender", methods=["GET", "POST"])
@access.desk
def leading() -> ResponseReturnValue:
    """Show the private calendars of what somebody has a part in, and make one."""
    return _shown(_leader(), "_desk.html", url_for("home_desk.today"))


@pages.post("/desk/akun/kalender/<key>/akhiri")
@access.desk
def end_leading(key: str) -> ResponseReturnValue:
    """End one of these calendars."""
    act(actions.end, queries.feed_of(_leader(), key))
    return _ended(url_for(".leading"))


def _leader() -> Holder:
    return Holder(FeedKind.LEADING, existing(access.current_actor().id))


@pages.route("/desk/lembaga-saya/<key>/kalender", methods=["GET", "POST"])
@access.focal
def organisation(key: str) -> ResponseReturnValue:
    """Show the focal person's calendars of where their people have places, and make one."""
    return _shown(_focal(key), "_desk.html", url_for("focal_desk.organisation", key=key))


@pages.post("/desk/lembaga-saya/<key>/kalender/<feed>/akhiri")
@access.focal
def end_organisation(key: str, feed: str) -> ResponseReturnValue:
    """End one of these calendars."""
    act(actions.end, queries.feed_of(_focal(key), feed))
    return _ended(url_for(".organisation", key=key))


def _focal(key: str) -> Holder:
    actor = access.current_actor()
    stood_for = queries.stood_for(actor, key)
    return Holder(FeedKind.ORGANISATION, existing(actor.id), organisation_id=stood_for.id)


def _shown(holder: Holder, base: str, back: str) -> ResponseReturnValue:
    form = FeedForm()
    token = actions.token(links().link_key, holder, form.form_id.data or tokens.key())

    def facts() -> dict[str, Any]:
        by = ONESELF if holder.kind is FeedKind.OWN else access.current_actor()
        return {"label": form.label.data or "", "by": by}

    made: Subscription | None = None
    if act_once(form, actions.make, holder, tokens.digest(token), facts=facts) is not None:
        address = links().to("private_calendars.feed", link=token, **addresses.spoken())
        made = Subscription(form.label.data or "", address)
    page = render_template(
        "calendars/private.html",
        base=base,
        back=back,
        name=NAMES[holder.kind],
        form=form,
        made=made,
        feeds=queries.feeds_of(holder),
        ends=lambda key: _end_of(holder, key),
    )
    return page, form.status if form.errors else 200


def _end_of(holder: Holder, key: str) -> str:
    values = request.view_args or {}
    if holder.kind is FeedKind.ORGANISATION:
        return url_for(".end_organisation", **values, feed=key)
    endpoint = ".end_own" if holder.kind is FeedKind.OWN else ".end_leading"
    return url_for(endpoint, **values, key=key)


def _ended(back: str) -> ResponseReturnValue:
    flash(str(_("This calendar has ended: its address opens nothing any more.")))
    return redirect(back, 303)
