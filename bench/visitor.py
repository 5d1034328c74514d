"""A visitor that asks over one kept connection and notes how long each answer took."""

import http.client
import re
import time
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

TOKENS = re.compile(r'name="(csrf_token|form_id)"[^>]*value="([^"]*)"')


class Visitor:
    """Asks one server; keeps its cookies."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._cookies: dict[str, str] = {}

    def ask(
        self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None
    ) -> tuple[int, Mapping[str, str], str]:
        """Return status, headers and text of an answer."""
        sent = {
            "Host": f"127.0.0.1:{self.port}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            **(headers or {}),
        }
        if method == "POST":
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, sent)
        answer = self._connection.getresponse()
        text = answer.read().decode("utf-8")
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, {name.lower(): value for name, value in answer.headers.items()}, text

    def forget(self) -> None:
        """Be somebody new: without cookies."""
        self._cookies.clear()

    def pause(self) -> None:
        """Let the connection go, as the server does in a while; the next question opens another."""
        self._connection.close()

    def page(self, path: str) -> None:
        """Open a page."""
        status, _headers, _text = self.ask("GET", path)
        assert status == 200, (path, status)

    def look(self, path: str) -> None:
        """Open a page as somebody who brings no cookie."""
        status, _headers, _text = self.ask("GET", path, headers={"Cookie": ""})
        assert status == 200, (path, status)

    def unchanged(self, path: str, mark: str) -> None:
        """Ask for a feed that is already here."""
        known = {"If-None-Match": mark, "Cookie": ""}
        status, _headers, _text = self.ask("GET", path, headers=known)
        assert status == 304, (path, status)

    def sign_in(self, link: str) -> None:
        """Follow a sign-in link and press its button."""
        _status, _headers, form = self.ask("GET", link)
        status, _headers, text = self.ask("POST", link, urlencode(dict(TOKENS.findall(form))))
        assert status == 303, (link, status, text[:2000])

    def mark(self, path: str) -> str:
        """Return the ETag of an address."""
        return self.ask("GET", path)[1]["etag"]

    def register(self, path: str, name: str, email: str) -> None:
        """Open the form, fill it in and send it."""
        _status, _headers, form = self.ask("GET", path)
        fields = dict(TOKENS.findall(form)) | {
            "name": name,
            "contact": email,
            "region": "-",
            "organisation": "",
        }
        status, _headers, text = self.ask("POST", path, urlencode(fields))
        assert status == 303, (path, status, text[:2000])


def milliseconds(act: Callable[[], None], times: int) -> list[float]:
    """Return how long the act took, each time."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        act()
        taken.append((time.perf_counter() - begun) * 1000)
    return taken
