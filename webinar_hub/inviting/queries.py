"""What we look up of letters that invite."""

from collections.abc import Sequence

from sqlalchemy import exists, select

from webinar_hub.inviting import drawing
from webinar_hub.inviting.drawing import LetterFacts
from webinar_hub.inviting.models import Invitation
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.kit.files import Files
from webinar_hub.network import identity
from webinar_hub.programmes.models import Meeting


def of_meeting(meeting: Meeting) -> Sequence[Invitation]:
    """Return the letters that were given for a session, the latest first."""
    given = select(Invitation).where(Invitation.meeting_id == meeting.id)
    return db.session.scalars(given.order_by(Invitation.id.desc())).all()


def letter(meeting: Meeting, key: str) -> Invitation:
    """Return the letter of this key; raise NotFound."""
    wanted = select(Invitation).where(Invitation.meeting_id == meeting.id, Invitation.key == key)
    return existing(db.session.scalar(wanted))


def number_taken(number: str) -> bool:
    """Say whether a letter bears this number."""
    return bool(db.session.scalar(select(exists().where(Invitation.number == number))))


def document(invitation: Invitation, files: Files) -> bytes:
    """Return the PDF of a letter, drawn from what was printed. Raises Unprintable."""
    facts = LetterFacts.from_stored(invitation.facts)
    logo = files.get(identity.ROOM, facts.logo) if facts.logo else None
    return drawing.draw(facts, (invitation.addressee, invitation.organisation), logo)
