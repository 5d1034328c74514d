"""The web server: waitress, with the limits that it lacks and a stop that cuts nobody off."""

import ctypes
import logging
import os
import resource
import signal
import socket
import struct
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.task import WSGITask

from webinar_hub.config import Misconfigured
from webinar_hub.lanes import Lanes
from webinar_hub.web import gate, size

_log = logging.getLogger("webinar_hub.server")

CONNECTIONS = 2000
"""How many connections a web process holds at the same time."""

_OTHER_FILES = 200
_IDLE = 10.0
"""Seconds without a byte, and until a request's headers are whole."""

_QUIET = 1.0
_STOPPING = 15.0
_ACCEPTED_AT_ONCE = 64
_THROWN_AWAY = 32 * 1024 * 1024
_SWITCH = 0.0005
"""Seconds after which a thread that draws a page lets another one go on.

Whoever writes holds a lock for which others wait, and lets Python go at each statement.
"""

_READING = ("GET", "HEAD", "OPTIONS")

_MOST_PLACES = -8
"""M_ARENA_MAX of glibc's malloc.h."""

_ATTACH_FILTER = 26
"""SO_ATTACH_FILTER of Linux's asm-generic/socket.h."""

_ASKS_TO_COME_IN, _LETS_NOTHING_THROUGH, _LETS_ALL_THROUGH = 0x02, 0, 0xFFFF
_FILTER = (
    (0x30, 0, 0, 13),  # load the flags of the TCP header (RFC 9293, section 3.1)
    (0x54, 0, 0, 0x12),  # of them SYN and ACK
    (0x15, 0, 1, _ASKS_TO_COME_IN),
    (0x06, 0, 0, _LETS_NOTHING_THROUGH),
    (0x06, 0, 0, _LETS_ALL_THROUGH),
)
"""Instructions of a socket filter (Linux, networking/filter.rst): code, jumps, and a number."""

Limit = Callable[[str, str], int]
"""How long a body may be, by method and path."""


def listen(host: str, port: int) -> socket.socket:
    """Return the socket at which the hub is asked; raise Misconfigured where it cannot be had."""
    try:
        family, *_, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server(address[:2], family=family, backlog=1024)
    except OSError as problem:
        reason = (
            os.strerror(problem.errno) if problem.errno and problem.errno > 0 else problem.strerror
        )
        unusable = f"Port {port} of {host} cannot be used: {reason}."
        raise Misconfigured(
            f"{unusable} Stop what runs there, perhaps another hub, or take another one with --port."
        ) from None


def serve(
    app: Flask, door: socket.socket, *, threads: int, writers: int, alone: bool = False
) -> None:
    """Answer requests at a socket until SIGTERM or SIGINT, and then those that have come.

    writers: how many of the threads answer whoever presses a button. alone: no other process
    serves there.
    """
    # Of each request that waits for a thread it would say so.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    sys.setswitchinterval(_SWITCH)
    _share_memory()
    lanes = Lanes(threads, writers)
    server = _Server(app, door, lanes, connections=_connections(), alone=alone)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, server.stop)
    server.run()


def let_nobody_come(door: socket.socket) -> None:
    """Let nobody come to a socket any more; who is there already is let in as before.

    It holds for every process that serves there.
    Whoever came after the last was let in would be cut off as the socket is closed. Who is not
    heard asks again after a second (RFC 6298, section 2), and finds the next hub there. Elsewhere
    than on Linux nothing is done.
    """
    if sys.platform != "linux":
        return
    written = b"".join(struct.pack("HBBI", *each) for each in _FILTER)
    kept = ctypes.create_string_buffer(written, len(written))
    # It may be forbidden, as in a container: then the door stays as it is.
    with suppress(OSError):
        head = struct.pack("HP", len(_FILTER), ctypes.addressof(kept))
        door.setsockopt(socket.SOL_SOCKET, _ATTACH_FILTER, head)


def _share_memory() -> None:
    """Let all threads take their memory from one place.

    The C library (glibc, mallopt(3)) would give each one of its own, and what a thread had taken
    and given back no other could use. Only one of them runs Python at a time.
    """
    with suppress(AttributeError):
        ctypes.CDLL(None).mallopt(_MOST_PLACES, 1)


def _connections() -> int:
    """Raise the limit of open files for CONNECTIONS; return how many connections can be held."""
    needed = CONNECTIONS + _OTHER_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    endless = resource.RLIM_INFINITY
    if soft != endless and soft < needed:
        soft = needed if hard == endless else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft == endless or soft >= needed:
        return CONNECTIONS
    held = max(soft - _OTHER_FILES, soft // 2)
    _log.warning(
        "Only %d files can be open, so at most %d connections are held at the same time. Let the service open %d (LimitNOFILE, ulimit -n).",
        soft,
        held,
        needed,
    )
    return held


class _Parser(HTTPRequestParser):  # type: ignore[misc]
    """Reads a request; a body that is too long is left unread, and the application says so."""

    body_rcv: Any
    refused = False

    def __init__(self, adj: Adjustments, limit: Limit) -> None:
        super().__init__(adj)
        self._limit = limit
        self._most = size.BODY_LIMIT

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if self.body_rcv is not None:
            self._most = self._limit(self.command, self.path)
        if self.content_length > self._most:
            self.body_rcv = None
            self._refuse(self.content_length)

    def received(self, data: bytes) -> int:
        consumed: int = super().received(data)
        if self.body_bytes_received > self._most and not self.refused:
            self.completed = True
            self._refuse(self.body_bytes_received)
        return consumed

    def _refuse(self, length: int) -> None:
        self.refused = True
        self.expect_continue = False
        self.headers |= {"CONTENT_LENGTH": str(length), "CONNECTION": "close"}


class _Task(WSGITask):  # type: ignore[misc]
    """Answers a request; the application is told since when it waited."""

    def get_environment(self) -> dict[str, Any]:
        """Return what the application is told of a request."""
        told: dict[str, Any] = super().get_environment()
        told |= {gate.CAME: self.channel.came, gate.LATE: self.channel.late}
        return told


class _Channel(HTTPChannel):  # type: ignore[misc]
    """A connection."""

    task_class = _Task
    came = 0.0
    late = False
    _active = _began = 0.0
    _refused = False
    _read_on_until = 0.0
    _thrown_away = 0
    _unread = 0

    @property
    def last_activity(self) -> float:
        """Return when something came or went, by a clock that nobody sets."""
        return self._active

    @last_activity.setter
    def last_activity(self, _at: float) -> None:
        self._active = time.monotonic()

    def parser_class(self, adj: Adjustments) -> _Parser:
        """Return the reader of the next request."""
        return _Parser(adj, self.server.limit)

    def received(self, data: bytes) -> bool:
        before = self.request
        taken: bool = super().received(data)
        if self.request is not before:
            self._began = self._active
        return taken

    def service(self) -> None:
        """Answer a request; the last one says that it is."""
        self._refused = getattr(self.requests[0], "refused", False)
        self._unread = self.total_outbufs_len
        if self.server.stopping:
            for request in self.requests:
                request.headers["CONNECTION"] = "close"
        super().service()

    def write_soon(self, data: Any) -> int:
        """Send a part of the answer; from the first one on it is no press any more."""
        self.begins()
        sent: int = super().write_soon(data)
        return sent

    def begins(self) -> None:
        """Say that the answer begins; whoever hands out threads puts its own in this place."""

    @property
    def presses(self) -> bool:
        """Say whether the next request is a press, which may write."""
        return getattr(self.requests[0], "command", "GET") not in _READING

    @property
    def asks_on(self) -> bool:
        """Say whether more is asked for while much of the answers is not read yet.

        A thread would wait for whoever reads.
        """
        most = self.adj.outbuf_high_watermark
        further = len(self.requests) > 1 or (bool(self.requests) and self._unread > most / 2)
        return further and self.total_outbufs_len > most

    def overdue(self, now: float) -> bool:
        """Say whether this connection has waited too long for the other side."""
        if self._read_on_until:
            return now > self._read_on_until
        if self.requests:
            return False
        beginning = self.request is not None and not self.request.headers_finished
        quiet = self.server.stopping and self.request is None and not self.total_outbufs_len
        return now - (self._began if beginning else self._active) > (_QUIET if quiet else _IDLE)

    def readable(self) -> bool:
        return bool(self._read_on_until) or bool(super().readable())

    def handle_read(self) -> None:
        if not self._read_on_until:
            super().handle_read()
            return
        try:
            self._thrown_away += len(self.recv(65536))
        except OSError:
            self._thrown_away = _THROWN_AWAY
        if self._thrown_away >= _THROWN_AWAY:
            self.handle_close()

    def handle_close(self) -> None:
        """Close the connection.

        Whoever still sends what was refused may finish for a while, to read the answer.
        """
        if self._refused and self.connected and not self._read_on_until:
            try:
                self.socket.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            else:
                self._read_on_until = time.monotonic() + _IDLE
                self.will_close = self.close_when_flushed = False
                return
        super().handle_close()


class _Server(TcpWSGIServer):  # type: ignore[misc]
    """Serves an application at an open socket, which other processes may serve as well."""

    channel_class = _Channel

    def __init__(
        self,
        app: Flask,
        door: socket.socket,
        lanes: Lanes,
        *,
        connections: int,
        alone: bool = False,
    ) -> None:
        def limit(method: str, path: str) -> int:
            return size.limit_at(app, method, path)

        self.limit: Limit = limit
        self.stopping = False
        self._alone = alone
        self._looked_at = 0.0
        adjustments = Adjustments(
            sockets=[door],
            ident=None,
            connection_limit=connections,
            # Read on while an answer is made: whoever went away meanwhile is not answered.
            channel_request_lookahead=1,
            max_request_body_size=2**62,
            max_request_header_size=64 * 1024,
            # Proxies are believed or not in webinar_hub.web.proxies.
            clear_untrusted_proxy_headers=False,
            log_socket_errors=False,
        )
        super().__init__(
            app,
            map={},
            _sock=door,
            dispatcher=lanes,
            adj=adjustments,
            sockinfo=(door.family, door.type, door.proto, None),
            bind_socket=False,
        )

    def stop(self, *_: object) -> None:
        """Begin to stop; called by a signal."""
        self.stopping = True
        self.pull_trigger()

    def run(self) -> None:
        """Serve until stop is called.

        Then answer what has come, and what comes on open connections before they fall quiet.
        """
        while not self.stopping:
            self._turn(1.0)
        if self._alone:
            let_nobody_come(self.socket)
        while self._let_in():
            pass
        wasyncore.dispatcher.close(self)
        until = time.monotonic() + _STOPPING
        while self.active_channels and time.monotonic() < until:
            self._turn(0.1)
        self.task_dispatcher.shutdown(timeout=1)

    def _turn(self, seconds: float) -> None:
        now = time.monotonic()
        if now - self._looked_at > seconds:
            self._looked_at = now
            for channel in [*self.active_channels.values()]:
                overdue = channel.overdue(now)
                # Whoever reads nothing is never ready to be told that it is the end.
                if channel.asks_on or (overdue and channel.will_close):
                    channel.handle_close()
                channel.will_close = channel.will_close or overdue
        wasyncore.poll2(seconds, self._map)

    def maintenance(self, now: float) -> None:
        """Do nothing: this goes by the clock on the wall, which may be set."""

    def handle_accept(self) -> None:
        """Let in who waits at the door, several at a time."""
        for _each in range(_ACCEPTED_AT_ONCE):
            if not self._let_in():
                return

    def _let_in(self) -> bool:
        before = len(self._map)
        if before < self.adj.connection_limit:
            super().handle_accept()
        return len(self._map) > before
