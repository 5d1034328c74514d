"""Load the application with the environment's MUTANT switched: `-p tests.mutants.plugin`.

With TRACE, a folder, it tells there which tests come past which place.
"""

import json
import os
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.mutants import sites

if not sites.installed():
    sites.install()

from tests.mutants import switch

_FILE = "past.json"
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


def traced(folder: Path) -> dict[str, list[str]]:
    """Return the tests that come past each place, as a run with TRACE told."""
    found: dict[str, list[str]] = json.loads((folder / _FILE).read_text("utf-8"))
    return found
