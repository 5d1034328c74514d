"""A hub of a test's own on SQLite, its processes, and a small proxy that stands before them."""

import http.client
import re
import signal
import socket
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.ports import free_port
from tests.processes import Command, environment
from webinar_hub.config import write_first

_PATIENCE = 120.0
Answer = tuple[int, dict[str, str], str]


@dataclass
class Installation:
    """A folder with a database, and the port at which its processes are asked."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    first_link: str = ""
    """The path of the link that signs the first administrator in, where there is one."""

    def __post_init__(self) -> None:
        write_first(self.folder, network_name="JAJAR")
        self.settings.setdefault("public_url", f"http://127.0.0.1:{self.port}")
        self._environment = environment({"instance": str(self.folder), **self.settings})

    def start(self, *command: str) -> Command:
        """Start a command; what it says can be read from it."""
        return Command(*command, env=self._environment, one=True)

    def run(self, *command: str) -> tuple[int | None, str]:
        """Run a command to its end; return its exit status and what it said."""
        with self.start(*command) as process:
            said = process.communicate(timeout=_PATIENCE)[0]
        return process.returncode, said

    @contextmanager
    def running(self, command: str) -> Iterator[Command]:
        """Have `serve` or `run` answer; what is left of it at the end is killed."""
        process = self.start(command, "--port", str(self.port))
        said: list[str] = []
        assert process.stdout is not None
        reader = threading.Thread(target=lambda: said.extend(process.stdout or ()), daemon=True)
        reader.start()
        try:
            deadline = time.monotonic() + _PATIENCE
            while not self._answers():
                assert process.poll() is None, "".join(said)
                assert time.monotonic() < deadline, "".join(said)
                time.sleep(0.05)
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(25)
            except subprocess.TimeoutExpired:
                process.kill()
            reader.join(5)

    def _answers(self) -> bool:
        # Under a public name, "no such host" is an answer, too.
        try:
            return self.ask("GET", "/robots.txt")[0] in (200, 400)
        except OSError:
            return False

    def ask(
        self,
        method: str,
        path: str,
        body: str | None = None,
        headers: dict[str, str] | None = None,
        port: int = 0,
    ) -> Answer:
        """Ask on a connection of its own, straight or by another port.

        Return status, headers and text.
        """
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=60)
        form = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        with closing(connection):
            connection.request(method, path, body, form | (headers or {}))
            answer = connection.getresponse()
            return answer.status, dict(answer.headers.items()), answer.read().decode()

    def fill_in(
        self,
        path: str,
        fields: dict[str, str],
        headers: dict[str, str] | None = None,
        port: int = 0,
    ) -> Answer:
        """Open a page with a form and send the form."""
        given = headers or {}
        _, answered, page = self.ask("GET", path, headers=given, port=port)
        hidden = dict(re.findall(r'name="(csrf_token|form_id)"[^>]* value="([^"]+)"', page))
        cookie = (
            {"Cookie": answered["Set-Cookie"].partition(";")[0]} if "Set-Cookie" in answered else {}
        )
        return self.ask("POST", path, urlencode({**hidden, **fields}), given | cookie, port)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Return what the database holds."""
        with closing(
            sqlite3.connect(f"file:{self.folder / 'hub.db'}?mode=ro", uri=True)
        ) as connection:
            return connection.execute(statement).fetchall()


class Proxy:
    """A proxy that hands one request a connection on, with the headers that nginx would write.

    `visitor` is whom it says it serves.
    """

    def __init__(self, behind: int, visitor: str = "", scheme: str = "http") -> None:
        self.behind, self.visitor, self.scheme = behind, visitor, scheme
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        threading.Thread(target=self._let_in, daemon=True).start()

    def close(self) -> None:
        self._door.close()

    def _let_in(self) -> None:
        while True:
            try:
                asking = self._door.accept()[0]
            except OSError:
                return
            threading.Thread(target=self._hand_on, args=(asking,), daemon=True).start()

    def _hand_on(self, asking: socket.socket) -> None:
        with asking, closing(socket.socket()) as hub:
            if hub.connect_ex(("127.0.0.1", self.behind)):
                return
            head = b""
            while b"\r\n\r\n" not in head:
                if not (part := asking.recv(65536)):
                    return
                head += part
            head, _, body = head.partition(b"\r\n\r\n")
            before = re.search(rb"(?im)^x-forwarded-for: (.+?)\r?$", head)
            hops = ", ".join(
                [*([before[1].decode()] if before else []), self.visitor or asking.getpeername()[0]]
            )
            kept = [
                line
                for line in head.split(b"\r\n")
                if not re.match(rb"(?i)(connection|x-forwarded-(for|proto)):", line)
            ]
            own = f"X-Forwarded-For: {hops}\r\nX-Forwarded-Proto: {self.scheme}\r\nConnection: close".encode()
            hub.sendall(b"\r\n".join([*kept, own]) + b"\r\n\r\n" + body)
            threading.Thread(target=_pour, args=(asking, hub), daemon=True).start()
            _pour(hub, asking)


def _pour(source: socket.socket, into: socket.socket) -> None:
    try:
        while part := source.recv(65536):
            into.sendall(part)
    except OSError:
        return
