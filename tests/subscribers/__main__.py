"""`python -m tests.subscribers` lets vdirsyncer subscribe to a hub, and asks khal what it reads.

A public calendar and a participant's, while a session is planned, moved and cancelled and a place
is given back. vdirsyncer gives entries UIDs of its own, so these are not compared. Status 1 with a
sentence for each entry that khal reads otherwise.
"""

import logging
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.journeys.here import hub_here
from tests.subscribers.story import Entries, Story
from webinar_hub.config import ROOT

_PROGRAMS = ROOT / "build" / "subscribers" / "bin"
_LIMIT = 300
_MOMENT = "%Y-%m-%dT%H:%M:%S"
_FETCHED = """
[general]
status_path = "{folder}/status"
[pair subscription]
a = "hub"
b = "disk"
collections = null
conflict_resolution = "a wins"
[storage hub]
type = "http"
url = "{address}"
[storage disk]
type = "filesystem"
path = "{folder}/entries"
fileext = ".ics"
"""
_READ = f"""
[calendars]
[[hub]]
path = {{folder}}/entries
[sqlite]
path = {{folder}}/khal.db
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M:%S
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = {_MOMENT}
longdatetimeformat = {_MOMENT}
"""


class Subscriber:
    """One calendar on a machine of its own."""

    def __init__(self, folder: Path, address: str) -> None:
        self._fetched, self._read = folder / "vdirsyncer", folder / "khal"
        (folder / "entries").mkdir(parents=True)
        self._fetched.write_text(_FETCHED.format(folder=folder, address=address))
        self._read.write_text(_READ.format(folder=folder))
        self._run("vdirsyncer", "discover")

    def fetch(self) -> bool:
        """Fetch, and say whether anything was another than before."""
        return "Copying" in self._run("vdirsyncer", "sync")

    def entries(self) -> Entries:
        """Return what khal lists."""
        form = "\x1e{start-long-full}\x1f{end-long-full}\x1f{title}\x1f"
        listed = self._run(
            *("khal", "list", "--once", "--notstarted", "--day-format", "", "--format", form),
            *("2020-01-01T00:00:00", "2036-01-01T00:00:00"),
        )
        rows = [each.split("\x1f") for each in listed.split("\x1e")[1:]]
        found = {title: (_moment(begins), _moment(ends)) for begins, ends, title, _ in rows}
        assert len(found) == len(rows), listed
        return found

    def _run(self, program: str, *words: str) -> str:
        config = self._fetched if program == "vdirsyncer" else self._read
        done = subprocess.run(
            [_PROGRAMS / program, "-c", config, *words],
            capture_output=True,
            text=True,
            check=False,
            timeout=_LIMIT,
        )
        assert done.returncode == 0, f"{program} {words}: {done.stdout}{done.stderr}"
        return done.stdout + done.stderr


def _moment(said: str) -> datetime:
    return datetime.strptime(said, _MOMENT).replace(tzinfo=UTC)


def main() -> int:
    """Subscribe, compare after each step, say what is wrong, and return the status."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        with hub_here(folder, datetime.now(UTC)) as hub:
            faults = _followed(folder, Story(hub))
    print("\n".join(faults) or "khal reads each calendar as it stands, through every change.")
    return 1 if faults else 0


def _followed(folder: Path, story: Story) -> list[str]:
    public = Subscriber(folder / "public", story.addresses["everything"])
    private = Subscriber(folder / "private", story.leaving)
    faults = []
    for step in story.steps():
        for name, subscriber, wanted in (
            ("public", public, step.public),
            ("private", private, step.private if step.left else step.public),
        ):
            subscriber.fetch()
            if (read := subscriber.entries()) != wanted:
                faults.append(f"{name}, {step.done}: {read} instead of {wanted}")
            if subscriber.fetch():
                faults.append(f"{name}, {step.done}: it is another when it is fetched again")
    return faults


if __name__ == "__main__":
    sys.exit(main())
