"""Real https servers for calendars, good and hostile, with a certificate of their own authority."""

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from webinar_hub.calendars.incoming.fetching import Way

NAME = "kalender.test"
OPEN, CLOSED = "127.0.0.2", "127.0.0.1"
"""Numbers of this machine: the one stands for a public network, the other for a private one."""

Answer = Callable[[BaseHTTPRequestHandler], None]
_HERE = Path(__file__).parent


@dataclass
class Server:
    """What it answers at which path, and what it was asked for."""

    port: int
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def address(self, path: str, name: str = NAME) -> str:
        return f"https://{name}:{self.port}{path}"


@contextmanager
def serving(number: str = OPEN) -> Iterator[Server]:
    """Serve at a number of this machine until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.asked.append((self.path, dict(self.headers)))
            with suppress(OSError):
                served.answers[self.path](self)

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_args: Any) -> None:
            """Say nothing: who asks hangs up."""

        def finish_request(self, request: Any, client_address: Any) -> None:
            # In the thread of the request: a handshake that fails stops nobody else.
            with suppress(OSError), context.wrap_socket(request, server_side=True) as secure:
                super().finish_request(secure, client_address)

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_HERE / "server.pem")
    with Quiet((number, 0), Handler) as server:
        served = Server(server.server_port)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield served
        server.shutdown()


def way(*numbers: str, seconds: float = 5) -> tuple[Way, list[str]]:
    """Return a way to the servers of this machine, and the names that are asked for on it.

    numbers: what each asking for a name leads to, the last one from then on.
    """
    left, asked = [*numbers] or [OPEN], []

    def resolve(name: str, _port: int) -> list[str]:
        asked.append(name)
        return [left.pop(0) if len(left) > 1 else left[0]]

    trust = ssl.create_default_context(cafile=_HERE / "authority.pem")
    return Way(resolve, lambda number: number == OPEN, trust, seconds), asked


def says(body: bytes, status: int = 200, **headers: str) -> Answer:
    """Return the answer with a body."""

    def answer(to: BaseHTTPRequestHandler) -> None:
        to.send_response(status)
        for name, value in headers.items():
            to.send_header(name.replace("_", "-"), value)
        to.end_headers()
        to.wfile.write(body)

    return answer


def on_and_on(piece: bytes, pause: float = 0, **headers: str) -> Answer:
    """Return the answer that never ends, with a pause after each piece."""

    def answer(to: BaseHTTPRequestHandler) -> None:
        says(b"", 200, **headers)(to)
        while not threading.Event().wait(pause):
            to.wfile.write(piece)

    return answer


def calendar(*events: str, head: str = "") -> bytes:
    """Return a calendar of events, whose lines stand between single line ends."""
    inside = "".join(f"BEGIN:VEVENT\n{each}\nEND:VEVENT\n" for each in events)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Test//\n{head}{inside}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()
