"""Limits on attempts, counted in one table so that several processes share the count."""

from contextlib import suppress
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import case, delete, select

from webinar_hub.kit import clock, making
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotStored, TooMany
from webinar_hub.web.models import Attempts


def allow(name: str, *, most: int, per: timedelta) -> None:
    """Count an attempt under a name, in a transaction of its own.

    Raise TooMany when there were more than `most` in a window.
    """
    if count(name, per=per) > most:
        raise TooMany


def spend(name: str, *, most: int, per: timedelta) -> None:
    """Count an attempt as `allow` does, where pages are read: beyond the limit write nothing.

    A page that is being made to be kept does not depend on it. Reading goes on where the database
    cannot be written to, uncounted.
    """
    with making.aside():
        refuse_when_over(name, most=most, per=per)
        with suppress(NotStored):
            allow(name, most=most, per=per)


def count(name: str, *, per: timedelta) -> int:
    """Count something under a name, in a transaction of its own.

    Return how often it came in this window, this time with it.
    """
    return db.write(_count, name, per)


def refuse_when_over(name: str, *, most: int, per: timedelta) -> None:
    """Raise TooMany when `most` were counted under a name in a window; count nothing.

    For limits that only failures add to.
    """
    if reached(name, most=most, per=per):
        raise TooMany


def reached(name: str, *, most: int, per: timedelta) -> bool:
    """Say whether `most` were counted under a name in a window; count nothing."""
    lasting = Attempts.name == name[:200], Attempts.since > clock.now() - per
    return (db.session.scalar(select(Attempts.count).where(*lasting)) or 0) >= most


def _count(name: str, per: timedelta) -> int:
    now = clock.now()
    stale = Attempts.since <= now - per
    statement = (
        db.insert(Attempts)
        .values(name=name[:200], since=now, count=1)
        .on_conflict_do_update(
            index_elements=["name"],
            set_={
                "count": case((stale, 1), else_=Attempts.count + 1),
                "since": case((stale, now), else_=Attempts.since),
            },
        )
        .returning(Attempts.count)
    )
    return db.session.execute(statement).scalar_one()


def source(address: str | None) -> str:
    """Return the part of a network address that stands for one sender.

    All of it, or of IPv6 the 64 bits in front, behind which they choose freely.
    """
    try:
        found = ip_address(address or "")
    except ValueError:
        return ""
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((found, 64), strict=False))


def forget(before: datetime) -> None:
    """Delete counts whose window began before a moment; runs inside db.write."""
    db.session.execute(delete(Attempts).where(Attempts.since < before))


def forget_about(word: str) -> None:
    """Delete the counts whose name has a word, such as an address, between its colons.

    Runs inside db.write.
    """
    between = (":" + Attempts.name + ":").contains(f":{word}:", autoescape=True)
    db.session.execute(delete(Attempts).where(between))
