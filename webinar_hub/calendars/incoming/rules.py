"""Decide which addresses may be asked, how long a pause is, and what is wrong with a calendar."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import Sentence, _
from webinar_hub.kit.text import clean

PAUSE = timedelta(hours=1)
LONGEST_PAUSE = timedelta(days=1)
BEFORE, AFTER = timedelta(days=30), timedelta(days=370)
"""From when until when dates are taken in, seen from the moment of fetching: 400 days in all."""

READ_ANEW = timedelta(days=7)
"""How long a calendar may say that nothing changed: later dates come near meanwhile."""

MOST_BYTES = 2 * 1024 * 1024
MOST_EVENTS, MOST_DATES = 5_000, 1_000
REDIRECTS = 3
ADDRESS_AT_MOST = 500
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_LOCAL_NAMES = ("localhost", "local", "internal", "home.arpa", "test", "example", "invalid")


class BadAddress(Refused):
    """What was written is no https address of a calendar."""

    sentence = _(
        "Write the whole address of the calendar; it begins with https:// or webcal:// and holds no name and password."
    )


class AddressTaken(Refused):
    """The calendar is taken in already."""

    sentence = _("The calendar at this address is taken in already.")


class CalendarNameMissing(Refused):
    """A calendar without a name."""

    sentence = _("Write what the calendar is called.")


class Unusable(Refused):
    """A calendar cannot be taken in as it is; its dates stay as they were last."""


class NoSuchName(Unusable):
    """The name of the server is not known."""

    sentence = _("There is no server of this name. Look for a slip in the address.")


class NotPublic(Unusable):
    """The name leads into a private network."""

    sentence = _(
        "The address leads into a private network, which the hub does not ask. Enter a public address."
    )


class NoAnswer(Unusable):
    """Nobody answers, or the connection breaks."""

    sentence = _("The server does not answer. The hub will ask again by itself.")


class Untrusted(Unusable):
    """The certificate is not good for the name."""

    sentence = _("The server's certificate is not valid for this name. Tell its administrators.")


class TooSlow(Unusable):
    """The answer takes too long as a whole."""

    sentence = _("The server answers too slowly. The hub will ask again by itself.")


class NotSecure(Unusable):
    """A redirect leads to an address that is not https."""

    sentence = _("The address leads on to one that does not begin with https://.")


class TooManyRedirects(Unusable):
    """One redirect follows the other."""

    sentence = _("The address leads on and on. Enter the one where the calendar is.")


class NotThere(Unusable):
    """The server knows no such calendar."""

    sentence = _(
        "There is no calendar at this address any more. Ask whoever owns it for the new one."
    )


class NotAllowed(Unusable):
    """The server shows the calendar to those alone who sign in."""

    sentence = _("The calendar is not public. Ask whoever owns it to publish it.")


class WrongAnswer(Unusable):
    """The server reports an error, or answers what no server should."""

    sentence = _("The server reports an error. The hub will ask again by itself.")


class TooLong(Unusable):
    """More than MOST_BYTES come."""

    sentence = _("The calendar is larger than 2 MB. Ask for one without old dates.")


class WebPage(Unusable):
    """A page comes in the place of a calendar."""

    sentence = _(
        "A web page comes instead of a calendar, perhaps to sign in. Enter the address of the calendar itself (iCal)."
    )


class NoCalendar(Unusable):
    """What comes is no calendar, or a broken one."""

    sentence = _("What comes from this address is no calendar (iCal), or a broken one.")


class TooManyDates(Unusable):
    """More than MOST_EVENTS or MOST_DATES."""

    sentence = _("The calendar holds more than 1,000 dates within 400 days.")


class TooOften(Unusable):
    """A rule that repeats every second or minute."""

    sentence = _("A date in the calendar repeats every minute or second.")


class TooMuchWork(Unusable):
    """Reading it takes more time or memory than any calendar should."""

    sentence = _("The calendar takes too long to read: its rules repeat without an end.")


PROBLEMS: dict[str, Sentence] = {kind.code: kind.sentence for kind in Unusable.__subclasses__()}


@dataclass(frozen=True)
class Date:
    """One date of a calendar, as plain text; uid names what it is a date of."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    whole_day: bool
    title: str
    place: str = ""
    link: str = ""


def address(written: str) -> str:
    """Return the https address of a calendar; raise BadAddress."""
    text = clean(written)
    if text.startswith("webcal://"):
        text = f"https{text.removeprefix('webcal')}"
    if len(text) > ADDRESS_AT_MOST or not _is_https(text):
        raise BadAddress
    return text


def follow(location: str) -> str:
    """Return the address that a redirect leads to; raise NotSecure."""
    if not _is_https(location):
        raise NotSecure
    return location


def _is_https(text: str) -> bool:
    try:
        parts = urlsplit(text)
        _port = parts.port
    except ValueError:
        return False
    plain = text.isprintable() and not any(sign.isspace() for sign in text)
    return plain and parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc


def local_name(host: str) -> bool:
    """Say whether a name can only mean something on a local network (RFC 6761, 6762, 8375)."""
    name = host.rstrip(".").casefold()
    return any(name == each or name.endswith(f".{each}") for each in _LOCAL_NAMES)


def public(number: str) -> bool:
    """Say whether a network address is one of the public network, and no way around into another.

    Raises ValueError for what is none.
    """
    found = ip_address(number)
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return _public4(found.ipv4_mapped)
        tunnel = found.sixtofour is not None or found.teredo is not None
        return found in _GLOBAL_UNICAST and found.is_global and not tunnel
    return _public4(found)


def _public4(found: IPv4Address) -> bool:
    return found.is_global and not found.is_multicast and not found.is_reserved


def pause(failures: int) -> timedelta:
    """Return how long a calendar is not asked again, after so many failures one after the other."""
    return min(PAUSE * (1 << min(failures, 10)), LONGEST_PAUSE)
