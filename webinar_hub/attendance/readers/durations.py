"""Read how long somebody stayed, in words or as a clock."""

import re
import unicodedata

from webinar_hub.attendance.readers.entries import Unreadable, checked_seconds
from webinar_hub.kit.language import _

# Of two numbers alone, as 32:14, nobody knows whether the first are hours.
_CLOCK = re.compile(r"(\d{1,3})[:.]([0-5]\d)[:.]([0-5]\d)", re.ASCII)
# Of `1 j 7 d`, in Indonesian, the last are detik.
_WORDS = re.compile(
    r"(?:(\d{1,6})\s*(?:h|hrs?|hours?|j|jam|std|stunden?)(?![a-z])[\s,.]*)?"
    r"(?:(\d{1,6})\s*(?:m|mins?|minutes?|mnt|menit|minuten?)(?![a-z])[\s,.]*)?"
    r"(?:(\d{1,6})\s*(?:s|secs?|seconds?|d|dtk|detik|sek|sekunden?)\.?)?",
    re.ASCII,
)


def duration(text: str) -> int:
    """Return the seconds of a duration such as 1 hr 2 min, 42m or 1:00:00. Raises Unreadable."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    found = _CLOCK.fullmatch(plain) or _WORDS.fullmatch(plain)
    if not plain or not found:
        raise Unreadable(_("The duration “%(text)s” cannot be read.", text=text))
    hours, minutes, seconds = (int(part) for part in found.groups("0"))
    return checked_seconds(hours * 3600 + minutes * 60 + seconds, text)
