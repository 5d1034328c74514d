"""Thirty who want to write while somebody else holds the lock, on a running server.

Few wait, and readers notice nothing.
"""

import re
import shutil
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.journeys.hub import Hub
from tests.ports import free_port

WRITERS, IN_LINE = 30, 5
"""One that asks for the lock, and all but four of the eight threads behind it."""


@pytest.fixture
def hub(tmp_path: Path, tables: Path) -> Iterator[Hub]:
    """Yield an installation whose web process runs."""
    hub = Hub(tmp_path / "instance", free_port(), {"threads": "8"})
    hub.command("init")
    shutil.copy(tables, hub.instance)
    hub.serve("serve")
    yield hub
    hub.stop()


def test_readers_go_on_while_thirty_wait_and_most_are_asked_to_press_again(hub: Hub) -> None:
    reading = HTTPConnection("127.0.0.1", hub.port, timeout=20)
    reading.request("GET", "/masuk")
    form = reading.getresponse()
    fields = dict(
        re.findall(r'name="(csrf_token|form_id)"[^>]* value="([^"]+)"', form.read().decode())
    )
    headers = {
        "Cookie": str(form.headers["Set-Cookie"]).partition(";")[0],
        "Content-Type": "application/x-www-form-urlencoded",
    }

    def press(number: int) -> tuple[int, str | None]:
        with closing(HTTPConnection("127.0.0.1", hub.port, timeout=20)) as connection:
            connection.request(
                "POST", "/masuk", urlencode({**fields, "email": f"p{number}@example.org"}), headers
            )
            answer = connection.getresponse()
            return answer.status, answer.headers["Retry-After"]

    with (
        closing(sqlite3.connect(hub.instance / "hub.db", isolation_level=None)) as lock,
        ThreadPoolExecutor(WRITERS) as pool,
    ):
        lock.execute("BEGIN IMMEDIATE")
        pressed = [pool.submit(press, number) for number in range(WRITERS)]
        took: list[float] = []
        while sum(each.done() for each in pressed) < WRITERS - IN_LINE or len(took) < 10:
            begun = time.monotonic()
            reading.request("GET", "/kalender")
            assert reading.getresponse().read()
            took.append(time.monotonic() - begun)
        answers = [each.result() for each in pressed if each.done()]
        assert answers == [(503, "5")] * (WRITERS - IN_LINE)
        # Alone on a machine all of them take a hundredth; here other tests run beside.
        assert sorted(took)[len(took) // 2] < 1, took
        lock.execute("ROLLBACK")
        assert sorted(each.result()[0] for each in pressed) == [303] * IN_LINE + [503] * (
            WRITERS - IN_LINE
        )
