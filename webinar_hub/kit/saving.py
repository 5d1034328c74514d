"""Addresses at which calendars of the web take one date."""

from datetime import UTC, datetime
from urllib.parse import urlencode

_GOOGLE = "https://calendar.google.com/calendar/render?"
_OUTLOOK = "https://outlook.live.com/calendar/0/deeplink/compose?"


def at_google(title: str, starts: datetime, ends: datetime, text: str) -> str:
    """Return the address of Google's form with a date of aware moments filled in."""
    span = "/".join(each.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ") for each in (starts, ends))
    return _GOOGLE + urlencode(
        {"action": "TEMPLATE", "text": title, "dates": span, "details": text}
    )


def at_outlook(title: str, starts: datetime, ends: datetime, text: str) -> str:
    """Return the address of Outlook's form with a date of aware moments filled in."""
    begin, end = (each.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for each in (starts, ends))
    return _OUTLOOK + urlencode(
        {
            "path": "/calendar/action/compose",
            "rru": "addevent",
            "subject": title,
            "startdt": begin,
            "enddt": end,
            "body": text,
        }
    )
