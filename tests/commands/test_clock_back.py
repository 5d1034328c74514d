"""The clock is set back by an hour under a running worker, and set right again."""

import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from tests.cast import Cast
from tests.conftest import settings_for
from tests.journeys.hub import Hub
from webinar_hub.app import create_app
from webinar_hub.config import ROOT
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages.actions import post

_HOUR = timedelta(hours=1)


def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _set(shift: Path, seconds: str) -> None:
    """Set the clock in one step: the worker never reads a file that is half written."""
    written = shift.with_suffix(".new")
    written.write_text(seconds)
    written.replace(shift)


def test_a_clock_set_back_stops_nothing_but_what_goes_by_dates(tmp_path: Path) -> None:
    hub, shift = Hub(tmp_path / "instance", 0), tmp_path / "shift"
    hub.command("init")
    hub.command("upgrade")
    _set(shift, "0")
    call = [sys.executable, "-m", "tests.commands.shifted", str(shift), "worker"]
    worker = subprocess.Popen(
        call, cwd=ROOT, env=hub.environment, stderr=subprocess.PIPE, text=True
    )
    app = create_app(settings_for(hub.instance, f"sqlite:///{hub.instance}/hub.db"))
    try:
        with app.app_context():
            assert worker.stderr is not None
            assert any("is running" in line for line in iter(worker.stderr.readline, ""))
            _set(shift, "-3600")
            who, then = (
                Cast(app.extensions["links"]).person("Siti Aminah", email="siti@example.org"),
                clock.now() - _HOUR,
            )
            for kind in (
                "accounts/sign_in",
                "registrations/meeting_moved",
                "certificates/issued",
            ):
                post(kind, subject=kind, person=who, facts={}, due=then, language="id", now=then)
            db.session.commit()
            db.session.remove()
            states = "SELECT state FROM letter ORDER BY kind"
            _until(lambda: hub.rows(states)[0] == ("kept",))
            assert hub.rows(states) == [("kept",), ("new",), ("new",)]
            _set(shift, "0")
            _until(lambda: hub.rows(states) == [("kept",)] * 3)
    finally:
        worker.terminate()
        with suppress(subprocess.TimeoutExpired):
            said = worker.communicate(timeout=20)[1]
        worker.kill()
    assert ("set by -3600 seconds" in said, "Traceback" in said) == (True, False)
