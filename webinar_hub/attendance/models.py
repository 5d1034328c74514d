"""What we remember of attendance."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinar_hub.kit.db import Base, Keyed
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration, Seat

NAMES_KEPT = timedelta(days=90)
"""How long names and addresses of a platform's report are kept that belong to no participant."""


class Report(Keyed, Base):
    """One imported file; the same bytes on the same clock come in once for a meeting.

    The rows of a withdrawn report count for nobody.
    """

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("meeting_id", "digest"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    format: Mapped[str] = mapped_column(String(60))
    rows: Mapped[int]
    problems: Mapped[int]
    imported_by: Mapped[str] = mapped_column(String(200))
    imported_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class EvidenceKind(StrEnum):
    """What kind of fact about presence this is."""

    STAY = "stay"
    DURATION = "duration"
    JOIN_CLICK = "join_click"
    ROLL_CALL = "roll_call"
    EXCUSED = "excused"


NOTED = (EvidenceKind.ROLL_CALL, EvidenceKind.EXCUSED)
"""What somebody noted on the roll call of a meeting, which no platform reported."""

REPORTED = (EvidenceKind.STAY, EvidenceKind.DURATION)
"""What stands in the reports of platforms."""

CLICK = "click:"
"""How the fingerprint of a press on "Gabung" begins; the registration's key follows."""


class Evidence(Base):
    """One fact about presence in a meeting, never edited.

    report_id is the report that told of it last; earlier: the ids of those that did before, the
    latest last. fingerprint tells the same fact from another file. Where the roll call tells no
    times, somebody was there from the beginning to the end. undecided: no match says whose it is;
    it is kept beside the matches, so that the few that wait are found among all that ever came.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        UniqueConstraint("meeting_id", "fingerprint"),
        Index(
            "ix_evidence_undecided",
            "meeting_id",
            "noted_at",
            sqlite_where=text("undecided = 1"),
            postgresql_where=text("undecided"),
        ),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"), index=True)
    earlier: Mapped[list[int]] = mapped_column(JSON, default=list, server_default="[]")
    kind: Mapped[EvidenceKind]
    fingerprint: Mapped[str] = mapped_column(String(64))
    line: Mapped[int | None]
    name: Mapped[str] = mapped_column(String(300), default="")
    original_name: Mapped[str | None] = mapped_column(String(300))
    email: Mapped[str | None] = mapped_column(String(254))
    joined_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    seconds: Mapped[int | None]
    noted_at: Mapped[datetime] = mapped_column(index=True)
    undecided: Mapped[bool] = mapped_column(default=True, server_default=false())

    meeting: Mapped[Meeting] = relationship(lazy="raise")


class Match(Base):
    """Who is behind evidence, decided by a rule or by a person.

    registration_id None means: looked at, and not a participant. A match is set aside with a
    reason, never deleted.
    """

    __tablename__ = "match"

    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    by_label: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    why: Mapped[str] = mapped_column(Text)
    set_aside_at: Mapped[datetime | None]
    set_aside_why: Mapped[str] = mapped_column(Text, default="")

    evidence: Mapped[Evidence] = relationship(lazy="raise")
    registration: Mapped[Registration | None] = relationship(lazy="raise")


class AttendanceStatus(StrEnum):
    """What the minutes of a seat come to."""

    PRESENT = "present"
    PARTIAL = "partial"
    ABSENT = "absent"
    EXCUSED = "excused"


class Attendance(Base):
    """What the evidence adds up to for a seat; can be computed again at any time.

    in_person: they were at the venue, as the roll call there has it.
    """

    __tablename__ = "attendance"

    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), unique=True)
    seconds: Mapped[int]
    status: Mapped[AttendanceStatus]
    in_person: Mapped[bool] = mapped_column(default=False, server_default=false())
    computed_at: Mapped[datetime]

    seat: Mapped[Seat] = relationship(lazy="raise")


class RollCall(Base):
    """The word that the roll call of a meeting is complete: who is not on it was absent."""

    __tablename__ = "roll_call"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    finished_by: Mapped[str] = mapped_column(String(200))
    finished_at: Mapped[datetime]
