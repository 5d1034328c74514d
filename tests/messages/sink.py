"""A real mail server on this machine that takes letters, or does to them what mail servers do."""

import asyncio
import email
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.ports import free_port


@dataclass
class Sink:
    """What the server got, and how it behaves.

    refuse_receiver and refuse_letter map an address to the answers it gets, one after the other; an
    empty list means no more trouble. drop holds addresses whose connection is cut after the letter
    arrived, before the answer. quit_after is how many letters a connection takes before 421.
    seconds is how long it thinks about each letter. hold: it has the whole letter, and answers when
    this is set. international: addresses may have letters beyond ASCII.
    """

    port: int = 0
    refuse_receiver: dict[str, list[str]] = field(default_factory=dict)
    refuse_letter: dict[str, list[str]] = field(default_factory=dict)
    drop: set[str] = field(default_factory=set)
    quit_after: int | None = None
    seconds: float = 0.0
    hold: threading.Event | None = None
    international: bool = True
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    connections: int = 0
    _arrived: threading.Condition = field(default_factory=threading.Condition)

    def take(self, receiver: str, content: bytes) -> None:
        """Keep a letter and tell who waits for it."""
        with self._arrived:
            self.taken.append((receiver, content))
            self._arrived.notify_all()

    def wait_for(self, count: int, seconds: float = 60) -> None:
        """Wait until so many letters were taken; fail when they do not come."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.taken) >= count, timeout=seconds), (
                f"only {len(self.taken)} of {count} letters came"
            )

    @property
    def letters(self) -> list[EmailMessage]:
        """Return what was taken, parsed."""
        return [
            email.message_from_bytes(content, policy=policy.SMTP)
            for _receiver, content in self.taken
        ]

    @property
    def receivers(self) -> list[str]:
        """Return who was written to, in the order of arrival."""
        return [receiver for receiver, _content in self.taken]

    @property
    def ids(self) -> Counter[str]:
        """Return how often each Message-ID arrived."""
        return Counter(str(letter["Message-ID"]) for letter in self.letters)


class _Handler:
    def __init__(self, sink: Sink) -> None:
        self.sink = sink

    async def handle_EHLO(  # noqa: N802
        self,
        _server: SMTP,
        session: Session,
        _envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        self.sink.connections += 1
        session.host_name = hostname
        session.taken = 0  # type: ignore[attr-defined]
        return responses

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.sink.quit_after is not None and session.taken >= self.sink.quit_after:
            return "421 4.7.0 too many letters"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if answers := self.sink.refuse_receiver.get(address):
            return answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Any, envelope: Envelope
    ) -> str:
        receiver, content = envelope.rcpt_tos[0], envelope.content
        assert envelope.rcpt_tos == [receiver], "one receiver for each letter"
        assert isinstance(content, bytes)
        if self.sink.seconds:
            await asyncio.sleep(self.sink.seconds)
        if answers := self.sink.refuse_letter.get(receiver):
            return answers.pop(0)
        if receiver in self.sink.drop:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            return "451 gone"
        self.sink.take(receiver, content)
        if self.sink.hold:
            await asyncio.to_thread(self.sink.hold.wait, 30)
        session.taken += 1
        return "250 OK"


@contextmanager
def mail_server(sink: Sink | None = None, **behaviour: Any) -> Iterator[Sink]:
    """Run a mail server on a free port of 127.0.0.1 for a block."""
    sink = sink or Sink(**behaviour)
    sink.port = sink.port or free_port()
    controller = Controller(
        _Handler(sink),
        hostname="127.0.0.1",
        port=sink.port,
        ready_timeout=10,
        enable_SMTPUTF8=sink.international,
    )
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
