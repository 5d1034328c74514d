"""The door to stored files: a folder of this machine, or a store that several machines share."""

from pathlib import Path
from typing import Protocol

from webinar_hub.kit.files import Files, Folder


class Place(Protocol):
    """What the settings say of where files are stored."""

    @property
    def files(self) -> Path:
        """Return the folder of this machine."""

    @property
    def store(self) -> tuple[str, str, str, str, str] | None:
        """Return bucket, endpoint, region, key and secret of a store, None where none is set."""


def at(place: Place) -> Files:
    """Return the stored files of an installation."""
    if place.store is None:
        return Folder(place.files)
    from webinar_hub.kit import store

    return store.opened(*place.store)
