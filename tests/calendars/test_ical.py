"""What a calendar says of a meeting."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from werkzeug.routing import Map, Rule

from webinar_hub.calendars import ical
from webinar_hub.kit.language import reading
from webinar_hub.kit.links import Links
from webinar_hub.programmes.models import Meeting, Programme, ProgrammeKind, Series

STARTS = datetime(2026, 11, 26, 7, tzinfo=UTC)
LINKS = Links(
    Map([Rule("/sesi/<key>", endpoint="registrations.meeting")]),
    "https://hub.example.org",
    b"k" * 32,
)


def meeting(**facts: Any) -> Meeting:
    """Return a meeting that no database knows."""
    programme = Programme(
        kind=ProgrammeKind.WEBINAR, name="Semidaring Multisektor", name_en="Multisector Webinar"
    )
    series = Series(programme=programme, name=facts.pop("series", ""))
    values: dict[str, Any] = {
        "title": "Air naik",
        "description": "",
        "starts_at": STARTS,
        "ends_at": STARTS + timedelta(hours=2),
        "cancelled_at": None,
        "cancel_reason": "",
        "revision": 0,
        **facts,
    }
    return Meeting(
        key="abcdefghijklmnop",
        uid="1b4e28ba-2fa1-41d2-883f-0016d3cca427",
        number=7,
        zone="WIB",
        series=series,
        planned_at=STARTS,
        changed_at=STARTS,
        join_link="https://z/1",
        **values,
    )


@pytest.mark.parametrize(
    ("facts", "summary"),
    [
        ({}, "Air naik"),
        ({"title": ""}, "Multisector Webinar, session 7"),
        ({"title": "", "series": "Angkatan 2"}, "Multisector Webinar, Angkatan 2, session 7"),
        ({"cancelled_at": STARTS}, "CANCELLED: Air naik"),
    ],
)
def test_summary(facts: dict[str, Any], summary: str) -> None:
    with reading("en"):
        assert ical.entry(meeting(**facts), LINKS).summary == summary


def test_entry_says_where_and_when_and_why() -> None:
    with reading("en"):
        entry = ical.entry(
            meeting(
                description="Tiga kota.", cancelled_at=STARTS, cancel_reason="Banjir", revision=3
            ),
            LINKS,
        )
    assert entry.description.split("\n\n") == [
        "Thursday, 26 November 2026, 14:00–16:00 WIB / 15:00–17:00 WITA / 16:00–18:00 WIT",
        "Multisector Webinar",
        "Why it will not take place: Banjir",
        "Tiga kota.",
        "More, and registration: https://hub.example.org/sesi/abcdefghijklmnop",
    ]
    assert (entry.uid, entry.sequence, entry.cancelled) == (
        "1b4e28ba-2fa1-41d2-883f-0016d3cca427",
        3,
        True,
    )
    assert (entry.url, entry.categories) == (
        "https://hub.example.org/sesi/abcdefghijklmnop",
        ("Webinar", "Multisector Webinar"),
    )
