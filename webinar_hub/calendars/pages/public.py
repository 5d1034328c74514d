"""What anybody sees of calendars: how to subscribe, the feeds, one date to save."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from webinar_hub.calendars import addresses, atom, feeds, ical, queries
from webinar_hub.calendars.addresses import subscription
from webinar_hub.kit import clock, language
from webinar_hub.kit.language import _
from webinar_hub.programmes import queries as programmes
from webinar_hub.web import access
from webinar_hub.web.shell import links, settings

pages = Blueprint("calendars", __name__)


@pages.get("/kalender")
@access.public
def how() -> ResponseReturnValue:
    """Say how to subscribe, and to what."""
    listed = programmes.public().programmes()
    each = [
        subscription(links(), one.own_name, "calendars.programme", key=one.key) for one in listed
    ]
    return render_template(
        "calendars/how.html",
        everything=addresses.everything(links(), settings().network_name),
        each=each,
    )


@pages.get("/kalender/semua.ics")
@access.public_by(bahasa="id|en")
def everything() -> ResponseReturnValue:
    """Hand over the feed of everything that is published."""
    return _feed(None)


@pages.get("/kalender/program/<key>.ics")
@access.public_by(bahasa="id|en")
def programme(key: str) -> ResponseReturnValue:
    """Hand over the feed of one programme."""
    return _feed(key)


@pages.get("/sesi/<key>.ics")
@access.public_by(bahasa="id|en")
def meeting(key: str) -> ResponseReturnValue:
    """Hand over one date as a file."""
    found = programmes.public().meeting(key)
    with language.reading(_spoken()):
        title = found.series.title
        url = links().to("registrations.meeting", key=key)
        body = ical.write(
            name=title,
            description=title,
            url=url,
            network=settings().network_name,
            events=[ical.event(found, links())],
        )
    answer = _calendar(body)
    answer.headers["Content-Disposition"] = f'attachment; filename="{key}.ics"'
    return answer


@pages.get("/sesi-baru.atom")
@access.public_by(bahasa="id|en")
def news() -> ResponseReturnValue:
    """Hand over the sessions that were planned last, as an Atom feed."""
    network = settings().network_name
    with language.reading(_spoken()):
        body = atom.write(
            title=str(_("%(network)s: new sessions", network=network)),
            subtitle=str(_("What was planned last, of what is still to come.")),
            own=links().to("calendars.news", **addresses.spoken()),
            page=links().to("calendars.how"),
            network=network,
            meetings=queries.newest(clock.now()),
            links=links(),
        )
    return Response(body, content_type="application/atom+xml; charset=utf-8")


def _spoken() -> str:
    asked = request.args.get("bahasa", "")
    return asked if asked in language.LANGUAGES else language.DEFAULT


def _feed(programme_key: str | None) -> Response:
    network = settings().network_name
    return _calendar(feeds.feed_bytes(programme_key, _spoken(), network, links()))


def _calendar(body: bytes) -> Response:
    return Response(body, content_type="text/calendar; charset=utf-8")
