"""Draw the first page of a file: what is in it, and what is missing and where it is made."""

from collections.abc import Sequence
from dataclasses import dataclass

from webinar_hub.filing.wording import WORDS
from webinar_hub.kit.typesetting import spelled
from webinar_hub.papers.printing import Top, begun, spelled_out


@dataclass(frozen=True)
class Contents:
    """What became of the parts.

    inside: what each is called, and how many files it has; missing: with the address where it is
    made; lost: what could not be put in.
    """

    inside: Sequence[tuple[str, int]]
    missing: Sequence[tuple[str, str]]
    lost: Sequence[str]


def draw(
    top: Top, logo: bytes | None, contents: Contents, elsewhere: Sequence[str], notes: Sequence[str]
) -> bytes:
    """Return the page as a tagged PDF; elsewhere: what is a link; notes: what stands at its end.

    A letter that no font has stands there by its number: a file must not fail for one title.
    """
    words = WORDS[top.language]
    paper, sheet = begun(spelled_out(top), logo)
    inside = [
        words.several.format(name=name, number=number) if number > 1 else name
        for name, number in contents.inside
    ]
    missing = [f"{name}: {where}" for name, where in contents.missing]
    for heading, lines in (
        (words.inside, inside),
        (words.elsewhere, elsewhere),
        (words.missing, missing),
        (words.lost, contents.lost),
    ):
        if lines:
            sheet.section(heading, [*map(spelled, lines)], listed=True)
    for note in notes:
        sheet.gap()
        sheet.paragraph([note])
    return paper.finish()
