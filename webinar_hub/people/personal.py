"""What this room holds of a person."""

from sqlalchemy import select, update

from webinar_hub.history import actions as history
from webinar_hub.history.models import Entry
from webinar_hub.kit.db import db
from webinar_hub.kit.language import _
from webinar_hub.network.models import Organisation, Region
from webinar_hub.people import actions, queries
from webinar_hub.people.holdings import Copied, Erasure, Holding, Moved, Rows, delete_rows
from webinar_hub.people.models import (
    Affiliation,
    Consent,
    DataRequest,
    Duplicate,
    Functioning,
    Grant,
    Guardian,
    Person,
    Portrait,
    RequestState,
    Sound,
)
from webinar_hub.people.portraits import actions as portraits
from webinar_hub.people.portraits.rules import stored_name
from webinar_hub.people.words import QUESTIONS

_NAMES, _ADDRESSES, _PHONES = ("name",), ("email",), ("phone",)
"""Under which names the history of a person tells how they were called and reached."""


def _learn(erasure: Erasure) -> None:
    own = [("person", each.key) for each in erasure.selves]
    erasure.own += own
    erasure.labels |= {label for each in erasure.selves for label in history.labels(each.id)}
    erasure.names |= {name for each in erasure.selves for name in (each.full_name, each.name)}
    erasure.names |= erasure.labels | history.texts_of(own, _NAMES)
    erasure.addresses |= {each.email or "" for each in erasure.selves}
    erasure.addresses |= history.texts_of(own, _ADDRESSES)
    erasure.phones |= {each.phone or "" for each in erasure.selves} | history.texts_of(own, _PHONES)


def _erase(erasure: Erasure) -> None:
    for each in erasure.selves:
        actions.erase(each, now=erasure.now)


def _erase_requests(erasure: Erasure) -> None:
    asked_by_them = DataRequest.person_id.in_(erasure.ids)
    keys = db.session.scalars(select(DataRequest.key).where(asked_by_them))
    erasure.own += [("data_request", key) for key in keys]
    asked = update(DataRequest).where(asked_by_them)
    db.session.execute(asked.values(words="", answer=""))
    waiting = asked.where(DataRequest.state == RequestState.OPEN)
    db.session.execute(waiting.values(state=RequestState.GRANTED, answered_at=erasure.now))


def _blank_history(erasure: Erasure) -> None:
    history.blank(erasure.own, erasure.naming_them)
    history.blank(erasure.shared, erasure.naming_them_whole)
    for each in erasure.selves:
        history.blank_actor(each.id)


def _people(person: Person) -> Rows:
    columns = ("name", "title_before", "title_after", "email", "phone")
    return [
        {
            **{name: getattr(each, name) for name in columns},
            **_home(each),
            "language": each.language,
            "sex": each.sex,
            "age_band": each.age_band,
            "added_at": each.added_at,
            "restricted_at": each.restricted_at,
        }
        for each in queries.selves(person)
    ]


def _home(person: Person) -> dict[str, object]:
    named = select(Organisation.name.label("organisation"), Region.name.label("region"))
    at_home = (
        named.select_from(Person)
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .outerjoin(Region, Region.code == Person.region_code)
    )
    return dict(db.session.execute(at_home.where(Person.id == person.id)).mappings().one())


def _affiliations(person: Person) -> Rows:
    return [
        {"organisation": each.organisation.name, "since": each.since, "until": each.until}
        for each in queries.affiliations(person)
    ]


def _roles(person: Person) -> Rows:
    held = select(
        Grant.role, Grant.region_code, Organisation.name.label("organisation"), Grant.until
    ).outerjoin(Grant.organisation)
    roles = held.where(Grant.person_id == person.id).order_by(Grant.id)
    return [dict(row) for row in db.session.execute(roles).mappings()]


def _portraits(person: Person) -> Rows:
    shown = select(Portrait).where(Portrait.person_id == person.id)
    return [
        {
            "office": each.office,
            "bio": each.bio,
            "photo": f"/foto/{stored_name(each.photo)}" if each.photo else None,
        }
        for each in db.session.scalars(shown)
    ]


PERSONAL = (
    Holding(
        Person,
        copied=Copied(
            "person",
            _("Who you are"),
            {
                "name": _("Name"),
                "title_before": _("Title before the name"),
                "title_after": _("Titles after the name"),
                "email": _("E-mail"),
                "phone": _("Phone"),
                "organisation": _("Organisation"),
                "region": _("Region"),
                "language": _("Language"),
                "sex": _("Sex"),
                "age_band": _("Age"),
                "added_at": _("Known since"),
                "restricted_at": _("Only needed messages since"),
            },
            _people,
        ),
        moved="it is who becomes one with another",
        learned=_learn,
        erased=_erase,
    ),
    Holding(
        Affiliation,
        copied=Copied(
            "affiliations",
            _("Your organisations"),
            {
                "organisation": _("Organisation"),
                "since": _("Since"),
                "until": _("Until"),
            },
            _affiliations,
        ),
        moved=Moved(("organisation_id",), lambda: Affiliation.until.is_(None)),
        erased=delete_rows(Affiliation),
    ),
    Holding(
        Portrait,
        copied=Copied(
            "portrait",
            _("What is shown of you where you speak"),
            {
                "office": _("Office and organisation"),
                "bio": _("A few words on you"),
                "photo": _("Photo"),
            },
            _portraits,
        ),
        moved=Moved(()),
        erased=lambda erasure: portraits.erase(erasure.ids, now=erasure.now),
    ),
    Holding(
        Consent,
        copied=Copied(
            "consents",
            _("What you agreed to or refused"),
            {
                "kind": _("Kind"),
                "agreed": _("Agreed"),
                "text_version": _("Version of the wording"),
                "language": _("Language"),
                "source": _("Where"),
                "answered_at": _("Answered on"),
                "withdrawn_at": _("Withdrawn on"),
            },
        ),
        moved=Moved(),
        erased=delete_rows(Consent),
    ),
    Holding(
        DataRequest,
        copied=Copied(
            "requests",
            _("What you asked about your data"),
            {
                "kind": _("Kind"),
                "words": _("In your words"),
                "asked_at": _("Asked on"),
                "due_at": _("To be answered before"),
                "state": _("Status"),
                "answer": _("Answer"),
                "answered_at": _("Answered on"),
            },
        ),
        moved=Moved(),
        erased=_erase_requests,
    ),
    Holding(
        Grant,
        copied=Copied(
            "roles",
            _("Your roles at the desk"),
            {
                "role": _("Role"),
                "region_code": _("Region"),
                "organisation": _("Organisation"),
                "until": _("Until"),
            },
            _roles,
        ),
        moved=Moved(),
        erased="who held which role stays, without a name",
    ),
    Holding(
        Functioning,
        copied=Copied(
            "functioning",
            _("Your answers to the six questions"),
            {**QUESTIONS, "answered_at": _("Answered on")},
        ),
        moved=Moved(()),
        erased=delete_rows(Functioning),
    ),
    Holding(
        Guardian,
        copied=Copied(
            "guardian",
            _("Your parent or guardian"),
            {
                "name": _("Name"),
                "email": _("E-mail"),
                "phone": _("Phone"),
                "text_version": _("Version of the wording"),
                "language": _("Language"),
                "given_at": _("Agreed on"),
            },
        ),
        moved=Moved(()),
        erased=delete_rows(Guardian),
    ),
    Holding(
        Sound,
        copied="it only repeats the name",
        moved="it is made anew",
        erased=delete_rows(Sound),
    ),
    Holding(
        Duplicate,
        copied="it only says who may be the same",
        moved="the pair is decided by whoever makes them one",
        erased=delete_rows(Duplicate, "one_id", "other_id"),
    ),
    Holding(
        Entry,
        copied="it is kept to see what staff did",
        moved="it says what happened",
        erased="it is blanked once everything is found",
        blanked=_blank_history,
    ),
)
