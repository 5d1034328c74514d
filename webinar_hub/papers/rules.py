"""Decide what the history tells of a paper, and whether it may be written over."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.papers.models import Notulen, Terms

_TOLD = ("language",)


def lengths(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return how long each text is: the history outlives what is erased of the texts."""
    return {
        name: value if name in _TOLD or isinstance(value, Enum) else len(value)
        for name, value in facts.items()
        if value
    }


class PaperChanged(Refused):
    """Somebody else wrote the paper or removed it while this form was open."""

    status = 409
    sentence = _(
        "Somebody else changed this text while you were writing. Nothing was overwritten: compare, then save once more."
    )


def version_of(paper: Terms | Notulen | None) -> int:
    """Return the version of a paper as it is stored, 0 where there is none."""
    return 0 if paper is None else paper.version
