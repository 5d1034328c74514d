"""The chapters of a recording: what is typed of them, and where each begins in the video."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from webinar_hub.kit import text as plain
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _

MOST = 30
"""How many chapters a recording has at most."""

_LINE = re.compile(
    r"(?:(\d{1,2})[:.])?(\d{1,4})[:.](\d{2})"
    r"(?:\s*[–-]\s*(?:\d{1,2}[:.])?\d{1,4}[:.]\d{2}\b)?[\s–-]+(\S.*)"
)
"""When a chapter begins, perhaps until when, and what it is about."""

_AT_SECONDS = ("youtube.com", "www.youtube.com", "m.youtube.com", "youtu.be")
"""The hosts whose videos an address opens at a second."""


class BadChapters(Refused):
    """A line does not say when a chapter begins, or it begins after the recording ends."""


@dataclass(frozen=True)
class Chapter:
    """A part of a recording: after how many seconds it begins, and what it is about."""

    begins: int
    words: str

    @property
    def mark(self) -> str:
        """Return when it begins as players write it: 0:00, 11:30, 1:21:05."""
        minutes, seconds = divmod(self.begins, 60)
        hours, rest = divmod(minutes, 60)
        return f"{hours}:{rest:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def typed(text: str, minutes: int) -> str:
    """Return the lines of somebody's list as they are kept, by when they begin.

    minutes: how long the recording is. Raises BadChapters.
    """
    lines = [line for each in text.splitlines() if (line := each.strip())]
    if len(lines) > MOST:
        raise BadChapters(_("A recording has at most %(most)s chapters.", most=MOST))
    found = sorted((_read(line, minutes) for line in lines), key=lambda each: each.begins)
    return "\n".join(f"{each.mark} {each.words}" for each in found)


def kept(text: str) -> list[Chapter]:
    """Return the chapters of lines that were kept."""
    return [each for line in text.splitlines() if (each := _parsed(line))]


def blanked(text: str, pattern: re.Pattern[str]) -> str:
    """Return lines without what the chapters are about in which a pattern is found."""
    lines = (f"{each.mark} {plain.blanked(each.words, pattern)}" for each in kept(text))
    return "\n".join(lines)


def address_at(link: str, begins: int) -> str:
    """Return the address of a video at a second, "" where its host opens none so."""
    parts = urlsplit(link)
    if parts.hostname not in _AT_SECONDS:
        return ""
    asked = [each for each in parse_qsl(parts.query) if each[0] not in ("t", "start")]
    return urlunsplit(parts._replace(query=urlencode([*asked, ("t", f"{begins}s")]), fragment=""))


def _read(line: str, minutes: int) -> Chapter:
    chapter = _parsed(line)
    if chapter is None or chapter.begins >= minutes * 60:
        raise BadChapters(
            _(
                "“%(line)s” does not begin with a time within the recording. Write 11:30 or 1:21:05, then what it is about.",
                line=line[:60],
            )
        )
    return chapter


def _parsed(line: str) -> Chapter | None:
    if not (found := _LINE.fullmatch(line)):
        return None
    hours, minutes, seconds = (int(each or 0) for each in found.groups()[:3])
    if seconds > 59 or (hours and minutes > 59):
        return None
    return Chapter((hours * 60 + minutes) * 60 + seconds, found[4])
