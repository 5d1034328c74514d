"""The backups that make themselves, one a night, and where they lie."""

from datetime import datetime
from pathlib import Path

from webinar_hub.config import Settings


def folder(settings: Settings) -> Path:
    """Return the folder of the backups, which only its owner opens."""
    found = settings.instance / "backups"
    found.mkdir(mode=0o700, exist_ok=True)
    return found


def by_hand(settings: Settings, now: datetime) -> Path:
    """Return where a backup goes that somebody asks for without saying where."""
    return folder(settings) / f"by-hand-{now:%Y-%m-%dT%H-%M-%S}.zip"
