"""Whoever went away before their request was begun is not answered."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
from flask import Flask, request

from webinar_hub import server
from webinar_hub.lanes import Lanes

_PATIENCE = 10


class Busy(Flask):
    """An application whose one thread is busy until a test lets it go on."""

    def __init__(self) -> None:
        super().__init__("busy")
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.asked: list[str] = []
        self.add_url_rule("/<name>", view_func=self._answer)

    def _answer(self, name: str) -> str:
        self.asked.append(name)
        self.begun.set()
        self.go_on.wait(_PATIENCE)
        return request.path


@pytest.fixture
def busy() -> Iterator[tuple[Busy, server._Server]]:
    """Yield an application and what serves it."""
    app, door = Busy(), server.listen("127.0.0.1", 0)
    serving = server._Server(app, door, Lanes(1, 1), connections=10)
    thread = threading.Thread(target=serving.run)
    thread.start()
    yield app, serving
    app.go_on.set()
    serving.stop()
    thread.join()


def _asking(port: int, name: str) -> socket.socket:
    asking = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE)
    asking.sendall(f"GET /{name} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n".encode())
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
