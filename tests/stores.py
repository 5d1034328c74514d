"""Stores over real HTTP: one that speaks S3, one that says no, one that is silent."""

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.request import Request, urlopen

from webinar_hub.kit import tokens

KEY, SECRET, REGION = "hub", "a secret of the store", "us-east-1"


def settings(endpoint: str, bucket: str) -> dict[str, str]:
    """Return the settings of a store."""
    return {
        "files_bucket": bucket,
        "files_endpoint": endpoint,
        "files_region": REGION,
        "files_key": KEY,
        "files_secret": SECRET,
    }


def new_bucket(endpoint: str) -> str:
    """Make an empty bucket and return its name."""
    name = f"hub-{tokens.key().lower()}"
    with urlopen(Request(f"{endpoint}/{name}", method="PUT")) as answer:
        assert answer.status == 200
    return name


@contextmanager
def that_refuses(*, after: int = 0) -> Iterator[str]:
    """Run a store that takes no key, after so many connections that it drops without an answer."""
    dropped = iter(range(after))

    class Refusing(BaseHTTPRequestHandler):
        def refuse(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", "0")))
            if next(dropped, None) is not None:
                return
            said = b"<Error><Code>AccessDenied</Code></Error>"
            self.send_response(403)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_words: object) -> None:
            pass

    for method in ("GET", "PUT", "DELETE"):
        setattr(Refusing, f"do_{method}", Refusing.refuse)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Silent:
    """A store that takes connections and never answers."""

    def __init__(self, listening: socket.socket) -> None:
        self._listening = listening
        self.endpoint = f"http://127.0.0.1:{listening.getsockname()[1]}"

    def asked(self) -> int:
        """Return how many connections came in since the last time."""
        self._listening.setblocking(False)
        came = 0
        while True:
            try:
                self._listening.accept()[0].close()
            except BlockingIOError:
                return came
            came += 1


@contextmanager
def that_is_silent() -> Iterator[Silent]:
    """Open a port that nobody serves."""
    with closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield Silent(listening)
