"""Look up the reports that came in, and what is in them."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, select

from webinar_hub.attendance.models import (
    Evidence,
    EvidenceKind,
    Match,
    Report,
)
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing


def reports(meeting_id: int) -> Sequence[Report]:
    """Return the files that were imported for a meeting, the newest first."""
    return db.session.scalars(
        select(Report)
        .where(Report.meeting_id == meeting_id)
        .order_by(Report.imported_at.desc(), Report.id.desc())
    ).all()


def evidence_of(meeting_id: int) -> Sequence[Evidence]:
    """Return all evidence of a meeting."""
    return db.session.scalars(select(Evidence).where(Evidence.meeting_id == meeting_id)).all()


def report_with_rows(meeting_id: int, key: str) -> tuple[Report, Sequence[Evidence]]:
    """Return an imported file and the evidence that came with it; raise NotFound."""
    report = existing(
        db.session.scalar(select(Report).where(Report.meeting_id == meeting_id, Report.key == key))
    )
    return report, db.session.scalars(
        select(Evidence).where(Evidence.report_id == report.id).order_by(Evidence.id)
    ).all()


def report_by_digest(meeting_id: int, digest: str) -> Report | None:
    """Return the import of exactly these bytes for a meeting, None where there was none."""
    return db.session.scalar(
        select(Report).where(Report.meeting_id == meeting_id, Report.digest == digest)
    )


def stands_elsewhere(digest: str, meeting_id: int) -> bool:
    """Say whether exactly these bytes were imported for another meeting, and not set aside."""
    found = select(Report.id).where(Report.digest == digest, Report.withdrawn_at.is_(None))
    return db.session.scalar(found.where(Report.meeting_id != meeting_id).limit(1)) is not None


def was_seen(registration_id: ColumnElement[int], meeting_ids: Select[int]) -> ColumnElement[bool]:
    """Return the condition that something shows somebody in some meetings.

    More than a press on "Gabung", or that they are excused.
    """
    shown = select(Evidence.id).join(Match, Match.evidence_id == Evidence.id)
    return shown.where(
        Match.registration_id == registration_id,
        Match.set_aside_at.is_(None),
        Evidence.meeting_id.in_(meeting_ids),
        Evidence.kind.not_in((EvidenceKind.JOIN_CLICK, EvidenceKind.EXCUSED)),
    ).exists()
