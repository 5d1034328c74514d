"""Register people again and again from several connections, each from one of 400 addresses.

`python -m bench.registering PORT CONNECTIONS PATH first|whole SECONDS TRIES` ends after so many
seconds or tries, and prints how many milliseconds each took; `again` for each form that was shown
by turn and each press that had to be repeated. whole: the page after it is opened as well.
"""

import itertools
import os
import sys
import threading
import time
from urllib.parse import urlencode

from bench.load.coming import SOURCES
from bench.visitor import TOKENS, Visitor

_AGAIN = 0.1
"""Seconds after which somebody comes again who was not told when: the database was locked."""


class Registering:
    """What several connections do together."""

    def __init__(self, path: str, *, whole: bool, tries: int) -> None:
        self.told: list[str] = []
        self._path, self._whole = path, whole
        self._numbers = iter(range(tries))
        self._lock = threading.Lock()

    def run(self, port: int, until: float) -> None:
        """Register people over one connection."""
        visitor = Visitor(port)
        while time.perf_counter() < until:
            with self._lock:
                number = next(self._numbers, None)
            if number is None:
                return
            begun = time.perf_counter()
            self._register(visitor, f"{os.getpid()}x{number}", number)
            self.told.append(f"{(time.perf_counter() - begun) * 1000:.2f}")

    def _register(self, visitor: Visitor, name: str, number: int) -> None:
        visitor.forget()
        address = (number + os.getpid()) % SOURCES
        headers = {
            "X-Forwarded-For": "198.18.{}.{}".format(*divmod(address, 200)),
            "Accept-Language": "id",
        }
        form = self._form(visitor, headers)
        typed = {"name": "Pendaftar", "contact": f"{name}@example.org", "region": "-"}
        body = urlencode(dict(TOKENS.findall(form)) | typed | {"dates": "one"})
        for _press in itertools.count():
            status, led, text = visitor.ask("POST", self._path, body, headers)
            if status != 503:
                break
            self.told.append("again")
            time.sleep(_AGAIN)
        assert status == 303, (status, text[:2000])
        if self._whole:
            visitor.ask("GET", led["location"], headers=headers)

    def _form(self, visitor: Visitor, headers: dict[str, str]) -> str:
        """Return the form; whoever is given a turn comes again when they are told."""
        while True:
            status, told, form = visitor.ask("GET", self._path, headers=headers)
            if status != 503:
                return form
            self.told.append("again")
            time.sleep(float(told.get("retry-after", _AGAIN)))


def main() -> None:
    """Register, and print."""
    port, connections, path, how, seconds, tries = sys.argv[1:]
    together = Registering(path, whole=how == "whole", tries=int(tries))
    until = time.perf_counter() + float(seconds)
    threads = [
        threading.Thread(target=together.run, args=(int(port), until))
        for _each in range(int(connections))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(" ".join(together.told))


if __name__ == "__main__":
    main()
