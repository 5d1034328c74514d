"""Draw a notulen: its facts in, the bytes of a tagged PDF out, of as many pages as it takes."""

from collections.abc import Sequence

from webinar_hub.papers.printing import Section, Top, begun


def draw(top: Top, sections: Sequence[Section], logo: bytes | None) -> bytes:
    """Draw the notulen as a PDF, the same bytes for the same facts. Raises Unprintable."""
    paper, sheet = begun(top, logo)
    for heading, texts, listed in sections:
        sheet.section(heading, texts, listed=listed)
    return paper.finish()
