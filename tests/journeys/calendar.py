"""A calendar that subscribes to a feed: it asks again with what it knows, and reads what comes."""

import time
from dataclasses import dataclass
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from icalendar import Calendar

_PATIENCE = 30


@dataclass(frozen=True)
class Answer:
    """What the hub answered."""

    status: int
    body: bytes
    etag: str
    changed: str

    @property
    def unfolded(self) -> str:
        """Return the feed with its long lines whole again (RFC 5545, section 3.1)."""
        return self.body.replace(b"\r\n ", b"").decode()

    def entries(self) -> dict[str, tuple[int, str, str]]:
        """Return each entry's SEQUENCE, SUMMARY and STATUS by its UID.

        Fail when a UID stands twice.
        """
        events = Calendar.from_ical(self.body).walk("VEVENT")
        found = {
            str(event["UID"]): (
                int(str(event["SEQUENCE"])),
                str(event["SUMMARY"]),
                str(event.get("STATUS", "")),
            )
            for event in events
        }
        assert len(found) == len(events)
        return found


def ask_when_dated(address: str) -> Answer:
    """Fetch a feed once the second of its last change is over, before which it tells no date."""
    until = time.monotonic() + _PATIENCE
    while not (answer := ask(address)).changed:
        assert time.monotonic() < until
        time.sleep(0.1)
    return answer


def ask(address: str, *, etag: str = "", since: str = "") -> Answer:
    """Fetch a feed, with If-None-Match and If-Modified-Since where they are given."""
    headers = {
        name: value
        for name, value in (("If-None-Match", etag), ("If-Modified-Since", since))
        if value
    }
    try:
        with urlopen(Request(address, headers=headers), timeout=10) as answer:
            return Answer(
                answer.status,
                answer.read(),
                answer.headers["ETag"],
                answer.headers["Last-Modified"],
            )
    except HTTPError as error:
        return Answer(
            error.code,
            error.read(),
            error.headers["ETag"] or "",
            error.headers["Last-Modified"] or "",
        )
