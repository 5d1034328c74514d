"""What is in a backup: a list of itself, database, journal, settings and stored files."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from webinar_hub.config import PREFIX, Settings
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.files import StoreFailed, parted

FORMAT = 1
LIST, DATABASE, JOURNAL, SETTINGS, FILES = (
    "manifest.json",
    "database",
    "journal.jsonl",
    "config.toml",
    "files/",
)


class Stopped(Exception):
    """A backup cannot be made, read or put back; the text says why and what to do."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself.

    revision: that of the tables; rows: how many each table has; files: the SHA-256 of each part.
    link_key: by what that key is known again, not the key. elsewhere: the settings that came from
    the environment, so that they are not in the file.
    """

    version: str
    revision: str
    made_at: str
    engine: str
    rows: dict[str, int]
    files: dict[str, str]
    link_key: str
    elsewhere: list[str]
    format: int = FORMAT

    @property
    def moment(self) -> datetime:
        """Return when it was made."""
        return datetime.fromisoformat(self.made_at)

    def text(self) -> str:
        """Return it as JSON."""
        return json.dumps(asdict(self), indent=1)


def read_list(text: bytes) -> Manifest:
    """Return what a backup says of itself. Raises Stopped."""
    try:
        said = json.loads(text)
        if said["format"] != FORMAT:
            raise Stopped(
                f"It was made by version {said['version']}, in a form that this version does not "
                "know: restore it with that version or a newer one."
            )
        return Manifest(**{field.name: said[field.name] for field in fields(Manifest)})
    except (ValueError, KeyError, TypeError):
        raise Stopped("It does not say what is in it: this is no backup of the hub.") from None


def stored_name(part: str) -> tuple[str, str] | None:
    """Return room and name of the stored file that a part of a backup is; None for another part."""
    return parted(part.removeprefix(FILES)) if part.startswith(FILES) else None


@contextmanager
def told_of_store() -> Iterator[None]:
    """Stop, and say why, where a store does not do something with files inside the block."""
    try:
        yield
    except Refused as refusal:
        if isinstance(refusal.__cause__, StoreFailed):
            raise Stopped(f"{refusal.__cause__}.") from None
        raise


def known_by(settings: Settings) -> str:
    """Return by what the link key is known again, from which nobody learns it."""
    return hashlib.sha256(f"webinar-hub backup {settings.link_key}".encode()).hexdigest()[:16]


def from_environment() -> list[str]:
    """Return the names of the settings that stand in the environment."""
    names = (field.name for field in fields(Settings) if field.name not in ("instance", "chosen"))
    return [name for name in names if PREFIX + name.upper() in os.environ]
