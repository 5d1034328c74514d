"""What anybody sees of calendars: how to subscribe, the feeds, one date to save."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.http import is_resource_modified

from webinar_hub.calendars import addresses, feeds, ical
from webinar_hub.calendars.addresses import subscription
from webinar_hub.kit import language
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
@access.public
def everything() -> ResponseReturnValue:
    """Hand over the feed of everything that is published."""
    return _feed(None)


@pages.get("/kalender/program/<key>.ics")
@access.public
def programme(key: str) -> ResponseReturnValue:
    """Hand over the feed of one programme."""
    return _feed(key)


@pages.get("/sesi/<key>.ics")
@access.public
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
            meetings=[found],
            links=links(),
        )
    answer = _calendar(body)
    answer.headers["Content-Disposition"] = f'attachment; filename="{key}.ics"'
    answer.add_etag(weak=True)
    answer.last_modified = found.changed_at
    return answer.make_conditional(request)


def _spoken() -> str:
    asked = request.args.get("bahasa", "")
    return asked if asked in language.LANGUAGES else language.DEFAULT


def _feed(programme_key: str | None) -> Response:
    """Answer with the feed, or with 304 and nothing built.

    The ETag is weak, as the same feed goes out compressed in several ways.
    """
    feed = feeds.feed(programme_key, _spoken(), settings().network_name, links())
    fresh = is_resource_modified(
        request.environ, etag=feed.mark, last_modified=feed.edition.changed_at
    )
    answer = _calendar(feed.body() if fresh else b"")
    answer.status_code = 200 if fresh else 304
    answer.set_etag(feed.mark, weak=True)
    answer.last_modified = feed.edition.changed_at
    return answer


def _calendar(body: bytes) -> Response:
    answer = Response(body, content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = "public, no-cache"
    return answer
