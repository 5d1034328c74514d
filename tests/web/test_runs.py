"""What happens by itself is watched.

The heartbeat, the clock, late jobs, and what machines and people are told of them.
"""

import shutil
from collections import namedtuple
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from tests.cast import Cast
from tests.client import EN, Client
from tests.house.dump import dump
from webinar_hub import doctor, jobs
from webinar_hub.backups import nightly
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.people.models import Role
from webinar_hub.web import runs

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_ALL = {"send_keys": 2, "apply_retention": 86_400, runs.HEARTBEAT: 10}
_Disk = namedtuple("_Disk", "free")  # noqa: PYI024


def _beat(*names: str, ago: timedelta = timedelta()) -> None:
    """Let jobs have ended so long ago, by a clock that was right."""
    at = clock.now() - ago
    db.write(runs.begin, _ALL, now=at)
    db.write(runs.ended, dict.fromkeys(names or _ALL, at))


def test_the_last_time_seen_is_never_lowered(app: Flask) -> None:
    now = clock.now()
    _beat()
    db.write(runs.ended, {runs.HEARTBEAT: now - _HOUR})
    found = runs.worker_health(now - _HOUR)
    assert (found.last_seen is not None and found.last_seen >= now, found.behind, found.silent) == (
        True,
        True,
        False,
    )
    assert runs.worker_health(now - 4 * _MINUTE).behind is False


def test_a_clock_that_was_ahead_is_said_to_be_right(app: Flask) -> None:
    now = clock.now()
    _beat(ago=-9 * _DAY)
    assert runs.worker_health(now).behind
    db.write(runs.clock_is_right, now=now)
    assert not runs.worker_health(now).behind


def test_a_job_that_has_not_run_is_late(app: Flask) -> None:
    _beat(ago=26 * _HOUR)
    assert runs.worker_health(clock.now()).silent
    _beat(runs.HEARTBEAT)
    assert runs.worker_health(clock.now()).late == ("apply_retention", "send_keys")
    _beat("send_keys")
    assert runs.worker_health(clock.now()).late == ("apply_retention",)
    _beat("apply_retention", ago=_DAY)
    assert runs.worker_health(clock.now()).late == ()


def test_what_is_no_job_any_more_is_not_waited_for(app: Flask) -> None:
    _beat(ago=2 * _DAY)
    db.write(runs.begin, {runs.HEARTBEAT: 10, "draw_certificates": 5}, now=clock.now())
    db.write(runs.ended, {runs.HEARTBEAT: clock.now()})
    assert runs.worker_health(clock.now()).late == ()


def test_every_job_has_a_name_of_its_own(app: Flask) -> None:
    names = [job.name for job in runs.jobs]
    assert len({*names, runs.HEARTBEAT}) == len(names) + 1


def _health(app: Flask, client: Client) -> tuple[int, str]:
    app.extensions.pop("health", None)
    answer = client.get("/healthz")
    return answer.status_code, answer.text


def test_health_is_red_without_a_worker_or_room(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _health(app, client) == (503, "not ok\n")
    _beat(ago=2 * _MINUTE)
    assert _health(app, client) == (503, "not ok\n")
    _beat()
    assert _health(app, client) == (200, "ok\n")
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: _Disk(1_000_000))
    assert _health(app, client) == (503, "not ok\n")


def test_health_is_kept_for_a_moment_and_writes_nothing(
    app: Flask, client: Client, cast: Cast
) -> None:
    _beat()
    cast.sign_in(client, cast.ratna())
    before = dump()
    assert client.get("/healthz").status_code == 200
    assert dump() == before
    db.write(runs.begin, {}, now=clock.now())
    assert client.get("/healthz").status_code == 200
    assert _health(app, client)[0] == 503


@pytest.fixture
def backed_up(app: Flask) -> Iterator[None]:
    """Have a backup lie there."""
    made = nightly.by_hand(app.extensions["settings"], clock.now())
    made.touch()
    yield
    made.unlink()


@pytest.mark.usefixtures("backed_up")
def test_the_desk_and_the_doctor_say_what_is_wrong(app: Flask, client: Client, cast: Cast) -> None:
    cast.secretariat()
    cast.sign_in(client, cast.staff(Role.SECRETARIAT))

    def said() -> tuple[str, list[str]]:
        db.session.rollback()
        return client.get("/desk/", headers=EN).text, list(doctor._by_itself())

    page, lines = said()
    assert ("Nothing happens by itself" in page, [line[:25] for line in lines]) == (
        True,
        ["The worker is not running"],
    )
    _beat()
    page, lines = said()
    assert ("st no" in page, lines) == (False, [])
    _beat(ago=26 * _HOUR)
    _beat("send_keys", runs.HEARTBEAT)
    page, lines = said()
    assert "Deleting data that was kept long enough: this has not happened" in page
    assert lines == [
        "The job apply_retention has not run when it should have. The worker's log says why."
    ]
    _beat(ago=-_HOUR)
    page, lines = said()
    assert "clock went back" in page
    assert (len(lines), "was last seen at" in lines[0]) == (1, True)


def test_a_job_that_goes_by_dates_waits_while_the_clock_is_behind(app: Flask) -> None:
    for ago, waits in ((timedelta(), False), (-_HOUR, True)):
        _beat(ago=ago)
        jobs._ended.clear()
        for job in runs.jobs:
            if job.name in ("send_keys", "forget_old"):
                jobs._within(app, job)()
        assert set(jobs._ended) == ({"send_keys"} if waits else {"send_keys", "forget_old"})


def test_the_timetable_goes_by_monotonic_time() -> None:
    every, now = jobs.Every(60), clock.now()
    assert every.get_next_fire_time(None, now) == now
    assert every.get_next_fire_time(now, now) > now + 59 * timedelta(seconds=1)
    again = every.get_next_fire_time(None, now - _DAY)
    assert timedelta(seconds=59) < again - (now - _DAY) <= _MINUTE
