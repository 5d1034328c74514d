"""A hub of its own for a story.

Installed in an empty folder, served by its own processes, stopped at the end.
"""

import secrets
import sqlite3
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError

from tests.ports import free_port
from tests.processes import Command, environment

ADMINISTRATOR = "ratna@jajar.example"
_PATIENCE = 300.0


@dataclass
class Hub:
    """An installation with its web process and its worker.

    settings are variables without their prefix, in small letters.
    """

    instance: Path
    port: int
    settings: dict[str, str] = field(default_factory=dict)
    processes: dict[str, Command] = field(default_factory=dict)
    said: str = ""
    """What `init` printed."""

    @property
    def url(self) -> str:
        """Return the hub's address, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment of the hub's processes."""
        own = {"instance": str(self.instance), "public_url": self.url}
        return environment(own | self.settings)

    def command(self, *words: str) -> str:
        """Run a command of the hub to its end and return what it printed."""
        with Command(*words, env=self.environment) as done:
            said, complained = done.communicate()
        assert done.returncode == 0, f"{words}: {said}{complained}"
        return said

    def start(self, *words: str) -> Command:
        """Start a command that goes on, such as `worker`.

        What it says goes to a file of its name in the instance.
        """
        with (self.instance / f"{words[0]}.log").open("ab") as log:
            process = Command(*words, env=self.environment, log=log)
        self.processes[words[0]] = process
        return process

    def serve(self, *words: str) -> None:
        """Start what serves pages, such as `run`, and return when it answers."""
        process = self.start(*words, "--port", str(self.port))
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            assert process.poll() is None, self._told_by(words[0])
            try:
                # Whoever listens already answers as soon as it can.
                with urllib.request.urlopen(f"{self.url}/robots.txt", timeout=_PATIENCE):
                    return
            except (URLError, OSError):
                time.sleep(0.05)
        raise AssertionError(f"the hub does not answer: {self._told_by(words[0])}")

    def _told_by(self, command: str) -> str:
        return (self.instance / f"{command}.log").read_text()

    def stop(self) -> None:
        """Ask every process to end, and wait for it."""
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            process.wait(timeout=40)
        self.processes.clear()

    def one(self, statement: str) -> str:
        """Return the first value that the database has for a question."""
        return str(self.rows(statement)[0][0])

    @property
    def first_sign_in(self) -> str:
        """Return the link that `init` printed, which signs the administrator in."""
        return self.said.split()[-1]

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what the database holds, to compare; nothing can be written so."""
        with closing(
            sqlite3.connect(f"file:{self.instance / 'hub.db'}?mode=ro", uri=True)
        ) as connection:
            return connection.execute(statement, values).fetchall()


@contextmanager
def running(instance: Path, *, network: str = "JAJAR") -> Iterator[Hub]:
    """Install a hub, start it with one web process and its worker, stop them at the end.

    It knows its network and its first administrator and nothing else.
    """
    keys = {"secret_key": secrets.token_hex(32), "link_key": secrets.token_hex(32)}
    hub = Hub(instance, free_port(), {**keys, "web_processes": "1"})
    hub.said = hub.command("init", "--network", network, "--admin", ADMINISTRATOR)
    try:
        hub.serve("run")
        yield hub
    finally:
        hub.stop()
