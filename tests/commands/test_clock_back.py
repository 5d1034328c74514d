"""The clock is set back by an hour under a running worker, and set right again."""

import shutil
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

from tests.cast import Cast
from tests.commands import shifted
from tests.conftest import settings_for
from tests.journeys.hub import Hub
from tests.processes import Command
from webinar_hub.app import create_app
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages.actions import post

_HOUR = timedelta(hours=1)


def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_clock_set_back_stops_nothing_but_what_goes_by_dates(
    tmp_path: Path, tables: Path
) -> None:
    hub, shift = Hub(tmp_path / "instance", 0), tmp_path / "shift"
    hub.command("init")
    shutil.copy(tables, hub.instance)
    shift.write_text("0")
    said = tmp_path / "worker.log"
    with said.open("w") as log:
        off = partial(shifted.shift, shift)
        worker = Command("worker", env=hub.environment, log=log, first=off)
    app = create_app(settings_for(hub.instance, f"sqlite:///{hub.instance}/hub.db"))
    try:
        with app.app_context():
            _until(lambda: "is running" in said.read_text())
            shift.write_text("-3600")
            # Whoever sets a clock does not set it right within the second that this may take.
            _until(lambda: "set by -3600 seconds" in said.read_text())
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
            shift.write_text("0")
            _until(lambda: hub.rows(states) == [("kept",)] * 3)
    finally:
        worker.terminate()
        with suppress(subprocess.TimeoutExpired):
            worker.wait(timeout=20)
        worker.kill()
    assert "Traceback" not in said.read_text()
