"""What stays of a session, stored through the tables alone."""

from typing import Any

from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.materials.models import Material, Recording, Visibility
from webinar_hub.programmes.models import Meeting


def recorded(meeting: Meeting, **facts: Any) -> Recording:
    usual = {
        "link": "https://video.example/1",
        "minutes": 112,
        "visibility": Visibility.PUBLIC,
    }
    row = Recording(meeting_id=meeting.id, **{**usual, **facts})
    db.session.add(row)
    db.session.commit()
    return row


def linked(meeting: Meeting, **facts: Any) -> Material:
    usual = {
        "position": 1,
        "title": "Daftar periksa dapur",
        "link": "https://berkas.example/1",
        "visibility": Visibility.PUBLIC,
        "added_at": clock.now(),
    }
    row = Material(meeting_id=meeting.id, **{**usual, **facts})
    db.session.add(row)
    db.session.commit()
    return row
