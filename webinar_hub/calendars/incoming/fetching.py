"""Fetch what stands at an address that somebody else chose, without trusting it in anything.

The name is resolved once, each number that comes of it must be public, and the connection goes to
that very number, while the certificate must be good for the name. Each redirect is a new start.
"""

import http.client
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urljoin, urlsplit

from webinar_hub.calendars.incoming import rules
from webinar_hub.kit.text import clean

_CHUNK = 64 * 1024
_REDIRECTS = (301, 302, 303, 307, 308)
_REFUSALS = {401: rules.NotAllowed, 403: rules.NotAllowed, 404: rules.NotThere, 410: rules.NotThere}


def numbers_of(host: str, port: int) -> list[str]:
    """Return the network addresses of a name; raise NoSuchName."""
    if rules.local_name(host):
        raise rules.NoSuchName
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise rules.NoSuchName from error
    return [str(each[4][0]) for each in found]


@dataclass(frozen=True)
class Way:
    """How the hub gets to others: whom it asks for numbers, which it takes, whose word counts.

    seconds: the time for the whole, redirects and all.
    """

    resolve: Callable[[str, int], Sequence[str]] = numbers_of
    public: Callable[[str], bool] = rules.public
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    seconds: float = 10


@dataclass(frozen=True)
class Fetched:
    """What came, and what the server said of its age."""

    body: bytes
    etag: str
    last_modified: str


class _Bounded(ssl.SSLSocket):
    """A connection on which nothing is waited for longer than until a moment."""

    until: float

    def recv_into(self, buffer: Any, nbytes: int | None = None, flags: int = 0) -> int:
        """Read as usual, in the time that is left."""
        self.settimeout(_seconds_left(self.until))
        return super().recv_into(buffer, nbytes, flags)


class _Connection(http.client.HTTPSConnection):
    """A connection to one of some numbers, whose certificate is good for the name."""

    def __init__(self, host: str, port: int, way: Way, until: float) -> None:
        super().__init__(host, port, context=way.trust)
        self._way, self._until = way, until
        way.trust.sslsocket_class = _Bounded

    def connect(self) -> None:
        """Connect to the first number that answers; raise NotPublic where any is not public."""
        numbers = _in_time(lambda: self._way.resolve(self.host, self.port), self._until)
        if not numbers or not all(map(self._way.public, numbers)):
            raise rules.NotPublic
        plain = self._reached(numbers)
        plain.settimeout(_seconds_left(self._until))
        self.sock = self._way.trust.wrap_socket(plain, server_hostname=self.host)
        cast("_Bounded", self.sock).until = self._until

    def _reached(self, numbers: Sequence[str]) -> socket.socket:
        for number in numbers:
            try:
                return socket.create_connection(
                    (number, self.port), min(5, _seconds_left(self._until))
                )
            except OSError:
                continue
        raise rules.NoAnswer


def _in_time(ask: Callable[[], Sequence[str]], until: float) -> Sequence[str]:
    """Return what is asked for in the time that is left.

    The system's own look for a name knows no limit, so a thread of its own waits for it.
    """
    asked: Future[Sequence[str]] = Future()

    def answer() -> None:
        try:
            asked.set_result(ask())
        except Exception as error:  # noqa: BLE001 It is raised where the answer is waited for.
            asked.set_exception(error)

    threading.Thread(target=answer, daemon=True).start()
    return asked.result(_seconds_left(until))


def _seconds_left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def fetch(address: str, *, etag: str, last_modified: str, way: Way) -> Fetched | None:
    """Return what stands at an https address, None where it is as it was; raise Unusable."""
    until = time.monotonic() + way.seconds
    asked = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = {
        "User-Agent": "Webinar-Hub",
        "Accept": "text/calendar",
        "Accept-Encoding": "gzip",
        **{name: value for name, value in asked.items() if value},
    }
    try:
        for _redirect in range(rules.REDIRECTS + 1):
            found = _ask(address, headers, way, until)
            if not isinstance(found, str):
                return found
            address = rules.follow(found)
    except ssl.SSLCertVerificationError as error:
        raise rules.Untrusted from error
    except TimeoutError as error:
        raise rules.TooSlow from error
    except OSError as error:
        raise rules.NoAnswer from error
    except (http.client.HTTPException, ValueError, zlib.error) as error:
        raise rules.WrongAnswer from error
    raise rules.TooManyRedirects


def _ask(address: str, headers: dict[str, str], way: Way, until: float) -> Fetched | str | None:
    """Return what came, the address of a redirect, or None for nothing new."""
    parts = urlsplit(address)
    connection = _Connection(cast("str", parts.hostname), parts.port or 443, way, until)
    try:
        connection.request(
            "GET", parts._replace(scheme="", netloc="").geturl() or "/", headers=headers
        )
        answer = connection.getresponse()
        if answer.status in _REDIRECTS:
            return urljoin(address, answer.getheader("Location", ""))
        if answer.status == 304:
            return None
        if answer.status != 200:
            raise _REFUSALS.get(answer.status, rules.WrongAnswer)
        body = _body(answer)
        said = (clean(answer.getheader(name, "")) for name in ("ETag", "Last-Modified"))
        return Fetched(body, *said)
    finally:
        connection.close()


def _body(answer: http.client.HTTPResponse) -> bytes:
    """Return the body, unpacked in steps; raise TooLong before more than that is in memory."""
    coding = answer.getheader("Content-Encoding", "identity").strip().casefold()
    if coding not in ("identity", "gzip", ""):
        raise rules.WrongAnswer
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 16) if coding == "gzip" else None
    came, body = 0, bytearray()
    while chunk := answer.read1(_CHUNK):
        came += len(chunk)
        body += unpack.decompress(chunk, rules.MOST_BYTES + 1 - len(body)) if unpack else chunk
        if max(came, len(body)) > rules.MOST_BYTES:
            raise rules.TooLong
    if unpack is not None and not unpack.eof:
        raise rules.WrongAnswer
    return bytes(body)
