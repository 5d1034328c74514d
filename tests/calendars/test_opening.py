"""Which tokens open a private calendar, and what somebody else's holds open."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from tests.cast import Cast, soon
from webinar_hub.accounts.models import Account
from webinar_hub.calendars.models import Feed, FeedKind
from webinar_hub.calendars.private import actions, queries
from webinar_hub.calendars.private.rules import Holder
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.actor import ONESELF
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound
from webinar_hub.network.models import Organisation
from webinar_hub.people.models import Grant, Person
from webinar_hub.registrations.models import Registration, Seat, SeatStatus

_PAST = timedelta(seconds=-1)


def _made(holder: Holder, token: str = "token") -> str:
    """Make a calendar; return its token's digest."""
    digest, now = tokens.digest(token), clock.now()
    db.write(actions.make, holder, digest, label="", by=ONESELF, now=now)
    return digest


def _opens(digest: str, now: datetime | None = None) -> bool:
    db.session.expire_all()
    try:
        queries.opened(digest, now or clock.now())
    except NotFound:
        return False
    return True


def _own(registration: Registration) -> Holder:
    key, version = registration.key, registration.link_version
    person = registration.person_id
    return Holder(FeedKind.OWN, person, registration_key=key, link_version=version)


def _of(person: Person, organisation: Organisation) -> Holder:
    return Holder(FeedKind.ORGANISATION, person.id, organisation_id=organisation.id)


def test_an_own_calendar_opens_with_its_own_link_alone(sqlite_app: Flask, cast: Cast) -> None:
    """Neither another link of the same edition opens it, nor one that is revoked."""
    meeting = cast.meeting()
    mine, other = (
        cast.registration(cast.maria(), meeting),
        cast.registration(cast.suparmin(), meeting),
    )
    digest = _made(_own(mine))
    assert _opens(digest)
    assert not _opens(tokens.digest("another"))
    mine.link_version += 1
    db.session.commit()
    assert other.link_version < mine.link_version
    assert not _opens(digest)


def test_a_leaders_calendar_opens_while_their_own_account_is_open(
    sqlite_app: Flask, cast: Cast
) -> None:
    meeting = cast.meeting()
    leader = cast.facilitator(meeting)
    cast.facilitator(meeting, "Yosep Tukan")
    digest = _made(Holder(FeedKind.LEADING, leader.id))
    assert _opens(digest)
    db.session.execute(
        update(Account).where(Account.person_id == leader.id).values(closed_at=clock.now())
    )
    db.session.commit()
    assert not _opens(digest)


@pytest.mark.parametrize("lost", ["account", "role", "organisation"])
def test_an_organisations_calendar_opens_while_its_owner_stands_for_it(
    sqlite_app: Flask, cast: Cast, lost: str
) -> None:
    """Neither another's role opens it, nor their own for another organisation."""
    pelita, another = cast.pelita(), cast.organisation("Lembaga lain")
    owner = cast.focal(pelita)
    cast.focal(pelita, "Orang Lain")
    digest = _made(_of(owner, pelita))
    assert _opens(digest)
    grant = update(Grant).where(Grant.person_id == owner.id)
    db.session.execute(
        {
            "account": update(Account)
            .where(Account.person_id == owner.id)
            .values(closed_at=clock.now()),
            "role": grant.values(until=clock.now()),
            "organisation": grant.values(organisation_id=another.id),
        }[lost]
    )
    db.session.commit()
    assert not _opens(digest)


def test_a_role_that_ends_later_opens_until_then(sqlite_app: Flask, cast: Cast) -> None:
    pelita, until = cast.pelita(), soon(days=3)
    digest = _made(_of(cast.focal(pelita, until=until), pelita))
    assert [_opens(digest, until + late) for late in (_PAST, timedelta())] == [True, False]


def test_a_calendar_holds_nothing_of_anybody_elses(sqlite_app: Flask, cast: Cast) -> None:
    """Nor what was given back, declined, or is of people who are of another organisation."""
    series, pelita, foreign = cast.series(), cast.pelita(), cast.organisation("Lembaga lain")
    mine, theirs, left = (cast.meeting(series, title=title) for title in ("mine", "theirs", "left"))
    maria = cast.registration(cast.maria(), mine, left)
    suparmin = cast.registration(cast.suparmin(), theirs)
    maria.organisation_id, suparmin.organisation_id = pelita.id, foreign.id
    db.session.execute(
        update(Seat).where(Seat.meeting_id == left.id).values(status=SeatStatus.CANCELLED)
    )
    db.session.commit()
    leader = cast.facilitator(mine)
    cast.facilitator(theirs, "Yosep Tukan")
    for number, holder in enumerate(
        (
            _own(maria),
            _of(cast.focal(pelita), pelita),
            Holder(FeedKind.LEADING, leader.id),
        )
    ):
        made = queries.opened(_made(holder, f"token {number}"), clock.now())
        assert [each.title for each in db.session.scalars(queries.meetings(made))] == ["mine"]


def test_nobody_finds_or_ends_what_another_made(sqlite_app: Flask, cast: Cast) -> None:
    """By its key each is found by its own holder alone: of the same person, kind and place."""
    pelita, foreign = cast.pelita(), cast.organisation("Lembaga lain")
    owner, other = cast.focal(pelita), cast.focal(foreign, "Orang Lain")
    cast.stand_for(owner, foreign)
    _made(_of(owner, pelita))
    [feed] = db.session.query(Feed)
    assert queries.feed_of(_of(owner, pelita), feed.key) is feed
    for holder in (
        _of(other, pelita),
        _of(owner, foreign),
        Holder(FeedKind.LEADING, owner.id, organisation_id=pelita.id),
    ):
        assert queries.feeds_of(holder) == []
        with pytest.raises(NotFound):
            queries.feed_of(holder, feed.key)
    db.write(actions.end, feed, by=ONESELF, now=clock.now())
    with pytest.raises(NotFound):
        queries.feed_of(_of(owner, pelita), feed.key)
