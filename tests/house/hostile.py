"""A tag in everything that people typed, which must stay a text wherever it is shown."""

import re
from collections.abc import Iterator, Mapping

from sqlalchemy import Column, String, Text, update

from webinar_hub.kit.db import Base, db

TAG = "xss"
_RAW = f'<{TAG} a="b">'
_OUR_OWN = re.compile(
    r"key$|code|digest|zone|language|version|fingerprint|format|secret|number_pattern|link$|red$|blue$|logo|led_to|subject_kind|verb|form_id|reasons"
)
"""Columns that only the hub itself fills, by their names."""

_NOT_TYPED = (
    *("kind", "email", "phone", "name", "source", "text_version", "subject", "file"),
    # A sentence of the hub, by which rule somebody was matched.
    "why",
)


def _typed() -> Iterator[Column[str]]:
    """Yield the columns that hold what people typed.

    Texts that are no keys, no words of our own and point nowhere.
    """
    for each in Base.metadata.sorted_tables:
        for column in each.columns:
            plain = (
                type(column.type) in (String, Text)
                and not column.foreign_keys
                and not column.unique
            )
            if plain and not _OUR_OWN.search(column.name) and column.name not in _NOT_TYPED:
                yield column
    yield from (
        Base.metadata.tables[each].c["name"]
        for each in ("person", "programme", "organisation", "series", "evidence")
    )


def spoil() -> None:
    """Put a tag after everything that was typed."""
    for column in _typed():
        db.session.execute(update(column.table).where(column != "").values({column: column + _RAW}))
    db.session.commit()


def shows_a_tag(text: str, headers: Mapping[str, str]) -> bool:
    """Say whether a browser would take what was typed for a tag."""
    return f"<{TAG}" in text and headers.get("Content-Type", "").startswith(
        ("text/html", "image/svg")
    )
