"""What is done with people and their requests, as the history tells it."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import select

from webinar_hub.history.words import Acts, Verb
from webinar_hub.kit.db import db
from webinar_hub.kit.language import _
from webinar_hub.people import words
from webinar_hub.people.models import DataRequest, Person, Role
from webinar_hub.people.names import PersonName


def _people(keys: set[str]) -> Iterable[tuple[str, str]]:
    named = select(Person.key, Person.title_before, Person.name, Person.title_after)
    for key, *parts in db.session.execute(named.where(Person.key.in_(keys))):
        yield key, PersonName(*parts).full


def called_after_person(table: type[Any]) -> Callable[[set[str]], Iterable[tuple[str, str]]]:
    """Return what looks up the names of the people to whom the rows of a table belong."""

    def found(keys: set[str]) -> Iterable[tuple[str, str]]:
        named = select(table.key, Person.title_before, Person.name, Person.title_after)
        rows = named.join(Person, Person.id == table.person_id).where(table.key.in_(keys))
        for key, *parts in db.session.execute(rows):
            yield key, PersonName(*parts).full

    return found


def language_called(code: str) -> str:
    """Return a language's own name."""
    return {"id": "Bahasa Indonesia", "en": "English"}.get(code, code)


_SOURCES = {
    "registration": _("The form of a registration"),
    "meeting": _("The link of a part in a session"),
    "desk": _("The secretariat's desk"),
}


def _source(of: str) -> str:
    kind = of.partition(":")[0]
    return str(_SOURCES[kind]) if kind in _SOURCES else of


ACTS = Acts(
    verbs={"said what is shown": Verb(_("Photo or words on them changed"), touches=None)},
    objects={
        "person": _("Person"),
        "data_request": _("Request about own data"),
        "duplicate": _("Pair of people"),
    },
    fields={
        "person": _("Person"),
        "role": _("Role"),
        "email": _("E-mail address"),
        "phone": _("Mobile number"),
        "title_before": _("Titles before the name"),
        "title_after": _("Titles after the name"),
        "due": _("To be answered by"),
        "reason": _("Reason"),
    },
    choices=(
        words.ROLES,
        words.SEXES,
        words.AGES,
        words.DIFFICULTIES,
        words.REQUESTS,
        words.CONSENTS,
        words.ANSWERED,
    ),
    values={"role": (Role,)},
    readers={"language": language_called, "source": _source},
    names={"person": _people, "data_request": called_after_person(DataRequest)},
    refers={"person": "person"},
)
