"""One backup a night, fourteen kept; what is skipped is said on the desk and by the doctor."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from tests.backups.conftest import Hub
from tests.cast import Cast
from tests.client import EN, Client
from webinar_hub import doctor
from webinar_hub.backups import nightly, reading
from webinar_hub.backups.contents import Stopped
from webinar_hub.config import Settings
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.web import runs
from webinar_hub.web.runs import Worker
from webinar_hub.web.shell import links

_NIGHT = datetime(2026, 11, 27, 18, 0, 5, tzinfo=UTC)
"""One o'clock in WIB on the 28th, and five seconds."""

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def _lying(folder: Path, moments: list[tuple[str, datetime]]) -> None:
    (folder / "backups").mkdir(exist_ok=True)
    for kind, at in moments:
        (folder / "backups" / f"{kind}-{at:%Y-%m-%dT%H-%M-%S}.zip").write_bytes(b"x" * 1000)


def _names(hub: Hub) -> list[str]:
    return sorted(each.name for each in (hub.folder / "backups").iterdir())


def test_one_is_made_each_night_and_at_once_where_one_was_missed(sqlite_hub: Hub) -> None:
    moments = (-2 * _HOUR, -_HOUR, timedelta(0), _HOUR, 22 * _HOUR, 24 * _HOUR)
    with sqlite_hub.inside():
        made = [nightly.make(sqlite_hub.settings, now=_NIGHT + each) for each in moments]
    assert made == [True, False, True, False, False, True]
    assert _names(sqlite_hub) == [
        "nightly-2026-11-27T16-00-05.zip",
        "nightly-2026-11-27T18-00-05.zip",
        "nightly-2026-11-28T18-00-05.zip",
    ]
    assert all(reading.examine(each)[1] == [] for each in (sqlite_hub.folder / "backups").iterdir())
    assert (sqlite_hub.folder / "backups").stat().st_mode & 0o077 == 0


def test_fourteen_nights_stay_and_what_was_made_by_hand_as_long(sqlite_hub: Hub) -> None:
    nights = [("nightly", _NIGHT - each * _DAY) for each in range(1, 17)]
    by_hand = [("by-hand", _NIGHT - each * _DAY) for each in (13, 15)]
    _lying(sqlite_hub.folder, [*nights, *by_hand])
    (sqlite_hub.folder / "backups" / "letter.zip").write_bytes(b"not ours")
    with sqlite_hub.inside():
        assert nightly.make(sqlite_hub.settings, now=_NIGHT)
    kept = [f"nightly-{_NIGHT - each * _DAY:%Y-%m-%dT%H-%M-%S}.zip" for each in range(14)]
    hand = f"by-hand-{_NIGHT - 13 * _DAY:%Y-%m-%dT%H-%M-%S}.zip"
    assert _names(sqlite_hub) == sorted([*kept, hand, "letter.zip"])


def test_where_there_is_no_room_it_is_skipped_and_said_until_one_is_made(
    sqlite_hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = [("nightly", _NIGHT - each * _DAY) for each in range(1, 17)]
    _lying(sqlite_hub.folder, old)
    usage = shutil.disk_usage(sqlite_hub.folder)
    with sqlite_hub.inside():
        with monkeypatch.context() as full:
            full.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=1))
            with pytest.raises(Stopped):
                nightly.make(sqlite_hub.settings, now=_NIGHT)
        assert len(_names(sqlite_hub)) == len(old) + 1
        assert list(doctor._backups(sqlite_hub.settings)) == [
            f"The last nightly backup was not made. {nightly.last_backup(sqlite_hub.settings).skipped}"
        ]
        assert "twice the size" in nightly.last_backup(sqlite_hub.settings).skipped
        assert nightly.make(sqlite_hub.settings, now=_NIGHT + _HOUR)
        assert nightly.last_backup(sqlite_hub.settings).skipped == ""


def test_the_doctor_says_when_the_last_one_was_made(sqlite_hub: Hub) -> None:
    settings = sqlite_hub.settings
    assert doctor.backups(settings) == "There is no backup yet."
    assert "no backup of the last two days" in next(doctor._backups(settings))
    _lying(sqlite_hub.folder, [("nightly", clock.now() - 49 * _HOUR)])
    assert "no backup of the last two days" in next(doctor._backups(settings))
    at = clock.now() - 47 * _HOUR
    _lying(sqlite_hub.folder, [("by-hand", at)])
    assert list(doctor._backups(settings)) == []
    assert doctor.backups(settings) == f"The last backup was made {at:%Y-%m-%d %H:%M} UTC: 1 kB."


def test_the_job_makes_one_and_says_in_the_log_why_it_cannot(
    sqlite_hub: Hub, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    usage = shutil.disk_usage(sqlite_hub.folder)
    with sqlite_hub.inside():
        [job] = [job for job in runs.jobs if job.name == "make_backup"]
        worker = Worker(sqlite_hub.settings, links())
        with monkeypatch.context() as full:
            full.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=1))
            job.work(worker)
        assert "there is no backup of this night yet: Only 0 MB are free" in caplog.text
        assert nightly.last_backup(sqlite_hub.settings).made_at is None
        job.work(worker)
        assert nightly.last_backup(sqlite_hub.settings).made_at is not None


def test_the_desk_says_it(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    settings: Settings = sqlite_app.extensions["settings"]
    cast.sign_in(client, cast.ratna())
    db.write(runs.begin, {runs.HEARTBEAT: 10}, now=clock.now())
    try:
        assert "There is no backup of the last two days" in client.get("/desk/", headers=EN).text
        _lying(settings.instance, [("nightly", datetime(2026, 11, 27, 18, tzinfo=UTC))])
        _lying(settings.instance, [("nightly", clock.now())])
        page = client.get("/desk/", headers=EN).text
        assert ("no backup of the last" in page, "Last backup: " in page) == (False, True)
        (settings.instance / "backups" / "skipped").write_text("Only 1 MB is free.")
        assert "The one after it was skipped" in client.get("/desk/", headers=EN).text
    finally:
        shutil.rmtree(settings.instance / "backups")


def test_the_version_stands_on_the_desk_and_the_days_on_the_privacy_page(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    assert sqlite_app.jinja_env.globals["version"] == "0.1.0"
    cast.sign_in(client, cast.ratna())
    assert "Webinar Hub 0.1.0" in client.get("/desk/").text
    assert "Cadangan data: 14 hari." in client.get("/privasi").text
    assert "Backups: 14 days." in client.get("/privasi", headers=EN).text
