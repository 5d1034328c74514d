"""What one side of a connection can take from the others: nothing, on the port itself."""

import resource
import select
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from tests.edge.installation import Installation
from webinar_hub import server
from webinar_hub.web import size

_FORM = b"POST /masuk HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
_MANY = 500


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory, tables: Path) -> Iterator[Installation]:
    """Yield a hub with one web process."""
    made = Installation(tmp_path_factory.mktemp("limits") / "instance")
    shutil.copy(tables, made.folder)
    with made.running("serve"):
        yield made


@pytest.fixture
def opened(hub: Installation) -> Iterator["Opened"]:
    """Yield a way to open connections, which are closed at the end."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    with ExitStack() as stack:
        yield Opened(hub, stack)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


class Opened:
    """Connections that go no further than a test lets them."""

    def __init__(self, hub: Installation, stack: ExitStack) -> None:
        self._hub, self._stack = hub, stack

    def sending(self, data: bytes) -> socket.socket:
        """Return a connection on which so much was sent."""
        made = self._stack.enter_context(
            socket.create_connection(("127.0.0.1", self._hub.port), timeout=20)
        )
        made.sendall(data)
        return made


def _closed(each: socket.socket) -> bool:
    # Not by a flag of the call: a socket with a patience of its own waits before it asks.
    each.setblocking(False)
    try:
        return not each.recv(4096)
    except BlockingIOError:
        return False
    except OSError:
        return True


def test_a_thousand_who_do_not_go_on_stop_nobody_and_are_sent_away(
    hub: Installation, opened: Opened
) -> None:
    """Half say nothing, half stop within the headers.

    Thirty more stop within a form, and one goes on by a letter a second.
    """
    idle = [opened.sending(b"") for _ in range(_MANY)]
    half = [opened.sending(b"GET / HTTP/1.1\r\nHost: 127") for _ in range(_MANY)]
    forms = [
        opened.sending(_FORM + b"Content-Length: 1000\r\n\r\n" + b"x" * 500) for _ in range(30)
    ]
    slow = opened.sending(b"GET / HTTP/1.1\r\nHost: 127")
    begun = time.monotonic()
    waiting = [slow, *idle, *half, *forms]
    for _ in range(3):
        assert hub.ask("GET", "/")[0] == 200
        assert not all(_closed(each) for each in waiting), "others are answered after them alone"
    while waiting and time.monotonic() - begun < 60:
        time.sleep(0.5)
        waiting = [each for each in waiting if not _closed(each)]
        if slow in waiting:
            try:
                slow.send(b"a")
            except OSError:
                waiting.remove(slow)
    assert (len(waiting), time.monotonic() - begun > server._IDLE - 1) == (0, True)


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 200000000\r\n\r\n",
        b"Content-Length: 200000000\r\nExpect: 100-continue\r\n\r\n",
    ],
)
def test_a_body_that_is_too_long_is_refused_before_it_comes(opened: Opened, head: bytes) -> None:
    said = opened.sending(_FORM + head).makefile("rb")
    assert said.readline().startswith(b"HTTP/1.1 413 ")
    assert "Kiriman Anda terlalu besar" in said.read().decode()


def test_chunks_are_counted_while_they_come(hub: Installation, opened: Opened) -> None:
    (process,) = [
        each
        for each in psutil.Process().children(recursive=True)
        if hub.port in {one.laddr.port for one in each.net_connections()}
    ]
    before = process.memory_info().rss
    asking = opened.sending(_FORM + b"Transfer-Encoding: chunked\r\n\r\n")
    sent = 0
    while sent < 200_000_000 and not select.select([asking], [], [], 0)[0]:
        asking.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")
        sent += 65536
    assert asking.recv(12) == b"HTTP/1.1 413"
    assert sent < size.BODY_LIMIT + 8_000_000
    assert process.memory_info().rss - before < 20_000_000


def test_who_sends_all_of_what_is_too_long_reads_why(hub: Installation) -> None:
    status, headers, page = hub.ask("POST", "/masuk", "email=" + "x" * 6_000_000)
    assert (status, headers["Connection"]) == (413, "close")
    assert "Kiriman Anda terlalu besar" in page


def test_a_little_more_than_a_form_is_refused_and_the_connection_goes_on(hub: Installation) -> None:
    assert hub.ask("POST", "/masuk", "email=" + "x" * 200_000)[0] == 413
    assert hub.ask("GET", "/masuk")[0] == 200


def test_a_file_cut_off_in_the_middle_leaves_nothing(hub: Installation, opened: Opened) -> None:
    """Half of a file comes, then the connection breaks: abuse case 39."""
    (process,) = (
        each for each in psutil.Process().children(recursive=True) if hub.port in _ports(each)
    )

    def left() -> tuple[set[Path], int]:
        return {*(hub.folder / "files").rglob("*")}, len(_unnamed(process))

    before = left()
    head = b"POST /desk/sesi/x/materi/berkas HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 20000000\r\n"
    kind = b"Content-Type: multipart/form-data; boundary=b\r\n\r\n"
    asking = opened.sending(head + kind + b"x" * 10_000_000)
    until = time.monotonic() + 60
    while left() == before and time.monotonic() < until:
        time.sleep(0.05)
    assert left() != before
    asking.close()
    while left() != before and time.monotonic() < until:
        time.sleep(0.05)
    assert left() == before


def _ports(process: psutil.Process) -> set[int]:
    return {one.laddr.port for one in process.net_connections()}


def _unnamed(process: psutil.Process) -> list[str]:
    """Return the files without a name that a process holds open: what it has of bodies."""
    held = [
        each.readlink() for each in Path(f"/proc/{process.pid}/fd").iterdir() if each.is_symlink()
    ]
    return [str(each) for each in held if "(deleted)" in str(each)]


def test_few_open_files_are_said() -> None:
    tried = (
        "import logging, resource; logging.basicConfig(); from webinar_hub import server;"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (500, 1000)); print(server._connections())"
    )
    done = subprocess.run([sys.executable, "-c", tried], capture_output=True, text=True, check=True)
    assert done.stdout == "800\n"
    assert "Only 1000 files can be open, so at most 800 connections are held" in done.stderr
    enough = tried.replace("(500, 1000)", "(500, 2500)")
    done = subprocess.run(
        [sys.executable, "-c", enough], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == (f"{server.CONNECTIONS}\n", "")
