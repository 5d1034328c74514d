"""Decide how certificates are numbered: what a pattern prints, and whether two can print the same.

A pattern is text with tokens: {number} ({number:03} has three digits at least), {issuer}, {kind},
{month} in roman numerals and {year}.
"""

import re
import string
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _

DEFAULT = "{number:03}/SERT/{issuer}/{month}/{year}"
STATEMENTS = "{number:03}/KET-HADIR/{issuer}/{month}/{year}"
"""How statements of attendance are numbered, whoever gives them."""

ASSIGNMENTS = "{number:03}/SURAT-TUGAS/{issuer}/{month}/{year}"
"""How letters of assignment are numbered, whoever gives them."""

KIND_AT_MOST = 12
"""How long the word of a kind may be; it has capital letters alone."""

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_TOKEN = re.compile(r"\{(?:(number)(?::0([1-9]))?|(issuer|kind|month|year))\}")
_NEEDED_TOKENS = {"number", "issuer", "year"}
_NUMBER_LENGTH = 80


class BadPattern(Refused):
    """The pattern would not give each certificate a number of its own."""

    sentence = _(
        "The number pattern needs {number}, {issuer} and {year}, may have {kind} and {month}, and nothing else in braces."
    )


class PatternsCollide(Refused):
    """Two patterns can print the same number."""


def number_from_pattern(
    pattern: str, *, number: int, issuer: str, kind: str, month: int, year: int
) -> str:
    """Return a certificate's number, such as 012/SERT/S-JAJAR/XI/2026; month is 1 to 12.

    Raises BadPattern.
    """
    values = {"issuer": issuer, "kind": kind, "month": _ROMAN[month - 1], "year": str(year)}
    found = {token[1] or token[3] for token in _TOKEN.finditer(pattern)}
    if not found >= _NEEDED_TOKENS or set("{}") & set(_TOKEN.sub("", pattern)):
        raise BadPattern
    text = _TOKEN.sub(
        lambda token: str(number).zfill(int(token[2] or 0)) if token[1] else values[token[3]],
        pattern,
    )
    if len(text) > _NUMBER_LENGTH:
        raise BadPattern
    return text


def try_pattern(pattern: str, issuer: str) -> None:
    """Raise BadPattern where a pattern could not print a long number."""
    number_from_pattern(
        pattern, number=99_999, issuer=issuer, kind="W" * KIND_AT_MOST, month=8, year=2000
    )


def names_kind(pattern: str) -> bool:
    """Say whether each kind has a line of numbers of its own; else all kinds share one."""
    return "{kind}" in pattern


def filled(pattern: str, issuer: str) -> str:
    """Return a pattern with the short name in its place."""
    return pattern.replace("{issuer}", issuer)


@dataclass(frozen=True)
class Taken:
    """A filled pattern that is or was in use; name is that of its secretariat."""

    filled: str
    name: str
    own: bool


def refuse_collision(wanted: str, taken: Iterable[Taken]) -> None:
    """Raise PatternsCollide where a filled pattern can print a number that another can print.

    One's own earlier pattern does no harm where only the zeros in front differ: the line of
    numbers goes on.
    """
    for other in taken:
        if other.own and _without_zeros(wanted) == _without_zeros(other.filled):
            continue
        if can_collide(wanted, other.filled):
            raise PatternsCollide(
                _(
                    "A number could be given twice: “%(name)s” has or had the pattern %(pattern)s. Choose another short name, or add a word to the pattern that the other does not have.",
                    name=other.name,
                    pattern=other.filled,
                )
            )


def can_collide(one: str, other: str) -> bool:
    """Say whether two filled patterns have a number in common; any digits count as a number."""
    left, right = _signs(one), _signs(other)
    waiting, seen = [(0, 0)], {(0, 0)}
    while waiting:
        at, there = waiting.pop()
        if (at, there) == (len(left), len(right)):
            return True
        if at == len(left) or there == len(right) or not left[at].of & right[there].of:
            continue
        steps = {
            (at + left_step, there + right_step)
            for left_step in ((0, 1) if left[at].repeats else (1,))
            for right_step in ((0, 1) if right[there].repeats else (1,))
        }
        waiting += steps - seen
        seen |= steps
    return False


class _Sign(NamedTuple):
    """One sign out of some, or one or more of them."""

    of: frozenset[str]
    repeats: bool = False


_DIGITS = frozenset(string.digits)
_OF_TOKEN = {
    "number": [_Sign(_DIGITS, repeats=True)],
    "kind": [_Sign(frozenset(string.ascii_uppercase), repeats=True)],
    "month": [_Sign(frozenset("IVX"), repeats=True)],
    "year": [_Sign(_DIGITS)] * 4,
}
_PIECE = re.compile(r"\{(number|kind|month|year)(?::\d+)?\}|(.)", re.DOTALL)


def _signs(pattern: str) -> list[_Sign]:
    return [
        sign
        for token, letter in _PIECE.findall(pattern)
        for sign in (_OF_TOKEN[token] if token else [_Sign(frozenset(letter))])
    ]


def _without_zeros(pattern: str) -> str:
    return re.sub(r"\{number:\d+\}", "{number}", pattern)
