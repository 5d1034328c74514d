"""A real IMAP server on this machine, pymap, which keeps its mailboxes in memory, over TLS."""

import asyncio
import imaplib
import ssl
import threading
from argparse import Namespace
from collections.abc import Iterator
from contextlib import AsyncExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import Config, DictBackend
from pymap.context import connection_exit
from pymap.exceptions import CloseConnection
from pymap.imap import IMAPConnection, IMAPServer
from pymap.imap.state import ConnectionState
from pysasl.hashing import Cleartext

AUTHORITY = Path(__file__).parent / "authority.pem"
"""The certificate that the server shows, which is its own authority."""

USER, PASSWORD, FOLDER = "hub", "kata sandi", "Laporan"


@dataclass
class Box:
    """A folder as whoever owns it sees it, and how its server behaves.

    cut_after: after so many fetched messages it hangs up.
    """

    port: int = 0
    fetched: int = 0
    cut_after: int | None = None

    def put(self, *contents: bytes) -> list[int]:
        """Put messages in; return their numbers."""
        with self.opened() as owner:
            for content in contents:
                owner.append(FOLDER, "", "", content)
            return _found(owner, "ALL")[-len(contents) :]

    def numbers(self, what: str = "ALL") -> list[int]:
        """Return the numbers of the messages that are found by IMAP's words for them."""
        with self.opened() as owner:
            return _found(owner, what)

    def begin_anew(self) -> None:
        """Lose the folder and make one of its name, as a mailbox that is brought back."""
        with self.opened() as owner:
            owner.delete(FOLDER)
            owner.create(FOLDER)

    @contextmanager
    def opened(self) -> Iterator[imaplib.IMAP4]:
        """Sign in as whoever owns it."""
        trust = ssl.create_default_context(cafile=AUTHORITY)
        with imaplib.IMAP4_SSL("127.0.0.1", self.port, ssl_context=trust, timeout=30) as server:
            server.login(USER, PASSWORD)
            yield server


def _found(owner: imaplib.IMAP4, what: str) -> list[int]:
    owner.select(FOLDER, readonly=True)
    _status, answer = owner.uid("SEARCH", what)
    return [int(number) for number in answer[0].split()]


class _Server(IMAPServer):
    """Counts what is fetched, and says goodbye in between where its box says so."""

    __slots__ = ("box", "own", "serving")

    def __init__(self, box: Box, backend: DictBackend, config: Config) -> None:
        super().__init__(backend.login, config)
        self.box = box
        self.own = backend.login, config
        self.serving: set[Any] = set()

    async def __call__(self, *streams: Any) -> None:
        login, config = self.own
        connection = IMAPConnection(self.commands, config, *streams)
        async with AsyncExitStack() as stack:
            # The loop alone would not keep one that waits from being taken for garbage.
            self.serving.add(task := asyncio.current_task())
            stack.callback(self.serving.discard, task)
            connection_exit.set(stack)
            stack.enter_context(closing(connection))
            await connection.run(_State(self.box, login, config))


class _State(ConnectionState):
    def __init__(self, box: Box, *own: Any) -> None:
        super().__init__(*own)
        self.box = box

    async def do_fetch(self, cmd: Any) -> Any:
        if self.box.cut_after is not None and self.box.fetched >= self.box.cut_after:
            raise CloseConnection
        self.box.fetched += 1
        return await super().do_fetch(cmd)


async def _open(box: Box) -> asyncio.Server:
    """Begin to serve a mailbox that is empty."""
    own = {"demo_data": False, "demo_user": USER, "demo_password": PASSWORD}
    plain = {"cert": None, "key": None, "tls": False, "proxy_protocol": None}
    args = Namespace(host=None, port=0, debug=False, passlib_cfg=None, **own, **plain)
    # Passwords are not hashed there: half a million rounds would be most of a test.
    backend, config = await DictBackend.init(args, hash_context=Cleartext())
    config.apply_context()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(AUTHORITY)
    answer = ProxyProtocolReader(config.proxy_protocol).get_callback(_Server(box, backend, config))
    return await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)


async def _end(server: asyncio.Server) -> None:
    server.close()
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for each in left:
        each.cancel()
    await asyncio.gather(*left, return_exceptions=True)


@contextmanager
def mailbox(box: Box | None = None) -> Iterator[Box]:
    """Serve a mailbox with an empty folder over TLS, at a port of 127.0.0.1, for a block."""
    box = box or Box()
    loop = asyncio.new_event_loop()
    serving = threading.Thread(target=loop.run_forever)
    serving.start()
    server = asyncio.run_coroutine_threadsafe(_open(box), loop).result(30)
    try:
        box.port = server.sockets[0].getsockname()[1]
        with box.opened() as owner:
            owner.create(FOLDER)
        yield box
    finally:
        asyncio.run_coroutine_threadsafe(_end(server), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        serving.join()
        loop.close()
