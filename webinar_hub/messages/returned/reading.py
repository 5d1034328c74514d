"""Read what mail servers report of letters (RFC 3464, and older shapes), from bytes alone.

Anybody can send such a report. So it only counts where it holds the Message-ID of one of our
letters, which nobody else knows, and what is not understood is unknown.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from enum import StrEnum

from webinar_hub.kit.text import clean

LIMIT = 256 * 1024
"""More of a report than this is not read; what matters stands before the returned letter."""

_BOUNDARIES, _BLOCKS, _DEPTH, _PARTS, _LINES = 20, 5_000, 6, 40, 400
_TEXT, _FIELD = 20_000, 1_000
_LONG = re.compile(rb"content-type[ \t]*:(?:[^\r\n]|[\r\n]+[ \t]){1000}", re.IGNORECASE)
"""A header that the parser would take minutes for."""

_CHARSETS = re.compile(
    r"utf-?8$|(us-)?ascii$|latin|iso-?8859|windows-|cp\d|koi8|gb|big5|shift|iso-2022|euc|ks_c"
)
"""The charsets of letters; Python knows others, which decode to no text or take minutes."""

_OURS = r"<([a-z2-7]{16})@%s>"
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_NAMED = re.compile(r"<([^<>\s]{1,250}@[^<>\s]{1,250})>:")
_REPLIED = re.compile(
    r"auto(matic|mated|matische)?[ -]?(reply|response|respons)|out of (the )?office|"
    r"(balasan|respon|respons|jawaban) otomatis|di ?luar kantor|sedang cuti|vacation",
    re.IGNORECASE,
)
_QMAIL = re.compile(r"^\s*(hi\. this is the|sorry, we were unable to deliver)", re.IGNORECASE)
_COPY_BELOW = "--- below this line is a copy of the message"
_EXIM = "this message was created automatically by mail delivery software"
_EXIM_FAILED = "could not be delivered to"


class Kind(StrEnum):
    """What became of a letter, as a report says."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    RELAYED = "relayed"
    AUTO_REPLY = "auto-reply"
    UNKNOWN = "unknown"


_ACTIONS = {
    "failed": Kind.FAILED,
    "delayed": Kind.DELAYED,
    "delivered": Kind.DELIVERED,
    "relayed": Kind.RELAYED,
    "expanded": Kind.RELAYED,
}


@dataclass(frozen=True)
class Report:
    """What a report says of one letter.

    receivers: the addresses by which it names whom the letter was for, the final one first, in
    small letters. status as `5.1.1` (RFC 3463), text the server's own words, message_id the part of
    our Message-ID before the @; each is "" where it is not said.
    """

    kind: Kind
    receivers: tuple[str, ...] = ()
    status: str = ""
    text: str = ""
    message_id: str = ""


UNKNOWN = Report(Kind.UNKNOWN)


def read(content: bytes, *, host: str) -> Report:
    """Return what a message reports of a letter that this host sent."""
    content = content[:LIMIT]
    blocks = content.replace(b"\r", b"").count(b"\n\n")
    boundaries = content.lower().count(b"boundary")
    if boundaries > _BOUNDARIES or blocks > _BLOCKS or _LONG.search(content):
        return UNKNOWN
    try:
        message = BytesParser(policy=compat32).parsebytes(content)
        return _read(message, host)
    # Whatever somebody sends, the next message is read.
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, HeaderParseError):
        return UNKNOWN


def _read(message: Message, host: str) -> Report:
    parts = list(_parts(message))
    if len(parts) > _PARTS:
        return UNKNOWN
    groups = [group for part in parts for group in _groups(part)]
    if groups:
        return _reported(groups, _message_id(message, parts, host))
    if message.get_content_type() == "multipart/report":
        return UNKNOWN
    told = _plain(message, parts, host)
    return Report(Kind.AUTO_REPLY) if told is UNKNOWN and _is_reply(message) else told


def _parts(message: Message, depth: int = 0) -> Iterator[Message]:
    """Yield the parts of a message, not those of the letter that it returns."""
    yield message
    if depth < _DEPTH and message.get_content_maintype() == "multipart":
        inner = message.get_payload()
        for part in inner[: _PARTS + 1] if isinstance(inner, list) else ():
            if isinstance(part, Message):
                yield from _parts(part, depth + 1)


def _groups(part: Message) -> Iterator[dict[str, str]]:
    """Yield the fields of each receiver in a part that tells the status of a delivery."""
    if part.get_content_type() not in (
        "message/delivery-status",
        "message/global-delivery-status",
    ):
        return
    for block in re.split(r"\n\s*\n", _status_text(part)):
        fields = _fields(block)
        if "final-recipient" in fields or "original-recipient" in fields:
            yield fields


def _status_text(part: Message) -> str:
    """Return a part as it was typed; the parser takes it for messages, block by block."""
    payload = part.get_payload()
    if isinstance(payload, list):
        blocks = [each for each in payload if isinstance(each, Message)]
        text = "\n\n".join(_block(each) for each in blocks)
    else:
        text = _decoded(part)
    encoded = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    if isinstance(payload, list) and encoded in ("base64", "quoted-printable"):
        bare = Message()
        bare["Content-Transfer-Encoding"] = encoded
        bare.set_payload(text)
        text = _decoded(bare)
    return text.replace("\r", "")


def _block(block: Message) -> str:
    lines = "\n".join(f"{name}: {value}" for name, value in block.items())
    rest = block.get_payload()
    return f"{lines}\n{rest}" if isinstance(rest, str) and rest.strip() else lines


def _fields(block: str) -> dict[str, str]:
    """Return the fields of a block by name in small letters, the first of each."""
    unfolded = re.sub(r"\n[ \t]+", " ", block.strip("\n"))
    found: dict[str, str] = {}
    for line in unfolded.split("\n")[:_LINES]:
        name, colon, value = line.partition(":")
        if colon and re.fullmatch(r"[A-Za-z-]{1,60}", name.strip()):
            found.setdefault(name.strip().lower(), value.strip())
    return found


def _reported(groups: list[dict[str, str]], message_id: str) -> Report:
    """Return what all groups say; unknown where they do not say the same.

    Each letter has one receiver: several say what became of it where they were forwarded to.
    """
    reports = {_group(fields, message_id) for fields in groups}
    if len({(each.kind, each.status) for each in reports}) != 1:
        return Report(Kind.UNKNOWN, message_id=message_id)
    first = _group(groups[0], message_id)
    receivers = dict.fromkeys(
        each for fields in groups for each in _group(fields, message_id).receivers
    )
    return Report(first.kind, tuple(receivers), first.status, first.text, message_id)


def _group(fields: dict[str, str], message_id: str) -> Report:
    kind = _ACTIONS.get(re.split(r"[\s(;]", fields.get("action", "").lower())[0], Kind.UNKNOWN)
    named = (_address(fields.get(f"{each}-recipient", "")) for each in ("final", "original"))
    text = _plain_line(fields.get("diagnostic-code", ""))
    status = _status(fields.get("status", ""), text)
    if kind is Kind.FAILED and status.startswith("2"):
        kind = Kind.UNKNOWN
    return Report(kind, tuple(dict.fromkeys(filter(None, named))), status, text, message_id)


def _status(said: str, text: str) -> str:
    """Return the status; where it says nothing but its class, the one in the server's words."""
    stated = found.group(1) if (found := _STATUS.search(said)) else ""
    if stated and not stated.endswith(".0.0"):
        return stated
    worded = found.group(1) if (found := _STATUS.search(text)) else ""
    return worded if worded and worded[0] in (stated[:1] or worded[0]) else stated


def _address(typed: str) -> str:
    """Return the address in a field such as `rfc822; somebody@example.org`."""
    kind, semicolon, value = typed[:_FIELD].partition(";")
    found = re.search(r"[^\s<>;\"]{1,250}@[^\s<>;\"]{1,250}", value if semicolon else kind)
    return found.group(0).lower() if found else ""


def _plain_line(text: str) -> str:
    """Return a text as one line without its kind, `smtp;`, and as a database can hold it."""
    return clean(re.sub(r"^[A-Za-z0-9-]{1,30};", "", text[:_TEXT].strip()))[:500]


def _message_id(message: Message, parts: list[Message], host: str) -> str:
    """Return our Message-ID: of the letter that is returned, else of what this answers."""
    ours = re.compile(_OURS % re.escape(host), re.IGNORECASE)
    answered = (str(message.get(name, "")) for name in ("In-Reply-To", "References"))
    for text in (*(_returned_id(part) for part in parts), *answered):
        if found := ours.search(text):
            return found.group(1).lower()
    return ""


def _returned_id(part: Message) -> str:
    """Return the Message-ID of the letter in a part that returns one, whole or its headers."""
    if part.get_content_type() in ("text/rfc822-headers", "text/rfc822"):
        return _fields(_decoded(part).replace("\r", "")).get("message-id", "")
    inner = part.get_payload()
    if part.get_content_type() in ("message/rfc822", "message/global", "message/global-headers"):
        first = inner[0] if isinstance(inner, list) and inner else None
        return str(first.get("Message-ID", "")) if isinstance(first, Message) else ""
    return ""


def _is_reply(message: Message) -> bool:
    submitted = str(message.get("Auto-Submitted", "")).lower()
    if submitted.startswith("auto-replied"):
        return True
    if str(message.get("Precedence", "")).lower().strip() == "auto_reply":
        return True
    if any(message.get(name) for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder")):
        return True
    return bool(_REPLIED.search(_subject(message)))


def _subject(message: Message) -> str:
    typed = str(message.get("Subject", ""))[:1000]
    try:
        return str(make_header(decode_header(typed)))
    except (ValueError, LookupError, HeaderParseError):
        return typed


def _plain(message: Message, parts: list[Message], host: str) -> Report:
    """Return what a report in words alone says, as qmail and Exim write them."""
    first = next((part for part in parts if part.get_content_type() == "text/plain"), None)
    text = _decoded(first).replace("\r", "")[:_TEXT] if first is not None else ""
    told, below, copied = _cut(text)
    receivers = _told_of(told, message, below=below)
    if len(receivers) != 1:
        return UNKNOWN
    ours = re.compile(_OURS % re.escape(host), re.IGNORECASE)
    found = ours.search(_fields(copied.split("\n\n")[0]).get("message-id", ""))
    message_id = found.group(1).lower() if found else _message_id(message, parts, host)
    words = _after(told, receivers[0])
    return Report(Kind.FAILED, receivers, _status("", words), words, message_id)


def _told_of(told: str, message: Message, *, below: bool) -> tuple[str, ...]:
    """Return whom a letter did not reach, by the words of qmail or Exim; nobody for other words.

    below: whether the letter follows, as it always does with qmail.
    """
    small = told.lower()
    listed = str(message.get("X-Failed-Recipients", ""))[:_TEXT]
    failed = list(filter(None, map(_address, listed.split(","))))
    if _EXIM in small and _EXIM_FAILED in small and failed:
        return tuple(dict.fromkeys(failed))
    if below and _QMAIL.match(told):
        return tuple(dict.fromkeys(each.lower() for each in _NAMED.findall(told)))
    return ()


def _cut(text: str) -> tuple[str, bool, str]:
    """Return what is told, whether the letter follows, and the letter."""
    small = text.lower()
    for mark in (_COPY_BELOW, "------ this is a copy of the message"):
        if (at := small.find(mark)) >= 0:
            return text[:at], True, text[at:].partition("\n")[2].lstrip("\n")
    return text, False, ""


def _after(text: str, receiver: str) -> str:
    """Return what stands after the address in a text, up to the next empty line, as one line."""
    at = text.lower().find(receiver)
    return _plain_line(re.split(r"\n\s*\n", text[at + len(receiver) :].lstrip(">:\n "))[0])


def _decoded(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    charset = part.get_content_charset("utf-8")
    try:
        return content.decode(charset if _CHARSETS.match(charset) else "utf-8", "replace")
    except LookupError:
        return content.decode("utf-8", "replace")
