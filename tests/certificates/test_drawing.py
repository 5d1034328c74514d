"""Documents are drawn once and stay the same, byte by byte."""

import hashlib
import io
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from pypdf import PdfReader

from tests.cast import DIRECTOR, Cast
from tests.certificates import cohorts
from tests.network import logos
from webinar_hub.certificates.drawing.actions import draw_due
from webinar_hub.certificates.drawing.queries import document, file_name
from webinar_hub.certificates.issuing import actions
from webinar_hub.certificates.models import Certificate
from webinar_hub.config import Settings
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.files import Folder
from webinar_hub.network import identity
from webinar_hub.programmes.models import Series

NOVEMBER = datetime(2099, 11, 24, 3, tzinfo=UTC)
"""A day in November after every meeting of these tests."""


def issue(series: Series, now: datetime = NOVEMBER) -> list[Certificate]:
    return db.write(actions.issue, series, by=DIRECTOR, now=now)


def test_drawing_again_changes_nothing(app: Flask, cast: Cast, tmp_path: Path) -> None:
    series, meetings = cohorts.over(cast, cohorts.programme(cast))
    cohorts.attended(cast, cast.maria(), meetings, present=4)
    cohorts.attended(cast, cast.suparmin(), meetings, present=4)
    issued = issue(series)
    before = [document(certificate, cast.links, Folder(tmp_path)) for certificate in issued]
    assert draw_due(cast.links, Folder(tmp_path)) == 2
    assert draw_due(cast.links, Folder(tmp_path)) == 0
    stored = [
        (tmp_path / "certificates" / file_name(certificate)).read_bytes() for certificate in issued
    ]
    assert stored == before
    assert [certificate.digest for certificate in issued] == [
        hashlib.sha256(document).hexdigest() for document in stored
    ]
    assert [c.facts["check_address"] for c in issued] == [
        cast.links.to("certificates.checked", code=c.code) for c in issued
    ]

    # The second worker of a pair, or the first after a crash between file and row.
    digests = [certificate.digest for certificate in issued]
    for certificate in issued:
        certificate.digest = ""
    db.session.commit()
    assert draw_due(cast.links, Folder(tmp_path)) == 2
    assert [certificate.digest for certificate in issued] == digests
    (tmp_path / "certificates" / file_name(issued[0])).unlink()
    assert document(issued[0], cast.links, Folder(tmp_path)) == before[0]


def test_a_certificate_keeps_the_logo_of_the_day_it_was_issued(app: Flask, cast: Cast) -> None:
    settings: Settings = app.extensions["settings"]
    files = Folder(settings.files)

    def choose(picture: bytes) -> str:
        logo = identity.logo_after(settings, picture, without=False, files=files)
        look = {
            "name": "JAJAR",
            "full_name": "",
            "contact": "",
            "whatsapp": "",
            "red": "#7a1f4b",
            "blue": "#0b5d3b",
        }
        db.write(identity.describe, settings, **look, logo=logo, by=DIRECTOR, now=clock.now())
        return logo

    first = choose(logos.picture())
    series, meetings = cohorts.over(cast, cohorts.programme(cast))
    cohorts.attended(cast, cast.maria(), meetings, present=4)
    [issued] = issue(series)
    choose(logos.picture(size=(100, 100)))
    assert issued.facts["logo"] == first
    before = document(issued, cast.links, Folder(settings.files))
    draw_due(cast.links, Folder(settings.files))
    assert issued.digest == hashlib.sha256(before).hexdigest()
    [shown] = PdfReader(io.BytesIO(before)).pages[0].images
    assert shown.image is not None
    assert shown.image.size == (320, 160)
    (settings.files / identity.ROOM / first).unlink()
    (settings.files / "certificates" / file_name(issued)).unlink()
    assert (
        len(
            PdfReader(io.BytesIO(document(issued, cast.links, Folder(settings.files))))
            .pages[0]
            .images
        )
        == 0
    )
