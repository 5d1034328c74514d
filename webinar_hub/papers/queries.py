"""What is written of a session, looked up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, exists, func, select

from webinar_hub.kit.db import db
from webinar_hub.materials.models import Visibility
from webinar_hub.papers.models import FollowUp, Notulen, Terms
from webinar_hub.programmes.archive.actions import Texts
from webinar_hub.programmes.models import Meeting

_PUBLIC = select(Notulen.meeting_id, Notulen.said + "\n" + Notulen.decided).where(
    Notulen.visibility == Visibility.PUBLIC
)

SEARCHED = Texts("notulen", ("said", "decided", "visibility"), _PUBLIC)
"""The notulen that everybody reads, by whose words sessions are found."""

SAID = func.coalesce(
    _PUBLIC.with_only_columns(_PUBLIC.selected_columns[1])
    .where(Notulen.meeting_id == Meeting.id)
    .scalar_subquery(),
    "",
)
"""What a statement of meetings asks beside to tell the notulen of each that everybody reads."""


@dataclass(frozen=True)
class Written:
    """Whether a session has terms of reference, and who reads its notulen; None: it has none.

    language: in which the notulen is written. agreed: what follows, where everybody reads it.
    """

    terms: bool
    notulen: Visibility | None
    language: str | None
    agreed: Sequence[FollowUp]


def written(meeting: Meeting) -> Written:
    """Return what is written of a session, in one statement."""
    terms = exists().where(Terms.meeting_id == Meeting.id)
    agreed = FollowUp.meeting_id == Meeting.id, Notulen.visibility == Visibility.PUBLIC
    asked = (
        select(terms, Notulen.visibility, Notulen.language, FollowUp)
        .select_from(Meeting)
        .outerjoin(Notulen, Notulen.meeting_id == Meeting.id)
        .outerjoin(FollowUp, and_(*agreed))
        .where(Meeting.id == meeting.id)
        .order_by(FollowUp.id)
    )
    rows = db.session.execute(asked).all()
    has_terms, visibility, language, _first = rows[0]
    listed: list[FollowUp | None] = [row[3] for row in rows]
    return Written(has_terms, visibility, language, [each for each in listed if each])


def notulens(meetings: Iterable[Meeting]) -> dict[int, Visibility]:
    """Return who reads the notulen of each meeting that has one, by its id."""
    wanted = Notulen.meeting_id.in_([meeting.id for meeting in meetings])
    return dict(
        db.session.execute(select(Notulen.meeting_id, Notulen.visibility).where(wanted)).all()
    )
