"""Decide what a failed delivery says of an address, from the server's status and words."""

import re
from datetime import datetime, timedelta

from webinar_hub.messages.models import Cause

HARD = (Cause.NO_SUCH, Cause.NO_HOST, Cause.CLOSED)
"""One of these is enough: no letter will arrive there."""

SOFT = (Cause.FULL, Cause.LATER)
"""These pass; they count where they go on for days."""

FOR_DAYS = timedelta(days=2)
"""For how long what passes must go on until an address counts as failing."""

PAUSE = timedelta(days=1)
"""After how long a failing address is tried again with a service letter."""

BELIEVED = timedelta(days=30)
"""A report of a letter that went before this is no longer believed: servers try for a week."""

_MOST = 1_000
_ENHANCED = re.compile(r"^\s*(?:\d{3}[ -])?([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_ADDRESS = re.compile(r"[^\s<>]+@[^\s<>]+|https?://\S+")
_POLICY = re.compile(
    r"spam|black ?list|block(ed)?\b|block ?list|dnsbl|\brbl\b|reputation|polic(y|ies)|dmarc|\bspf\b"
    r"|dkim|authenticat|\brates?\b|too many|grey ?list|relay|access denied|not (allowed|authori[sz])"
    r"|permission|prohibit|virus|bounc|suppress|verif|suspicious|banned|throttl|restricted|unsolicited"
    r"|\bsender\b|mail from|return.?path|\behlo|\bhelo|\bptr\b|reverse dns|your (ip|host|server)"
)
_FULL = re.compile(
    r"quota|exceeded storage|mailbox (is )?full|(insufficient|out of|not enough) .{0,20}(storage|space)|inbox is full"
    r"|(user|account).{0,40} full"
)
_WHO = r"(user|recipient|mailbox|address|account|alias|addressee|penerima|akun|alamat)"
_NO_SUCH = re.compile(
    rf"{_WHO}( is)? (unknown|not found)|no such (local )?{_WHO}|unknown (or illegal|local|{_WHO})"
    rf"|{_WHO}.{{0,60}}(does ?n[o']t|does not|no longer|doesn) ?exist|doesn't have a|invalid {_WHO}"
    rf"|not a valid {_WHO}|no (mailbox|account) (here )?by that name|no mailbox here"
    rf"|{_WHO}.{{0,30}} tidak (ditemukan|terdaftar|dikenal|ada)|not our customer"
)
_CLOSED = re.compile(
    rf"{_WHO}.{{0,60}}(disabled|inactive|deactivated|closed|terminated|discontinued|nonaktif)"
)
_NO_HOST = re.compile(
    r"(host|domain)[ a-z]{0,30}not found|nxdomain|no such (host|domain)|name service error"
    r"|domain .{0,80}(does not|doesn't) exist|nullmx|null mx|does not accept (e-?)?mail"
)
_OF_LETTER = ("5.2.3", "5.2.4", "5.3.4", "5.6.")
_BY_STATUS = {
    "5.1.1": Cause.NO_SUCH,
    "5.1.3": Cause.NO_SUCH,
    "5.1.6": Cause.NO_SUCH,
    "5.1.10": Cause.NO_SUCH,
    "5.1.2": Cause.NO_HOST,
    "5.2.1": Cause.CLOSED,
    "5.2.2": Cause.FULL,
    "5.4.1": Cause.LATER,
    "5.4.2": Cause.LATER,
    "5.4.7": Cause.LATER,
}
_VAGUE = re.compile(r"5\.0\.0|5\.1\.0|5\.2\.0|5\.3\.0|5\.4\.[034]|5\.5\.[0-9]|")


def status_in(text: str) -> str:
    """Return the enhanced status with which a server's answer begins (RFC 2034), "" for none."""
    found = _ENHANCED.match(text)
    return found.group(1) if found else ""


def cause(status: str, text: str) -> Cause:
    """Return what a delivery that failed for good says of the address.

    Unknown wherever status and words do not say it together: a mark that is missing costs a letter,
    a wrong one somebody's place.
    """
    words = _ADDRESS.sub(" ", text[:_MOST].lower())
    if status.startswith("4"):
        return _passing(status, words)
    if status.startswith("5.7.") or _POLICY.search(words):
        return Cause.POLICY
    if status.startswith(_OF_LETTER):
        return Cause.LETTER
    if status in _BY_STATUS:
        return _stated(status, text, words)
    return _by_words(words) if _VAGUE.fullmatch(status) else Cause.UNKNOWN


def _stated(status: str, text: str, words: str) -> Cause:
    """Return what a status says where the server's own words carry it, or say the same.

    Some programs put the status of an unknown user beside whatever a server answered.
    """
    said = Cause.FULL if _FULL.search(words) else _BY_STATUS[status]
    if said not in HARD or not text.strip() or status in text or _by_words(words) in HARD:
        return said
    return Cause.UNKNOWN


def _passing(status: str, words: str) -> Cause:
    if status.startswith("4.7.") or _POLICY.search(words):
        return Cause.POLICY
    return Cause.FULL if status == "4.2.2" or _FULL.search(words) else Cause.LATER


def _by_words(words: str) -> Cause:
    """Return what words alone say, unknown where they say several things."""
    said = {
        Cause.FULL: _FULL.search(words),
        Cause.NO_HOST: _NO_HOST.search(words),
        Cause.NO_SUCH: None if _NO_HOST.search(words) else _NO_SUCH.search(words),
        Cause.CLOSED: _CLOSED.search(words),
    }
    found = [each for each, match in said.items() if match]
    if set(found) == {Cause.NO_SUCH, Cause.CLOSED}:
        return Cause.NO_SUCH
    return found[0] if len(found) == 1 else Cause.UNKNOWN


def marks(why: Cause, *, since: datetime, now: datetime) -> bool:
    """Say whether an address counts as failing that has failed since then."""
    return why in HARD or (why in SOFT and now - since >= FOR_DAYS)
