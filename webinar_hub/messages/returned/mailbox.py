"""The mailbox of delivery reports, by IMAP (RFC 3501), with a limit to everything.

Messages are only looked at and marked as seen; nothing is ever deleted.
"""

import imaplib
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from webinar_hub.config import Settings
from webinar_hub.messages.returned.reading import LIMIT

MOST, BYTES, SECONDS = 200, 20_000_000, 60.0
"""So much is read in one go: messages, bytes, seconds."""

_ANSWER_SECONDS = 10.0
_WRONG = OSError, imaplib.IMAP4.error, ValueError


class Unreached(Exception):
    """The mailbox cannot be read; the text says why."""


@dataclass(frozen=True)
class Kept:
    """A message as it lies in the mailbox: its number there, and its beginning."""

    uid: int
    content: bytes


class Mailbox:
    """An open mailbox. Every method raises Unreached."""

    def __init__(self, server: imaplib.IMAP4, folder: str) -> None:
        self._server = server
        self._deadline = time.monotonic() + SECONDS
        self._ask("select", f'"{folder}"')
        self.validity = _number(server.response("UIDVALIDITY")[1])

    def after(self, uid: int) -> Iterator[Kept]:
        """Yield the messages that came after the one of this number, in their order."""
        found = self._ask("uid", "SEARCH", "UID", f"{uid + 1}:*")
        numbers = sorted({int(each) for each in (found[0] or b"").split() if each.isdigit()})
        read = 0
        # `n:*` always gives the last message, even where its number is smaller.
        for number in [each for each in numbers if each > uid][:MOST]:
            if read > BYTES or time.monotonic() > self._deadline:
                return
            content = self._content(number)
            read += len(content)
            yield Kept(number, content)

    def seen(self, uid: int) -> None:
        """Mark a message as seen."""
        self._ask("uid", "STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")

    def _content(self, uid: int) -> bytes:
        answer = self._ask("uid", "FETCH", str(uid), f"(BODY.PEEK[]<0.{LIMIT}>)")
        bodies = [each[1] for each in answer if isinstance(each, tuple) and len(each) > 1]
        return bytes(bodies[0]) if bodies else b""

    def _ask(self, command: str, *words: str) -> list[Any]:
        try:
            status, answer = getattr(self._server, command)(*words)
        except _WRONG as problem:
            raise Unreached(_in_words(problem)) from problem
        if status != "OK":
            raise Unreached(f"{words[0]}: {_in_words(answer[0] if answer else status)}")
        return list(answer)


@contextmanager
def opened(settings: Settings) -> Iterator[Mailbox]:
    """Yield the mailbox that the settings name; raise Unreached."""
    try:
        server = _connected(settings)
    except _WRONG as problem:
        raise Unreached(_in_words(problem)) from problem
    try:
        yield Mailbox(server, settings.imap_folder)
    finally:
        with suppress(*_WRONG):
            server.logout()


def _connected(settings: Settings) -> imaplib.IMAP4:
    host, port, trust = settings.imap_host, settings.imap_port, ssl.create_default_context()
    if settings.imap_security == "tls":
        server: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            host, port, ssl_context=trust, timeout=_ANSWER_SECONDS
        )
    else:
        server = imaplib.IMAP4(host, port, timeout=_ANSWER_SECONDS)
    try:
        if settings.imap_security == "starttls":
            server.starttls(trust)
        server.login(settings.imap_user, settings.imap_password)
    except _WRONG:
        with suppress(*_WRONG):
            server.shutdown()
        raise
    return server


def _number(answer: list[Any]) -> int:
    found = answer[0] if answer else None
    return int(found) if isinstance(found, bytes) and found.isdigit() else 0


def _in_words(problem: object) -> str:
    words = problem.decode("utf-8", "replace") if isinstance(problem, bytes) else str(problem)
    return " ".join(words.split())[:300] or type(problem).__name__
