"""Who gets which answer from which address: how everybody asks the application."""

import io
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextvars import Context
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2
from flask import Flask, Request
from sqlalchemy import text
from werkzeug.datastructures import Headers, ImmutableMultiDict
from werkzeug.routing import Rule
from werkzeug.test import EnvironBuilder, run_wsgi_app

from tests.cast import Cast
from tests.house import parts, routes, stage
from tests.house.dump import NOT_LOOKED_AT, dump
from tests.house.parts import DRAFT, PARTS, SPENT, Part, Stage
from tests.records.open_data import open_data
from webinar_hub.config import Settings
from webinar_hub.kit.db import Base, db
from webinar_hub.web.access import mark_of

OPEN = ("public", "public_form", "machine")
SIGNED_OUT = ("visitor", "closed")
_LED = {"meeting", "past meeting", "report", "follow-up", "photo of a session"}
_NEXT_WRITER = "SELECT CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint)"
"""PostgreSQL gives a number to each transaction that writes, on the whole server."""
_MISSING = "x" * 16
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')

ENTERS: dict[str, Callable[[Part], bool]] = {
    "proving": lambda _part: True,
    "desk": lambda part: part.proved,
    "reader": lambda part: part.proved and bool(part.runs or part.looks_at or part.administrator),
    "secretariat": lambda part: part.proved and bool(part.runs or part.administrator),
    "administrator": lambda part: part.administrator,
    "focal": lambda part: bool(part.stands),
    "inclusion": lambda part: bool(part.cares),
}
"""Which of those who are signed in a mark lets in."""


@dataclass(frozen=True)
class Row:
    """An address with a method.

    Who may enter by its mark, and the kinds of things that it opens.
    """

    method: str
    rule: Rule
    mark: str
    kinds: tuple[str, ...] = ()

    @property
    def name(self) -> tuple[str, str]:
        """Return method and address, which name the row."""
        return self.method, self.rule.rule

    def address(self, values: dict[str, str]) -> str:
        """Return the address with these values; of a choice such as csv or xlsx the first."""
        return re.sub(
            r"<(?:any\((\w+)[^)]*\):|\w+:)?(\w+)>",
            lambda place: place[1] or values.get(place[2], _MISSING),
            self.rule.rule,
        )


def places(rule: Rule) -> set[str]:
    """Return the places of an address that a thing fills; a choice is none."""
    return set(rule.arguments) - set(re.findall(r"<any\([^)]*\):(\w+)>", rule.rule))


def rows(app: Flask, kinds: dict[tuple[str, str], tuple[str, ...]]) -> list[Row]:
    """Return a row for each address and method, with the kinds that the table names."""
    every = [(rule, method) for rule in routes.rules(app) for method in routes.methods(rule)]
    return [
        Row(method, rule, mark_of(app, rule.endpoint).name, kinds.get((method, rule.rule), ()))
        for rule, method in every
    ]


def enters(row: Row, name: str) -> bool:
    """Say whether a row's mark lets a part in."""
    return row.mark not in ENTERS or (name not in SIGNED_OUT and ENTERS[row.mark](PARTS[name]))


def owns(row: Row, kind: str, name: str, place: str) -> bool:
    """Say whether a thing in a place is a part's own, for this row."""
    part = PARTS[name]
    if row.mark not in ENTERS or place == SPENT:
        return place != SPENT and (row.mark == "personal" or place != DRAFT)
    if kind == "upload":
        return part.home == place
    if kind == "calendar of a leader":
        return part.leads == place
    if row.mark == "focal":
        return part.stands == place
    if row.mark == "inclusion":
        return part.cares_for(place)
    if part.leads:
        return kind in _LED and place == part.leads
    return part.has(place, looking=row.mark in ("desk", "reader"))


@dataclass(frozen=True)
class Answer:
    """What came back: status, where it leads, its text, and whether anything was written."""

    status: int
    location: str
    text: str
    headers: dict[str, str]
    wrote: bool
    asked: frozenset[str]

    @property
    def signs_in(self) -> bool:
        """Say whether the answer leads to the sign-in page."""
        return self.status == 302 and self.location.partition("?")[0].endswith("/masuk")


class _Asked(ImmutableMultiDict[str, str]):
    """Remembers which names of an address's query a page looks at."""

    names: frozenset[str] = frozenset()

    def get(self, key: str, *rest: Any, **options: Any) -> Any:
        _Asked.names |= {key}
        return super().get(key, *rest, **options)


class _Recorded(Request):
    parameter_storage_class = _Asked


@dataclass
class House:
    """The application with a filled stage: a browser for each part, and nothing written stays."""

    app: Flask
    stage: Stage
    cookies: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        settings: Settings = self.app.extensions["settings"]
        self._base = settings.public_url
        self.app.request_class = _Recorded
        self._file: sqlite3.Connection | None = None
        self._rows: dict[str, list[tuple[object, ...]]] = {}
        if db.engine.dialect.name == "sqlite":
            self._file = sqlite3.connect(str(db.engine.url.database), isolation_level=None)
            self._file.execute("PRAGMA synchronous=OFF")
            self._rows = {
                name: self._file.execute(f'SELECT * FROM "{name}"').fetchall()
                for name in Base.metadata.tables
            }
        self._before = dump(self._file)
        files = (path for path in settings.files.rglob("*") if path.is_file())
        self._stored = {path: path.read_bytes() for path in files}
        self._written = {path: _written(path) for path in self._stored}
        self._version, self._differs = self._data_version(), False

    def _data_version(self) -> int:
        """Return a number that is another one after each commit of whoever writes."""
        if self._file is None:
            db.session.rollback()
            number = db.session.scalar(text(_NEXT_WRITER))
            db.session.rollback()
            return int(number)
        return int(self._file.execute("PRAGMA data_version").fetchone()[0])

    def ask(
        self, name: str, method: str, address: str, data: dict[str, str] | None = None
    ) -> Answer:
        """Send a request as a part, with a valid token, and undo what it wrote (on SQLite)."""
        db.session.rollback()
        _Asked.names = frozenset()
        headers, form = Headers({"Cookie": self.cookies.get(name, "")}), None
        if method == "POST":
            headers["Origin"] = self._base
            form = {"csrf_token": self.tokens.get(name, "")} | (data or {})
        asked = EnvironBuilder(address, self._base, method=method, headers=headers, data=form)
        environ = asked.get_environ() | {"REMOTE_ADDR": "127.0.0.1"}
        body, status, said = Context().run(run_wsgi_app, self.app, environ, buffered=True)
        return Answer(
            int(status[:3]),
            said.get("Location", ""),
            _readable(b"".join(body)),
            dict(said.items()),
            self._undo(),
            _Asked.names,
        )

    def _undo(self) -> bool:
        """Say whether anything was written that reading may not write; put everything back."""
        if self._data_version() == self._version:
            return self._differs
        now = dump(self._file)
        changed = [name for name, rows in self._before.items() if now[name] != rows]
        self._differs = bool(changed)
        if changed and self._file is not None:
            self._put_back(self._file, [*changed, *NOT_LOOKED_AT])
            self._put_files_back()
            self._differs = False
            db.session.rollback()
        self._version = self._data_version()
        return bool(changed)

    def _put_back(self, file: sqlite3.Connection, names: Iterable[str]) -> None:
        """Put the rows of these tables back, and let everything else stand."""
        file.execute("BEGIN IMMEDIATE")
        for name in names:
            file.execute(f'DELETE FROM "{name}"')
            rows = self._rows[name]
            if rows:
                places = ", ".join("?" * len(rows[0]))
                file.executemany(f'INSERT INTO "{name}" VALUES ({places})', rows)
        file.execute("COMMIT")

    def _put_files_back(self) -> None:
        for path, content in self._stored.items():
            if _written(path) != self._written[path]:
                path.write_bytes(content)
                self._written[path] = _written(path)


def _written(path: Path) -> tuple[int, int] | None:
    """Return what is another where a file was written anew; None where it is gone."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns


def asks(filled: Stage, row: Row) -> Iterator[tuple[str, str, str]]:
    """Yield kind, place and address of everything that a row is asked for.

    The place "" is a thing that does not exist.
    """
    if not places(row.rule):
        yield "", "here", row.address({})
        return
    for kind in row.kinds:
        for place, values in filled.things[kind].items():
            if row.mark != "personal" or place in (parts.PROVINCE, SPENT):
                yield kind, place, row.address(values)
    good = (
        filled.things[row.kinds[0]][parts.PROVINCE] if row.mark == "personal" and row.kinds else {}
    )
    for missing in _missing(good):
        yield "", "", row.address(missing)


def _missing(good: dict[str, str]) -> Iterator[dict[str, str]]:
    """Yield values that name nothing.

    Each place in turn beside good values of the others, and a link that was changed by a letter.
    """
    if not good:
        yield {}
        return
    for place in good:
        yield {**good, place: _MISSING}
    link = good["link"]
    yield {**good, "link": f"{link[:-1]}{'a' if link[-1] != 'a' else 'b'}"}


def _readable(content: bytes) -> str:
    """Return the text of an answer, also of what is packed in a workbook, a document or a ZIP."""
    if content.startswith(b"PK"):
        packed = zipfile.ZipFile(io.BytesIO(content))
        return "\n".join(_readable(packed.read(name)) for name in packed.namelist())
    if content.startswith(b"%PDF"):
        with pypdfium2.PdfDocument(content) as pages:
            return "\n".join(page.get_textpage().get_text_range() for page in pages)
    return content.decode("utf-8", "replace")


def open_house(
    app: Flask,
    cast: Cast,
    names: tuple[str, ...] = tuple(PARTS),
    then: Callable[[], None] | None = None,
) -> House:
    """Fill the stage and sign these parts in.

    then: what happens to the stage before anybody asks.
    """
    filled = stage.fill(cast)
    cookies, found = {}, {}
    for name in names:
        browser = app.test_client()
        if name in filled.people:
            person, proved = filled.people[name], PARTS[name].proved
            cast.sign_in(browser, person, proved=proved)  # type: ignore[arg-type]
        page = browser.get("/desk/akun/langkah-kedua" if name in filled.people else "/masuk")
        token = _TOKEN.search(page.text)
        assert token, f"{name}: no token on {page.request.path} ({page.status_code})"
        if name == "visitor":
            assert filled.participant
            open_data(cast, browser, filled.participant)  # type: ignore[arg-type]
        kept = {each.key: each.value for each in (browser._cookies or {}).values()} | {"saya": "ya"}
        cookies[name], found[name] = (
            "; ".join(f"{key}={value}" for key, value in kept.items()),
            token[1],
        )
    stage.shut_out(filled)
    if then is not None:
        then()
    return House(app, filled, cookies, found)


@dataclass(frozen=True)
class Found:
    """One answer with what it was asked for."""

    row: Row
    name: str
    kind: str
    place: str
    address: str
    answer: Answer

    @property
    def ownership(self) -> str:
        """Say whether what was asked for is the part's own, foreign or missing."""
        return ownership(self.row, self.kind, self.name, self.place)


def ownership(row: Row, kind: str, name: str, place: str) -> str:
    """Say whether a thing in a place is a part's own, foreign or missing, for this row."""
    if not place:
        return "missing"
    return "own" if place == "here" or owns(row, kind, name, place) else "foreign"


def walk(
    house: House, row: Row, name: str, asked: Iterable[tuple[str, str, str]]
) -> Iterator[Found]:
    """Yield the answers that a part gets from a row when asked for these."""
    for kind, place, address in asked:
        data = house.stage.forms.get(row.rule.endpoint, {}).get(place, {})
        yield Found(row, name, kind, place, address, house.ask(name, row.method, address, data))


def cell(found: list[Found]) -> str:
    """Return what stands in the table for the answers that one part gets from one row.

    Own/foreign/missing, or one for all.
    """
    every = {str(each.answer.status) for each in found}
    if len(every) == 1 and (not found[0].kind or not enters(found[0].row, found[0].name)):
        return every.pop()
    answers = [
        sorted({str(each.answer.status) for each in found if each.ownership == ownership})
        for ownership in ("own", "foreign", "missing")
    ]
    return "/".join("+".join(statuses) or "-" for statuses in answers)
