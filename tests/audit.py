"""`python -m tests.audit` asks OSV.dev which pinned packages have known holes, and says the answer.

Status 0 where it looked and found none, 1 where there is a hole, 2 where it could not look, which
`--offline-is-fine` turns into 0 once its data is out of reach.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any
from urllib.request import Request, urlopen

from webinar_hub.config import ROOT

_OSV = "https://api.osv.dev/v1/query"
_PINNED = (
    ("requirements.txt", "requirements-dev.txt"),
    ("tests/subscribers/requirements.txt",),
)
"""What stands in one environment together: no package may stand there twice."""

_ANY = {"package": {"name": "pip", "ecosystem": "PyPI"}, "version": "1.0"}
_PATIENCE = 15


def main(argv: Sequence[str]) -> int:
    """Look, say what was found in one sentence at the end, and return the status."""
    parser = argparse.ArgumentParser(prog="python -m tests.audit", description=__doc__)
    parser.add_argument("--offline-is-fine", action="store_true")
    parser.add_argument("--osv", default=_OSV, metavar="ADDRESS")
    given = parser.parse_args(argv)
    if problem := _out_of_reach(given.osv):
        print(f"Nothing was looked at: {given.osv} is out of reach from here ({problem}).")
        return 0 if given.offline_is_fine else 2
    return _look(given.osv)


def _out_of_reach(address: str) -> str:
    request = Request(address, json.dumps(_ANY).encode(), {"Content-Type": "application/json"})
    try:
        with urlopen(request, timeout=_PATIENCE) as answer:
            json.load(answer)
    except (OSError, ValueError) as error:
        return str(error)
    return ""


def _asked(address: str, pinned: Sequence[str]) -> list[dict[str, Any]]:
    """Return what is known of each package; raise ValueError where pip-audit broke off."""
    words = [sys.executable, "-m", "pip_audit", "--format=json", "--progress-spinner=off"]
    words += [
        "--disable-pip",
        "--require-hashes",
        "--vulnerability-service=osv",
        f"--osv-url={address}",
    ]
    words += [f"--requirement={ROOT / name}" for name in pinned]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    try:
        asked: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except ValueError:
        raise ValueError(done.stderr) from None
    return asked


def _look(address: str) -> int:
    try:
        asked = [each for pinned in _PINNED for each in _asked(address, pinned)]
    except ValueError as error:
        print(f"{error}\nNothing is known: pip-audit broke off.")
        return 2
    holes = [(each, hole) for each in asked for hole in each.get("vulns", [])]
    passed_over = [
        f"{each['name']}: {each['skip_reason']}" for each in asked if "vulns" not in each
    ]
    for each, hole in holes:
        mended = ", ".join(hole["fix_versions"]) or "none yet"
        print(f"{each['name']} {each['version']}: {hole['id']}, mended in {mended}")
    for line in passed_over:
        print(line)
    if holes:
        print(f"{len(holes)} known holes: raise the versions, `make pins`, and release.")
        return 1
    if passed_over or not asked:
        print("Not all packages were looked at.")
        return 2
    print(f"None of the {len(asked)} pinned packages has a known hole.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
