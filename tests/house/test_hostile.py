"""What comes from outside stays text, and what goes wrong tells nothing.

Over every address at once.
"""

import logging
import re
import zlib
from pathlib import Path

import pytest
from flask import Flask

from tests.cast import Cast
from tests.client import Client
from tests.house import matrix, parts, table
from webinar_hub.web import access


def test_a_broken_page_says_a_number_and_nothing_else(
    sqlite_app: Flask,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Abuse cases 60 and 73.

    Neither trace nor statement nor path leaves the hub, and the answer carries every header.
    """

    @access.public
    def broken() -> str:
        raise RuntimeError("SELECT secret FROM person")

    monkeypatch.setitem(sqlite_app.view_functions, "home.privacy", broken)
    answer = client.get("/privasi")
    assert answer.status_code == 500
    assert [
        word
        for word in (
            "Traceback",
            "RuntimeError",
            "SELECT",
            "secret",
            ".py",
            "Werkzeug",
            "Flask",
            "SQLAlchemy",
        )
        if word in answer.text
    ] == []
    reference = next(
        record.getMessage().split()[1].rstrip(":")
        for record in caplog.records
        if record.levelno == logging.ERROR
    )
    assert reference in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "Server" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "/static/../pyproject.toml",
        "/static/%2e%2e/pyproject.toml",
        "/static/..%2fpyproject.toml",
        "/static/....//config.toml",
        "/.git/config",
        "/.env",
        "/instance/hub.db",
        "/hub.db",
        "/config.toml",
        "/backup.zip",
        "/logo/../config.toml",
        "/logo/..%2f..%2fconfig.toml",
    ],
)
@pytest.mark.usefixtures("sqlite_app")
def test_no_file_of_the_machine_is_served(client: Client, path: str) -> None:
    """Abuse case 72: climbing out of a folder, and what lies about on other servers."""
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_no_link_comes_into_the_log_or_to_another_site(
    sqlite_app: Flask, cast: Cast, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Abuse case 74: a personal link stands in no line of the log and is told to no other site."""
    house = matrix.open_house(sqlite_app, cast, ("visitor",))
    caplog.set_level(logging.DEBUG)
    links = {
        values["link"]
        for put in house.stage.things.values()
        for values in put.values()
        if "link" in values
    }
    for row in table.tabled(sqlite_app):
        if row.mark == "personal":
            for _kind, place, address in matrix.asks(house.stage, row):
                if place == parts.PROVINCE:
                    answer = house.ask(
                        "visitor",
                        row.method,
                        address,
                        house.stage.forms.get(row.rule.endpoint, {}).get(place),
                    )
                    assert answer.headers["Referrer-Policy"] == "same-origin", address
                    assert 'src="http' not in answer.text, address

    @access.personal
    def broken(link: str) -> str:
        raise RuntimeError(zlib.crc32(link.encode()))

    monkeypatch.setitem(sqlite_app.view_functions, "home.mine", broken)
    assert (
        house.ask(
            "visitor", "GET", f"/saya/{house.stage.things['personal link'][parts.PROVINCE]['link']}"
        ).status
        == 500
    )
    assert caplog.text
    assert [link for link in links if link in caplog.text] == []


@pytest.mark.usefixtures("sqlite_app")
def test_a_forwarded_host_changes_no_address(client: Client) -> None:
    """Abuse case 58: addresses are built from the setting, whatever a proxy or a visitor claims."""
    forged = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Prefix": "/evil",
        "X-Forwarded-Proto": "gopher",
        "Forwarded": "host=evil.example",
    }
    for path in ("/", "/kalender", "/kalender/semua.ics", "/desk/"):
        answer = client.get(path, headers=forged)
        assert "evil" not in answer.text + str(answer.headers), path


def test_the_list_of_abuse_names_tests_that_exist() -> None:
    wrong = []
    for line in (Path(__file__).parent / "abuse.txt").read_text("utf-8").splitlines():
        for named in re.findall(r"(tests/[\w/]+\.py)(?:::(\w+))?", line):
            path = Path(named[0])
            if not path.is_file() or (
                named[1] and f"def {named[1]}(" not in path.read_text("utf-8")
            ):
                wrong.append("::".join(named))
    assert wrong == []


def test_every_case_of_abuse_stands_in_the_list() -> None:
    lines = (Path(__file__).parent / "abuse.txt").read_text("utf-8").splitlines()
    cases = {
        int(line.split()[0])
        for line in lines
        if line[:2].isdigit() and ("tests/" in line or "left out:" in line)
    }
    assert cases == {*range(37, 67), 69, 70, *range(72, 83), *range(84, 88)}
