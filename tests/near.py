"""`python -m tests.near` names what to test of a change: its room, the rooms above, the house."""

import re
import subprocess
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from webinar_hub.config import ROOT

_WHOLE, _HOUSE = "tests", "tests/house"
_ROOM = re.compile(r"webinar_hub/(\w+)|(?:templates/letters|templates|static)/(\w+)/")
_TEST = re.compile(r"tests/(\w+)/")


def near(changed: Iterable[str], stairs: list[set[str]]) -> list[str]:
    """Return the folders of tests for changed files; the highest stair of rooms comes first."""
    found = {_HOUSE}
    for path in changed:
        if test := _TEST.match(path):
            found.add(f"tests/{test[1]}")
        elif path.startswith("bench/"):
            found.add("tests/bench")
        elif path.startswith(("tests/", "requirements")):
            return [_WHOLE]
        elif path.startswith(("webinar_hub/", "templates/", "static/")):
            room = _ROOM.match(path)
            found |= {f"tests/{each}" for each in _with_those_above(room, stairs)}
    return sorted(found)


def _with_those_above(room: re.Match[str] | None, stairs: list[set[str]]) -> Iterator[str]:
    """Yield a room and those above it; the frame of all pages belongs to `web`."""
    names = {name for stair in stairs for name in stair}
    own = (room[1] or room[2]) if room else ""
    own = own if own in names else "web"
    for stair in stairs:
        if own in stair:
            yield own
            return
        yield from stair


def _stairs() -> list[set[str]]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    return [set(re.findall(r"\w+", layer)) for layer in contracts["contracts"][0]["layers"]]


def _changed() -> list[str]:
    def git(*words: str) -> str:
        return subprocess.run(
            ["git", *words], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout

    since = git("merge-base", "main", "HEAD").strip()
    new = git("ls-files", "--others", "--exclude-standard")
    return [*git("diff", "--name-only", since).splitlines(), *new.splitlines()]


if __name__ == "__main__":
    print(*(folder for folder in near(_changed(), _stairs()) if Path(ROOT, folder).is_dir()))
