"""Whoever went away before they were answered is not, and whoever reads slowly stops nobody."""

import itertools
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import IO

import pytest
from flask import Flask, Response, request

from webinar_hub import server
from webinar_hub.lanes import Lanes
from webinar_hub.web.downloads import open_attachment
from webinar_hub.web.gate import LATE

_PATIENCE = 10


class Busy(Flask):
    """An application whose one thread is busy until a test lets it go on."""

    def __init__(self) -> None:
        super().__init__("busy")
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.asked: list[str] = []
        self.opened: list[IO[bytes]] = []
        self.add_url_rule("/<name>", view_func=self._answer)
        self.add_url_rule("/file", view_func=self._file, methods=["POST"])
        self.add_url_rule("/open", view_func=self._open, methods=["POST"])
        self.add_url_rule("/long/page", view_func=self._long)
        self.add_url_rule("/press", view_func=self._press, methods=["POST"])

    def _answer(self, name: str) -> str:
        self.asked.append(name)
        self.begun.set()
        self.go_on.wait(_PATIENCE)
        return request.path

    def _press(self) -> str:
        return "too late" if request.environ[LATE] else "pressed"

    def _file(self) -> Response:
        return Response(itertools.repeat(bytes(1024 * 1024), 64))

    def _long(self) -> bytes:
        return bytes(200_000)

    def _open(self) -> Response:
        file = tempfile.TemporaryFile()  # noqa: SIM115
        file.truncate(64 * 1024 * 1024)
        self.opened.append(file)
        return open_attachment(file, "file.zip", "application/zip")


@pytest.fixture
def busy() -> Iterator[tuple[Busy, server._Server]]:
    """Yield an application and what serves it."""
    app = Busy()
    with _served(app, Lanes(1, 1)) as serving:
        yield app, serving
        app.go_on.set()


@contextmanager
def _served(app: Flask, lanes: Lanes) -> Iterator[server._Server]:
    serving = server._Server(app, server.listen("127.0.0.1", 0), lanes, connections=10)
    thread = threading.Thread(target=serving.run)
    thread.start()
    try:
        yield serving
    finally:
        serving.stop()
        thread.join()


def _asking(port: int, name: str, method: str = "GET") -> socket.socket:
    asking = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE)
    head = (
        f"{method} /{name} HTTP/1.1\r\nHost: here\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )
    asking.sendall(head.encode())
    return asking


def _until_open(serving: server._Server, number: int) -> None:
    until = time.monotonic() + _PATIENCE
    while len(serving.active_channels) != number and time.monotonic() < until:
        time.sleep(0.01)


def test_whoever_went_away_before_their_turn_is_not_answered(
    busy: tuple[Busy, server._Server],
) -> None:
    app, serving = busy
    port = serving.socket.getsockname()[1]
    with closing(_asking(port, "first")) as first:
        assert app.begun.wait(_PATIENCE)
        with closing(_asking(port, "gone")):
            _until_open(serving, 2)
        _until_open(serving, 1)
        with closing(_asking(port, "last")) as last:
            app.go_on.set()
            for one, name in ((first, "first"), (last, "last")):
                said = one.makefile("rb").read()
                assert said.startswith(b"HTTP/1.1 200 ")
                assert said.endswith(name.encode())
    assert app.asked == ["first", "last"]


def test_whoever_reads_a_long_file_slowly_lets_others_press() -> None:
    with _served(Busy(), Lanes(2, 1)) as serving:
        port = serving.socket.getsockname()[1]
        with closing(_asking(port, "file", "POST")) as slow:
            assert slow.recv(1)
            with closing(_asking(port, "press", "POST")) as other:
                assert other.makefile("rb").read().endswith(b"pressed")


def test_however_many_read_an_open_file_slowly_no_thread_waits_for_them() -> None:
    app = Busy()
    with _served(app, Lanes(2, 1)) as serving:
        port = serving.socket.getsockname()[1]
        slow = [_asking(port, "open", "POST") for _each in range(4)]
        try:
            assert all(each.recv(1) for each in slow)
            with closing(_asking(port, "press", "POST")) as other:
                assert other.makefile("rb").read().endswith(b"pressed")
            said = slow[0].makefile("rb").read()
            assert len(said) > 64 * 1024 * 1024
        finally:
            for each in slow:
                each.close()
        _until_open(serving, 0)
    assert [each.closed for each in app.opened] == [True] * 4


def test_no_thread_waits_for_whoever_asks_on_and_reads_nothing() -> None:
    with _served(Busy(), Lanes(2, 1)) as serving:
        port = serving.socket.getsockname()[1]
        slow = [socket.create_connection(("127.0.0.1", port)) for _each in range(2)]
        try:
            for each in slow:
                each.sendall(b"GET /long/page HTTP/1.1\r\nHost: h\r\n\r\n" * 200)
            _until_open(serving, 2)
            with closing(_asking(port, "press", "POST")) as other:
                assert other.makefile("rb").read().endswith(b"pressed")
            _until_open(serving, 0)
            assert not serving.active_channels
        finally:
            for each in slow:
                each.close()


def test_whoever_reads_nothing_of_an_answer_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_IDLE", 0.5)
    with _served(Busy(), Lanes(2, 1)) as serving:
        port = serving.socket.getsockname()[1]
        with closing(socket.create_connection(("127.0.0.1", port))) as slow:
            slow.sendall(b"GET /long/page HTTP/1.1\r\nHost: h\r\n\r\n" * 50)
            _until_open(serving, 1)
            _until_open(serving, 0)
            assert not serving.active_channels
