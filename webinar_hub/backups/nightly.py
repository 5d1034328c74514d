"""The backups that make themselves, one a night, and where they lie."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from webinar_hub.backups import writing
from webinar_hub.backups.contents import Stopped
from webinar_hub.config import Settings
from webinar_hub.kit import zones
from webinar_hub.records.upkeep.retention import BACKUPS_KEPT

KEPT = BACKUPS_KEPT.days
OVERDUE = timedelta(hours=48)
_BEGINS = time(1)
"""When the night's backup is due, in WIB; it is made then, or as soon as the worker runs again."""

_NIGHTLY, _BY_HAND, _BEFORE_UPGRADE = "nightly", "by-hand", "before-upgrade"
_SKIPPED = "skipped"
_MOMENT = "%Y-%m-%dT%H-%M-%S"


@dataclass(frozen=True)
class LastBackup:
    """When the last backup was made, how large it is, and why a later one was not made."""

    made_at: datetime | None
    size: int
    skipped: str

    def overdue(self, now: datetime) -> bool:
        """Say whether there is none of the last two days."""
        return self.made_at is None or now - self.made_at > OVERDUE


def by_hand(settings: Settings, now: datetime) -> Path:
    """Return where a backup goes that somebody asks for without saying where."""
    return _folder(settings) / f"{_BY_HAND}-{now:{_MOMENT}}.zip"


def before_upgrade(settings: Settings, now: datetime) -> Path:
    """Return where the backup goes that is made before the tables change."""
    return _folder(settings) / f"{_BEFORE_UPGRADE}-{now:{_MOMENT}}.zip"


def _folder(settings: Settings) -> Path:
    found = settings.instance / "backups"
    found.mkdir(mode=0o700, exist_ok=True)
    return found


def last_backup(settings: Settings) -> LastBackup:
    """Return what lies there of the last backup of an installation."""
    made = _made(settings)
    skipped = settings.instance / "backups" / _SKIPPED
    return LastBackup(
        made_at=made[-1][0] if made else None,
        size=made[-1][1].stat().st_size if made else 0,
        skipped=skipped.read_text("utf-8") if skipped.is_file() else "",
    )


def _made(settings: Settings) -> list[tuple[datetime, Path]]:
    """Return when each backup was made that lies there, the latest last."""
    files = (settings.instance / "backups").glob("*.zip")
    return sorted((_moment(file), file) for file in files if _is_ours(file))


def _is_ours(file: Path) -> bool:
    return file.stem.startswith((_NIGHTLY, _BY_HAND, _BEFORE_UPGRADE))


def _moment(file: Path) -> datetime:
    return datetime.strptime(file.stem[-19:], _MOMENT).replace(tzinfo=UTC)


def make(settings: Settings, *, now: datetime) -> bool:
    """Make this night's backup unless it is there; return whether it did. Raises Stopped."""
    nights = [at for at, file in _made(settings) if file.stem.startswith(_NIGHTLY)]
    if nights and nights[-1] >= _last_night(now):
        return False
    skipped = _folder(settings) / _SKIPPED
    try:
        writing.write(settings, _folder(settings) / f"{_NIGHTLY}-{now:{_MOMENT}}.zip", now=now)
    except Stopped as problem:
        skipped.write_text(str(problem), "utf-8")
        raise
    skipped.unlink(missing_ok=True)
    _let_go(settings, now)
    return True


def _last_night(now: datetime) -> datetime:
    local = now.astimezone(zones.WIB.info)
    night = datetime.combine(local.date(), _BEGINS, zones.WIB.info)
    return night if night <= local else night - timedelta(days=1)


def _let_go(settings: Settings, now: datetime) -> None:
    made = _made(settings)
    nights = [file for _at, file in made if file.stem.startswith(_NIGHTLY)]
    old = [file for at, file in made if file not in nights and now - at > BACKUPS_KEPT]
    for file in [*nights[:-KEPT], *old]:
        file.unlink()
