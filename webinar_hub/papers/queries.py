"""What is written of a session, looked up."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import exists, select

from webinar_hub.kit.db import db
from webinar_hub.materials.models import Visibility
from webinar_hub.papers.models import Notulen, Terms
from webinar_hub.programmes.models import Meeting


@dataclass(frozen=True)
class Written:
    """Whether a session has terms of reference, and who reads its notulen; None: it has none.

    language: in which the notulen is written.
    """

    terms: bool
    notulen: Visibility | None
    language: str | None


def written(meeting: Meeting) -> Written:
    """Return what is written of a session, in one statement."""
    terms = exists().where(Terms.meeting_id == meeting.id)
    notulen = [
        select(column).where(Notulen.meeting_id == meeting.id).scalar_subquery()
        for column in (Notulen.visibility, Notulen.language)
    ]
    return Written(*db.session.execute(select(terms, *notulen)).one())


def notulens(meetings: Iterable[Meeting]) -> dict[int, Visibility]:
    """Return who reads the notulen of each meeting that has one, by its id."""
    wanted = Notulen.meeting_id.in_([meeting.id for meeting in meetings])
    return dict(
        db.session.execute(select(Notulen.meeting_id, Notulen.visibility).where(wanted)).all()
    )
