"""What we do with people."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from sqlalchemy import Select, String, Table, bindparam, delete, insert, or_, select, update
from sqlalchemy.sql.dml import ReturningInsert

from webinar_hub.history import journal
from webinar_hub.history.journal import Fact
from webinar_hub.kit import plain
from webinar_hub.kit.db import db
from webinar_hub.people import queries
from webinar_hub.people.models import (
    Affiliation,
    AgeBand,
    Consent,
    ConsentKind,
    DataRequest,
    Duplicate,
    Person,
    RequestKind,
    Sex,
    Sound,
)
from webinar_hub.people.names import ERASED, LongName, name_key, split_titles

CONSENT_TEXTS = "2026-11"
"""The version of the wording that people agree to; a changed wording gets a new one."""

ANSWER_WITHIN = timedelta(hours=72)
"""How long a secretariat may take over a request about somebody's data (Law 27/2022)."""


class Found(NamedTuple):
    """A person, and whether they are new."""

    person: Person
    new: bool


class Known(NamedTuple):
    """What a form needs to know of a person, and whether they are new."""

    id: int
    email: str | None
    phone: str | None
    sex: Sex | None
    age_band: AgeBand | None
    restricted_at: datetime | None
    new: bool


def find_or_add(
    *,
    typed_name: str,
    email: str | None,
    phone: str | None,
    region_code: str | None = None,
    organisation_id: int | None = None,
    language: str = "id",
    now: datetime,
) -> Found:
    """Return the person of this name at this address, found or added, as `recognise` does."""
    found = recognise(
        typed_name=typed_name,
        email=email,
        phone=phone,
        region_code=region_code,
        organisation_id=organisation_id,
        language=language,
        now=now,
    )
    return Found(db.session.get_one(Person, found.id), found.new)


def recognise(
    *,
    typed_name: str,
    email: str | None,
    phone: str | None,
    region_code: str | None,
    organisation_id: int | None,
    language: str,
    now: datetime,
) -> Known:
    """Return what is known of the person of this name at this address, found or added.

    What is stored of a known person stays as it is, and they are not merged before the transaction
    ends. Addresses come normalised (people.contacts); without any the person is new. Known and new
    take the same two statements, so that the time of an answer tells nobody which it was. Raises
    LongName.
    """
    name = split_titles(typed_name)
    row: dict[str, Any] = {
        "name": name.name,
        "title_before": name.before,
        "title_after": name.after,
        "name_key": name_key(name.name),
        "email": email,
        "phone": phone,
        "region_code": region_code,
        "organisation_id": organisation_id,
        "language": language,
        "added_at": now,
    }
    refuse_long(row)
    db.session.flush()
    where = {"email": bool(email), "phone": bool(phone)}
    asked = {f"of_{part}": row[part] for part in ("name_key", "email", "phone")}
    new = {f"new_{part}": each for part, each in row.items()}
    adding = db.prepared(_new, tuple(row), **where), asked | new
    if not (email or phone):
        [added] = plain.run(*adding)
        return Known(added.id, email, phone, None, None, None, new=True)
    added, [found] = plain.together(adding, (db.prepared(_met, **where), asked))
    if found.merged_into_id is not None:
        found = queries.survivor(db.session.get_one(Person, found.id))
    told = found.id, found.email, found.phone, found.sex, found.age_band, found.restricted_at
    return Known(*told, new=bool(added))


def _new(parts: Sequence[str], *, email: bool, phone: bool) -> ReturningInsert[int]:
    """Return what adds a person where nobody of this name is known at the address."""
    table = cast("Table", Person.__table__)
    columns = [bindparam(f"new_{part}", type_=table.c[part].type).label(part) for part in parts]
    unknown = select(*columns).where(~queries.id_query(email=email, phone=phone).exists())
    return insert(table).from_select(parts, unknown).returning(table.c.id)


def _met(*, email: bool, phone: bool) -> Select[Any]:
    """Return what reads the person of a name at an address, so that nobody merges them."""
    names = ("id", "email", "phone", "sex", "age_band", "restricted_at", "merged_into_id")
    own = plain.columns(Person)
    meant = queries.id_query(email=email, phone=phone).scalar_subquery()
    wanted = select(*(own[name] for name in names)).where(own.id == meant)
    return wanted.with_for_update(read=True, key_share=True)


def affiliate(
    person: Person, organisation_id: int | None, *, moved: bool = False, now: datetime
) -> None:
    """Write down that a person is in an organisation from now on.

    None: nothing is known. moved: they are in no other any longer.

    Their own organisation becomes this one where they move: what somebody types who merely knows
    their address gives them to nobody.
    """
    standing = [each for each in queries.affiliations(person) if each.until is None]
    for each in standing if moved else ():
        if each.organisation_id != organisation_id:
            each.until = now
    if organisation_id is not None and organisation_id not in {
        each.organisation_id for each in standing
    }:
        db.session.add(Affiliation(person_id=person.id, organisation_id=organisation_id, since=now))
    if moved:
        person.organisation_id = organisation_id
    db.session.flush()


def refuse_long_name(typed_name: str) -> None:
    """Raise LongName where a name has a part that is longer than can be kept."""
    name = split_titles(typed_name)
    refuse_long(
        {
            "name": name.name,
            "title_before": name.before,
            "title_after": name.after,
            "name_key": name_key(name.name),
        }
    )


def refuse_long(parts: Mapping[str, Any]) -> None:
    """Raise LongName where a part of the name is longer than its column.

    SQLite alone would not mind.
    """
    for part in ("name", "title_before", "title_after", "name_key"):
        most = cast("String", Person.__table__.c[part].type).length
        if most is not None and len(parts[part]) > most:
            raise LongName


def consent(
    person: Person, said: Mapping[ConsentKind, bool], *, language: str, source: str, now: datetime
) -> None:
    """Write down what a person agreed to and what they refused, each kind apart.

    Only what is known to come from the person themselves: a form that they confirmed, or an answer
    on paper or in a sheet that says "no" in words.
    """
    answers = [
        {
            "person_id": person.id,
            "kind": kind,
            "agreed": yes,
            "text_version": CONSENT_TEXTS,
            "language": language,
            "source": source,
            "answered_at": now,
        }
        for kind, yes in said.items()
    ]
    if answers:
        db.session.execute(db.insert(Consent), answers)


def withdraw(person: Person, kind: ConsentKind, *, now: datetime) -> int:
    """Withdraw every consent of a kind that stands, for good; return how many."""
    person = db.lock(Person, person.id)
    standing = update(Consent).where(
        Consent.person_id == person.id,
        Consent.kind == kind,
        Consent.agreed,
        Consent.withdrawn_at.is_(None),
    )
    taken = db.session.execute(standing.values(withdrawn_at=now).returning(Consent.id)).all()
    if taken:
        journal.remember(Fact.CONSENT, {f"{person.key}.{kind}": 0})
    return len(taken)


def ask(
    person: Person, kind: RequestKind, words: str, *, language: str, now: datetime
) -> DataRequest:
    """Write down what a person asks of the secretariat about their own data.

    The law gives three days for the answer.
    """
    request = DataRequest(
        person=person,
        kind=kind,
        words=words,
        language=language,
        asked_at=now,
        due_at=now + ANSWER_WITHIN,
    )
    db.session.add(request)
    db.session.flush()
    return request


def erase(person: Person, *, now: datetime) -> None:
    """Leave nothing of a person's own row that says who they were."""
    person.name, person.name_key, person.title_before, person.title_after = ERASED, "", "", ""
    person.email = person.phone = person.region_code = person.organisation_id = None
    person.sex = person.age_band = None
    person.erased_at = now
    db.session.flush()


def remove(person: Person) -> None:
    """Remove somebody of whom nothing but the name is known.

    The database raises IntegrityError where anything else is.
    """
    db.session.execute(delete(Sound).where(Sound.person_id == person.id))
    db.session.execute(
        delete(Duplicate).where(or_(Duplicate.one_id == person.id, Duplicate.other_id == person.id))
    )
    db.session.execute(delete(Person).where(Person.id == person.id))


def rename(person: Person, typed_name: str) -> None:
    """Give a person another name, its titles kept apart; raise LongName."""
    name = split_titles(typed_name)
    person.title_before, person.name, person.title_after, person.name_key = (
        name.before,
        name.name,
        name.after,
        name_key(name.name),
    )
    refuse_long(vars(person))
