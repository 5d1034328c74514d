"""Read the kind and the region that a cell of a table names."""

from functools import cache

from webinar_hub.kit import language
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import Sentence, _
from webinar_hub.kit.text import search_key
from webinar_hub.network import regions
from webinar_hub.network.models import OrganisationKind
from webinar_hub.network.words import KINDS, SHORT_KINDS

_EVERYWHERE = ("", "indonesia", "seluruh indonesia", "nasional", "whole country")
"""What stands in the cell of the region where an organisation works in all of the country."""


class BadLine(Refused):
    """A line that cannot be taken in; its sentences say why."""

    def __init__(self, *sentences: Sentence) -> None:
        super().__init__(sentences[0])
        self.sentences = sentences


def kind_named(text: str) -> OrganisationKind | None:
    """Return the kind that a text names, in either language or in short; None for none."""
    return _kinds().get(search_key(text))


@cache
def _kinds() -> dict[str, OrganisationKind]:
    found = dict(SHORT_KINDS)
    for kind, word in KINDS.items():
        found[search_key(kind.value)] = kind
        for name in language.LANGUAGES:
            with language.reading(name):
                found[search_key(str(word))] = kind
                found[search_key(str(word).partition(" (")[0])] = kind
                found[search_key(str(word).partition(" (")[2])] = kind
    found.pop("", None)
    return found


def kind_written(text: str) -> OrganisationKind | None:
    """Return the kind that a cell names, None for an empty one. Raises BadLine."""
    kind = kind_named(text)
    if text and kind is None:
        raise BadLine(
            _("“%(what)s” is no kind of organisation that the hub knows.", what=text[:60])
        )
    return kind


def region_written(text: str) -> str | None:
    """Return the code of the region that a cell names, None for all. Raises BadLine."""
    if search_key(text) in _EVERYWHERE:
        return None
    meant = regions.named(text)
    if not meant:
        likely = regions.likely(text)
        if likely:
            raise BadLine(
                _(
                    "“%(what)s” is no province, district or city. Is it %(likely)s?",
                    what=text[:60],
                    likely=likely,
                )
            )
        raise BadLine(_("“%(what)s” is no province, district or city.", what=text[:60]))
    if len(meant) > 1:
        raise BadLine(
            _(
                "“%(what)s” may be %(several)s. Write which.",
                what=text[:60],
                several=" / ".join(row.name for row in meant),
            )
        )
    return meant[0].code
