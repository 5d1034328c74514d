"""Let somebody have been in a session, for the tests of what follows from it."""

from datetime import timedelta

from webinar_hub.attendance.minutes.actions import recompute
from webinar_hub.attendance.models import Evidence, EvidenceKind, Match
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration


def came(registration: Registration, meeting: Meeting, minutes: int, name: str) -> None:
    """Let somebody be in a meeting, by a report's row that is matched to them."""
    left = meeting.starts_at + timedelta(minutes=minutes)
    row = Evidence(
        meeting_id=meeting.id,
        kind=EvidenceKind.STAY,
        fingerprint=tokens.key(),
        name=name,
        joined_at=meeting.starts_at,
        left_at=left,
        noted_at=clock.now(),
        undecided=False,
    )
    db.session.add(row)
    db.session.flush()
    db.session.add(
        Match(
            evidence_id=row.id,
            registration_id=registration.id,
            by_label="rule",
            at=clock.now(),
            why="name",
        )
    )
    db.session.commit()
    db.write(recompute, meeting, now=clock.now())
