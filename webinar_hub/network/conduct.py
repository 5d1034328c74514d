"""The code of conduct.

The text that comes with the hub is version 1, each that the network writes instead the next.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import ScalarSelect, func, select

from webinar_hub.history.actions import note
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound
from webinar_hub.network import rules
from webinar_hub.network.models import ConductText

FIRST = 1


class Conduct(NamedTuple):
    """One version of the code, in both languages; since None: it came with the hub."""

    version: int
    body_id: str
    body_en: str
    since: datetime | None

    def body(self, language: str) -> str:
        """Return the text in a language."""
        return self.body_en if language == "en" else self.body_id


@cache
def _first() -> Conduct:
    folder = Path(__file__).parent
    indonesian, english = (
        (folder / f"conduct.{language}.txt").read_text("utf-8").strip() for language in ("id", "en")
    )
    return Conduct(FIRST, indonesian, english, None)


def current() -> Conduct:
    """Return the version that holds now."""
    latest = db.session.scalar(select(ConductText).order_by(ConductText.version.desc()).limit(1))
    return _conduct(latest) if latest is not None else _first()


def of_version(version: int) -> Conduct:
    """Return a version, so that everybody can read what they agreed to; raise NotFound."""
    if version == FIRST:
        return _first()
    found = db.session.scalar(select(ConductText).where(ConductText.version == version))
    if found is None:
        raise NotFound
    return _conduct(found)


def versions() -> Sequence[int]:
    """Return the numbers of all versions, the newest first."""
    return [
        *db.session.scalars(select(ConductText.version).order_by(ConductText.version.desc())),
        FIRST,
    ]


def current_version() -> ScalarSelect[int]:
    """Return the number of the version that holds where a row is written."""
    return select(func.coalesce(func.max(ConductText.version), FIRST)).scalar_subquery()


def write(body_id: str, body_en: str, *, by: Actor, now: datetime) -> Conduct:
    """Put a text in the place of the one that holds; earlier ones stay readable.

    Runs inside db.write. Raises ConductIncomplete.
    """
    if not (body_id and body_en):
        raise rules.ConductIncomplete
    before = current()
    if (body_id, body_en) == (before.body_id, before.body_en):
        return before
    written = ConductText(version=before.version + 1, body_id=body_id, body_en=body_en, since=now)
    db.session.add(written)
    db.session.flush()
    note(
        by,
        "wrote the code of conduct",
        written,
        now=now,
        before={"version": before.version},
        after={"version": written.version},
    )
    return _conduct(written)


def _conduct(row: ConductText) -> Conduct:
    return Conduct(row.version, row.body_id, row.body_en, row.since)
