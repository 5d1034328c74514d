"""Which peers are believed, and what of their words."""

from collections.abc import Iterable
from typing import Any

import pytest

from tests.conftest import settings_for
from webinar_hub import doctor
from webinar_hub.config import ROOT, Settings
from webinar_hub.web.models import Arrival
from webinar_hub.web.proxies import Proxies, address

_LOOPBACK = Settings.proxy_addresses


def _seen(proxies: Proxies, peer: str, **headers: str) -> tuple[str, str]:
    seen = {}

    def application(environ: dict[str, Any], _start_response: Any) -> Iterable[bytes]:
        seen.update(environ)
        return []

    proxies.before(application)(
        {
            "REMOTE_ADDR": peer,
            "wsgi.url_scheme": "http",
            **{f"HTTP_X_FORWARDED_{name}": said for name, said in headers.items()},
        },
        None,
    )
    return seen["REMOTE_ADDR"], seen["wsgi.url_scheme"]


@pytest.mark.parametrize(
    ("hops", "addresses", "peer", "forwarded", "scheme", "seen"),
    [
        (0, _LOOPBACK, "127.0.0.1", "203.0.113.7", "https", ("127.0.0.1", "http")),
        (1, _LOOPBACK, "127.0.0.1", "203.0.113.7", "https", ("203.0.113.7", "https")),
        (1, _LOOPBACK, "::1", "203.0.113.7", "https", ("203.0.113.7", "https")),
        (1, _LOOPBACK, "::ffff:127.0.0.1", "203.0.113.7", "https", ("203.0.113.7", "https")),
        (1, _LOOPBACK, "198.51.100.1", "203.0.113.7", "https", ("198.51.100.1", "http")),
        (1, ("10.0.0.0/24",), "10.0.0.9", "203.0.113.7", "https", ("203.0.113.7", "https")),
        (1, ("10.0.0.0/24",), "127.0.0.1", "203.0.113.7", "https", ("127.0.0.1", "http")),
        (
            1,
            _LOOPBACK,
            "127.0.0.1",
            "198.51.100.9, 203.0.113.7",
            "http, https",
            ("203.0.113.7", "https"),
        ),
        (
            2,
            _LOOPBACK,
            "127.0.0.1",
            "198.51.100.9, 203.0.113.7, 10.0.0.2",
            "https",
            ("203.0.113.7", "https"),
        ),
        (
            2,
            _LOOPBACK,
            "127.0.0.1",
            "198.51.100.9, 203.0.113.7, 10.0.0.2",
            "http, https, http",
            ("203.0.113.7", "https"),
        ),
        (2, _LOOPBACK, "127.0.0.1", "203.0.113.7", "https", ("127.0.0.1", "https")),
        (1, _LOOPBACK, "127.0.0.1", "nobody", "gopher", ("127.0.0.1", "http")),
        (1, _LOOPBACK, "127.0.0.1", "", "", ("127.0.0.1", "http")),
    ],
)
def test_only_the_counted_hops_of_known_peers(
    hops: int,
    addresses: tuple[str, ...],
    peer: str,
    forwarded: str,
    scheme: str,
    seen: tuple[str, str],
) -> None:
    assert _seen(Proxies(hops, addresses), peer, FOR=forwarded, PROTO=scheme) == seen


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (" 203.0.113.7 ", "203.0.113.7"),
        ("203.0.113.7:4711", "203.0.113.7"),
        ("[2001:db8::7]:4711", "2001:db8::7"),
        ("2001:db8::7", "2001:db8::7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("unknown", ""),
        ("", ""),
    ],
)
def test_an_address_in_a_text(text: str, found: str) -> None:
    assert address(text) == found


@pytest.mark.parametrize(
    ("hops", "peer", "forwarded", "scheme", "said"),
    [
        (1, "127.0.0.1", "203.0.113.7", "https", []),
        (1, "127.0.0.1", "", "https", ["without X-Forwarded-For"]),
        (0, "127.0.0.1", "203.0.113.7", "https", ["trusted_proxies is 0"]),
        (1, "10.0.0.1", "203.0.113.7", "http", ["not in proxy_addresses", "X-Forwarded-Proto"]),
        (2, "127.0.0.1", "203.0.113.7", "https", ["names 1"]),
        (1, "127.0.0.1", "203.0.113.7", "http", ["X-Forwarded-Proto"]),
    ],
)
def test_the_doctor_reads_how_a_request_arrived(
    hops: int, peer: str, forwarded: str, scheme: str, said: list[str]
) -> None:
    settings = settings_for(ROOT, "", public_url="https://hub.contoh.example", trusted_proxies=hops)
    found = list(
        doctor.said_of(
            Arrival(peer=peer, address=peer, scheme=scheme, forwarded=forwarded), settings
        )
    )
    assert len(found) == len(said)
    assert all(words in sentence for words, sentence in zip(said, found, strict=True)), found
