"""A feed as bytes, built once for each change: for pages, and for the command that prints one."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from webinar_hub import __version__
from webinar_hub.calendars import ical, queries
from webinar_hub.calendars.queries import Edition
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.language import _, reading
from webinar_hub.kit.links import Links


class Shelf:
    """The latest bodies that were built in this process, each under the mark of its edition."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._bodies: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, mark: str, build: Callable[[], bytes]) -> bytes:
        """Return the body under a mark, built on the first call; whoever asks meanwhile waits."""
        with self._lock:
            if mark not in self._bodies:
                self._bodies[mark] = build()
                if len(self._bodies) > self._most:
                    self._bodies.popitem(last=False)
            self._bodies.move_to_end(mark)
            return self._bodies[mark]


shelf = Shelf(most=64)


@dataclass(frozen=True)
class Feed:
    """A feed in its present edition, not built yet; programme_key None is everything."""

    programme_key: str | None
    language: str
    network: str
    edition: Edition
    links: Links
    now: datetime

    @property
    def mark(self) -> str:
        """Return the ETag of a feed: another one as soon as the feed would differ."""
        parts = (
            __version__,
            self.network,
            self.links.public_url,
            self.language,
            self.programme_key,
            self.edition.digest,
        )
        return tokens.digest(repr(parts))[:32]

    def body(self) -> bytes:
        """Return the bytes, built only where this process has not built them before."""
        return shelf.get(self.mark, self._build)

    def _build(self) -> bytes:
        programme, meetings = queries.content(self.programme_key, self.now)
        with reading(self.language):
            if programme is None:
                name, url = (
                    str(_("%(network)s: all sessions", network=self.network)),
                    self.links.to("home.front"),
                )
            else:
                name = f"{self.network}: {programme.own_name}"
                url = self.links.to("registrations.programme", key=programme.key)
            about = str(
                _(
                    "Webinars and trainings of %(network)s. Every time is also written in WIB, WITA and WIT.",
                    network=self.network,
                )
            )
            return ical.write(
                name=name,
                description=about,
                url=url,
                network=self.network,
                meetings=meetings,
                links=self.links,
            )


def feed(programme_key: str | None, language: str, network: str, links: Links) -> Feed:
    """Return the feed of a programme, or of everything (None), as it stands now.

    Raises NotFound for a programme that is not published.
    """
    now = clock.now()
    edition = queries.edition(programme_key, now)
    return Feed(programme_key, language, network, edition, links, now)


def feed_bytes(programme_key: str | None, language: str, network: str, links: Links) -> bytes:
    """Return a whole feed; needs an application context. Raises NotFound."""
    return feed(programme_key, language, network, links).body()
