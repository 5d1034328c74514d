"""The people whom somebody at the desk may look up, by name, address or number."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import aliased, contains_eager

from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.kit.paging import Page, behind, cut
from webinar_hub.network import scope
from webinar_hub.network.models import Organisation
from webinar_hub.people import contacts
from webinar_hub.people import queries as people
from webinar_hub.people.contacts import Reached
from webinar_hub.people.models import Person, Sound
from webinar_hub.people.names import likeness, name_key
from webinar_hub.people.sounds import sounds
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.models import Series
from webinar_hub.registrations.models import Registration

PAGE = 50
_ALIKE = 75
_LISTENED = 300
_DIGITS = 4


@dataclass(frozen=True)
class Listed:
    """A person with the name of their organisation and their region, where the reader sees them.

    Of somebody of elsewhere, who registered as being in the reader's region, neither is seen.
    """

    person: Person
    organisation: str
    region_code: str | None


def reached(actor: Actor, person: Person) -> Reached:
    """Return a person's addresses, whole or shortened.

    They are whole where the person's own region is the actor's and the second step was taken. The
    region of a registration opens none, since whoever registers somebody types it.
    """
    return addresses(
        person, whole=actor.took_second_step and scope.within(actor, person.region_code)
    )


def addresses(person: Person, *, whole: bool) -> Reached:
    """Return a person's addresses, whole or shortened."""
    return contacts.as_read(person.email, person.phone, whole=whole)


def _met(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that keeps whom an actor may look up.

    That is people of their region, or who registered as being there.
    """
    if actor.everywhere:
        return true()
    on_a_day = aliased(Registration)
    registered = exists().where(
        on_a_day.person_id == Person.id, scope.condition(actor, on_a_day.region_code)
    )
    return or_(scope.condition(actor, Person.region_code), registered)


def own_people(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that keeps an actor's own people, for a select from Person.

    They are of the actor's region, or came in at the door of what the actor runs, and nothing but
    a name is known of them.
    """
    if actor.everywhere:
        return true()
    nowhere = (column.is_(None) for column in (Person.region_code, Person.email, Person.phone))
    return or_(scope.condition(actor, Person.region_code), and_(*nowhere, _seen_by_them(actor)))


def _seen_by_them(actor: Actor) -> ColumnElement[bool]:
    run = select(Registration.id).join(Registration.series).join(Series.programme)
    run = run.where(Registration.person_id == Person.id, programmes.run_by(actor))
    return run.correlate(Person).exists()


def living(person: type[Person] = Person) -> ColumnElement[bool]:
    """Return the condition that keeps whoever was neither merged nor erased."""
    return and_(person.merged_into_id.is_(None), person.erased_at.is_(None))


class Known:
    """The people whose names an actor may read."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._met = _met(actor)

    def person(self, key: str) -> Person:
        """Return the person of this key, or whom they became; raise NotFound.

        An erased person is not found.
        """
        found = existing(db.session.scalar(select(Person).where(Person.key == key)))
        return existing(
            db.session.scalar(
                select(Person).where(
                    Person.id == people.survivor(found).id,
                    or_(self._met, own_people(self._actor)),
                    living(),
                )
            )
        )

    def own(self, key: str) -> Person:
        """Return the person of this key who is the actor's own; raise NotFound."""
        mine = select(Person.id).where(Person.id == self.person(key).id, own_people(self._actor))
        return db.session.get_one(Person, existing(db.session.scalar(mine)))

    def page(self, words: str = "", *, after: str | None = None, size: int = PAGE) -> Page[Listed]:
        """Return a page by name: of everybody, or of those who hold the words.

        Where nobody does, of those who are called alike. words are a part of a name, or the
        beginning of an e-mail address or telephone number; of an address that the actor reads
        shortened it has to be all, or it could be guessed letter by letter. Raises NotFound for a
        strange `after`.
        """
        statement = self._all().where(_holds(self._actor, words))
        if after:
            last = self.person(after)
            statement = statement.where(
                behind((Person.name_key, last.name_key), (Person.id, last.id))
            )
        rows = db.session.execute(
            statement.order_by(Person.name_key, Person.id).limit(size + 1)
        ).all()
        found = [self._listed(person, organisation) for person, organisation in rows]
        if not found and not after and name_key(words):
            return Page(self._alike(words), None, alike=True)
        return cut(found, size, lambda each: each.person.key)

    def registrations(self, person: Person) -> Sequence[Registration]:
        """Return a person's registrations that the actor may see, the latest first.

        They are of the actor's region, or in what they run.
        """
        own = scope.condition(
            self._actor, func.coalesce(Registration.region_code, person.region_code)
        )
        run = programmes.run_by(self._actor)
        held = (
            select(Registration)
            .join(Registration.series)
            .join(Series.programme)
            .options(contains_eager(Registration.series))
        )
        held = held.where(
            Registration.person_id == person.id,
            Registration.merged_into_id.is_(None),
            or_(own, run),
        )
        return db.session.scalars(
            held.order_by(Registration.registered_at.desc(), Registration.id.desc())
        ).all()

    def _alike(self, words: str) -> list[Listed]:
        sounding = select(Sound.person_id).where(Sound.key.in_(sounds(words))).limit(_LISTENED)
        rows = db.session.execute(self._all().where(Person.id.in_(sounding))).all()
        scored = sorted(
            (
                (likeness(words, person.name), self._listed(person, organisation))
                for person, organisation in rows
            ),
            key=_likest,
        )
        return [listed for score, listed in scored if score >= _ALIKE][:PAGE]

    def _listed(self, person: Person, organisation: str | None) -> Listed:
        if scope.within(self._actor, person.region_code):
            return Listed(person, organisation or "", person.region_code)
        return Listed(person, "", None)

    def _all(self) -> Select[Person, str | None]:
        named = select(Person, Organisation.name).outerjoin(
            Organisation, Organisation.id == Person.organisation_id
        )
        return named.where(self._met, living())


def _likest(scored: tuple[int, Listed]) -> tuple[int, str, int]:
    score, listed = scored
    return -score, listed.person.name_key, listed.person.id


def _holds(actor: Actor, words: str) -> ColumnElement[bool]:
    whole = scope.condition(actor, Person.region_code) if actor.took_second_step else false()
    if "@" in words:
        return or_(
            Person.email == words.lower(), and_(whole, db.begins(Person.email, words.lower()))
        )
    digits = "".join(c for c in words if c.isdigit())
    if len(digits) >= _DIGITS and not any(c.isalpha() for c in words):
        number = _begun(words, digits)
        return or_(Person.phone == number, and_(whole, db.begins(Person.phone, number)))
    return and_(
        true(),
        *(
            Person.name_key.contains(word, autoescape=True)
            for word in sorted(name_key(words).split(), key=len, reverse=True)
        ),
    )


def _begun(words: str, digits: str) -> str:
    """Return the beginning of a number in E.164; without a + it is Indonesian."""
    import phonenumbers

    home = str(phonenumbers.country_code_for_region("ID"))
    if words.strip().startswith("+") or digits.startswith(home):
        return f"+{digits}"
    return f"+{home}{digits.lstrip('0')}"


def known_to(actor: Actor) -> Known:
    """Return the people whose names an actor may read."""
    return Known(actor)
