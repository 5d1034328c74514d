"""Who gets which answer from which address.

How everybody asks the application, and what no answer may ever be, whatever the table says.
"""

import io
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextvars import Context
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from flask import Flask, Request
from flask.testing import FlaskClient
from pypdf import PdfReader
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import Rule

from tests.cast import Cast
from tests.house import routes, stage
from tests.house.dump import dump
from tests.house.stage import DRAFT, GUESTS, PARTS, REGIONS, SPENT, Part, Stage
from tests.records.opened import open_data
from webinar_hub.config import Settings
from webinar_hub.kit.db import db
from webinar_hub.network import scope
from webinar_hub.web.access import mark_of

OPEN = ("public", "public_form", "machine")
_SIGNED_OUT = ("visitor", "closed")
_LED = {"meeting", "past meeting", "report"}
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
    return row.mark not in ENTERS or (name not in _SIGNED_OUT and ENTERS[row.mark](PARTS[name]))


def owns(row: Row, kind: str, name: str, place: str) -> bool:
    """Say whether a thing in a place is a part's own, for this row."""
    part = PARTS[name]
    if row.mark not in ENTERS or place == SPENT:
        return place != SPENT and (row.mark == "personal" or place != DRAFT)
    if kind == "upload":
        return part.home == place
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
        self._browser = FlaskClient(self.app, self.app.response_class, use_cookies=False)
        self._before = dump()
        self._kept: sqlite3.Connection | None = None
        if db.engine.dialect.name == "sqlite":
            self._file = sqlite3.connect(str(db.engine.url.database), isolation_level=None)
            self._file.execute("PRAGMA synchronous=OFF")
            self._kept = sqlite3.connect(":memory:")
            self._file.backup(self._kept)
            self._version = self._data_version()

    def _data_version(self) -> int:
        return int(self._file.execute("PRAGMA data_version").fetchone()[0])

    def ask(
        self, name: str, method: str, address: str, data: dict[str, str] | None = None
    ) -> Answer:
        """Send a request as a part, with a valid token, and undo what it wrote (on SQLite)."""
        db.session.rollback()
        _Asked.names = frozenset()
        sent: dict[str, Any] = {
            "base_url": self._base,
            "headers": {"Cookie": self.cookies.get(name, "")},
        }
        if method == "POST":
            sent["headers"]["Origin"] = self._base
            sent["data"] = {"csrf_token": self.tokens.get(name, "")} | (data or {})
        answer = Context().run(self._browser.open, address, method=method, **sent)
        wrote = self._undo()
        headers = dict(answer.headers.items())
        return Answer(
            answer.status_code,
            answer.location or "",
            _readable(answer.data),
            headers,
            wrote,
            _Asked.names,
        )

    def _undo(self) -> bool:
        """Say whether anything was written that reading may not write; put everything back."""
        if self._kept is None:
            return dump() != self._before
        if self._data_version() == self._version:
            return False
        wrote = dump() != self._before
        if wrote:
            self._kept.backup(self._file)
            db.session.rollback()
        self._version = self._data_version()
        return wrote


def asks(filled: Stage, row: Row) -> Iterator[tuple[str, str, str]]:
    """Yield kind, place and address of everything that a row is asked for.

    The place "" is a thing that does not exist.
    """
    if not places(row.rule):
        yield "", "here", row.address({})
        return
    for kind in row.kinds:
        for place, values in filled.things[kind].items():
            if row.mark != "personal" or place in (stage.PROVINCE, SPENT):
                yield kind, place, row.address(values)
    good = (
        filled.things[row.kinds[0]][stage.PROVINCE] if row.mark == "personal" and row.kinds else {}
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
    """Return the text of an answer, also of what is packed in a workbook or a document."""
    if content.startswith(b"PK"):
        packed = zipfile.ZipFile(io.BytesIO(content))
        return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    if content.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return content.decode("utf-8", "replace")


def open_house(
    app: Flask,
    cast: Cast,
    names: tuple[str, ...] = tuple(PARTS),
    then: Callable[[], None] | None = None,
) -> House:
    """Fill the stage and sign these parts in.

    Then: what happens to the stage before anybody asks.
    """
    filled = stage.fill(cast)
    cookies, found = {}, {}
    for name in names:
        browser = app.test_client()
        if name in filled.people:
            cast.sign_in(browser, filled.people[name], proved=PARTS[name].proved)  # type: ignore[arg-type]
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
    def whose(self) -> str:
        """Say whether what was asked for is the part's own, foreign or missing."""
        if not self.place:
            return "missing"
        return (
            "own"
            if self.place == "here" or owns(self.row, self.kind, self.name, self.place)
            else "foreign"
        )


def walk(house: House, asked: list[Row], name: str) -> Iterator[Found]:
    """Yield the answers that a part gets from these rows."""
    for row in asked:
        for kind, place, address in asks(house.stage, row):
            data = house.stage.forms.get(row.rule.endpoint, {}).get(place, {})
            yield Found(row, name, kind, place, address, house.ask(name, row.method, address, data))


def cell(found: list[Found]) -> str:
    """Return what stands in the table for the answers that one part gets from one row.

    Own/foreign/missing, or one for all.
    """
    every = {str(each.answer.status) for each in found}
    if len(every) == 1 and (not found[0].kind or not enters(found[0].row, found[0].name)):
        return every.pop()
    told = [
        sorted({str(each.answer.status) for each in found if each.whose == whose})
        for whose in ("own", "foreign", "missing")
    ]
    return "/".join("+".join(statuses) or "-" for statuses in told)


_GUESTS_READ = (
    "attendance_desk.meeting",
    "attendance_desk.evidence",
    "attendance_desk.attendees",
    "reports_desk.meeting",
)
"""What a province sees of a session of others.

Its own people in it alone, which the markers watch.
"""


_NATION_ALONE = ("network_desk.conduct",)
"""What concerns the whole network, though a secretariat's mark stands on it.

There is one code of conduct.
"""


_WANTS_A_WORD = ("web.arrive",)
"""What answers only to a word that the doctor wrote down just before.

For everybody else it is not there.
"""


def wrong(found: Found) -> str:
    """Say what is wrong with an answer whatever the table holds; "" for nothing."""
    row, status = found.row, found.answer.status
    if row.mark in ENTERS and found.name in _SIGNED_OUT:
        return (
            ""
            if found.answer.signs_in or status == 401
            else "whoever is not signed in must be led to sign in"
        )
    if not enters(row, found.name) and not PARTS[found.name].proved:
        return (
            ""
            if found.answer.location.partition("?")[0].endswith("/langkah-kedua")
            else "the second step comes first"
        )
    if not enters(row, found.name):
        return (
            ""
            if status == 403
            else "the mark must refuse with 403, whether the thing is there or not"
        )
    if found.whose == "foreign":
        return _wrong_foreign(found)
    if found.whose == "missing" or row.rule.endpoint in _WANTS_A_WORD:
        return "" if status in (404, 410) else "what is not there must be 404"
    if status in (400, 404, 405) or status >= 500 or (found.answer.signs_in and row.mark in ENTERS):
        return "what is one's own must open"
    part = PARTS[found.name]
    if row.mark == "personal" and found.name != "visitor":
        # Their browser did not type the code that opens the participant's data.
        return ""
    if row.rule.endpoint in _NATION_ALONE and not part.has(stage.NATION, looking=False):
        return "" if status == 403 else "this is for whoever answers for the whole network"
    only_leads_or_looks = bool(part.leads or part.looks_at or not part.runs) and (
        row.method == "POST" or row.mark == "desk"
    )
    return "403 is for who leads or only looks" if status == 403 and not only_leads_or_looks else ""


def with_own_people_alone(name: str, kind: str, place: str) -> bool:
    """Say whether what was asked for stands on the part's desk with its own people alone.

    Of guests, or to come of a secretariat above.
    """
    regions = PARTS[name].runs + PARTS[name].looks_at
    if place == GUESTS:
        return bool(regions)
    if kind != "meeting" or place not in REGIONS or place == DRAFT:
        return False
    above = REGIONS[place] or ""
    return any(region and region != above and scope.inside(region, above) for region in regions)


def _wrong_foreign(found: Found) -> str:
    status = found.answer.status
    if status == 404 or (found.place == SPENT and status == 410):
        return ""
    if (
        with_own_people_alone(found.name, found.kind, found.place)
        and found.row.mark in ("desk", "reader")
        and (status == 403 or found.row.rule.endpoint in _GUESTS_READ)
    ):
        return ""
    return "what is not theirs must be 404"


def careless(found: Found) -> str:
    """Say what an answer does that none may do; "" for nothing."""
    answer, row = found.answer, found.row
    if answer.wrote and (
        row.method != "POST" or answer.status in (400, 403, 404) or answer.signs_in
    ):
        return "it changed the database"
    if answer.status >= 500:
        return "it is broken"
    if (
        not answer.headers.get("Content-Security-Policy", "").startswith("default-src 'none'")
        or answer.headers.get("X-Content-Type-Options") != "nosniff"
    ):
        return "a header that keeps it safe is missing"
    kept = row.mark == "public" and answer.status in (200, 304)
    if not kept and "no-store" not in answer.headers.get("Cache-Control", ""):
        return "a cache may keep it"
    return ""


_LEADS_READS = {"nama", "lembaga", "layar", "laporan", "ruang", "antre"}
_STANDS_READS = {"pemegang"}
_CARES_READS = {"nama", "kebutuhan", "surel", "telepon"}
_LOOKS_NOT = {"donatur", "telepon", "surel", "alamat", "undangan", "surat", "tabel", "narahubung"}
_OF_ONESELF = {
    "nama",
    "surel",
    "telepon",
    "layar",
    "alamat",
    "lembaga",
    "pemegang",
    "pelihat",
    "undangan",
    "ruang",
    "kebutuhan",
    "isian",
}


def may_read(found: Found, place: str, secret: str) -> bool:
    """Say whether an answer may hold a secret of this kind and place."""
    part = PARTS[found.name]
    if secret == "sekretaris" and place == part.home:
        # The desk says to each who they are signed in as, on its error pages, too.
        return True
    return _may_read(found, part, place, secret)


def _may_read(found: Found, part: Part, place: str, secret: str) -> bool:
    if found.kind == "check code":
        return secret == "pemegang" and place == found.place
    if found.row.mark == "personal":
        told = {"donatur"} if found.row.rule.endpoint.startswith("reports.") else _OF_ONESELF
        return secret in told and found.whose == "own" and place == found.place
    if not enters(found.row, found.name) or found.row.mark in OPEN:
        return False
    if found.row.mark == "focal":
        return place == part.stands and secret in _STANDS_READS
    if found.row.mark == "inclusion":
        return part.cares_for(place) and secret in _CARES_READS
    if secret == "kebutuhan":
        return False
    if secret == "langkah":
        # Whoever answers for the nation finds the person, but not that a second step is to be
        # reset.
        return part.administrator or (
            part.has(place, looking=False)
            and not found.row.rule.endpoint.startswith("accounts_desk.")
        )
    if secret == "tabel":
        return part.home == place
    if part.leads:
        return place == part.leads and secret in _LEADS_READS
    return part.has(place, looking=False) or (
        part.has(place, looking=True) and secret not in _LOOKS_NOT
    )


def secrets_in(house: House, found: Found) -> list[tuple[str, str]]:
    """Return place and kind of each secret that an answer holds, in its body or its headers."""
    text = "\n".join((found.answer.text, *found.answer.headers.values())).lower()
    squeezed = re.sub(r"[-\s]", "", text)
    every = (
        (place, kind, word.lower())
        for place, words in house.stage.secrets.items()
        for kind, word in words.items()
    )
    return [
        (place, kind)
        for place, kind, word in every
        if word in (squeezed if kind == "telepon" else text)
    ]


def searches(
    house: House, found: Found, asked: Callable[[str, str, str], Answer] | None = None
) -> Iterator[Found]:
    """Ask again with everything a page's query can be asked with.

    Words and keys of places that are not the part's own.

    asked: asks instead of the house.
    """
    if found.row.method != "GET" or found.answer.status != 200:
        return
    abroad = (
        stage.PROVINCE
        if PARTS[found.name].home == stage.ELSEWHERE or found.name == "other leader"
        else stage.ELSEWHERE
    )
    words = [
        house.stage.secrets[abroad][kind][:-3]
        for kind in ("nama", "lembaga", "pemegang", "telepon")
    ]
    keys = [
        house.stage.things[kind][abroad]["key"]
        for kind in ("letter", "organisation", "meeting", "role holder")
    ]
    for name in sorted(found.answer.asked):
        for typed in (*words, *keys):
            address = f"{found.address}?{name}={typed}"
            yield Found(
                found.row,
                found.name,
                found.kind,
                found.place,
                address,
                (asked or house.ask)(found.name, "GET", address),
            )


_LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#]*)')
_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.S)
_CONTROL = re.compile(r"<(?:input|button)\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


def ways_out(page: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield method, address and fields of each link and button on a page."""
    for href in _LINK.findall(page):
        yield "GET", unescape(href), {}
    for opening, inside in _FORM.findall(page):
        form = {name: unescape(value) for name, value in _ATTRIBUTE.findall(opening)}
        controls = [dict(_ATTRIBUTE.findall(control)) for control in _CONTROL.findall(inside)]
        fields = {
            each["name"]: unescape(each.get("value", ""))
            for each in controls
            if "name" in each and each.get("type") in ("hidden", "submit")
        }
        if form.get("method", "").lower() == "post" and form.get("action", "").startswith("/"):
            yield (
                "POST",
                form["action"],
                {name: value for name, value in fields.items() if name != "csrf_token"},
            )


def dead_ends(
    house: House, found: Found, known: dict[tuple[str, str], int]
) -> Iterator[tuple[str, str, int]]:
    """Yield what a page leads to and its reader may not open or press: method, address and status.

    Known: what was tried before.
    """
    for method, address, fields in ways_out(found.answer.text):
        if (method, address) not in known:
            known[method, address] = house.ask(found.name, method, address, fields).status
        if known[method, address] in (403, 404, 405) or known[method, address] >= 500:
            yield method, address, known[method, address]
