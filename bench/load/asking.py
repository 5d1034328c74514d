"""The proxy's side of the hub: one connection for each request, as nginx opens them.

One thread asks for everybody. A time is counted from the moment that was planned, so that whoever
had to wait to be asked for waited for the hub. Who is asked to come again comes when they are told,
as the page of a turn opens the form by itself and people press again.
"""

import asyncio
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from urllib.parse import urlencode

from bench.load.coming import Comer
from bench.visitor import TOKENS

_PATIENCE = 30
_A_MOMENT = 0.5
_LATER = 503
_FILES = re.compile(r'<(?:link rel="stylesheet" href|script src)="([^"]+)"')
_HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
SEATED, WAITS, IN = "terdaftar", "daftar tunggu", "Silakan masuk"
FULL = "Semua tempat sudah terisi"


@dataclass(frozen=True)
class Sent:
    """A form that was answered: when it was pressed and answered, and whether a place was told."""

    comer: Comer
    pressed: float
    answered: float
    seated: bool


class Wrong(Exception):
    """An answer that nobody should get; the text says which."""


@dataclass
class Answer:
    """What the hub answered."""

    status: int
    headers: list[tuple[str, str]]
    text: str

    def header(self, name: str) -> str:
        """Return the first header of a name."""
        return next(value for each, value in self.headers if each == name)


@dataclass
class Crowd:
    """Everybody who comes, and what became of them."""

    host: str
    ports: Sequence[int]
    """Of several the next is asked each time, and where one gives no answer, as nginx does."""
    form: str
    short: str
    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    sent: list[Sent] = field(default_factory=list)
    again: int = 0
    """How often somebody asked again, as they got no answer."""
    sent_back: Counter[str] = field(default_factory=Counter)
    """How often somebody was asked to come again, by step; they do so when they are told."""
    answers: list[float] = field(default_factory=list)
    """How many seconds each answer took, whatever it said."""
    late: float = 0.0
    """By how many seconds the asking itself was late, at most."""

    def __post_init__(self) -> None:
        self.next_ports = cycle(self.ports)

    async def come(self, comers: Iterable[Comer]) -> None:
        """Let everybody come at their time."""
        begun = asyncio.get_running_loop().time()
        await asyncio.gather(*(self._comes(each, begun) for each in comers))

    async def _comes(self, comer: Comer, begun: float) -> None:
        try:
            await self._goes_through(comer, begun)
        except (Wrong, OSError, TimeoutError) as error:
            self.errors[f"{'join' if comer.group else 'register'}: {error!r}"] += 1

    async def _goes_through(self, comer: Comer, begun: float) -> None:
        browser = _Browser(self, comer.source)
        path, word = (self.short, "join") if comer.group else (self.form, "register")
        page = await browser.asked(f"{word}: form", begun + comer.at, "GET", path, 200)
        files = set(_FILES.findall(page.text))
        now = asyncio.get_running_loop().time()
        await asyncio.gather(
            *(browser.asked(f"{word}: files", now, "GET", each, 200) for each in files)
        )
        typed = dict(TOKENS.findall(page.text)) | {"name": comer.name, "contact": comer.contact}
        if not comer.group:
            dates = "every" if comer.every_date else "one"
            typed |= {"region": comer.region, "which": comer.region, "dates": dates}
        # Whoever had the form later presses later.
        pressed = max(now, begun + comer.at) + comer.presses - comer.at
        led = await browser.asked(f"{word}: press", pressed, "POST", path, 303, urlencode(typed))
        answered = asyncio.get_running_loop().time()
        where = led.header("location")
        page = await browser.asked(
            f"{word}: {'way in' if comer.group else 'done'}", answered, "GET", where, 200
        )
        self.sent.append(Sent(comer, pressed, answered, _seated(page.text, group=comer.group)))


def _seated(text: str, *, group: bool) -> bool:
    """Say whether a page tells of a place; raise Wrong where it tells neither."""
    found = _HEADING.search(text)
    heading = found[1].strip() if found else ""
    yes, no = (IN, FULL) if group else (SEATED, WAITS)
    if (yes in heading) == (no in heading):
        raise Wrong(f"the page says {heading!r}")
    return yes in heading


@dataclass
class _Browser:
    """One visitor's, who comes from an address of their own; it keeps its cookies."""

    crowd: Crowd
    source: str
    cookies: dict[str, str] = field(default_factory=dict)

    async def asked(
        self, step: str, planned: float, method: str, path: str, status: int, body: str = ""
    ) -> Answer:
        """Ask at the planned moment, and note how long after it the answer was there."""
        loop = asyncio.get_running_loop()
        if (ahead := planned - loop.time()) > 0:
            await asyncio.sleep(ahead)
            self.crowd.late = max(self.crowd.late, loop.time() - planned)
        while True:
            answer = await self._answered_soon(method, path, body)
            pause = dict(answer.headers).get("retry-after")
            if answer.status != _LATER or not pause:
                break
            self.crowd.sent_back[step] += 1
            await asyncio.sleep(float(pause))
        self.crowd.taken[step].append(loop.time() - planned)
        if answer.status != status:
            raise Wrong(f"{step} got {answer.status}")
        return answer

    async def _answered_soon(self, method: str, path: str, body: str) -> Answer:
        loop = asyncio.get_running_loop()
        asked = loop.time()
        async with asyncio.timeout(_PATIENCE):
            answer = await self._answered(method, path, body)
        self.crowd.answers.append(loop.time() - asked)
        for name, value in answer.headers:
            if name == "set-cookie":
                cookie, _equals, kept = value.partition(";")[0].partition("=")
                self.cookies[cookie] = kept
        return answer

    async def _answered(self, method: str, path: str, body: str) -> Answer:
        while True:
            try:
                return await self._ask(next(self.crowd.next_ports), method, path, body)
            except OSError:
                if len(self.crowd.ports) == 1:
                    raise
                self.crowd.again += 1
                await asyncio.sleep(_A_MOMENT)

    async def _ask(self, port: int, method: str, path: str, body: str) -> Answer:
        headers = {
            "Host": self.crowd.host,
            "Connection": "close",
            "Accept-Language": "id",
            "X-Forwarded-For": self.source,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Content-Length"] = str(len(body))
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(f"{method} {path} HTTP/1.1\r\n{lines}\r\n{body}".encode())
            head, _empty, content = (await reader.read()).partition(b"\r\n\r\n")
        finally:
            writer.close()
        first, *rest = head.decode("latin-1").split("\r\n")
        named = [each.partition(": ") for each in rest]
        answered = [(name.lower(), value) for name, _colon, value in named]
        if not head or len(content) < int(dict(answered).get("content-length", "0")):
            raise ConnectionError("the connection ended before the answer did")
        return Answer(int(first.split()[1]), answered, content.decode())
