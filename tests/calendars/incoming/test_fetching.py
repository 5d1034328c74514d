"""What comes from others: every trick is refused in words, and nothing private is reached."""

import gzip
import http.server
import threading
import time
import zlib
from collections.abc import Iterator

import pytest

from tests.calendars.incoming.server import (
    CLOSED,
    NAME,
    OPEN,
    Answer,
    Server,
    calendar,
    on_and_on,
    says,
    serving,
    way,
)
from webinar_hub.calendars.incoming import rules
from webinar_hub.calendars.incoming.fetching import Fetched, Way, fetch, numbers_of

_GOOD = calendar("UID:a\nDTSTART:20261203T070000Z\nSUMMARY:Rapat")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Yield a server at a number that counts as public."""
    with serving() as running:
        yield running


def _fetch(server: Server, answer: Answer, by: Way | None = None) -> Fetched | None:
    server.answers["/a.ics"] = answer
    asked = by or way()[0]
    return fetch(server.address("/a.ics"), etag='"1"', last_modified="Mon", way=asked)


def _bomb() -> bytes:
    pack = zlib.compressobj(1, wbits=zlib.MAX_WBITS | 16)
    return b"".join([*(pack.compress(bytes(2**20)) for _ in range(40)), pack.flush()])


def _drop(to: http.server.BaseHTTPRequestHandler) -> None:
    to.connection.close()


def _slow_head(to: http.server.BaseHTTPRequestHandler) -> None:
    for each in b"HTTP/1.1 200 OK\r\nX-A: " + bytes([65]) * 1000:
        to.wfile.write(bytes([each]))
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        (says(b"", 302, Location=f"https://{CLOSED}:1/"), rules.NotPublic),
        (says(b"", 302, Location="http://kalender.test/a.ics"), rules.NotSecure),
        (says(b"", 302, Location="file:///etc/passwd"), rules.NotSecure),
        (says(b"", 302), rules.TooManyRedirects),
        (says(b"", 307, Location="/a.ics"), rules.TooManyRedirects),
        (says(b"", 404), rules.NotThere),
        (says(b"", 410), rules.NotThere),
        (says(b"", 401), rules.NotAllowed),
        (says(b"", 403), rules.NotAllowed),
        (says(b"", 500), rules.WrongAnswer),
        (says(b"x", 200, Content_Encoding="br"), rules.WrongAnswer),
        (says(b"no gzip", 200, Content_Encoding="gzip"), rules.WrongAnswer),
        (says(gzip.compress(_GOOD)[:-9], 200, Content_Encoding="gzip"), rules.WrongAnswer),
        (says(bytes(rules.MOST_BYTES + 1)), rules.TooLong),
        (says(_bomb(), 200, Content_Encoding="gzip"), rules.TooLong),
        (on_and_on(bytes(2**16)), rules.TooLong),
        (_drop, rules.NoAnswer),
    ],
    ids=lambda each: getattr(each, "__name__", None),
)
def test_what_is_no_calendar_of_a_fair_size_is_refused(
    server: Server, answer: Answer, refusal: type[rules.Unusable]
) -> None:
    def by_number(name: str, _port: int) -> list[str]:
        return [CLOSED if name == CLOSED else OPEN]

    usual = way()[0]
    with pytest.raises(rules.Unusable) as refused:
        _fetch(server, answer, Way(by_number, usual.public, usual.trust, usual.seconds))
    assert refused.type is refusal


@pytest.mark.parametrize("answer", [on_and_on(b"x", 0.05), _slow_head], ids=["body", "head"])
def test_who_sends_a_byte_at_a_time_is_cut_off(server: Server, answer: Answer) -> None:
    began = time.monotonic()
    with pytest.raises(rules.TooSlow):
        _fetch(server, answer, way(seconds=0.3)[0])
    # The shorter of the two is sent for twenty seconds.
    assert time.monotonic() - began < 15


def test_a_name_that_nobody_answers_for_is_not_waited_for(server: Server) -> None:
    """Its look goes on as long as the test does."""
    over, usual, found = threading.Event(), way()[0], []

    def resolve(_name: str, _port: int) -> list[str]:
        over.wait(20)
        found.append(OPEN)
        return found

    with pytest.raises(rules.TooSlow):
        _fetch(server, says(_GOOD), Way(resolve, usual.public, usual.trust, 0.1))
    assert found == []
    over.set()


def test_a_calendar_comes_packed_or_not_over_three_redirects(server: Server) -> None:
    packed = says(gzip.compress(_GOOD), ETag='"2"', Content_Encoding="gzip", Last_Modified="Tue")
    server.answers |= {
        "/1": says(b"", 301, Location="/2"),
        "/2": says(b"", 302, Location=server.address("/3")),
        "/3": packed,
    }
    assert _fetch(server, says(b"", 308, Location="/1")) == Fetched(_GOOD, '"2"', "Tue")
    assert _fetch(server, says(_GOOD)) == Fetched(_GOOD, "", "")


def test_what_did_not_change_is_not_sent_again(server: Server) -> None:
    assert _fetch(server, says(b"", 304)) is None
    headers = server.asked[-1][1]
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('"1"', "Mon")


def test_a_name_is_asked_for_once_and_each_redirect_anew(server: Server) -> None:
    """A name that leads elsewhere the next time (rebinding) leads nowhere."""
    with serving(CLOSED) as inside:
        inside.answers["/a.ics"] = says(_GOOD)
        changing, asked = way(OPEN, CLOSED)
        assert _fetch(server, says(_GOOD), changing)
        assert asked == [NAME]
        with pytest.raises(rules.NotPublic):
            _fetch(server, says(b"", 302, Location=inside.address("/a.ics")), way(OPEN, CLOSED)[0])
        assert inside.asked == []


def test_one_number_that_is_not_public_is_enough(server: Server) -> None:
    usual = way()[0]
    both = Way(lambda *_: [OPEN, CLOSED], usual.public, usual.trust)
    with pytest.raises(rules.NotPublic):
        _fetch(server, says(_GOOD), both)


def test_the_certificate_must_be_good_for_the_name(server: Server) -> None:
    server.answers["/a.ics"] = says(_GOOD)
    with pytest.raises(rules.Untrusted):
        fetch(server.address("/a.ics", "lain.test"), etag="", last_modified="", way=way()[0])
    own = way()[0]
    with pytest.raises(rules.Untrusted):
        _fetch(server, says(_GOOD), Way(own.resolve, own.public))


def test_nothing_of_this_machine_is_reached_by_the_usual_way() -> None:
    for name in ("127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "169.254.1.1"):
        with pytest.raises(rules.NotPublic):
            fetch(f"https://{name}/", etag="", last_modified="", way=Way())
    for name in ("localhost", "hub.localhost", "metadata.google.internal", "printer.local"):
        with pytest.raises(rules.NoSuchName):
            numbers_of(name, 443)
