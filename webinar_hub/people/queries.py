"""What we look up about people."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    String,
    bindparam,
    case,
    false,
    func,
    or_,
    select,
)

from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.network import scope
from webinar_hub.people.models import (
    Affiliation,
    Consent,
    ConsentKind,
    DataRequest,
    Grant,
    Person,
    RequestState,
    Role,
)

Address = str | BindParameter[str] | None

latest_language: list[Callable[[Person], str | None]] = []
"""In which language somebody registered last, None for never; app.py puts it here."""


def language_of(person: Person) -> str:
    """Return the language of what is written to a person about no registration of theirs.

    It is that of their latest one, else the one with which they were added.
    """
    said = (ask(person) for ask in latest_language)
    return next((language for language in said if language), person.language)


def reached_at(email: str | None, phone: str | None) -> Sequence[Person]:
    """Return the people at a normalised e-mail address or telephone number, merged ones too.

    Nobody where neither is given.
    """
    return db.session.scalars(
        select(Person).where(_reached_at(email or None, phone or None)).order_by(Person.id)
    ).all()


def _reached_at(email: Address, phone: Address) -> ColumnElement[bool]:
    return or_(
        false(),
        *(
            column == address
            for column, address in ((Person.email, email), (Person.phone, phone))
            if address is not None
        ),
    )


def id_query(*, email: bool, phone: bool) -> Select[int]:
    """Return a query for the id of the person of a normalised name at an address, if any.

    Its parameters are of_name_key, and of_email and of_phone as far as they are given.

    Whoever became one of several people answers to every name at every address that any of them
    had.
    """
    there = _reached_at(
        bindparam("of_email", type_=String) if email else None,
        bindparam("of_phone", type_=String) if phone else None,
    )
    lives = select(func.coalesce(Person.merged_into_id, Person.id)).where(there)
    called = select(func.coalesce(Person.merged_into_id, Person.id)).where(
        Person.name_key == bindparam("of_name_key", type_=String)
    )
    called = called.where(or_(there, Person.id.in_(lives), Person.merged_into_id.in_(lives)))
    return called.order_by(case((there, 0), else_=1), Person.id).limit(1)


def find(name_key: str, *, email: str | None, phone: str | None) -> Person | None:
    """Return the person of this normalised name and address, or None."""
    wanted = db.prepared(_person_query, email=bool(email), phone=bool(phone))
    found = db.session.scalar(
        wanted, {"of_name_key": name_key, "of_email": email, "of_phone": phone}
    )
    return found and survivor(found)


def _person_query(*, email: bool, phone: bool) -> Select[Person]:
    return select(Person).where(Person.id == id_query(email=email, phone=phone).scalar_subquery())


def taken(person: Person, name_key: str, email: str | None, phone: str | None) -> bool:
    """Say whether somebody besides a person has this normalised name at one of these addresses."""
    return any(
        other.name_key == name_key and other.id != person.id for other in reached_at(email, phone)
    )


def survivor(person: Person) -> Person:
    """Return the person that a merged one became, or the person itself where it was not merged."""
    return (
        person
        if person.merged_into_id is None
        else db.session.get_one(Person, person.merged_into_id)
    )


def selves(person: Person) -> Sequence[Person]:
    """Return the person and the rows that were merged into theirs, theirs first."""
    merged = db.session.scalars(
        select(Person).where(Person.merged_into_id == person.id).order_by(Person.id)
    ).all()
    return [person, *merged]


def affiliations(person: Person) -> Sequence[Affiliation]:
    """Return a person's organisations: those that stand first, then the latest."""
    return db.session.scalars(db.prepared(_affiliations), {"person": person.id}).all()


def _affiliations() -> Select[Affiliation]:
    wanted = select(Affiliation).where(Affiliation.person_id == bindparam("person"))
    return wanted.order_by(
        Affiliation.until.is_not(None), Affiliation.since.desc(), Affiliation.id.desc()
    )


def _consents(person: Person) -> Sequence[Consent]:
    """Return what a person ever answered when asked for a consent, the oldest answer first."""
    return db.session.scalars(db.prepared(_answers), {"person": person.id}).all()


def _answers() -> Select[Consent]:
    answers = select(Consent).where(Consent.person_id == bindparam("person"))
    return answers.order_by(Consent.answered_at, Consent.id)


def without_revived(person: Person, said: Mapping[ConsentKind, bool]) -> dict[ConsentKind, bool]:
    """Return what a form says of consents without a yes to what the person once withdrew."""
    withdrawn = {each.kind for each in _consents(person) if each.withdrawn_at is not None}
    return {kind: yes for kind, yes in said.items() if not (yes and kind in withdrawn)}


def agreed(person: Person) -> dict[ConsentKind, datetime]:
    """Return what a person agrees to now, and since when; the latest answer counts."""
    since: dict[ConsentKind, datetime] = {}
    for each in _consents(person):
        if not each.agreed:
            since.pop(each.kind, None)
        elif each.withdrawn_at is None:
            since.setdefault(each.kind, each.answered_at)
    return since


def requests(
    actor: Actor, *, state: RequestState | None = None, limit: int | None = None
) -> Sequence[DataRequest]:
    """Return the requests of the people in the actor's scope.

    Those that wait come first, by what is due first, then the newest.
    """
    wanted = (
        select(DataRequest)
        .join(DataRequest.person)
        .where(scope.condition(actor, Person.region_code))
    )
    if state is not None:
        wanted = wanted.where(DataRequest.state == state)
    order = (
        DataRequest.state != RequestState.OPEN,
        DataRequest.answered_at.desc(),
        DataRequest.due_at,
        DataRequest.id,
    )
    return db.session.scalars(wanted.order_by(*order).limit(limit)).all()


def request(actor: Actor, key: str) -> DataRequest:
    """Return a request of a person in the actor's scope; raise NotFound."""
    mine = scope.condition(actor, Person.region_code), DataRequest.key == key
    return existing(db.session.scalar(select(DataRequest).join(DataRequest.person).where(*mine)))


def is_administrator(person_id: int, now: datetime) -> bool:
    """Say whether somebody is an administrator at a moment."""
    lasting = or_(Grant.until.is_(None), Grant.until > now)
    return (
        db.session.scalar(
            select(Grant.id)
            .where(Grant.person_id == person_id, Grant.role == Role.ADMINISTRATOR, lasting)
            .limit(1)
        )
        is not None
    )
