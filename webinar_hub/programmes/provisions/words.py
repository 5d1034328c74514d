"""What a session has so that more people can take part, as people read it."""

from collections.abc import Mapping
from typing import Any

from webinar_hub.kit.language import Sentence, _
from webinar_hub.programmes.models import Meeting
from webinar_hub.programmes.provisions import rules
from webinar_hub.programmes.provisions.models import Provision, SignLanguage
from webinar_hub.programmes.rehearsing import rehearsed_at

PROVISIONS: dict[Provision, Sentence] = {
    Provision.SIGN_LANGUAGE: _("Sign language interpreter (JBI)"),
    Provision.CAPTIONS: _("Live captions by a typist"),
    Provision.DIAL_IN: _("Taking part by voice alone, over a telephone line"),
    Provision.MATERIALS: _("Materials in a form that a screen reader reads, before the session"),
    Provision.REHEARSAL: _("Rehearsal the day before"),
}
SIGN_LANGUAGES: dict[SignLanguage, Sentence] = {
    SignLanguage.BISINDO: _("BISINDO"),
    SignLanguage.SIBI: _("SIBI"),
    SignLanguage.BOTH: _("BISINDO and SIBI"),
}


def named(kind: Provision, said: str) -> str:
    """Return what is provided as everybody may read it: no telephone number, no hour."""
    word = str(PROVISIONS[kind])
    if kind is Provision.SIGN_LANGUAGE:
        return f"{word}: {SIGN_LANGUAGES[SignLanguage(said)]}"
    return word


def all_named(provided: Mapping[str, Any]) -> list[str]:
    """Return the same of all that is provided, in its order."""
    return [named(kind, said) for kind, said in rules.listed(provided).items()]


def dated(meeting: Meeting) -> list[str]:
    """Return the same of a meeting, with the hour of its rehearsal in the three zones."""
    return [_dated(kind, said, meeting) for kind, said in rules.listed(meeting.provided).items()]


def all_whole(meeting: Meeting) -> list[str]:
    """Return the same as whoever has a place reads it, with the number of the telephone."""
    return [whole(kind, said, meeting) for kind, said in rules.listed(meeting.provided).items()]


def whole(kind: Provision, said: str, meeting: Meeting) -> str:
    """Return what is provided as the desk and whoever has a place read it."""
    line = _dated(kind, said, meeting)
    return f"{line}: {said}" if kind is Provision.DIAL_IN and said else line


def _dated(kind: Provision, said: str, meeting: Meeting) -> str:
    line = named(kind, said)
    return f"{line}: {rehearsed_at(meeting)}" if kind is Provision.REHEARSAL else line
