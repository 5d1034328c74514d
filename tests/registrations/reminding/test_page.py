"""When a series reminds its people, as the desk says it."""

from datetime import timedelta

import pytest
from flask import Flask

from tests import html
from tests.cast import Cast, soon
from tests.client import EN, Client
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.zones import WIB


def test_the_desk_shows_and_changes_it_and_says_whom_it_reaches(
    app: Flask, client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = clock.now().astimezone(WIB.info).replace(hour=12, minute=0)
    monkeypatch.setattr(clock, "now", lambda: noon)
    series = cast.series()
    meeting = cast.meeting(series, starts_at=soon(days=2))
    maria = cast.registration(cast.maria(), meeting)
    maria.seats[0].queued_at = noon - timedelta(days=7)
    db.session.commit()
    cast.sign_in(client, cast.ratna())
    page = client.get(f"/desk/seri/{series.key}", headers=EN)
    path = f"/desk/seri/{series.key}/pengingat"
    assert path in page.text
    form = client.form(path, "day_before", "hour_before", "hours")
    assert (form.fields.get("day_before"), form.fields.get("hour_before")) == (["y"], ["y"])
    assert "They reach 1 person" in html.text_of(html.parse(client.get(path, headers=EN).text))
    wrong = client.submit(path, hours="500")
    assert (wrong.status_code, series.reminders) == (422, [24, 1])
    saved = client.post(path, data={**form.fields, "hours": "72", "day_before": None}, headers=EN)
    assert series.reminders == [72, 1]
    assert "1 person gets a reminder within a minute" in client.get(saved.location, headers=EN).text
