"""What we look up about private subscriptions."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, and_, exists, func, or_, select

from webinar_hub.accounts.models import Account
from webinar_hub.calendars.models import Feed, FeedKind
from webinar_hub.calendars.private.rules import Holder
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound, existing
from webinar_hub.network.models import Organisation
from webinar_hub.people.models import Grant, Role
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.models import Appearance, Meeting, State
from webinar_hub.registrations.models import TAKEN, Registration, Seat
from webinar_hub.registrations.proof import queries as sent_forms

_NO_DRAFT = programmes.within(frozenset(State) - {State.DRAFT}, *programmes.LEVELS)


def feeds_of(holder: Holder) -> Sequence[Feed]:
    """Return the subscriptions of a holder that were not ended, the newest first."""
    return db.session.scalars(_standing_feeds(holder).order_by(Feed.id.desc())).all()


def number_of(holder: Holder) -> int:
    """Return how many subscriptions of a holder were not ended."""
    return (
        db.session.scalar(select(func.count()).select_from(_standing_feeds(holder).subquery())) or 0
    )


def feed_of(holder: Holder, key: str) -> Feed:
    """Return one of these subscriptions; raise NotFound."""
    return existing(db.session.scalar(_standing_feeds(holder).where(Feed.key == key)))


def _standing_feeds(holder: Holder) -> Select[Feed]:
    return select(Feed).where(
        Feed.person_id == holder.person_id,
        Feed.kind == holder.kind,
        Feed.organisation_id.is_not_distinct_from(holder.organisation_id),
        Feed.ended_at.is_(None),
    )


def made_with(token_digest: str) -> Feed | None:
    """Return the subscription whose token has this digest, whatever became of it."""
    return db.session.scalar(select(Feed).where(Feed.token_digest == token_digest))


def opened(token_digest: str, now: datetime) -> Feed:
    """Return the subscription that a token opens; raise NotFound.

    An own one opens with the personal link with which it was made; the others while the account is
    open, and an organisation's as long as its owner stands for it.
    """
    link = exists().where(
        Registration.key == Feed.registration_key, Registration.link_version == Feed.link_version
    )
    account = exists().where(Account.person_id == Feed.person_id, Account.closed_at.is_(None))
    stands = exists().where(
        Grant.person_id == Feed.person_id,
        Grant.role == Role.FOCAL,
        Grant.organisation_id == Feed.organisation_id,
        or_(Grant.until.is_(None), Grant.until > now),
    )
    opens = {
        FeedKind.OWN: link,
        FeedKind.LEADING: account,
        FeedKind.ORGANISATION: and_(account, stands),
    }
    wanted = select(Feed).where(Feed.token_digest == token_digest, Feed.ended_at.is_(None))
    found = existing(db.session.scalar(wanted))
    return existing(db.session.scalar(wanted.where(opens[found.kind])))


def meetings(feed: Feed) -> Select[Meeting]:
    """Return the select of what a subscription holds: never a draft, whatever else is hidden.

    Whoever has a place or a part in a session may see it. A place that a form asked for counts when
    its owner has confirmed it: until then anybody may have sent it.
    """
    held = exists().where(
        Seat.meeting_id == Meeting.id,
        Seat.status.in_(TAKEN),
        Seat.registration_id == Registration.id,
        sent_forms.owned(),
    )
    by_kind = {
        FeedKind.OWN: held.where(Registration.person_id == feed.person_id),
        FeedKind.ORGANISATION: held.where(Registration.organisation_id == feed.organisation_id),
        FeedKind.LEADING: exists().where(
            Appearance.meeting_id == Meeting.id, Appearance.person_id == feed.person_id
        ),
    }
    return programmes.MEETINGS.where(_NO_DRAFT, by_kind[feed.kind])


def name_of(feed: Feed) -> str:
    """Return the name of the organisation whose sessions a subscription has, "" for none."""
    organisation = db.session.get(Organisation, feed.organisation_id or 0)
    return organisation.name if organisation else ""


def stood_for(actor: Actor, key: str) -> Organisation:
    """Return an organisation that an actor stands for; raise NotFound."""
    if not actor.organisations:
        raise NotFound
    own = Organisation.id.in_(actor.organisations), Organisation.key == key
    return existing(db.session.scalar(select(Organisation).where(*own)))
