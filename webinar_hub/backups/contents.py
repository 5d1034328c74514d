"""What is in a backup: a list of itself, database, journal, settings and stored files."""

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path

from webinar_hub.config import PREFIX, Settings

FORMAT = 1
LIST, DATABASE, JOURNAL, SETTINGS, FILES = (
    "manifest.json",
    "database",
    "journal.jsonl",
    "config.toml",
    "files/",
)
_STORED = re.compile(r"files/[a-z_]+/[A-Za-z0-9][A-Za-z0-9.]*")


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


def stored_name(part: str) -> Path | None:
    """Return where a part of a backup belongs among the stored files, None for any other part."""
    return Path(part.removeprefix(FILES)) if _STORED.fullmatch(part) else None


def known_by(settings: Settings) -> str:
    """Return by what the link key is known again, from which nobody learns it."""
    return hashlib.sha256(f"webinar-hub backup {settings.link_key}".encode()).hexdigest()[:16]


def from_environment(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return the names of the settings that stand in the environment."""
    names = (field.name for field in fields(Settings) if field.name not in ("instance", "chosen"))
    return [name for name in names if PREFIX + name.upper() in environment]
