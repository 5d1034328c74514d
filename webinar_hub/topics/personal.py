"""What this room holds of a person."""

from sqlalchemy import select

from webinar_hub.kit.db import db
from webinar_hub.kit.language import _
from webinar_hub.kit.text import blanked
from webinar_hub.people.holdings import Copied, Erasure, Holding, Moved, Rows
from webinar_hub.people.models import Person
from webinar_hub.topics.models import Topic
from webinar_hub.topics.words import STATES

_TEXTS = ("organisation", "title", "description", "speaker", "answer")


def _proposed(person: Person) -> Rows:
    held = select(Topic).where(Topic.person_id == person.id).order_by(Topic.id)
    return [
        {
            "programme": each.programme.own_name,
            **{name: getattr(each, name) for name in _TEXTS},
            "email": each.email,
            "phone": each.phone,
            "proposed_at": each.proposed_at,
            "state": str(STATES[each.state]),
        }
        for each in db.session.scalars(held)
    ]


def _erase(erasure: Erasure) -> None:
    """Delete what they proposed; a session keeps the topic that it took over."""
    for each in db.session.scalars(select(Topic).where(Topic.person_id.in_(erasure.ids))).all():
        erasure.own.append(("topic", each.key))
        db.session.delete(each)
    db.session.flush()


def _blank_texts(erasure: Erasure) -> None:
    """Take their name out of what others wrote, such as who could speak."""
    for each in db.session.scalars(select(Topic)):
        for name in _TEXTS:
            setattr(each, name, blanked(getattr(each, name), erasure.naming_them_whole))
    db.session.flush()


PERSONAL = (
    Holding(
        Topic,
        copied=Copied(
            "topics",
            _("Topics that you proposed"),
            {
                "programme": _("Programme"),
                "title": _("Topic"),
                "description": _("What it is about"),
                "speaker": _("Who could speak about it?"),
                "organisation": _("Organisation"),
                "email": _("E-mail"),
                "phone": _("Phone"),
                "proposed_at": _("Proposed on"),
                "state": _("Status"),
                "answer": _("Answer"),
            },
            _proposed,
        ),
        moved=Moved(),
        erased=_erase,
        blanked=_blank_texts,
    ),
)
