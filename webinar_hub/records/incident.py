"""Whom an incident touches: for the command `who-was-affected`, and for the written notice that the law asks for.

The notice goes to each person and to the authority within three days, and says which data, when and how, and what is done about it
(Law 27/2022, article 46). What the history knows stands in the answer; what only people know is left open in the notice.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, or_, select

from webinar_hub.accounts.machine import UnknownAccount
from webinar_hub.accounts.models import Account
from webinar_hub.accounts.rules import actor_for
from webinar_hub.certificates.models import Certificate
from webinar_hub.history.models import Entry
from webinar_hub.kit.db import Keyed, db
from webinar_hub.kit.language import Sentence, _
from webinar_hub.messages.models import Letter
from webinar_hub.network import scope
from webinar_hub.people.contacts import normal_email
from webinar_hub.people.models import DataRequest, Grant, Person
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.models import Appearance, Meeting, Programme, Series
from webinar_hub.registrations.models import Registration, Seat

EXPORTED, DOWNLOADED, HANDED_OVER, READ = "exported list", "downloaded", "handed over", "read to hand over"
_BY_KIND: dict[str, type[Registration] | type[Certificate] | type[Letter] | type[DataRequest]] = {
    "registration": Registration,
    "certificate": Certificate,
    "letter": Letter,
    "data_request": DataRequest,
}
_CONCERNED: dict[str, Sentence] = {
    EXPORTED: _("lists of participants that were downloaded"),
    DOWNLOADED: _("certificates that were downloaded"),
    HANDED_OVER: _("messages with personal links that were read at the desk"),
    READ: _("codes and sign-in links that were read at the desk"),
}


@dataclass(frozen=True)
class Download:
    """A list that somebody took along: when, who, of which meeting, which columns, and the people in its rows.

    sure is False for lists of a time when the history did not hold the rows yet: then everybody who had a place is named.
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
    """What is known of an incident: whom it touches, which lists were taken along, and which kinds of data that concerns."""

    since: datetime
    people: Sequence[Affected]
    downloads: Sequence[Download]
    concerned: Sequence[Sentence]

    @property
    def columns(self) -> list[str]:
        """Return the columns of the lists that were taken along, each once."""
        return list(dict.fromkeys(column for download in self.downloads for column in download.columns))


def account_at(email: str) -> Account:
    """Return the account, open or closed, that signs in with an address; raise BadEmail and UnknownAccount."""
    found = db.session.scalar(select(Account).where(Account.email == normal_email(email)))
    if found is None:
        raise UnknownAccount
    return found


def look_into(since: datetime, account: Account | None, *, could_see: bool) -> Incident:
    """Return whom the acts at the desk since a moment touch: of one account, or of all.

    could_see: also everybody whom the account's roles since then show on their pages, which leaves no trace; without an account everybody.
    """
    statement = select(Entry).where(Entry.at >= since, Entry.actor_id.is_not(None)).order_by(Entry.id)
    entries = db.session.scalars(statement.where(Entry.actor_id == account.person_id) if account else statement).all()
    acts: dict[int, list[str]] = defaultdict(list)
    downloads = [_download(entry) for entry in entries if entry.verb == EXPORTED]
    for download in downloads:
        for person_id in download.people:
            acts[person_id].append(f"{_moment(download.at)} {EXPORTED}: {download.meeting}")
    for entry in entries:
        if entry.verb != EXPORTED:
            for person_id in set(_touched(entry)) - {entry.actor_id}:
                acts[person_id].append(f"{_moment(entry.at)} {entry.verb}")
    if could_see:
        for person_id in db.session.scalars(_shown(account, since)):
            acts[person_id].append("could be seen")
    found = select(Person).where(Person.id.in_(acts), Person.erased_at.is_(None)).order_by(Person.name_key, Person.id)
    people = [Affected(person, sorted(acts[person.id])) for person in db.session.scalars(found)]
    verbs = {entry.verb for entry in entries}
    return Incident(since, people, downloads, [sentence for verb, sentence in _CONCERNED.items() if verb in verbs])


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _download(entry: Entry) -> Download:
    meeting = db.session.scalar(select(Meeting).where(Meeting.key == entry.subject_key))
    keys = entry.after.get("registrations")
    rows = select(Registration.person_id)
    if keys is None:
        rows = rows.join(Seat, Seat.registration_id == Registration.id).join(Meeting, Meeting.id == Seat.meeting_id)
        rows = rows.where(Meeting.key == entry.subject_key)
    else:
        rows = rows.where(Registration.key.in_(keys))
    title = f"{meeting.series.title} {meeting.number}, {meeting.day}" if meeting else entry.subject_key
    columns = tuple(entry.after.get("columns", ()))
    return Download(entry.at, entry.actor_label, title, columns, frozenset(db.session.scalars(rows)), sure=keys is not None)


def _touched(entry: Entry) -> Iterable[int]:
    """Return the ids of the people that an entry is about."""
    if entry.subject_kind == "person":
        return db.session.scalars(select(Person.id).where(Person.key == entry.subject_key)).all()
    if entry.subject_kind in _BY_KIND:
        return db.session.scalars(_owner(_BY_KIND[entry.subject_kind], entry.subject_key)).all()
    if entry.subject_kind == "meeting" and "is" in entry.after:
        return db.session.scalars(_owner(Registration, str(entry.after["is"]))).all()
    return ()


def _owner(table: type[Registration] | type[Certificate] | type[Letter] | type[DataRequest], key: str) -> Select[int]:
    keyed: type[Keyed] = table
    return select(table.person_id).where(keyed.key == key)


def _shown(account: Account | None, since: datetime) -> Select[int]:
    """Return the select of the people whom the pages of an account showed: in its regions, its programmes, its meetings."""
    if account is None:
        return select(Person.id).where(Person.erased_at.is_(None))
    held = db.session.scalars(select(Grant).where(Grant.person_id == account.person_id, or_(Grant.until.is_(None), Grant.until > since)))
    actor = actor_for(account.person_id, "", [(grant.role, grant.region_code) for grant in held]).reading
    led = select(Appearance.meeting_id).where(Appearance.person_id == account.person_id)
    seen = select(Registration.person_id).join(Series, Series.id == Registration.series_id).join(Programme, Programme.id == Series.programme_id)
    seen = seen.outerjoin(Seat, Seat.registration_id == Registration.id)
    own = Programme.owner_id.in_(programmes.owners_within(actor)), scope.condition(actor, Registration.region_code), Seat.meeting_id.in_(led)
    return select(Person.id).where(or_(scope.condition(actor, Person.region_code), Person.id.in_(seen.where(or_(*own)))))
