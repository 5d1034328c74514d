"""Passwords: what may be one, and how it is kept and checked.

Plain values in, an answer or a refusal out.
"""

import re
import sys
import time
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from itertools import cycle
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from webinar_hub.kit.errors import Busy, Refused, TooMany
from webinar_hub.kit.language import _
from webinar_hub.kit.text import search_key
from webinar_hub.kit.turns import Turns

AT_LEAST, AT_MOST = 12, 200
"""Characters."""

_WORDS = Path(__file__).with_name("data") / "common_words.txt"
_FEWEST_KINDS = 5
_SHORTEST_REST = 4
_ROWS = ("01234567890123456789", "qwertyuiopasdfghjklzxcvbnm", "abcdefghijklmnopqrstuvwxyz")

# RFC 9106's parameters for small machines: 19 MiB and some 40 ms a hash. Not more than two at once,
# or sign-ins alone could take
# the machine's memory and both of its processors.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_AT_ONCE = 2
_turns = BoundedSemaphore(_AT_ONCE)
_which = cycle(range(_AT_ONCE))
_lines: list[Turns] = []
"""As many lines as hashes at once, in each of which all web processes of a hub stand."""
_PATIENCE = 3.0


class TooShort(Refused):
    """A password of fewer than twelve characters."""

    sentence = _(
        "Write at least %(least)s characters. Several words that have nothing to do with each other are easy to remember.",
        least=AT_LEAST,
    )


class TooLong(Refused):
    """A password of more than two hundred characters."""

    sentence = _("Write at most %(most)s characters.", most=AT_MOST)


class Guessable(Refused):
    """A password that others try first."""

    sentence = _(
        "This one is guessed quickly: it is a common word, a row of keys, or your own name or organisation. Add other words to it."
    )


def check(password: str, own: Iterable[str]) -> None:
    """Raise TooShort, TooLong or Guessable unless a password may be used.

    own: names and addresses of whose it is.
    """
    if len(password) > AT_MOST:
        raise TooLong
    if len(password) < AT_LEAST:
        raise TooShort
    if guessable(password, own):
        raise Guessable


def guessable(password: str, own: Iterable[str]) -> bool:
    """Say whether a password is little more than one word that others try first.

    That is a common word, a row of keys or words of one's own; digits and signs do not count.
    """
    flat = search_key(password).replace(" ", "").replace("_", "")
    if len(set(flat)) < _FEWEST_KINDS or _repeated(flat) in _common() or _in_a_row(flat):
        return True
    rest = "".join(letter for letter in flat if letter.isalpha())
    if not rest:
        return _in_a_row(_repeated(flat))
    strange = _without_own(rest, own)
    return (strange != rest and len(strange) < _SHORTEST_REST) or _repeated(strange) in _common()


def _in_a_row(flat: str) -> bool:
    """Say whether signs stand in a row on the keyboard, forwards or backwards."""
    return any(flat in row or flat[::-1] in row for row in _ROWS)


def _without_own(letters: str, own: Iterable[str]) -> str:
    """Return letters without the words of somebody's own names and addresses."""
    keys = [search_key(name) for name in own]
    words = {word for key in keys for word in (key.replace(" ", ""), *re.split(r"[\W_]+", key))}
    for word in sorted((word for word in words if len(word) > 2), key=len, reverse=True):
        letters = letters.replace(word, "")
    return letters


def _repeated(text: str) -> str:
    """Return what a text repeats: "rahasia" for "rahasiarahasia"."""
    return text[: (text + text).find(text, 1)] if text else ""


@cache
def _common() -> frozenset[str]:
    return frozenset(
        line for line in _WORDS.read_text("utf-8").splitlines() if not line.startswith("#")
    )


def hashed(password: str) -> str:
    """Return what is kept of a password (argon2id with its salt and parameters).

    Raise TooMany where the machine has no turn for it.
    """
    with _turn():
        return _hasher.hash(_plain(password))


def fits(kept: str | None, typed: str) -> bool:
    """Say whether a typed password is the kept one; no kept one (None) takes as long to refuse.

    Raises TooLong, TooMany.
    """
    if len(typed) > AT_MOST:
        raise TooLong
    with _turn():
        try:
            _hasher.verify(kept or _nobodys(), _plain(typed))
        except VerifyMismatchError:
            return False
    return kept is not None


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody's")


def share(folder: Path) -> None:
    """Queue up together with every other process that was given this folder."""
    _lines[:] = [Turns(sys.maxsize, folder / f"hashing-{number}") for number in range(_AT_ONCE)]


@contextmanager
def _turn() -> Iterator[None]:
    until = time.monotonic() + _PATIENCE
    if not _turns.acquire(timeout=_PATIENCE):
        raise TooMany
    try:
        with _shared_turn(until):
            yield
    except Busy:
        raise TooMany from None
    finally:
        _turns.release()


def _shared_turn(until: float) -> AbstractContextManager[None]:
    return _lines[next(_which)].turn(until) if _lines else nullcontext()


def _plain(password: str) -> str:
    # The same letters from another keyboard are the same password (RFC 8265).
    return unicodedata.normalize("NFC", password)
