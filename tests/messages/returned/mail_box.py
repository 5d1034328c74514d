"""A small real IMAP server on this machine: as much of RFC 3501 as reading a mailbox needs."""

import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

AUTHORITY = Path(__file__).parent / "authority.pem"
"""The certificate that the server shows, which is its own authority."""

PASSWORD = "kata sandi"


@dataclass
class Box:
    """What lies in the mailbox by number, and how its server behaves.

    refuse: what it says to every sign-in. cut_after: after so many fetched messages it hangs up.
    """

    port: int = 0
    messages: dict[int, bytes] = field(default_factory=dict)
    seen: list[int] = field(default_factory=list)
    fetched: list[int] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    validity: int = 1
    refuse: str = ""
    cut_after: int | None = None

    def put(self, content: bytes) -> int:
        """Put a message in; return its number."""
        number = max(self.messages, default=0) + 1
        self.messages[number] = content
        return number


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    block_on_close = False
    box: Box
    context: ssl.SSLContext

    def handle_error(self, *_args: object) -> None:
        """Say nothing: who asks hangs up."""


class _Handler(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        with (
            suppress(OSError),
            self.server.context.wrap_socket(self.request, server_side=True) as self.secure,
            self.secure.makefile("rb") as lines,
        ):
            self._say("* OK ready")
            for line in lines:
                tag, _space, command = line.decode().strip().partition(" ")
                self.server.box.asked.append(command.split(" ")[0].upper())
                if not self._answer(tag, command):
                    return

    def _answer(self, tag: str, command: str) -> bool:
        box, words = self.server.box, command.upper()
        if words.startswith("CAPABILITY"):
            self._say("* CAPABILITY IMAP4rev1")
        elif words.startswith("LOGIN"):
            if box.refuse or not command.endswith(f'"{PASSWORD}"'):
                self._say(f"{tag} NO {box.refuse or 'wrong password'}")
                return True
        elif words.startswith("SELECT"):
            self._say(f"* {len(box.messages)} EXISTS")
            self._say(f"* OK [UIDVALIDITY {box.validity}] valid")
        elif words.startswith("UID SEARCH"):
            first = int(command.rsplit(maxsplit=1)[-1].partition(":")[0])
            last = max(box.messages, default=0)
            found = [each for each in box.messages if each >= first or each == last]
            self._say(f"* SEARCH {' '.join(map(str, found))}")
        elif words.startswith("UID FETCH"):
            if box.cut_after is not None and len(box.fetched) >= box.cut_after:
                return False
            self._fetch(command)
        elif words.startswith("UID STORE"):
            box.seen.append(int(command.split()[2]))
        elif words.startswith("LOGOUT"):
            self._say("* BYE")
        self._say(f"{tag} OK done")
        return not words.startswith("LOGOUT")

    def _fetch(self, command: str) -> None:
        number = int(command.split()[2])
        most = re.search(r"<0\.(\d+)>", command)
        content = self.server.box.messages[number][: int(most.group(1)) if most else None]
        self.server.box.fetched.append(number)
        head = f"* {number} FETCH (UID {number} BODY[]<0> {{{len(content)}}}\r\n"
        self.secure.sendall(head.encode() + content + b")\r\n")

    def _say(self, line: str) -> None:
        self.secure.sendall(f"{line}\r\n".encode())


@contextmanager
def mailbox(box: Box | None = None) -> Iterator[Box]:
    """Serve a mailbox over TLS at a port of 127.0.0.1 for a block."""
    box = box or Box()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(AUTHORITY)
    with _Server(("127.0.0.1", box.port), _Handler) as server:
        server.box, server.context = box, context
        box.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield box
        server.shutdown()
