"""What this room holds of a person."""

from typing import Any

from sqlalchemy import select

from webinar_hub.history import actions as history
from webinar_hub.kit.db import db
from webinar_hub.kit.language import Sentence, _
from webinar_hub.people.holdings import Copied, Erasure, Holding, Moved, Rows, delete_rows
from webinar_hub.people.models import Person
from webinar_hub.programmes.appearing.models import Reply
from webinar_hub.programmes.handover import actions as handover
from webinar_hub.programmes.models import Appearance, Handover, Meeting

OF_MEETING: dict[str, Sentence] = {
    "series": _("Series"),
    "meeting": _("Session"),
    "number": _("Number"),
    "starts_at": _("Begins"),
}
"""What a copy of somebody's data says of a session."""


def of_meeting(meeting: Meeting) -> dict[str, Any]:
    """Return what a copy says of a session, by the names of OF_MEETING."""
    return {
        "series": meeting.series.title,
        "meeting": meeting.own_title,
        "number": meeting.number,
        "starts_at": meeting.starts_at,
    }


def _appearances(person: Person) -> Rows:
    held = (
        select(Appearance, Meeting)
        .join(Meeting, Meeting.id == Appearance.meeting_id)
        .where(Appearance.person_id == person.id)
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return [
        {
            **of_meeting(meeting),
            "role": appearance.role,
        }
        for appearance, meeting in db.session.execute(held)
    ]


def _replies(person: Person) -> Rows:
    held = (
        select(Reply, Meeting)
        .join(Meeting, Meeting.id == Reply.meeting_id)
        .where(Reply.person_id == person.id, Reply.answer.is_not(None))
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return [
        {
            **of_meeting(meeting),
            "answer": reply.answer,
            "answered_at": reply.answered_at,
        }
        for reply, meeting in db.session.execute(held)
    ]


def _blank_offers(erasure: Erasure) -> None:
    named = handover.erase(erasure.labels, erasure.naming_them_whole)
    history.blank(named, erasure.naming_them_whole)


PERSONAL = (
    Holding(
        Appearance,
        copied=Copied(
            "appearances",
            _("Your parts in sessions"),
            {**OF_MEETING, "role": _("Role")},
            _appearances,
        ),
        moved=Moved(("meeting_id", "role")),
        erased=delete_rows(Appearance),
    ),
    Holding(
        Reply,
        copied=Copied(
            "replies",
            _("What you answered to your parts"),
            {**OF_MEETING, "answer": _("Answer"), "answered_at": _("Answered on")},
            _replies,
        ),
        moved=Moved(("meeting_id",)),
        erased=delete_rows(Reply),
    ),
    Holding(
        Handover,
        copied="it tells of what secretariats do",
        moved="it belongs to secretariats",
        erased="it is blanked once everything is found",
        blanked=_blank_offers,
    ),
)
