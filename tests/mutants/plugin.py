"""Load the application with the environment's MUTANT switched: `-p tests.mutants.plugin`.

With TRACE, a folder, it tells there which tests come past which place. With MUTANTS, a file that
names places and for each the tests that come past it, it weakens one after the other.
"""

import json
import os
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

from tests.mutants import sites

if not sites.installed():
    sites.install()

from tests.mutants import switch

_FILE = "past.json"
_NOTICED = ".noticed"
_past: dict[str, list[str]] = defaultdict(list)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Note the places that a test comes past, its fixtures too."""
    switch.touched.clear()
    done = yield
    for place in switch.touched:
        _past[place].append(item.nodeid)
    return done


def pytest_sessionfinish() -> None:
    """Tell what was noted."""
    if folder := os.environ.get("TRACE"):
        (Path(folder) / _FILE).write_text(json.dumps(_past), "utf-8")


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Weaken each place of MUTANTS until a test notices, and tell beside the file which one did."""
    if not (listed := os.environ.get("MUTANTS")):
        return None
    items = {item.nodeid: item for item in session.items}
    places: dict[str, list[str]] = json.loads(Path(listed).read_text("utf-8"))
    with Path(listed + _NOTICED).open("w", encoding="utf-8", buffering=1) as told:
        for place, tests in places.items():
            by = next((each for each in tests if _notices(items[each], place)), "")
            told.write(json.dumps([place, by]) + "\n")
    return True


def _notices(item: pytest.Item, place: str) -> bool:
    """Say whether a test fails where a place is weaker, and passes again where it is not."""
    return _fails(item, place) and not _fails(item, "")


def _fails(item: pytest.Item, place: str) -> bool:
    switch.active = place
    try:
        # What lasts as long as the session stays, everything else ends with the test.
        reports = runtestprotocol(item, log=False, nextitem=item.session)  # type: ignore[arg-type]
    finally:
        switch.active = ""
    return any(report.failed for report in reports)


def noticed(listed: Path) -> dict[str, str]:
    """Return the test that noticed each place of a file for MUTANTS, "" where none did."""
    lines = Path(f"{listed}{_NOTICED}").read_text("utf-8").splitlines()
    return dict(json.loads(line) for line in lines)


def traced(folder: Path) -> dict[str, list[str]]:
    """Return the tests that come past each place, as a run with TRACE told."""
    found: dict[str, list[str]] = json.loads((folder / _FILE).read_text("utf-8"))
    return found
