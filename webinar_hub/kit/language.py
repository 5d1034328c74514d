"""Sentences that become text in the reader's language later, with no web request needed."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel.support import NullTranslations, Translations

LANGUAGES = ("id", "en")
DEFAULT = "id"
_FOLDER = Path(__file__).parent.parent / "translations"
_current: ContextVar[str] = ContextVar("language", default=DEFAULT)


@cache
def _catalogue(language: str) -> NullTranslations:
    return NullTranslations() if language == "en" else Translations.load(_FOLDER, [language])


def uncompiled() -> list[str]:
    """Return the languages whose sentences are not there to be read; English needs none."""
    return [
        each
        for each in LANGUAGES
        if each != "en" and not (_FOLDER / each / "LC_MESSAGES" / "messages.mo").is_file()
    ]


def current() -> str:
    """Return the reader's language, "id" or "en"."""
    return _current.get()


def choose(language: str) -> None:
    """Set the reader's language for the rest of this context (a request, a letter)."""
    _current.set(language if language in LANGUAGES else DEFAULT)


@contextmanager
def reading(language: str) -> Iterator[None]:
    """Set the reader's language for a block."""
    token = _current.set(language if language in LANGUAGES else DEFAULT)
    try:
        yield
    finally:
        _current.reset(token)


def gettext(message: str) -> str:
    """Return the message in the current language."""
    return _catalogue(current()).gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the form of the message for the number, in the current language."""
    return _catalogue(current()).ngettext(singular, plural, number)


def filled(sentence: str, values: Mapping[str, Any]) -> str:
    """Return a sentence with its values in place: after "S.Pd." it ends with that full stop."""
    for name in _before_a_stop(sentence):
        if str(values[name]).endswith("."):
            sentence = sentence.replace(f"%({name})s.", f"%({name})s")
    return sentence % values


@lru_cache(maxsize=4096)
def _before_a_stop(sentence: str) -> list[str]:
    return re.findall(r"%\((\w+)\)s\.(?![\w.])", sentence)


@dataclass(frozen=True)
class Sentence:
    """An English sentence with named places, in the reader's language once it is text."""

    message: str
    values: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        text = gettext(self.message)
        return filled(text, dict(self.values)) if self.values else text


def _(message: str, **values: Any) -> Sentence:
    """Return a sentence that is translated when shown: `_("Only %(n)s places are left", n=3)`."""
    return Sentence(message, tuple(values.items()))
