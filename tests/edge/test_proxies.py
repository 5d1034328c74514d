"""What a hub behind a proxy knows of its visitors: address and scheme, from the proxy alone."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.edge.installation import Installation, Proxy

_HOST = {"Host": "hub.contoh.example"}


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory, tables: Path) -> Iterator[Installation]:
    """Yield a hub that is reached over https, by one proxy."""
    settings = {"public_url": "https://hub.contoh.example", "trusted_proxies": "1"}
    made = Installation(tmp_path_factory.mktemp("proxied") / "instance", settings)
    shutil.copy(tables, made.folder)
    status, said = made.run("init", "--network", "JAJAR", "--admin", "ratna@jajar.id")
    assert status == 0, said
    made.first_link = urlsplit(said.split()[-1]).path
    with made.running("serve"):
        yield made


def _by(proxied: Installation, visitor: str) -> Proxy:
    return Proxy(proxied.port, visitor, "https")


def test_https_arrives_and_a_forwarded_host_does_not(proxied: Installation) -> None:
    with closing(_by(proxied, "203.0.113.7")) as proxy:
        forwarded = {**_HOST, "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}
        status, headers, page = proxied.ask("GET", "/masuk", headers=forwarded, port=proxy.port)
        assert (status, headers["Strict-Transport-Security"]) == (200, "max-age=15552000")
        assert "evil" not in page
    assert "Strict-Transport-Security" not in proxied.ask("GET", "/masuk", headers=_HOST)[1]


def test_one_visitor_shuts_out_nobody_else(proxied: Installation) -> None:
    """Abuse case 40: five links to one address are a visitor's limit, whatever they forge."""
    wish = {"email": "siti@jajar.example"}
    with closing(_by(proxied, "203.0.113.8")) as one, closing(_by(proxied, "203.0.113.9")) as other:
        forged = [{**_HOST, "X-Forwarded-For": f"198.51.100.{number}"} for number in range(6)]
        codes = [proxied.fill_in("/masuk", wish, headers, one.port)[0] for headers in forged]
        assert codes == [303] * 5 + [429]
        assert proxied.fill_in("/masuk", wish, _HOST, other.port)[0] == 303


def test_the_history_keeps_the_visitors_address(proxied: Installation) -> None:
    with closing(_by(proxied, "2001:db8::7")) as proxy:
        assert proxied.fill_in(proxied.first_link, {}, _HOST, proxy.port)[0] == 303
    assert proxied.rows("SELECT place FROM entry WHERE place <> ''") == [("2001:db8::7",)]


def test_the_doctor_says_what_arrives(hub: Installation) -> None:
    """A proxy stands before the hub, and the hub does not know of it."""
    with closing(Proxy(hub.port)) as proxy:
        asked = Installation(hub.folder, {"public_url": f"http://127.0.0.1:{proxy.port}"})
        assert "does not lead to this hub" in asked.run("doctor")[1]
        with hub.running("serve"):
            status, said = asked.run("doctor")
            assert status == 1
            assert "A proxy at 127.0.0.1 stands before the hub and trusted_proxies is 0" in said
            assert "does not lead to this hub" not in said
            assert hub.rows("SELECT count(*) FROM arrival") == [(0,)]
