"""Abuse case 39: the connection is cut when half of a logo has come, on a running server."""

import re
import socket
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tests.journeys.hub import Hub, running
from tests.network import logos

_BOUNDARY = "potong"


class Browser:
    """A browser of the administrator, who signs in by the link that `init` printed."""

    def __init__(self, hub: Hub) -> None:
        self.address = ("127.0.0.1", hub.port)
        self.cookie = ""
        link = urlsplit(hub.first_sign_in).path
        self.ask("POST", link, urlencode(self.fields(link)), "application/x-www-form-urlencoded")

    def ask(
        self, method: str, path: str, body: str | bytes | None = None, kind: str = ""
    ) -> tuple[HTTPResponse, str]:
        """Ask the server on a connection of its own; return the answer and its text."""
        connection = HTTPConnection(*self.address, timeout=20)
        connection.request(
            method, path, body, {"Cookie": self.cookie, **({"Content-Type": kind} if kind else {})}
        )
        answer = connection.getresponse()
        if given := answer.headers["Set-Cookie"]:
            self.cookie = given.partition(";")[0]
        text = answer.read().decode()
        connection.close()
        return answer, text

    def fields(self, path: str) -> dict[str, str]:
        """Return what a page's form hides."""
        return dict(
            re.findall(
                r'name="(csrf_token|form_id)"[^>]* value="([^"]+)"', self.ask("GET", path)[1]
            )
        )

    def upload(self) -> bytes:
        """Return the body of a form with a logo."""
        plain = {
            **self.fields("/desk/jaringan"),
            "name": "Jaringan Contoh",
            "red": "#7a1f4b",
            "blue": "#0b5d3b",
        }
        parts = [
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in plain.items()
        ]
        head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="logo"; filename="logo.png"\r\nContent-Type: image/png\r\n\r\n'
        return b"".join([*parts, head.encode(), logos.noise(), f"\r\n--{_BOUNDARY}--\r\n".encode()])


def _stored(hub: Hub) -> tuple[list[str], list[tuple[object, ...]]]:
    folder = hub.instance / "files"
    return sorted(
        str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()
    ), hub.rows("SELECT name FROM identity")


def test_case_39_of_half_a_logo_nothing_is_left(tmp_path: Path) -> None:
    with running(tmp_path / "instance") as hub:
        browser = Browser(hub)
        body = browser.upload()
        head = (
            f"POST /desk/jaringan HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {browser.cookie}\r\n"
            f"Content-Type: multipart/form-data; boundary={_BOUNDARY}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        with socket.create_connection(browser.address, timeout=20) as cut:
            cut.sendall(head.encode() + body[: len(body) // 2])
        assert browser.ask("GET", "/robots.txt")[0].status == 200
        assert _stored(hub) == ([], [])
        # The same form, sent whole, is taken: the cut one was not answered in its place.
        assert (
            browser.ask(
                "POST", "/desk/jaringan", body, f"multipart/form-data; boundary={_BOUNDARY}"
            )[0].status
            == 303
        )
        files, rows = _stored(hub)
        assert (len(files), rows) == (1, [("Jaringan Contoh",)])
