"""Reports of many mail servers, each read right or as unknown."""

import base64
from pathlib import Path

import pytest

from webinar_hub.messages.returned import reading, rules
from webinar_hub.messages.returned.reading import Kind, Report

HERE = Path(__file__).parent
HOST, KEY, TO = "hub.example.org", "aaaabbbbccccdddd", "maria@yayasan.example"


def _shapes() -> dict[str, str]:
    blocks = (HERE / "shapes.txt").read_text("utf-8").split("=== ")[1:]
    return {name: text for name, _newline, text in (block.partition("\n") for block in blocks)}


SHAPES = _shapes()
LINES = [
    tuple(cell.strip() for cell in line.split("|"))
    for line in (HERE / "reports.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def report(
    shape: str, action: str, status: str, text: str, *, to: str = TO, key: str = KEY
) -> bytes:
    """Return a message of a shape, as mail servers send it."""
    filled = SHAPES[shape]
    said = {"action": action, "status": status, "text": text, "to": to, "id": f"{key}@{HOST}"}
    for name in ("text", "action", "status", "to", "id"):
        filled = filled.replace(f"{{{name}}}", said[name])
    return filled.replace("\n", "\r\n").encode()


def read(content: bytes) -> Report:
    """Read a message as the hub at this host does."""
    return reading.read(content, host=HOST)


def test_there_are_two_hundred_and_each_shape_is_among_them() -> None:
    """The collection stays whole."""
    assert len(LINES) >= 200
    assert {line[0] for line in LINES} == set(SHAPES)


def test_each_report_says_what_became_of_a_letter_or_is_unknown() -> None:
    """What it says, of whom, of which letter, and what follows for the address."""
    wrong = []
    for shape, action, status, text, kind, cause in LINES:
        found = read(report(shape, action, status, text))
        says = (found.kind.value, "-")
        if found.kind is Kind.FAILED:
            says = ("failed", rules.cause(found.status, found.text).value)
            assert (found.message_id, TO in found.receivers) == (KEY, True), (shape, text)
        if says != (kind, cause):
            wrong.append((shape, status, text, says))
    assert wrong == []


@pytest.mark.parametrize("host", ["other.example.org", "hub-example.org", "xhub.example.org"])
def test_a_report_of_another_hosts_letter_names_none_of_ours(host: str) -> None:
    """Whoever does not have a Message-ID of ours can only make one up."""
    content = report("postfix", "failed", "5.1.1", "550 5.1.1 User unknown")
    foreign = content.replace(HOST.encode(), host.encode())
    assert read(foreign).message_id == ""


def test_a_message_id_in_what_the_report_says_itself_is_no_returned_letter() -> None:
    """Only headers of the letter, or of what the report answers, count."""
    content = report("postfix", "failed", "5.1.1", f"550 Message-ID: <{KEY}@{HOST}>", key="x")
    assert read(content).message_id == ""


def test_an_encoded_status_part_is_read() -> None:
    """RFC 3464 has it in seven bits; some servers encode it all the same."""
    status = (
        f"Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; {TO}\nAction: failed\nStatus: 5.1.1\n"
    )
    content = (
        f"In-Reply-To: <{KEY}@{HOST}>\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; boundary="e"\n\n--e\n'
        "Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n"
        f"{base64.encodebytes(status.encode()).decode()}\n--e--\n"
    )
    found = read(content.encode())
    assert found == Report(Kind.FAILED, (TO,), "5.1.1", "", KEY)


def _nested(depth: int) -> bytes:
    head = "".join(
        f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n' for n in range(depth)
    )
    return f"MIME-Version: 1.0\n{head}Content-Type: text/plain\n\nHalo\n".encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 1000,
        b"\xff\xfe" * 5000,
        b"Subject: " + b"=?utf-8?B?" * 20_000,
        b"Content-Type: multipart/report; boundary=\n\n--\n--\n",
        b"Content-Type: multipart/report; boundary*0*=x'y'%zz\n\n--zz\n",
        b"Content-Type: text/plain; charset=no-such-charset\n\nhalo",
        b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n====",
        _nested(10),
        _nested(5000),
        b'Content-Type: multipart/mixed; boundary="a"\n\n' + b"--a\n\nx\n" * 30_000,
        b"A: b\n" * 60_000,
        b"Content-Type: message/rfc822\n\n" * 8_000,
        b"X-Failed-Recipients: " + b"a@b.example," * 20_000 + b"\n\nhalo",
    ],
    ids=lambda content: f"{len(content)}-{content[:20]!r}",
)
def test_what_is_broken_or_made_to_break_is_unknown(content: bytes) -> None:
    """None of it stops the reader."""
    assert read(content).kind is Kind.UNKNOWN


@pytest.mark.parametrize(
    "made_long",
    [b"Content-Type: text/plain; x=" + b";" * 1500 + b"\r\n", b"\r\n" * 11_000],
    ids=["header", "blocks"],
)
def test_what_the_parser_would_take_minutes_for_is_not_parsed(made_long: bytes) -> None:
    """A quarter of a megabyte of it takes most of one."""
    content = report("postfix", "failed", "5.1.1", "550 5.1.1 User unknown")
    head, below = content.split(b"\r\n\r\n", 1)
    assert read(content).kind is Kind.FAILED
    assert read(head + b"\r\n\r\n" + made_long + below).kind is Kind.UNKNOWN


def test_what_is_too_large_is_read_only_so_far() -> None:
    """What stands before the returned letter is enough."""
    content = report("postfix", "failed", "5.1.1", "550 5.1.1 User unknown")
    assert read(content + b"x" * 10_000_000).kind is Kind.FAILED
    assert read(b"X: y\n" * (reading.LIMIT // 5 + 1) + content).kind is Kind.UNKNOWN
