"""What stays of a session, stored through the tables alone."""

from typing import Any

from flask import current_app

from tests.network import logos
from webinar_hub.config import Settings
from webinar_hub.kit import clock, storage
from webinar_hub.kit.db import db
from webinar_hub.materials.models import Material, Recording, Visibility
from webinar_hub.materials.photos import actions as photos
from webinar_hub.materials.photos.models import Photo, Pictured
from webinar_hub.people.models import Person
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


def photo_of(
    meeting: Meeting, *people: Person, visibility: Visibility | None, **facts: Any
) -> Photo:
    """Keep a photo on which people can be recognised, with its files."""
    settings: Settings = current_app.extensions["settings"]
    usual = {
        "words": "Dapur umum di tepi sungai",
        "agreed_at": clock.now(),
        "added_at": clock.now(),
    }
    with photos.taking(storage.at(settings)) as store:
        key = store(logos.picture(size=(9, 9)))
        row = Photo(key=key, meeting_id=meeting.id, visibility=visibility, **usual | facts)
        db.session.add(row)
        db.session.flush()
        db.session.add_all(Pictured(photo_id=row.id, person_id=each.id) for each in people)
        db.session.commit()
    return row
