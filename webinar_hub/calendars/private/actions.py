"""What we do with private subscriptions. Each runs inside db.write."""

from datetime import datetime

from sqlalchemy import update

from webinar_hub.calendars.models import Feed
from webinar_hub.calendars.private import queries
from webinar_hub.calendars.private.rules import AT_MOST, Holder, TooManyFeeds
from webinar_hub.history import journal
from webinar_hub.history.actions import note
from webinar_hub.history.journal import Fact
from webinar_hub.kit import tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.people.models import Person

_LENGTH = 32


def token(link_key: bytes, holder: Holder, form_id: str) -> str:
    """Return what stands in the address of the subscription that a form makes (158 bits).

    A second press shows the same one, which is not kept.
    """
    return tokens.spelled(link_key, "feed", f"{holder}:{form_id}", _LENGTH).lower()


def make(holder: Holder, token_digest: str, *, label: str, by: Actor, now: datetime) -> Feed:
    """Let whoever has a token subscribe to what a holder has. Raises TooManyFeeds."""
    db.lock(Person, holder.person_id)
    again = queries.made_with(token_digest)
    if again is not None:
        return again
    if queries.number_of(holder) >= AT_MOST:
        raise TooManyFeeds
    made = Feed(
        token_digest=token_digest,
        person_id=holder.person_id,
        kind=holder.kind,
        organisation_id=holder.organisation_id,
        registration_key=holder.registration_key,
        link_version=holder.link_version,
        label=label,
        made_at=now,
    )
    db.session.add(made)
    db.session.flush()
    note(by, "made a calendar", made, now=now)
    return made


def end(feed: Feed, *, by: Actor, now: datetime) -> None:
    """Let the token of a subscription open nothing any more."""
    locked = db.lock(Feed, feed.id)
    if locked.ended_at is None:
        locked.ended_at = now
        note(by, "ended a calendar", locked, now=now)
        journal.remember(Fact.FEED, {locked.key: 0})


def used(feed_id: int, client: str, *, now: datetime) -> None:
    """Remember that a subscription was asked for just now, and by what."""
    row = update(Feed).where(Feed.id == feed_id)
    db.session.execute(row.values(used_at=now, client=client))
