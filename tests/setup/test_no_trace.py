"""An installation called Jaringan Contoh hands out no trace of S=JAJAR."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tests.cast import DIRECTOR, Cast
from tests.certificates import cohorts
from tests.client import Client
from tests.conftest import LONG
from tests.house import routes
from tests.setup import test_views as setting_up
from webinar_hub import cli, config
from webinar_hub.app import create_app
from webinar_hub.certificates.drawing.actions import draw_due
from webinar_hub.certificates.issuing.actions import issue
from webinar_hub.certificates.models import Certificate
from webinar_hub.config import PREFIX, ROOT
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.files import Folder
from webinar_hub.messages import mail
from webinar_hub.messages.models import Letter
from webinar_hub.network.models import Secretariat
from webinar_hub.programmes.models import Meeting, ProgrammeKind
from webinar_hub.web.access import mark_of

_SENTENCES = ROOT / "webinar_hub/translations/id/LC_MESSAGES/messages.po"
"""What stands on pages in English, and in Bahasa Indonesia."""
_TRACE = re.compile(rb"jajar", re.IGNORECASE)
_NAME = "Jaringan Contoh"
_SITI = {
    "name": "Siti Aminah",
    "organisation": "Yayasan Melati",
    "contact": "siti@contoh.example",
    "region": "53",
    "district": "Kota Kupang",
}


@dataclass
class Story:
    """What the installation handed out, by where it did."""

    app: Flask
    client: Client
    handed_out: dict[str, bytes] = field(default_factory=dict)

    def fetch(self, path: str) -> bytes:
        """Fetch a page, and keep its head and body."""
        answer = self.client.get(path)
        assert answer.status_code < 500, f"{path}: {answer.status_code}"
        self.handed_out[path] = str(answer.headers).encode() + answer.data
        return bytes(answer.data)


@pytest.fixture
def story(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Iterator[Story]:
    """Yield an installation that `init` made and its administrator set up."""
    monkeypatch.setenv(f"{PREFIX}INSTANCE", str(tmp_path / "instance"))
    assert cli.main(["init", "--network", _NAME, "--admin", "ratna@contoh.org"]) == 0
    said = capfdbinary.readouterr().out
    app = create_app(config.load())
    app.test_client_class = Client
    client = app.test_client()
    assert isinstance(client, Client)
    with app.app_context():
        begun = Story(app, client, {"init": said})
        address = urlsplit(said.decode().split()[-1])
        assert client.submit(f"{address.path}?{address.query}").location == "/mulai"
        yield begun
        db.session.remove()
        db.engine.dispose()


def _set_up(story: Story) -> None:
    client = story.client
    client.submit("/mulai/nama", **setting_up.LOOK)
    client.submit("/mulai/sekretariat", **setting_up.SECRETARIAT)
    client.submit("/mulai/wilayah", **setting_up.REGIONS)
    client.submit("/mulai/lembaga", action="/lewati")
    assert setting_up.publish(client).location == "/mulai/siap"


def _somebody_joins(story: Story) -> None:
    meeting = db.session.scalars(select(Meeting).order_by(Meeting.starts_at)).first()
    assert meeting is not None
    for path in (f"/sesi/{meeting.key}", f"/sesi/{meeting.key}/daftar", f"/sesi/{meeting.key}.ics"):
        story.fetch(path)
    visitor = story.app.test_client()
    assert isinstance(visitor, Client)
    mine = visitor.submit(f"/sesi/{meeting.key}/daftar", **_SITI).location
    story.handed_out["own page"] = visitor.get(mine).data
    story.handed_out["unknown"] = visitor.get("/tidak-ada").data


def _certificates_are_issued(story: Story) -> None:
    cast = Cast(story.app.extensions["links"])
    owner = db.session.scalars(select(Secretariat)).one().organisation
    programme = cast.programme("Pelatihan Dasar", owner=owner, kind=ProgrammeKind.TRAINING)
    cohort, held = cohorts.over(cast, programme)
    cohorts.attended(cast, cast.person("Maria Bere", email="maria@contoh.example"), held, present=4)
    db.write(issue, cohort, by=DIRECTOR, now=clock.now())
    settings = config.load()
    assert draw_due(story.app.extensions["links"], Folder(settings.files)) == 1
    certificate = db.session.scalars(select(Certificate)).one()
    story.handed_out["number"] = certificate.number.encode()
    assert re.fullmatch(r"001/SERT/JC/[IVX]+/20\d\d", certificate.number)
    document = story.client.submit(f"/desk/sertifikat/{certificate.key}", action=".pdf").data
    reader = PdfReader(BytesIO(document))
    streams = re.findall(rb"stream\r?\n(.*?)endstream", document, re.DOTALL)
    story.handed_out["PDF"] = b"\n".join(
        [
            document,
            str(reader.metadata).encode(),
            *(page.extract_text().encode() for page in reader.pages),
            *map(_unpacked, streams),
        ]
    )
    assert b"Sekretariat Jaringan Contoh" in story.handed_out["PDF"]
    story.fetch(f"/cek/{certificate.code}")
    story.fetch(f"/desk/sertifikat/{certificate.key}")


def _unpacked(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream


def _letters_go_out(story: Story) -> None:
    settings = story.app.extensions["known_as"](config.load())
    letters = db.session.scalars(select(Letter).options(joinedload(Letter.person))).all()
    kinds = {letter.kind for letter in letters}
    assert kinds >= {"registrations/confirmed", "certificates/issued"}
    for letter in letters:
        content = mail.compose(
            letter, settings, story.app.extensions["links"], now=clock.now()
        ).content
        message = message_from_bytes(content, policy=policy.SMTP)
        decoded = "\n".join(
            str(part.get_content()) for part in message.walk() if not part.is_multipart()
        ).encode()
        story.handed_out[f"letter {letter.id}"] = content + decoded
        assert _NAME.encode() in decoded


def _every_page_is_seen(story: Story) -> None:
    for rule in routes.rules(story.app):
        if (
            not rule.arguments
            and "GET" in routes.methods(rule)
            and mark_of(story.app, rule.endpoint).name != "machine"
        ):
            story.fetch(rule.rule)
    for file in (ROOT / "static").rglob("*"):
        if file.suffix in (".css", ".js", ".svg"):
            story.fetch(f"/static/{file.relative_to(ROOT / 'static')}")
    for path in (
        "/.well-known/security.txt",
        "/privasi",
        "/kalender/semua.ics",
        "/tampilan.css",
        "/robots.txt",
    ):
        assert story.fetch(path)


def test_another_network_shows_no_trace_of_the_first(
    story: Story, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """In English all pages are seen in long runs alone, otherwise the sentences on them."""
    _set_up(story)
    _somebody_joins(story)
    _certificates_are_issued(story)
    _letters_go_out(story)
    for language in ("id", "en") if LONG else ("id",):
        story.client.set_cookie("bahasa", language, domain="127.0.0.1")
        _every_page_is_seen(story)
        assert _NAME in story.client.get("/").text
    story.handed_out["sentences"] = _SENTENCES.read_bytes()
    capfdbinary.readouterr()
    for command in (["doctor"], ["feed"], ["sign-in-link", "ratna@contoh.org"], ["upgrade"]):
        cli.main(command)
        story.handed_out[command[0]] = b"".join(capfdbinary.readouterr())
    assert {
        place: _TRACE.findall(content)
        for place, content in story.handed_out.items()
        if _TRACE.search(content)
    } == {}
    assert len(story.handed_out) > 50
