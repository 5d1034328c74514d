"""Write news of sessions as Atom (RFC 4287), for readers of feeds and for other sites."""

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from webinar_hub.calendars import ical
from webinar_hub.kit import language
from webinar_hub.kit.links import Links
from webinar_hub.kit.text import clean, clean_lines
from webinar_hub.programmes.models import Meeting

_SPACE = "http://www.w3.org/2005/Atom"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed without entries was changed last: the moment must be there and be its own."""


def write(
    *,
    title: str,
    subtitle: str,
    own: str,
    page: str,
    network: str,
    meetings: Iterable[Meeting],
    links: Links,
) -> bytes:
    """Return a feed of meetings, in their order and in the reader's language.

    own is the address of the feed, page that of the page it is of; network is who publishes it.
    """
    listed = list(meetings)
    feed = ET.Element("feed", {"xmlns": _SPACE, "xml:lang": language.current()})
    _add(feed, "id", own)
    _add(feed, "title", clean(title))
    _add(feed, "subtitle", clean(subtitle))
    _add(feed, "updated", _moment(max((each.changed_at for each in listed), default=_NEVER)))
    _add(feed, "link", rel="self", type="application/atom+xml", href=own)
    _add(feed, "link", rel="alternate", type="text/html", href=page)
    _add(_add(feed, "author"), "name", clean(network))
    for meeting in listed:
        _entry(feed, meeting, links)
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))


def _entry(feed: ET.Element, meeting: Meeting, links: Links) -> None:
    """Add a meeting, under a name that it keeps for ever, one for each language."""
    told = ical.entry(meeting, links)
    entry = _add(feed, "entry")
    name = uuid5(NAMESPACE_URL, f"{meeting.uid} {language.current()}")
    _add(entry, "id", name.urn)
    _add(entry, "title", clean(told.summary))
    _add(entry, "published", _moment(told.created))
    _add(entry, "updated", _moment(told.changed))
    _add(entry, "link", rel="alternate", type="text/html", href=told.url or "")
    for each in told.categories:
        _add(entry, "category", term=clean(each))
    _add(entry, "content", clean_lines(told.description), type="text")


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, name, attributes)
    child.text = text
    return child


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
