"""What a database or a disk means by an error.

One refusal by kind, and the cause in the log, once, under its number.
"""

import errno
import logging
import sqlite3

from sqlalchemy.exc import DBAPIError, OperationalError

from webinar_hub.kit import tokens
from webinar_hub.kit.errors import Busy, Refused, Unreachable, Unwritable
from webinar_hub.kit.language import Sentence

_log = logging.getLogger("webinar_hub")

_ON_SQLITE: dict[int, type[Refused]] = {
    sqlite3.SQLITE_BUSY: Busy,
    sqlite3.SQLITE_LOCKED: Busy,
    sqlite3.SQLITE_PROTOCOL: Busy,
    sqlite3.SQLITE_FULL: Unwritable,
    sqlite3.SQLITE_READONLY: Unwritable,
    sqlite3.SQLITE_IOERR: Unwritable,
    sqlite3.SQLITE_CANTOPEN: Unreachable,
}
"""By primary result code (sqlite.org/rescode.html).

The kind of trouble stands in the upper bits.
"""

_ON_POSTGRESQL: dict[str, type[Refused]] = {
    "40001": Busy,  # serialization_failure
    "40P01": Busy,  # deadlock_detected
    "55P03": Busy,  # lock_not_available
    "53100": Unwritable,  # disk_full
    "25006": Unwritable,  # read_only_sql_transaction
}

_ON_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


def kind(error: BaseException) -> type[Refused] | None:
    """Return the refusal that an error of the database or disk amounts to.

    None: something is broken, or it is no error of a database or a disk.
    """
    if isinstance(error, OSError):
        return Unwritable if error.errno in _ON_DISK else None
    if not isinstance(error, DBAPIError):
        return None
    if isinstance(error.orig, sqlite3.Error):
        return _ON_SQLITE.get(getattr(error.orig, "sqlite_errorcode", 0) & 0xFF)
    if error.connection_invalidated:
        return Busy
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        return Unreachable if isinstance(error, OperationalError) else None
    return _ON_POSTGRESQL.get(state)


def refusal(error: BaseException) -> Refused | None:
    """Return the refusal that says an error to people, its cause written into the log.

    None as for kind.
    """
    found = kind(error)
    if found is None:
        return None
    cause = " ".join(str(error.orig if isinstance(error, DBAPIError) else error).split())
    if found is Busy:
        _log.warning("busy: %s", cause)
        return Busy()
    return noted(found, cause)


def noted(found: type[Refused], cause: str) -> Refused:
    """Return a refusal whose sentence has the number under which the log now says the cause."""
    reference = tokens.plain_code(8)
    _log.error("reference %s: %s: %s", reference, found.code, cause)
    return found(Sentence(found.sentence.message, (("reference", reference),)))
