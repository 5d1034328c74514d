"""Addresses at which calendars of the web take one date."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

from webinar_hub.kit.saving import at_google, at_outlook
from webinar_hub.kit.zones import WIT, at_local

_DATE = (
    "Posko & dapur",
    at_local(date(2026, 12, 3), 16, 0, WIT),
    at_local(date(2026, 12, 3), 18, 0, WIT),
    "baris satu\nhttps://hub.example.org/i/abc?a=b",
)


def _asked(address: str) -> dict[str, str]:
    return {name: one for name, [one] in parse_qs(urlsplit(address).query).items()}


def test_a_date_is_filled_in_whole_and_in_utc() -> None:
    assert _asked(at_google(*_DATE)) == {
        "action": "TEMPLATE",
        "text": _DATE[0],
        "dates": "20261203T070000Z/20261203T090000Z",
        "details": _DATE[3],
    }
    outlook = _asked(at_outlook(*_DATE))
    assert (outlook["subject"], outlook["body"]) == (_DATE[0], _DATE[3])
    assert (outlook["startdt"], outlook["enddt"]) == (
        "2026-12-03T07:00:00Z",
        "2026-12-03T09:00:00Z",
    )
