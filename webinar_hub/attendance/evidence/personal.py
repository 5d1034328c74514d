"""What attendance remembers of one person: copied, erased, and forgotten when its time is over."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.orm import joinedload, lazyload

from webinar_hub.attendance.matching.actions import add_matches
from webinar_hub.attendance.models import (
    Attendance,
    Evidence,
    EvidenceKind,
    Match,
    Report,
    RollCall,
)
from webinar_hub.kit.db import db
from webinar_hub.kit.language import _
from webinar_hub.kit.text import BLANK, blanked
from webinar_hub.people.holdings import Copied, Erasure, Holding, Moved, Rows
from webinar_hub.people.models import Person
from webinar_hub.people.names import name_key
from webinar_hub.programmes.models import Meeting
from webinar_hub.programmes.personal import OF_MEETING, of_meeting
from webinar_hub.registrations.models import Registration, Seat
from webinar_hub.registrations.queries import all_of

NO_NAME = "–"
"""What stands where a platform's name was."""

FORGOTTEN = _("Nobody was found, and the name was deleted when its time was over")

_BLANK = {"name": NO_NAME, "original_name": None, "email": None}


def _counted(person: Person) -> Rows:
    found = (
        select(Attendance, Meeting)
        .join(Attendance.seat)
        .join(Seat.registration)
        .join(Meeting, Meeting.id == Seat.meeting_id)
        .where(Registration.person_id == person.id)
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return [
        {
            **of_meeting(meeting),
            "minutes": attendance.seconds // 60,
            "attendance": attendance.status,
            "in_person": attendance.in_person,
            "computed_at": attendance.computed_at,
        }
        for attendance, meeting in db.session.execute(found)
    ]


def _evidence(person: Person) -> Rows:
    return [
        _evidence_facts(row, match, meeting)
        for row, match, meeting in db.session.execute(_evidence_of(person))
    ]


def _evidence_of(person: Person) -> Any:
    evidence = (
        select(Evidence, Match, Meeting)
        .join(Match, Match.evidence_id == Evidence.id)
        .join(Meeting, Meeting.id == Evidence.meeting_id)
    )
    evidence = evidence.join(Registration, Registration.id == Match.registration_id).options(
        lazyload(Match.registration)
    )
    return evidence.where(
        Registration.person_id == person.id, Match.set_aside_at.is_(None)
    ).order_by(Evidence.id)


def _evidence_facts(row: Evidence, match: Match, meeting: Meeting) -> dict[str, Any]:
    return {
        "meeting": meeting.own_title or meeting.series.title,
        "number": meeting.number,
        "kind": row.kind,
        "name": row.name,
        "original_name": row.original_name,
        "email": row.email,
        "joined_at": row.joined_at,
        "left_at": row.left_at,
        "minutes": row.seconds // 60 if row.seconds is not None else None,
        "noted_at": row.noted_at,
        "why": match.why,
    }


@dataclass(frozen=True)
class Forgotten:
    """What the evidence of a person said before it was blanked: names, and keys of meetings."""

    names: frozenset[str]
    meetings: frozenset[str]


def erase(
    person: Person, registrations: Sequence[Registration], labels: Collection[str]
) -> Forgotten:
    """Blank names and addresses in the evidence of a person; the minutes stay.

    labels are those under which they acted at the desk. Theirs is what is matched to them; what
    bears their address; and what bears their whole name in a meeting they had a place in; but never
    what belongs to somebody else. The fingerprints stay, so that the same report cannot bring the
    names back.
    """
    evidence = _evidence_to_blank(person, [each.id for each in registrations])
    names = frozenset(name for row in evidence for name in (row.name, row.original_name) if name)
    found = Forgotten(names, frozenset(row.meeting.key for row in evidence))
    _blank(Evidence.id.in_([row.id for row in evidence]))
    db.session.execute(update(Match).where(Match.by_id == person.id).values(by_label=BLANK))
    for label in (Report.imported_by, RollCall.finished_by):
        db.session.execute(update(label.class_).where(label.in_(labels)).values({label.key: BLANK}))
    return found


def _evidence_to_blank(person: Person, registration_ids: Collection[int]) -> list[Evidence]:
    standing = Match.set_aside_at.is_(None)
    matched = select(Match.evidence_id).where(standing, Match.registration_id.in_(registration_ids))
    others = _matched(Match.registration_id.not_in(registration_ids))
    seated = select(Seat.meeting_id).where(Seat.registration_id.in_(registration_ids))
    likely = [
        func.lower(name).contains(person.name.lower(), autoescape=True)
        for name in (Evidence.name, Evidence.original_name)
    ]
    near = or_(
        and_(Evidence.meeting_id.in_(seated), or_(*likely)),
        func.lower(Evidence.email) == person.email,
    )
    wanted = or_(Evidence.id.in_(matched), and_(near, ~others))
    rows = db.session.scalars(
        select(Evidence).where(wanted).options(joinedload(Evidence.meeting))
    ).all()
    sure = set(db.session.scalars(matched))
    return [row for row in rows if row.id in sure or _is_of(row, person)]


def blank_files(meetings: Collection[str], pattern: re.Pattern[str]) -> None:
    """Put `…` for whom the pattern names in the names of imported files of these meetings."""
    reports = select(Report).where(
        Report.meeting_id.in_(select(Meeting.id).where(Meeting.key.in_(meetings)))
    )
    for report in db.session.scalars(reports):
        report.name = blanked(report.name, pattern)
    db.session.flush()


def _is_of(row: Evidence, person: Person) -> bool:
    if person.email and (row.email or "").lower() == person.email:
        return True
    whole = f" {person.name_key} "
    return any(whole in f" {name_key(name)} " for name in (row.name, row.original_name) if name)


def forget_names(*, before: datetime, now: datetime) -> int:
    """Blank names and addresses in nobody's rows from before a moment; return how many rows.

    Rows that still waited for a decision are decided: nobody was found.
    """
    old = and_(
        Evidence.noted_at < before,
        Evidence.name != NO_NAME,
        Evidence.kind != EvidenceKind.JOIN_CLICK,
        ~_matched(Match.registration_id.is_not(None)),
    )
    undecided = db.session.scalars(select(Evidence).where(old, Evidence.undecided)).all()
    add_matches(undecided, None, FORGOTTEN, decided_by=None, now=now)
    return _blank(old)


def _matched(whose: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that a row stands as matched to one of these.

    Asked of each row: NOT IN all that are matched would be gone through for each by PostgreSQL.
    """
    return exists().where(Match.evidence_id == Evidence.id, Match.set_aside_at.is_(None), whose)


def _blank(which: ColumnElement[bool]) -> int:
    done = update(Evidence).where(which).values(_BLANK).returning(Evidence.id)
    return len(db.session.execute(done, execution_options={"synchronize_session": False}).all())


def _erase_evidence(erasure: Erasure) -> None:
    held = [held for each in erasure.selves for held in all_of(each)]
    for each in erasure.selves:
        forgotten = erase(each, held, erasure.labels)
        erasure.platform_names |= forgotten.names
        erasure.shared |= {("meeting", key) for key in forgotten.meetings}


def _blank_files(erasure: Erasure) -> None:
    meetings = [key for kind, key in erasure.shared if kind == "meeting"]
    blank_files(meetings, erasure.naming_them_whole)


PERSONAL = (
    Holding(
        Attendance,
        copied=Copied(
            "attendance",
            _("Attendance, as it was counted"),
            {
                **OF_MEETING,
                "minutes": _("Minutes"),
                "attendance": _("Attendance"),
                "in_person": _("At the venue"),
                "computed_at": _("Counted on"),
            },
            _counted,
        ),
        moved="it is counted anew",
        erased="it stays for the counts",
    ),
    Holding(
        Evidence,
        copied=Copied(
            "evidence",
            _("What attendance was counted from"),
            {
                "meeting": _("Session"),
                "number": _("Number"),
                "kind": _("Kind"),
                "name": _("Name"),
                "original_name": _("Earlier name on the platform"),
                "email": _("E-mail"),
                "joined_at": _("Came"),
                "left_at": _("Left"),
                "minutes": _("Minutes"),
                "noted_at": _("Noted on"),
                "why": _("Why it is yours"),
            },
            _evidence,
        ),
        moved="whose it is, its match says",
        erased=_erase_evidence,
    ),
    Holding(
        Match,
        copied="it stands with the evidence",
        moved=Moved(by="registration_id"),
        erased="whose it is stays, without a name",
    ),
    Holding(
        Report,
        copied="it tells of everybody",
        moved="it belongs to a session",
        erased="its name is blanked once everything is found",
        blanked=_blank_files,
    ),
    Holding(
        RollCall,
        copied="it tells of everybody",
        moved="it belongs to a session",
        erased="whoever finished it is blanked with the reports",
    ),
)
