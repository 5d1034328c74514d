"""Decide whether a text can be a letter, and take it apart; plain text and placeholders, no more.

`{name}` stands within a line for a value; `{link}` stands on a line of its own for a part of the
letter that the hub writes. Nothing else in braces means anything, so nothing else is taken.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.kit.text import clean_lines, visible
from webinar_hub.messages.kinds import Worded
from webinar_hub.messages.wording.words import VALUES

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_BEFORE_A_STOP = re.compile(rf"{_PLACEHOLDER.pattern}(\.(?![\w.]))?")
_HOST = re.compile(r"\w\.\w{2}")
_LINK = re.compile(
    r"https://(?:(?!xn--)[a-z0-9-]+\.)+[a-z]{2,}(?:/[\w.~/?#=&%+:,!$*;-]*)?",
    re.ASCII | re.IGNORECASE,
)
_AROUND_A_LINK = "([<>)“”\"'.,;:!?…*"


class UnfitSubject(Refused):
    """The subject cannot stand in a letter; the sentence says why."""


class UnfitBody(Refused):
    """The text cannot be a letter; the sentence says why."""


class ChangedMeanwhile(Refused):
    """Somebody else saved another text since the form was opened."""

    status = 409
    sentence = _("Somebody else changed this text meanwhile. Open it again to see theirs.")


@dataclass(frozen=True)
class Words:
    """A letter's subject and text, with placeholders."""

    subject: str
    body: str


@dataclass(frozen=True)
class Line:
    """A line as its receiver reads it: pieces of text, and whether each is a link."""

    pieces: tuple[tuple[str, bool], ...]

    def __str__(self) -> str:
        return "".join(text for text, _link in self.pieces)


@dataclass(frozen=True)
class Passage:
    """Lines, or the name of a part that the hub writes."""

    part: str = ""
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Filled:
    """Words with their values in place."""

    subject: str
    passages: tuple[Passage, ...]


def tidied(words: Words) -> Words:
    """Return words without what only hides or reorders text; the subject is one line."""
    lines = clean_lines(words.body).split("\n")
    return Words(visible(words.subject), "\n".join(map(visible, lines)))


def check(words: Words, offered: Worded) -> None:
    """Raise UnfitSubject or UnfitBody where the words cannot be a letter of a kind."""
    _check_subject(words.subject, offered)
    body = words.body
    _check_placeholders(body, offered, UnfitBody)
    for line in body.split("\n"):
        for name in _PLACEHOLDER.findall(line):
            if name not in VALUES and line.strip() != f"{{{name}}}":
                raise UnfitBody(_("{%(name)s} stands on a line of its own.", name=name))
    for name in offered.needs:
        if f"{{{name}}}" not in body:
            raise UnfitBody(_("{%(name)s} is missing: the message needs it.", name=name))
    for typed in _links(body):
        if not _LINK.fullmatch(typed):
            raise UnfitBody(
                _(
                    "A link begins with https:// and has plain letters only: %(link)s cannot stand here.",
                    link=typed[:60],
                )
            )


def fits(words: Words, offered: Worded) -> bool:
    """Say whether words can be a letter of a kind."""
    try:
        check(words, offered)
    except (UnfitSubject, UnfitBody):
        return False
    return bool(words.subject and words.body)


def filled(words: Words, values: Mapping[str, str]) -> Filled:
    """Return words with their values in place of the placeholders."""
    return Filled(visible(_put_values(words.subject, values)), tuple(_passages(words.body, values)))


def _check_subject(subject: str, offered: Worded) -> None:
    _check_placeholders(subject, offered, UnfitSubject)
    for name in _PLACEHOLDER.findall(subject):
        if name not in VALUES:
            raise UnfitSubject(_("{%(name)s} cannot stand in a subject.", name=name))
    if any(_links(subject)):
        raise UnfitSubject(_("A link cannot stand in a subject."))


def _check_placeholders(text: str, offered: Worded, unfit: type[Refused]) -> None:
    for name in _PLACEHOLDER.findall(text):
        if name not in offered.names:
            raise unfit(_("{%(name)s} is no placeholder of this message.", name=name[:40]))
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        raise unfit(_("A brace stands only around a placeholder, such as {name}."))


def _links(text: str) -> Iterator[str]:
    """Yield what mail programs make a link of, and names of hosts with letters like ours."""
    for word in text.split():
        foreign = any(sign.isalpha() and not sign.isascii() for sign in word)
        if "://" in word or "www." in word.lower() or (foreign and _HOST.search(word)):
            yield word.strip(_AROUND_A_LINK)


def _passages(body: str, values: Mapping[str, str]) -> Iterator[Passage]:
    lines: list[Line] = []
    for line in [*body.split("\n"), ""]:
        alone = _PLACEHOLDER.fullmatch(line.strip())
        part = alone[1] if alone and alone[1] not in VALUES else ""
        if lines and (part or not line.strip()):
            yield Passage(lines=tuple(lines))
            lines = []
        if part:
            yield Passage(part)
        elif line.strip():
            lines.append(_line(line, values))


def _line(line: str, values: Mapping[str, str]) -> Line:
    pieces, rest = [], 0
    for link in _links(line):
        at = line.index(link, rest)
        pieces += [(_put_values(line[rest:at], values), False), (link, True)]
        rest = at + len(link)
    pieces.append((_put_values(line[rest:], values), False))
    return Line(tuple(piece for piece in pieces if piece[0]))


def _put_values(text: str, values: Mapping[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        put, stop = values[found[1]], found[2] or ""
        return put if put.endswith(".") else put + stop

    return _BEFORE_A_STOP.sub(value, text)
