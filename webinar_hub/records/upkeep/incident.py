"""Whom an incident touches.

For the command `who-was-affected`, and for the written notice that the law asks for. The notice
goes to each person and to the authority within three days, and says which data, when and how, and
what is done about it (Law 27/2022, article 46). What the history knows stands in the answer; what
only people know is left open in the notice.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, or_, select

from webinar_hub.accounts.machine import UnknownAccount
from webinar_hub.accounts.models import Account
from webinar_hub.accounts.rules import actor_for
from webinar_hub.attendance.acts import EXPORTED
from webinar_hub.attendance.models import Evidence, Match, Report
from webinar_hub.certificates.models import Certificate
from webinar_hub.directory.models import FocalRequest
from webinar_hub.history import words
from webinar_hub.history.models import Entry
from webinar_hub.kit.db import Keyed, db
from webinar_hub.kit.language import Sentence
from webinar_hub.messages.models import Letter
from webinar_hub.network import scope
from webinar_hub.network.models import Organisation
from webinar_hub.people.contacts import normal_email
from webinar_hub.people.models import DataRequest, Grant, Person
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.models import Appearance, Meeting, Series
from webinar_hub.registrations.at_desk import own_people
from webinar_hub.registrations.models import AccessNeed, Registration, Seat
from webinar_hub.topics.models import Topic

_Owned = Registration | Certificate | Letter | DataRequest | Topic
_OWNERS: dict[str, type[_Owned]] = {
    "registration": Registration,
    "certificate": Certificate,
    "letter": Letter,
    "data_request": DataRequest,
    "topic": Topic,
}
_PERSON_KEYS, _REGISTRATION_KEYS = ("person", "one", "two", "other"), ("is", "was")
"""Under which names an entry tells the keys of people and of registrations."""


@dataclass(frozen=True)
class Download:
    """A list that somebody took along.

    When, who, of which meeting, which columns, and the people in its rows. sure is False for lists
    of a time when the history did not hold the rows yet: then everybody who had a place is named.
    """

    at: datetime
    by: str
    meeting: str
    columns: tuple[str, ...]
    people: frozenset[int]
    sure: bool


@dataclass
class Affected:
    """A person with what touched them, the earliest first."""

    person: Person
    acts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Incident:
    """What is known of an incident.

    Whom it touches, which lists were taken along, and which kinds of data that concerns.
    """

    since: datetime
    people: Sequence[Affected]
    downloads: Sequence[Download]
    concerned: Sequence[Sentence]

    @property
    def columns(self) -> list[str]:
        """Return the columns of the lists that were taken along, each once."""
        return list(
            dict.fromkeys(column for download in self.downloads for column in download.columns)
        )


def account_at(email: str) -> Account:
    """Return the account, open or closed, that signs in with an address.

    Raise BadEmail and UnknownAccount.
    """
    found = db.session.scalar(select(Account).where(Account.email == normal_email(email)))
    if found is None:
        raise UnknownAccount
    return found


def look_into(since: datetime, account: Account | None, *, could_see: bool) -> Incident:
    """Return whom the acts at the desk since a moment touch: of one account, or of all.

    could_see: also everybody whom the account's roles since then show on their pages, which leaves
    no trace; without an account everybody.
    """
    entries = _entries(since, account)
    downloads = [_download(entry) for entry in entries if entry.verb == EXPORTED]
    acts = _acts(entries, downloads)
    if could_see:
        for person_id in db.session.scalars(_people_shown(account, since)):
            acts[person_id].append("could be seen")
    found = (
        select(Person)
        .where(Person.id.in_(acts), Person.erased_at.is_(None))
        .order_by(Person.name_key, Person.id)
    )
    people = [Affected(person, sorted(acts[person.id])) for person in db.session.scalars(found)]
    return Incident(since, people, downloads, _concerned({entry.verb for entry in entries}))


def _entries(since: datetime, account: Account | None) -> Sequence[Entry]:
    done = select(Entry).where(Entry.at >= since, Entry.actor_id.is_not(None)).order_by(Entry.id)
    if account is not None:
        done = done.where(Entry.actor_id == account.person_id)
    return db.session.scalars(done).all()


def _acts(entries: Iterable[Entry], downloads: Iterable[Download]) -> dict[int, list[str]]:
    """Return what touched each person."""
    acts: dict[int, list[str]] = defaultdict(list)
    for download in downloads:
        for person_id in download.people:
            acts[person_id].append(f"{_moment(download.at)} {EXPORTED}: {download.meeting}")
    for entry in entries:
        if entry.verb != EXPORTED:
            for person_id in _touched(entry) - {entry.actor_id}:
                acts[person_id].append(f"{_moment(entry.at)} {entry.verb}")
    return acts


def _concerned(verbs: Collection[str]) -> list[Sentence]:
    """Return which data acts touch, each kind once."""
    touched = [verb.touches for name, verb in words.verbs.items() if name in verbs]
    return list(dict.fromkeys(each for each in touched if each is not None))


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _download(entry: Entry) -> Download:
    meeting = db.session.scalar(select(Meeting).where(Meeting.key == entry.subject_key))
    keys = entry.after.get("registrations")
    rows = select(Registration.person_id)
    if keys is None:
        rows = rows.join(Seat, Seat.registration_id == Registration.id).join(
            Meeting, Meeting.id == Seat.meeting_id
        )
        rows = rows.where(Meeting.key == entry.subject_key)
    else:
        rows = rows.where(Registration.key.in_(keys))
    title = (
        f"{meeting.series.title} {meeting.number}, {meeting.day}" if meeting else entry.subject_key
    )
    columns = tuple(entry.after.get("columns", ()))
    return Download(
        entry.at,
        entry.actor_label,
        title,
        columns,
        frozenset(db.session.scalars(rows)),
        sure=keys is not None,
    )


def _touched(entry: Entry) -> set[int]:
    """Return the ids of the people that an entry is about."""
    return {row_id for statement in _people_of(entry) for row_id in db.session.scalars(statement)}


def _people_of(entry: Entry) -> Iterator[Select[int]]:
    """Yield what finds the people that an entry is about."""
    yield from _of_object(entry)
    facts = entry.before | entry.after
    people = [str(facts[name]) for name in _PERSON_KEYS if name in facts]
    yield select(Person.id).where(
        Person.key.in_([*people, entry.subject_key] if entry.subject_kind == "person" else people)
    )
    yield _owner(Registration, [str(facts[name]) for name in _REGISTRATION_KEYS if name in facts])


def _of_object(entry: Entry) -> Iterator[Select[int]]:
    """Yield what finds the people to whom the object of an entry belongs."""
    key, facts = entry.subject_key, entry.before | entry.after
    owned = select(Registration.person_id)
    if entry.subject_kind in _OWNERS:
        yield _owner(_OWNERS[entry.subject_kind], [key])
    elif entry.subject_kind == "account":
        yield select(Account.person_id).where(Account.id == int(key))
    elif entry.subject_kind == "access_need":
        yield owned.join(AccessNeed, AccessNeed.registration_id == Registration.id).where(
            AccessNeed.key == key
        )
    elif entry.verb == "took in people":
        yield owned.join(Series, Series.id == Registration.series_id).where(Series.key == key)
    elif entry.verb in ("accepted a focal person", "refused a focal person"):
        asked = select(FocalRequest.person_id).join(
            Organisation, Organisation.id == FocalRequest.organisation_id
        )
        yield asked.where(Organisation.key == key, FocalRequest.settled_at == entry.at)
    elif entry.verb in ("imported report", "withdrew report"):
        matched = owned.join(Match, Match.registration_id == Registration.id).join(
            Evidence, Evidence.id == Match.evidence_id
        )
        yield matched.join(Report, Report.id == Evidence.report_id).where(
            Report.key == facts["report"]
        )


def _owner(table: type[_Owned], keys: Sequence[str]) -> Select[int]:
    keyed: type[Keyed] = table
    return select(table.person_id).where(keyed.key.in_(keys))


def _people_shown(account: Account | None, since: datetime) -> Select[int]:
    """Return the select of the people whom the pages of an account showed.

    Those are the people of its regions, programmes and sessions, who proposed topics for these, of
    the organisations it stands for, and whose needs it answers.
    """
    if account is None:
        return select(Person.id).where(Person.erased_at.is_(None))
    lasting = Grant.person_id == account.person_id, or_(Grant.until.is_(None), Grant.until > since)
    held = db.session.scalars(select(Grant).where(*lasting)).all()
    organisations = [grant.organisation_id for grant in held if grant.organisation_id is not None]
    actor = actor_for(
        account.person_id, "", [(grant.role, grant.region_code) for grant in held], organisations
    ).reading
    led = select(Appearance.meeting_id).where(Appearance.person_id == account.person_id)
    seen = (
        select(Registration.person_id)
        .join(Registration.person)
        .join(Registration.series)
        .join(Series.programme)
    )
    seen = seen.outerjoin(Seat, Seat.registration_id == Registration.id).outerjoin(
        AccessNeed, AccessNeed.registration_id == Registration.id
    )
    own = (
        programmes.run_by(actor),
        scope.condition(actor, Registration.region_code),
        Seat.meeting_id.in_(led),
        Registration.organisation_id.in_(actor.organisations),
        AccessNeed.id.is_not(None) & own_people(actor.as_officer),
    )
    proposed = select(Topic.person_id).join(Topic.programme).where(programmes.run_by(actor))
    return select(Person.id).where(
        or_(
            scope.condition(actor, Person.region_code),
            Person.id.in_(seen.where(or_(*own))),
            Person.id.in_(proposed),
        )
    )
