"""A feed as bytes, for pages and for the command that prints one."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Row

from webinar_hub.calendars import addresses, ical, queries
from webinar_hub.calendars.models import Feed
from webinar_hub.calendars.private import queries as own
from webinar_hub.calendars.private.rules import NAMES
from webinar_hub.calendars.scopes import queries as scopes
from webinar_hub.calendars.scopes.queries import Chosen
from webinar_hub.calendars.scopes.rules import Wanted
from webinar_hub.kit import clock, language
from webinar_hub.kit.language import _, reading
from webinar_hub.kit.links import Links
from webinar_hub.kit.shelf import Shelf
from webinar_hub.programmes.models import Meeting

_MOST = 4 * 1024 * 1024
_OVERHEAD = 1024

Write = Callable[[Meeting, Links], bytes]

events: Shelf[tuple[Write, str, str, int], tuple[Row[Any], bytes]] = Shelf(
    _MOST, lambda kept: _OVERHEAD + 2 * len(kept[1])
)
"""What was written last of each meeting, and from what.

By what wrote it, the address of the hub, the language and the id.
"""


def feed_bytes(wanted: Wanted, spoken: str, network: str, links: Links) -> bytes:
    """Return the feed of what is wanted as it stands now.

    Needs an application context. Raises NotFound for what there is not, or not for everybody.
    """
    with reading(spoken):
        chosen = scopes.find(wanted)
        rows = queries.content(chosen.meetings, clock.now())
        feed = addresses.feed(links, network, chosen)
        about = _(
            "Webinars and trainings of %(network)s, from %(days)s days ago to a year ahead. Every time is also written in WIB, WITA and WIT.",
            network=network,
            days=queries.KEPT.days,
        )
        return ical.write(
            name=feed.name,
            description=str(about),
            url=_page(chosen, links),
            network=network,
            events=_events(rows, links),
            source=feed.address,
        )


def own_bytes(feed: Feed, spoken: str, network: str, links: Links) -> bytes:
    """Return a private subscription as it stands now; its own address is not in it."""
    rows = queries.content(own.meetings(feed), clock.now())
    with reading(spoken):
        return ical.write(
            name=f"{network}: {own.name_of(feed) or NAMES[feed.kind]}",
            description=str(
                _(
                    "For you alone: whoever has this calendar's address reads it. From %(days)s days ago to a year ahead.",
                    days=queries.KEPT.days,
                )
            ),
            url=links.to("home.front"),
            network=network,
            events=_events(rows, links, ical.own_event),
        )


def _page(chosen: Chosen, links: Links) -> str:
    programme = chosen.wanted.parts.get("programme")
    if programme:
        return links.to("registrations.programme", key=programme)
    return links.to("calendars.month", **chosen.wanted.words)


def _events(rows: Sequence[Row[Any]], links: Links, write: Write = ical.event) -> Iterator[bytes]:
    """Yield what is written of each meeting, anew only where something of it is another."""
    place = write, links.public_url, language.current()
    kept = [events.get((*place, row.id)) for row in rows]
    written = [
        one[1] if one and one[0] == row else None for one, row in zip(kept, rows, strict=True)
    ]
    lacking = [row.id for row, one in zip(rows, written, strict=True) if one is None]
    meetings = queries.meetings(lacking) if lacking else {}
    for row, one in zip(rows, written, strict=True):
        if one is not None:
            yield one
            continue
        new = write(meetings[row.id], links)
        events.put((*place, row.id), (row, new))
        yield new
