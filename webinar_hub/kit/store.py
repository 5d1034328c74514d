"""Files in a store that speaks S3, so that several machines have the same ones.

Imported only where one is set. The library works in threads of its own, which a fork would lose:
nothing may be asked of a store before the processes of the hub are on their way.
"""

import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import lru_cache
from typing import NoReturn

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from webinar_hub.kit import causes
from webinar_hub.kit.errors import Refused, Unreachable, Unwritable
from webinar_hub.kit.files import Stored, StoreFailed, parted, path_of

PATIENCE = 4.0
"""For how many seconds a page waits for the store."""

PAUSE = 5.0
"""For how many seconds nobody waits for a store that has just kept somebody waiting."""

_AT_ONCE = 200
_NO_BUCKET, _DENIED = "NoSuchBucket", ("401", "403")
_NOT_ALLOWED = "it does not take the key, or does not allow this"
_STATUS = re.compile(r"status code: (\d{3}[A-Za-z ]*)")


@lru_cache(maxsize=4)
def opened(bucket: str, endpoint: str, region: str, key: str, secret: str) -> "Store":
    """Return the store of these settings, always the same one, whose connections stay open."""
    return Store(bucket, endpoint, region, key, secret)


class Store:
    """Files in a bucket that holds nothing else, each as an object called room/name."""

    def __init__(
        self,
        bucket: str,
        endpoint: str,
        region: str,
        key: str,
        secret: str,
        *,
        patience: float = PATIENCE,
        pause: float = PAUSE,
    ) -> None:
        self._where = f"{endpoint}/{bucket}"
        self._patience, self._pause, self._again_at = patience, pause, 0.0
        self._store = S3Store(
            bucket,
            endpoint=endpoint,
            region=region,
            access_key_id=key,
            secret_access_key=secret,
            # Not every store deletes many at a time.
            disable_bulk_delete=True,
            client_options={
                "allow_http": endpoint.startswith("http://"),
                "connect_timeout": timedelta(seconds=patience / 2),
                "timeout": timedelta(seconds=patience),
            },
            # What arrives while a kept connection is being closed is asked once more.
            retry_config={"max_retries": 1, "retry_timeout": timedelta(seconds=patience / 2)},
        )

    def put(self, room: str, name: str, content: bytes) -> None:
        """Store the content: the store has it whole when it answers. Raises Unwritable."""
        with self._asking(Unwritable):
            obstore.put(self._store, path_of(room, name), content, use_multipart=False)

    def get(self, room: str, name: str) -> bytes | None:
        """Return the stored content, None where there is none. Raises Unreachable."""
        with self._asking(Unreachable):
            try:
                return bytes(obstore.get(self._store, path_of(room, name)).bytes())
            except FileNotFoundError as missing:
                if _NO_BUCKET in str(missing):
                    raise
                return None

    def remove(self, room: str, names: Iterable[str]) -> None:
        """Delete what is stored under these names. Raises Unreachable."""
        if paths := [path_of(room, name) for name in names]:
            with self._asking(Unreachable):
                obstore.delete(self._store, paths)

    def every(self) -> Iterator[Stored]:
        """Yield everything that is stored, in the order of the names. Raises Unreachable."""
        with self._asking(Unreachable):
            for some in obstore.list(self._store, chunk_size=_AT_ONCE):
                for each in some:
                    if found := parted(each["path"]):
                        yield Stored(*found, each["size"])

    @contextmanager
    def _asking(self, refused: type[Refused]) -> Iterator[None]:
        """Refuse what the store does not do inside the block.

        A store that does not answer would hold every thread of the hub, one page after the other:
        so after one that waited for nothing, all are refused at once for a while, then one asks.
        """
        now = time.monotonic()
        if now < self._again_at:
            self._refuse(refused, "it did not answer a moment ago")
        if self._again_at:
            self._again_at = now + self._patience
        try:
            yield
        except (BaseError, FileNotFoundError) as error:
            reason, answers = _reason(error)
            self._again_at = 0.0 if answers else time.monotonic() + self._pause
            self._refuse(refused, reason)
        self._again_at = 0.0

    def _refuse(self, refused: type[Refused], reason: str) -> NoReturn:
        said = f"The store of files {self._where}: {reason}"
        raise causes.noted(refused, said) from StoreFailed(said)


def _reason(error: Exception) -> tuple[str, bool]:
    """Return what an error of the library means, and whether the store gave an answer at all."""
    # The library's own kinds of error are not the same for a list as for an object.
    said = str(error)
    if _NO_BUCKET in said:
        return "there is no such bucket", True
    if status := _STATUS.search(said):
        denied = status[1][:3] in _DENIED
        return _NOT_ALLOWED if denied else f"it answers {status[1]}", True
    first = said.partition("\n")[0]
    return ("it does not answer", False) if "HTTP error" in first else (first, True)
