"""Change the tables of an older backup, so that nothing comes back that was to be gone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from webinar_hub.accounts import actions as accounts
from webinar_hub.accounts import queries as accounts_queries
from webinar_hub.accounts.models import AddressChange, Invitation, ReadingLink, SignIn, SignInLink
from webinar_hub.calendars.models import Feed
from webinar_hub.certificates.issuing import actions as certificates
from webinar_hub.certificates.issuing import lines
from webinar_hub.history.journal import Entry, Fact, Journal
from webinar_hub.history.models import JournalMark
from webinar_hub.kit.actor import machine
from webinar_hub.kit.db import Base, db
from webinar_hub.people import actions as consents
from webinar_hub.people import answers
from webinar_hub.people import queries as people
from webinar_hub.people.models import ConsentKind, Grant, Person
from webinar_hub.programmes.appearing import actions as parts
from webinar_hub.records.models import DataCode
from webinar_hub.records.upkeep import actions as records
from webinar_hub.registrations.models import Registration, SentForm

_BY = machine("restore")
Due = dict[Fact, dict[str, int]]


@dataclass(frozen=True)
class Applied:
    """What the journal changed; left: what could not be done; unproved: what was not tried."""

    done: dict[Fact, int]
    left: tuple[str, ...]
    unproved: tuple[Entry, ...]


def apply(journal: Journal, *, now: datetime) -> Applied:
    """Let what the journal says hold in the present tables. Not inside a transaction.

    Entries of acts that nothing shows to have been committed are left out, but for the numbers of
    certificates: a number that may have been given is not given again.
    """
    here = set(db.session.scalars(select(JournalMark.act)))
    fresh = [entry for entry in journal.entries if entry.act not in here]
    proved = [entry for entry in fresh if entry.act in journal.committed]
    due = _highest([*proved, *(entry for entry in fresh if entry.fact is Fact.NUMBER)])
    done, left = db.write(_shut, due, now=now)
    for key in due[Fact.ERASED]:
        problem = db.write(_erase, key, due[Fact.ERASED], now=now)
        left += [problem] if problem else []
        done[Fact.ERASED] += not problem and bool(_person(key))
    db.write(_mark, {entry.act for entry in proved})
    return Applied(
        {fact: number for fact, number in done.items() if number},
        tuple(left),
        _unproved(journal, fresh, here | journal.committed),
    )


def _unproved(journal: Journal, fresh: Iterable[Entry], committed: set[str]) -> tuple[Entry, ...]:
    # Where an act was tried again after others had been faster, its first try says the same.
    settled = {(entry.fact, entry.key) for entry in journal.entries if entry.act in committed}
    return tuple(
        entry
        for entry in fresh
        if entry.fact is not Fact.NUMBER and (entry.fact, entry.key) not in settled
    )


def _highest(entries: Iterable[Entry]) -> Due:
    due: Due = defaultdict(dict)
    for entry in entries:
        due[entry.fact][entry.key] = max(entry.value, due[entry.fact].get(entry.key, 0))
    return due


def _shut(due: Due, *, now: datetime) -> tuple[dict[Fact, int], list[str]]:
    """Do all but the erasures; return how many of each kind, and what could not be done."""
    done: dict[Fact, int] = defaultdict(int)
    # Closed before it is erased, an account needs nobody who may close it.
    for key in [*due[Fact.CLOSED], *due[Fact.ERASED]]:
        done[Fact.CLOSED] += _close(key, now)
    ended = _role(due) & (Grant.until.is_(None) | (Grant.until > now))
    done[Fact.ENDED] = _change(Grant, ended, until=now)
    links = ReadingLink.key.in_(due[Fact.READING]) & ReadingLink.ended_at.is_(None)
    done[Fact.READING] = _change(ReadingLink, links, ended_at=now)
    feeds = Feed.key.in_(due[Fact.FEED]) & Feed.ended_at.is_(None)
    done[Fact.FEED] = _change(Feed, feeds, ended_at=now)
    done[Fact.REVOKED] = certificates.revoke_again(due[Fact.REVOKED], by=_BY, now=now)
    for fact, table in ((Fact.LINK, Registration), (Fact.FORM_LINK, SentForm)):
        for key, edition in due[fact].items():
            lower = (table.key == key) & (table.link_version < edition)
            done[fact] += _change(table, lower, link_version=edition)
    for key, edition in due[Fact.PART_LINK].items():
        done[Fact.PART_LINK] += parts.raise_edition(key, edition)
    done[Fact.CONSENT] = sum(_withdraw(key, now) for key in due[Fact.CONSENT])
    unknown = [name for name, last in due[Fact.NUMBER].items() if not lines.raise_to(name, last)]
    done[Fact.NUMBER] = len(due[Fact.NUMBER]) - len(unknown)
    return done, [
        f"Numbers up to {due[Fact.NUMBER][name]} ({name}) were given by a secretariat that was set "
        "up after the backup: tell it so when you set it up again."
        for name in unknown
    ]


def _role(due: Due) -> ColumnElement[bool]:
    return Grant.key.in_(due[Fact.ENDED])


def _close(person_key: str, now: datetime) -> bool:
    person = _person(person_key)
    account = accounts_queries.of_person(person.id) if person else None
    if account is None or account.closed_at is not None:
        return False
    accounts.close_account(account, by=_BY, now=now)
    return True


def _withdraw(key: str, now: datetime) -> bool:
    """Withdraw a consent again, with what it allowed; return whether it stood."""
    person_key, kind = key.split(".")
    person = _person(person_key)
    found = person and people.survivor(person)
    if found is None or not consents.withdraw(found, ConsentKind(kind), now=now):
        return False
    answers.withdrawn(found, ConsentKind(kind), now=now)
    return True


def _change(table: type[Base], which: ColumnElement[bool], **values: object) -> int:
    changed = update(table).where(which).values(**values).returning(table.id)
    return len(db.session.execute(changed.execution_options(synchronize_session=False)).all())


def _erase(key: str, every: Mapping[str, int], *, now: datetime) -> str:
    """Erase a person again; return why that cannot be done, "" where it is."""
    person = _person(key)
    if person is None or person.erased_at is not None:
        return ""
    if {each.key for each in people.selves(person)} <= every.keys():
        records.erase(person, by=_BY, now=now)
        return ""
    return (
        f"The person {key} was erased, and is united here with somebody who was not: separate them "
        "on the desk, then erase again."
    )


def _person(key: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.key == key))


def _mark(acts: set[str]) -> None:
    for act in sorted(acts):
        db.session.execute(db.insert(JournalMark).values(act=act).on_conflict_do_nothing())


def end_ways_in(*, now: datetime) -> None:
    """End every sign-in, and every link and code that lets somebody in; runs inside db.write."""
    _change(SignIn, SignIn.ended_at.is_(None), ended_at=now)
    for table in (SignInLink, AddressChange, Invitation, DataCode):
        _change(table, table.expires_at > now, expires_at=now)
    _change(DataCode, DataCode.open_until > now, open_until=now)
