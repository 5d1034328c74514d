"""How a hub stops: nobody is cut off, nothing is left over.

And how a second one is told that the port is taken.
"""

import re
import signal
import socket
import threading
import time
from urllib.parse import urlencode

import psutil
import pytest

from tests.conftest import LONG
from tests.edge.installation import Installation
from webinar_hub import server

_ROUNDS = 4 if LONG else 1
_ANSWERED = 20
"""So many forms are answered before the hub is told to stop."""


class Visitors:
    """Six who ask for pages and send forms, a connection each time, until nobody answers.

    Their addresses begin with a name of their own.
    """

    def __init__(self, hub: Installation, name: str) -> None:
        self._name = name
        self.cut: list[bytes] = []
        self.answered: set[str] = set()
        _, headers, page = hub.ask("GET", "/masuk")
        self._hidden = dict(re.findall(r'name="(csrf_token)"[^>]* value="([^"]+)"', page))
        self._cookie = headers["Set-Cookie"].partition(";")[0]
        self._address = ("127.0.0.1", hub.port)
        self._threads = [
            threading.Thread(target=self._ask_on, args=(number,), daemon=True)
            for number in range(6)
        ]
        for each in self._threads:
            each.start()

    def wait(self) -> None:
        """Wait until everybody was sent away."""
        for each in self._threads:
            each.join(30)
            assert not each.is_alive()

    def _ask_on(self, visitor: int) -> None:
        for number in range(100_000):
            email = f"{self._name}.{visitor}.{number}@jajar.example"
            body = urlencode({**self._hidden, "email": email})
            head = f"Host: 127.0.0.1\r\nConnection: close\r\nCookie: {self._cookie}\r\n"
            form = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
            asked = (
                f"GET / HTTP/1.1\r\n{head}\r\n"
                if number % 2
                else f"POST /masuk HTTP/1.1\r\n{head}{form}"
            )
            try:
                asking = socket.create_connection(self._address, timeout=20)
            except OSError:
                return
            with asking:
                answer = _answer(asking, asked.encode())
            # 503: the database was busy, nothing was stored, and the page says so.
            if not re.match(rb"HTTP/1.1 (200|303|503) ", answer):
                self.cut.append(answer)
            elif b" 303 " in answer[:13]:
                self.answered.add(email)


def _answer(asking: socket.socket, asked: bytes) -> bytes:
    answer = b""
    try:
        asking.sendall(asked)
        while part := asking.recv(65536):
            answer += part
    except OSError as error:
        return repr(error).encode()
    head, _, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    return answer if length and int(length[1]) == len(body) else b"not whole: " + answer


def test_whoever_has_asked_is_answered_when_the_hub_stops(hub: Installation) -> None:
    for number in range(_ROUNDS):
        name = f"siti{number}"
        with hub.running("run") as parent:
            visitors = Visitors(hub, name)
            deadline = time.monotonic() + 60
            while len(visitors.answered) <= _ANSWERED:
                assert time.monotonic() < deadline
                time.sleep(0.05)
            parent.send_signal(signal.SIGTERM)
            visitors.wait()
            assert parent.wait(25) == 0
            assert visitors.cut == []
            stored = {
                str(each).rpartition(":")[2]
                for (each,) in hub.rows("SELECT name FROM attempts WHERE name LIKE 'sign-in:127%'")
            }
            assert visitors.answered - stored == set()
            assert {each for each in stored if each.startswith(name)} - visitors.answered == set()


def test_whoever_comes_to_a_door_that_is_being_closed_is_not_let_in_to_be_cut_off() -> None:
    with server.listen("127.0.0.1", 0) as door:
        address = door.getsockname()
        with socket.create_connection(address, timeout=10) as came:
            server.let_nobody_come(door)
            with pytest.raises(TimeoutError):
                socket.create_connection(address, timeout=0.3)
            let_in, _ = door.accept()
            with let_in:
                came.sendall(b"asked")
                assert let_in.recv(16) == b"asked"


def test_nobody_outlives_a_parent_that_is_killed(hub: Installation) -> None:
    with hub.running("run") as parent:
        # The first of them may answer before the last is there.
        deadline = time.monotonic() + 60
        while len(children := psutil.Process(parent.pid).children()) < 3:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert len(children) == 3
        parent.kill()
        assert psutil.wait_procs(children, timeout=10)[1] == []
        socket.create_server(("127.0.0.1", hub.port)).close()


@pytest.mark.parametrize("command", ["serve", "run"])
def test_a_port_that_is_taken_is_said_in_one_sentence(hub: Installation, command: str) -> None:
    with socket.create_server(("127.0.0.1", hub.port)):
        status, said = hub.run(command, "--port", str(hub.port))
    sentence = f"Port {hub.port} of 127.0.0.1 cannot be used: Address already in use. Stop what runs there, perhaps another hub, or take another one with"
    assert (status, said.strip()) == (1, f"{sentence} --port.")


def test_what_one_web_process_changes_all_show_at_once(hub: Installation) -> None:
    """Two processes answer at one port; administrators change the network's name by one of them."""
    link = (
        hub.run("init", "--network", "JAJAR", "--admin", "ratna@jajar.id")[1]
        .split()[-1]
        .partition(str(hub.port))[2]
    )
    with hub.running("run") as parent:
        cookie = {"Cookie": hub.fill_in(link, {})[1]["Set-Cookie"].partition(";")[0]}
        for name in ("Jaringan Satu", "Jaringan Dua"):
            fields = {
                "name": name,
                "full_name": "",
                "contact": "",
                "red": "#a1331e",
                "blue": "#1f4e64",
            }
            assert hub.fill_in("/desk/jaringan", fields, cookie)[0] == 303
            titles = {
                re.findall(r"<title>.*?</title>", hub.ask("GET", "/")[2], re.DOTALL)[0]
                for _ in range(20)
            }
            assert all(name in title for title in titles), titles
        served = [
            child for child in psutil.Process(parent.pid).children() if child.net_connections()
        ]
        assert len(served) == 2
