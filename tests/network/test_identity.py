"""What the network is called and looks like is said on the desk, and read everywhere."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast
from tests.client import Client
from tests.network import logos
from webinar_hub.config import Settings
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.network import identity, queries, rules
from webinar_hub.network.models import Identity, Secretariat
from webinar_hub.people.models import Role

_FACTS = {
    "name": "Jaringan Contoh",
    "full_name": "Jaringan Contoh Nusantara",
    "contact": "halo@contoh.example",
    "red": "#7a1f4b",
    "blue": "#0b5d3b",
}
_PAGE = "/desk/jaringan"


def _stored() -> dict[str, str] | None:
    found = queries.identity()
    return {name: getattr(found, name) for name in (*_FACTS, "logo")} if found else None


def _logos(app: Flask) -> list[Path]:
    settings: Settings = app.extensions["settings"]
    return sorted((settings.files / "logo").glob("*"))


def test_the_network_is_called_as_administrators_say(
    app: Flask, client: Client, cast: Cast
) -> None:
    cast.sign_in(client, cast.ratna())
    assert client.submit(_PAGE, **_FACTS).status_code == 303
    assert _stored() == {**_FACTS, "logo": ""}
    front = client.get("/").text
    assert (
        "Jaringan Contoh Nusantara" in front,
        "halo@contoh.example" in front,
        "JAJAR" in front,
    ) == (True, True, False)
    entry = db.session.scalars(select(Entry).where(Entry.subject_kind == "identity")).one()
    assert entry.before["name"] == "JAJAR"


@pytest.mark.parametrize(
    "typed", ["0811-2222-0099", "WA: +62 (0)811 2222 0099", "https://wa.me/6281122220099"]
)
def test_the_number_of_the_secretariat_is_read_as_everybodys_is(
    sqlite_app: Flask, client: Client, cast: Cast, typed: str
) -> None:
    cast.sign_in(client, cast.ratna())
    assert client.submit(_PAGE, **_FACTS, whatsapp=typed).status_code == 303
    assert db.session.scalars(select(Identity.whatsapp)).all() == ["+6281122220099"]


def test_colours_are_a_sheet_of_their_own_that_a_cache_may_ask_after(
    app: Flask, client: Client, cast: Cast
) -> None:
    assert "/tampilan.css" not in client.get("/").text
    cast.sign_in(client, cast.ratna())
    client.submit(_PAGE, **_FACTS)
    assert '<link rel="stylesheet" href="/tampilan.css">' in client.get("/").text
    sheet = client.get("/tampilan.css")
    assert (sheet.mimetype, sheet.headers["Cache-Control"]) == ("text/css", "public, no-cache")
    assert {"#7a1f4b", "#0b5d3b"} <= set(re.findall(r"#[0-9a-f]{6}", sheet.text))
    assert (
        client.get("/tampilan.css", headers={"If-None-Match": sheet.headers["ETag"]}).status_code
        == 304
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("red", "#f0c000"),
        ("blue", "#ffffff"),
        ("red", "}body{"),
        ("name", ""),
        ("name", "x" * 81),
        ("whatsapp", "0811 22"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_changed(
    sqlite_app: Flask, client: Client, cast: Cast, field: str, value: str
) -> None:
    cast.sign_in(client, cast.ratna())
    answer = client.submit(_PAGE, **_FACTS | {field: value})
    assert (answer.status_code, _stored()) == (422, None)
    assert _FACTS["contact"] in answer.text


def test_only_administrators_name_the_network(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    cast.secretariat()
    cast.sign_in(client, cast.staff(Role.SECRETARIAT))
    assert client.get(_PAGE).status_code == 403


def _upload(client: Client, content: bytes, name: str = "logo.png", **more: Any) -> int:
    return client.submit(_PAGE, **_FACTS, logo=(io.BytesIO(content), name), **more).status_code


def test_a_logo_stands_at_the_head_of_each_page(app: Flask, client: Client, cast: Cast) -> None:
    cast.sign_in(client, cast.ratna())
    assert _upload(client, logos.picture()) == 303
    [file] = _logos(app)
    address = f"/logo/{file.name}"
    assert f'<img src="{address}" alt="">' in client.get("/").text
    served = client.get(address)
    headers = {
        name: served.headers[name]
        for name in ("Content-Type", "X-Content-Type-Options", "Cache-Control")
    }
    assert headers == {
        "Content-Type": "image/png",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "public, max-age=31536000, immutable",
    }
    assert served.data == file.read_bytes()
    client.submit(_PAGE, **_FACTS, without_logo=True)
    assert (client.get(address).status_code, "<img" in client.get("/").text) == (404, False)


@pytest.mark.parametrize(
    "name",
    [
        "../../config.toml",
        "..\\..\\hub.db",
        "logo.html",
        "logo.svg",
        ".png",
        "a" * 300 + ".png",
        "\u202egnp.exe",
    ],
)
def test_case_37_the_name_of_a_file_is_never_used(
    sqlite_app: Flask, client: Client, cast: Cast, name: str
) -> None:
    cast.sign_in(client, cast.ratna())
    assert _upload(client, logos.picture(), name) == 303
    [file] = _logos(sqlite_app)
    assert re.fullmatch(r"[a-z0-9]{16}\.png", file.name)


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<html><script>alert(1)</script>",
        b"GIF89a<script>",
    ],
)
def test_case_37_svg_and_html_are_refused_and_not_stored(
    sqlite_app: Flask, client: Client, cast: Cast, content: bytes
) -> None:
    cast.sign_in(client, cast.ratna())
    assert (_upload(client, content), _logos(sqlite_app), _stored()) == (422, [], None)


@pytest.mark.parametrize(
    "address",
    [
        "/logo/..%2f..%2fhub.db",
        "/logo/hub.db",
        "/logo/../config.toml",
        "/logo/aaaaaaaaaaaaaaaa.png",
    ],
)
def test_case_37_no_other_file_has_an_address(
    sqlite_app: Flask, client: Client, cast: Cast, address: str
) -> None:
    assert client.get(address).status_code == 404


def test_case_38_169_million_points_and_50_megabytes_are_refused(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    cast.sign_in(client, cast.ratna())
    assert _upload(client, logos.claiming(13_000, 13_000)) == 422
    assert _upload(client, logos.picture() + bytes(50_000_000)) == 413
    assert (_logos(sqlite_app), _stored()) == ([], None)


def _settle(secretariat: Secretariat, name: str, issuer_code: str) -> None:
    facts = {
        "number_pattern": "{number}/{issuer}/{year}",
        "signatory": "Sri",
        "signatory_title": "Ketua",
        "place": "Kupang",
    }
    named = {"name": name, "issuer_code": issuer_code, **facts}
    db.write(
        identity.settle_secretariat,
        secretariat,
        **named,
        region_code=None,
        by=DIRECTOR,
        now=clock.now(),
    )


def test_a_secretariat_is_settled_at_once(app: Flask, cast: Cast) -> None:
    _settle(cast.secretariat(), "Jaringan Contoh", " jc-1 ")
    found = db.session.scalars(select(Secretariat)).one()
    assert (found.organisation.name, found.issuer_code, found.number_pattern) == (
        "Jaringan Contoh",
        "JC-1",
        "{number}/{issuer}/{year}",
    )


@pytest.mark.parametrize(
    ("name", "code", "refusal"),
    [
        ("Sekretariat Lain", "S-JAJAR", rules.IssuerTaken),
        ("Sekretariat Lain", "J C", rules.BadIssuer),
        ("Sekretariat JAJAR", "JC", rules.NameTaken),
        (" ", "JC", rules.NameMissing),
    ],
)
def test_a_secretariat_takes_nobody_elses_name(
    app: Flask, cast: Cast, name: str, code: str, refusal: type[Exception]
) -> None:
    cast.secretariat()
    with pytest.raises(refusal):
        _settle(cast.secretariat("53"), name, code)


def test_the_network_has_one_identity(app: Flask) -> None:
    before: Settings = app.extensions["settings"]
    for provinces in (["53", "31", "53"], []):
        db.write(identity.work_in, before, provinces, by=DIRECTOR, now=clock.now())
        assert queries.known_as(before).chosen.provinces == tuple(sorted(set(provinces)))
    assert db.session.query(Identity).count() == 1
