"""Commands in processes of their own.

What they say of a broken database, and how the server stops.
"""

import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest

from tests.ports import free_port
from tests.processes import Command, environment
from webinar_hub.config import ROOT, write_first

_ROUNDS = 50


class Installation:
    """A hub in a folder of its own, on SQLite."""

    def __init__(self, folder: Path) -> None:
        write_first(folder, network_name="JAJAR")
        self.database = folder / "hub.db"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._settings = {"instance": str(folder), "public_url": self.url}

    def forget_the_address(self) -> None:
        """Let the hub have no public address of its own, as on a first try."""
        del self._settings["public_url"]

    def start(self, *command: str) -> Command:
        """Start a command."""
        return Command(*command, env=environment(self._settings))

    def run(self, *command: str) -> tuple[int | None, str]:
        """Run a command; return its exit status and what it said of errors."""
        with self.start(*command) as process:
            said = process.communicate()[1]
        return process.returncode, said

    def run_anew(self, *command: str) -> tuple[int, str]:
        """Run a command as it is typed, in a new interpreter; return the same of it."""
        done = subprocess.run(
            [sys.executable, "-m", "webinar_hub", *command],
            cwd=ROOT,
            env=environment(self._settings),
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stderr


@pytest.fixture
def hub(tmp_path: Path) -> Installation:
    """Return an installation without a database."""
    return Installation(tmp_path / "instance")


def at_own_port(hub: Installation, command: str) -> list[str]:
    """Return a command as it is called, for the server at a port that nobody else has."""
    return [command, "--port", str(hub.port)] if command == "serve" else [command]


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_missing_database_is_said_and_not_made(hub: Installation, command: str) -> None:
    status, said = hub.run(*at_own_port(hub, command))
    assert (status, "There is no database yet" in said, hub.database.exists()) == (1, True, False)


@pytest.mark.parametrize("command", ["serve", "worker", "upgrade", "doctor"])
def test_a_broken_database_is_said_in_one_sentence_and_left_alone(
    hub: Installation, command: str
) -> None:
    broken = b"not a database " * 1000
    hub.database.write_bytes(broken)
    # One of them begins as it is typed, with a new interpreter.
    run = hub.run_anew if command == "serve" else hub.run
    status, said = run(*at_own_port(hub, command))
    assert (status, said.strip().splitlines()[-1]) == (
        1,
        "The database cannot be used: file is not a database",
    )
    assert "Traceback" not in said
    assert hub.database.read_bytes() == broken


@pytest.fixture
def serving(hub: Installation, tables: Path) -> Iterator[Command]:
    """Yield a server that answers."""
    shutil.copy(tables, hub.database)
    process = hub.start("serve", "--port", str(hub.port))
    assert process.stdout is not None
    assert process.stdout.readline().startswith("Webinar Hub is at")
    yield process
    process.kill()
    process.communicate()


def test_a_server_that_is_stopped_finishes_what_it_began(
    hub: Installation, serving: Command
) -> None:
    asking, other = (HTTPConnection("127.0.0.1", hub.port, timeout=20) for _ in range(2))
    asking.request("GET", "/masuk")
    first = asking.getresponse()
    fields = dict(
        re.findall(r'name="(csrf_token|form_id)"[^>]* value="([^"]+)"', first.read().decode())
    )
    headers = {
        "Cookie": str(first.headers["Set-Cookie"]).partition(";")[0],
        "Content-Type": "application/x-www-form-urlencoded",
    }
    lock = sqlite3.connect(hub.database, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    asking.request("POST", "/masuk", urlencode({**fields, "email": "siti@example.org"}), headers)
    # While these are answered one after another, the press has long come in and waits for the
    # database.
    for _ in range(_ROUNDS):
        other.request("GET", "/robots.txt")
        assert other.getresponse().read().startswith(b"User-agent")
    serving.send_signal(signal.SIGTERM)
    with pytest.raises(subprocess.TimeoutExpired):
        serving.wait(timeout=0.3)
    lock.execute("ROLLBACK")
    lock.close()
    assert asking.getresponse().status == 303
    assert serving.wait(timeout=20) == 0


@pytest.mark.parametrize("command", ["run", "serve"])
def test_links_carry_the_address_of_the_hub_that_runs(hub: Installation, command: str) -> None:
    hub.forget_the_address()

    def printed() -> str:
        with hub.start("init", "--network", "JAJAR", "--admin", "ratna@jajar.example") as process:
            said = process.communicate()[0]
        with hub.start("sign-in-link", "ratna@jajar.example") as process:
            said += process.communicate()[0]
        return " ".join(sorted(set(re.findall(r"http://[^/]+/masuk", said))))

    assert printed() == "http://127.0.0.1:5000/masuk"
    parent = hub.start(command, "--port", str(hub.port))
    assert parent.stdout is not None
    while not (said := parent.stdout.readline()).startswith("Webinar Hub is at"):
        pass
    assert said.startswith(f"Webinar Hub is at {hub.url} ")
    assert printed() == f"{hub.url}/masuk"
    parent.send_signal(signal.SIGTERM)
    parent.communicate(timeout=30)
    assert printed() == "http://127.0.0.1:5000/masuk"


def _children(parent: Command) -> list[psutil.Process]:
    deadline = time.monotonic() + 30
    found: list[psutil.Process] = []
    while len(found := psutil.Process(parent.pid).children()) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(found) == 3
    return found


def test_the_parent_starts_a_dead_server_again_and_stops_everybody(
    hub: Installation, tables: Path
) -> None:
    shutil.copy(tables, hub.database)
    parent = hub.start("run", "--port", str(hub.port))
    assert parent.stdout is not None
    assert parent.stdout.readline().startswith("Webinar Hub is at")
    asking = HTTPConnection("127.0.0.1", hub.port, timeout=30)
    for end in (psutil.Process.kill, psutil.Process.terminate):
        # The parent holds the port: whoever asks meanwhile waits for the one that is started again.
        asking.request("GET", "/robots.txt", headers={"Connection": "close"})
        assert asking.getresponse().status == 200
        for child in _children(parent):
            if child.net_connections():
                end(child)
                child.wait(10)
    asking.request("GET", "/robots.txt", headers={"Connection": "close"})
    assert asking.getresponse().status == 200
    children = _children(parent)
    parent.send_signal(signal.SIGTERM)
    parent.communicate(timeout=30)
    assert (parent.returncode, psutil.wait_procs(children, timeout=1)[1]) == (0, [])
