"""Known holes of pinned packages are found, and nobody is told that there are none unlooked."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests import audit
from tests.ports import free_port

_HOLE = {
    "id": "PYSEC-2099-1",
    "summary": "Others can read everything.",
    "modified": "2099-01-01T00:00:00Z",
    "published": "2099-01-01T00:00:00Z",
    "affected": [
        {
            "package": {"name": "waitress", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2099.1"}]}],
        }
    ],
}


class _Osv(BaseHTTPRequestHandler):
    """Answers as OSV.dev does; knows of one hole, in the package that the path names."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        known = asked["package"]["name"] == self.path.strip("/")
        body = json.dumps({"vulns": [_HOLE]} if known else {}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def osv() -> Iterator[str]:
    """Yield the address of a server of known holes."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Osv)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_known_hole_is_named_and_fails(osv: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main(["--offline-is-fine", "--osv", f"{osv}/waitress"]) == 1
    said = capsys.readouterr().out
    assert "waitress" in said
    assert "PYSEC-2099-1, mended in 2099.1" in said


def test_without_a_hole_it_says_how_many_were_looked_at(
    osv: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit.main(["--osv", osv]) == 0
    assert "pinned packages has a known hole." in capsys.readouterr().out


@pytest.mark.parametrize(("words", "status"), [([], 2), (["--offline-is-fine"], 0)])
def test_case_84_where_its_data_is_out_of_reach_it_says_so(
    words: list[str], status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit.main([*words, "--osv", f"http://127.0.0.1:{free_port()}"]) == status
    assert capsys.readouterr().out.startswith("Nothing was looked at")
