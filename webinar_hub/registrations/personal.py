"""What this room holds of a person."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload
from sqlalchemy.sql.base import ExecutableOption

from webinar_hub.history import actions as history
from webinar_hub.kit.db import db
from webinar_hub.kit.language import _
from webinar_hub.network.models import Region
from webinar_hub.people.holdings import Copied, Erasure, Holding, Moved, Rows
from webinar_hub.people.models import ConsentKind, Person
from webinar_hub.programmes.personal import OF_MEETING, of_meeting
from webinar_hub.registrations import needs, queries
from webinar_hub.registrations.models import (
    AccessNeed,
    EveryDate,
    FormDate,
    Registration,
    Seat,
    SentForm,
)
from webinar_hub.registrations.standing import actions as standing

_ORGANISATIONS = ("organisation", "organisation_name")
"""Under which names the history tells the organisation that somebody wrote down."""


def _learn(erasure: Erasure) -> None:
    held = _registrations_of(erasure)
    own = [("registration", each.key) for each in held]
    erasure.organisations |= {each.organisation_name for each in held}
    people = [("person", each.key) for each in erasure.selves]
    erasure.organisations |= history.texts_of([*people, *own], _ORGANISATIONS)


def _erase(erasure: Erasure) -> None:
    for each in erasure.selves:
        standing.erase(each, now=erasure.now)
    held = _registrations_of(erasure)
    erasure.counts["registrations"] = len(held)
    erasure.own += [("registration", each.key) for each in held]
    erasure.shared |= {
        ("meeting", seat.meeting.key) for each in held for seat in queries.seats_with_meetings(each)
    }


def _registrations_of(erasure: Erasure) -> list[Registration]:
    return [held for each in erasure.selves for held in queries.all_of(each)]


def _registrations(person: Person) -> Rows:
    held = queries.all_of(person)
    codes = [each.region_code for each in held]
    regions = dict(
        db.session.execute(select(Region.code, Region.name).where(Region.code.in_(codes))).all()
    )
    return [
        {
            "series": each.series.title,
            "code": each.code,
            "organisation": each.organisation_name,
            "region": regions.get(each.region_code or ""),
            "language": each.language,
            "sex": each.sex,
            "age_band": each.age_band,
            "registered_at": each.registered_at,
            "state": each.state,
            "conduct_version": each.conduct_version,
            "conduct_language": each.conduct_language,
            "conduct_agreed_at": each.conduct_agreed_at,
        }
        for each in held
    ]


def _seats(person: Person) -> Rows:
    return [
        {
            **of_meeting(seat.meeting),
            "seat": seat.status,
            "since": seat.queued_at,
            "at_venue": seat.meeting.comes(at_venue=seat.at_venue),
        }
        for each in queries.all_of(person)
        for seat in queries.seats_with_meetings(each)
    ]


def _sent_forms(person: Person) -> Rows:
    held = {each.id: each for each in queries.all_of(person)}
    columns = ("name", "email", "phone", "region_code", "sex", "age_band")
    moments = ("sent_at", "proved_at", "dropped_at")
    return [
        {
            "series": held[each.registration_id].series.title,
            "organisation": each.organisation_name,
            "consents": [
                ConsentKind(kind) for kind, yes in each.said.get("consents", {}).items() if yes
            ],
            **{name: getattr(each, name) for name in (*columns, *moments)},
            "pressed_at": min(
                (date.pressed_at for date in each.dates if date.pressed_at), default=None
            ),
        }
        for each in _rows(SentForm, held, selectinload(SentForm.dates))
    ]


def _needs(person: Person) -> Rows:
    held = {each.id: each for each in queries.all_of(person)}
    return [
        {
            "series": held[each.registration_id].series.title,
            **asdict(needs.wishes_of(each)),
            "asked_at": each.asked_at,
            "answer": each.answer,
            "answered_at": each.answered_at,
        }
        for each in _rows(AccessNeed, held)
    ]


def _every_date(person: Person) -> Rows:
    held = {each.id: each for each in queries.all_of(person)}
    return [
        {
            "series": held[each.registration_id].series.title,
            "since": each.since,
            "asked_at": each.asked_at,
            "paused_at": each.paused_at,
        }
        for each in _rows(EveryDate, held)
    ]


def _rows(
    table: type[Any], registrations: Iterable[int], *loaded: ExecutableOption
) -> Iterable[Any]:
    held = select(table).where(table.registration_id.in_(list(registrations))).options(*loaded)
    return db.session.scalars(held.order_by(table.id))


PERSONAL = (
    Holding(
        Registration,
        copied=Copied(
            "registrations",
            _("Registrations"),
            {
                "series": _("Series"),
                "code": _("Code"),
                "organisation": _("Organisation"),
                "region": _("Region"),
                "language": _("Language"),
                "sex": _("Sex"),
                "age_band": _("Age"),
                "registered_at": _("Registered on"),
                "state": _("Status"),
                "conduct_version": _("Code of conduct, version"),
                "conduct_language": _("Read in"),
                "conduct_agreed_at": _("Agreed on"),
            },
            _registrations,
        ),
        moved=Moved(("series_id",)),
        learned=_learn,
        erased=_erase,
    ),
    Holding(
        Seat,
        copied=Copied(
            "seats",
            _("Places in sessions"),
            {
                **OF_MEETING,
                "seat": _("Place in the session"),
                "since": _("Since"),
                "at_venue": _("At the venue"),
            },
            _seats,
        ),
        moved="of two places in one session the better one stands",
        erased="it is counted; what is to come is given back with the registration",
    ),
    Holding(
        SentForm,
        copied=Copied(
            "sent_forms",
            _("Registration forms sent with your address"),
            {
                "series": _("Series"),
                "organisation": _("Organisation"),
                "consents": _("Ticked"),
                "name": _("Name"),
                "email": _("E-mail"),
                "phone": _("Phone"),
                "region_code": _("Region"),
                "sex": _("Sex"),
                "age_band": _("Age"),
                "sent_at": _("Sent"),
                "proved_at": _("Confirmed as yours on"),
                "dropped_at": _("Dropped on"),
                "pressed_at": _("“Join” first pressed"),
            },
            _sent_forms,
        ),
        moved=Moved(by="registration_id", sets={"made_registration": False}),
        erased="it is blanked with the registration",
    ),
    Holding(
        FormDate,
        copied="it stands with the form",
        moved="it goes with the form",
        erased="it says no more than the form",
    ),
    Holding(
        EveryDate,
        copied=Copied(
            "every_date",
            _("Series in which you are registered for every session"),
            {
                "series": _("Series"),
                "since": _("Since"),
                "asked_at": _("Asked whether you still come on"),
                "paused_at": _("Paused on"),
            },
            _every_date,
        ),
        moved=Moved(
            ("sent_form_id",), lambda: EveryDate.sent_form_id.is_(None), by="registration_id"
        ),
        erased="it ends with the registration",
    ),
    Holding(
        AccessNeed,
        copied=Copied(
            "access_needs",
            _("What you need to be able to take part"),
            {
                "series": _("Series"),
                "sign_language": _("Sign language interpreter (JBI)"),
                "captions": _("Live captions by a typist"),
                "dial_in": _("Taking part by voice alone, over a telephone line"),
                "materials": _(
                    "Materials in a form that a screen reader reads, before the session"
                ),
                "other": _("Something else"),
                "asked_at": _("Asked on"),
                "answer": _("Answer"),
                "answered_at": _("Answered on"),
            },
            _needs,
        ),
        moved=Moved(
            ("sent_form_id",), lambda: AccessNeed.sent_form_id.is_(None), by="registration_id"
        ),
        erased=lambda erasure: needs.erase_officer(erasure.labels),
    ),
)
