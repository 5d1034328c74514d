"""What we do with read-only links: make and end them. Each runs inside db.write."""

from datetime import datetime

from sqlalchemy import update

from webinar_hub.accounts.models import ReadingLink
from webinar_hub.accounts.reading import queries as reading_links
from webinar_hub.accounts.reading import rules as reading_rules
from webinar_hub.accounts.roles import queries as holders
from webinar_hub.accounts.roles import rules as role_rules
from webinar_hub.history import journal
from webinar_hub.history.actions import note
from webinar_hub.history.journal import Fact
from webinar_hub.kit import tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.people.models import Role

_LENGTH = 32


def token(link_key: bytes, by_id: int | None, form_id: str) -> str:
    """Return what stands in the address of the link that a form makes (158 bits).

    A second press shows the same one, which is not kept.
    """
    return tokens.spelled(link_key, "reading link", f"{by_id}:{form_id}", _LENGTH)


def make(
    token_digest: str,
    *,
    label: str,
    region_code: str | None,
    until: datetime,
    by: Actor,
    now: datetime,
) -> ReadingLink:
    """Let whoever has a link read the figures of a region until a moment.

    token_digest is that of what stands in its address.

    Raises FromAProvinceUp, LastsTooLong, BeyondCeiling, BeyondDate, EndsTooSoon.
    """
    reading_rules.may_make_link(holders.roles_of(by, now), region_code, until, now=now)
    again = reading_links.reading_link(token_digest)
    if again is not None:
        return again
    facts = {"label": label, "region_code": region_code, "expires_at": until}
    made = ReadingLink(
        token_digest=token_digest, by_id=by.id, by_label=by.label, made_at=now, **facts
    )
    db.session.add(made)
    db.session.flush()
    note(
        by,
        "made a read-only link",
        made,
        now=now,
        after={"label": label, "region": region_code, "until": until},
        scope=region_code or "",
    )
    return made


def end(link: ReadingLink, *, by: Actor, now: datetime) -> ReadingLink:
    """Let a link open nothing any more. Raises BeyondCeiling."""
    locked = db.lock(ReadingLink, link.id)
    role_rules.may_settle(holders.roles_of(by, now), Role.VIEWER, locked.region_code)
    if locked.ended_at is None:
        locked.ended_at = now
        note(
            by,
            "ended a read-only link",
            locked,
            now=now,
            before={"label": locked.label},
            scope=locked.region_code or "",
        )
        journal.remember(Fact.READING, {locked.key: 0})
    return locked


def opened(link_id: int, *, now: datetime) -> None:
    """Remember that a link was opened just now."""
    db.session.execute(update(ReadingLink).where(ReadingLink.id == link_id).values(seen_at=now))
