"""Give statements that somebody was present, and take back what no longer holds.

Each runs inside db.write, but for one that says so.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from webinar_hub.certificates.drawing.wording import ONLINE, PARTICIPANT
from webinar_hub.certificates.issuing import actions as issuing
from webinar_hub.certificates.issuing import giving, lines
from webinar_hub.certificates.issuing.giving import Said
from webinar_hub.certificates.issuing.queries import issuer_of
from webinar_hub.certificates.models import Certificate, CertificateKind, NumberLine
from webinar_hub.certificates.statements import queries, rules
from webinar_hub.certificates.statements.queries import Presence
from webinar_hub.config import Settings
from webinar_hub.kit import zones
from webinar_hub.kit.actor import ONESELF, Actor
from webinar_hub.kit.batch import parts
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.kit.language import _, reading
from webinar_hub.people.models import Person
from webinar_hub.programmes import printed
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration

_GIVEN_AT_ONCE = 25
"""As many as one transaction gives, some 5 ms each."""


def give_to_all(meeting: Meeting, *, settings: Settings, by: Actor, now: datetime) -> int:
    """Give a statement to everybody who was present in a session or had a part in it.

    Return how many were given. Whoever has one gets no other; a name that cannot be printed is
    passed over. Raises what give raises but NotPresent. Runs outside db.write, a few in each
    transaction: what was given stays given where it is stopped, and once more it goes on.
    """
    rules.refuse_until_over(meeting.ends_at, meeting.cancelled_at, now)
    due = [each.person.id for each in queries.presences(meeting) if each.due and _prints(each)]

    def give_them(some: Collection[int]) -> int:
        return give_some(meeting, some, settings=settings, by=by, now=now)

    return sum(db.write(give_them, some) for some in parts(due, _GIVEN_AT_ONCE))


def give_some(
    meeting: Meeting, people: Collection[int], *, settings: Settings, by: Actor, now: datetime
) -> int:
    """Give statements to those of some people, by their ids, who have none; return how many.

    Raises what give raises but NotPresent.
    """
    line = _locked_line(meeting, now)
    due = [each for each in queries.presences(meeting, people) if each.due and _prints(each)]
    return len(_give_due(meeting, due, line, settings=settings, by=by, now=now))


def give(
    meeting: Meeting, person: Person, *, settings: Settings, by: Actor, now: datetime
) -> Certificate:
    """Give a statement to somebody who was present in a session or had a part in it; return it.

    Where they have one already, that is the answer. Raises NothingToState, NotPresent, NoIssuer,
    NoSignatory and Unprintable, with no number given.
    """
    line = _locked_line(meeting, now)
    asked = queries.presences(meeting, [person.id])
    for each in asked:
        if each.letter:
            return each.letter
    due = [each for each in asked if each.due]
    if not due:
        raise rules.NotPresent
    return _give_due(meeting, due, line, settings=settings, by=by, now=now)[0]


def ask(
    registration: Registration, meeting: str, *, settings: Settings, now: datetime
) -> Certificate:
    """Give somebody, who asks for it, the statement of a session in which they were present.

    meeting: its key. Raises NotFound for none of their series, and what give raises: a part alone
    is stated by the desk.
    """
    own = Meeting.key == meeting, Meeting.series_id == registration.series_id
    found = existing(db.session.scalar(select(Meeting).where(*own)))
    person = registration.person
    if not any(each.registration for each in queries.presences(found, [person.id])):
        raise rules.NotPresent
    return give(found, person, settings=settings, by=ONESELF, now=now)


def replace(
    certificate: Certificate, *, reason: str, settings: Settings, by: Actor, now: datetime
) -> Certificate:
    """Revoke a statement and give another in its place, with name and session as they are now.

    Raises what give raises, NoReason and AlreadyRevoked.
    """
    meeting = certificate.meeting
    assert meeting is not None
    lines.locked(issuer_of(meeting.series), CertificateKind.STATEMENT, now)
    return issuing.exchange(
        certificate,
        lambda: [give(meeting, certificate.person, settings=settings, by=by, now=now)],
        reason=reason,
        by=by,
        now=now,
    )


def revoke_unfounded(*, now: datetime) -> int:
    """Revoke the statements that attendance no longer bears out; return how many.

    Attendance was corrected, nobody decided anything of the holder: where it is corrected once
    more, they may get another. Runs outside db.write, a few in each transaction.
    """
    return giving.take_back(
        [each.id for each in queries.unfounded(now)],
        lambda some: queries.unfounded(now, among=some),
        reason=_("Attendance was corrected: it does not show presence any more."),
        task="revoke_statements",
        now=now,
    )


def _locked_line(meeting: Meeting, now: datetime) -> NumberLine:
    rules.refuse_until_over(meeting.ends_at, meeting.cancelled_at, now)
    return lines.locked(issuer_of(meeting.series), CertificateKind.STATEMENT, now)


def _give_due(
    meeting: Meeting,
    due: Collection[Presence],
    line: NumberLine,
    *,
    settings: Settings,
    by: Actor,
    now: datetime,
) -> list[Certificate]:
    said = [_facts_of(meeting, each) for each in due]
    kind = CertificateKind.STATEMENT
    return giving.give(meeting, kind, said, line, settings=settings, by=by, now=now)


def _prints(presence: Presence) -> bool:
    return giving.prints(presence.person, presence.organisation)


def _facts_of(meeting: Meeting, presence: Presence) -> Said:
    language = presence.language
    with reading(language):
        roles = [printed.role_within(role) for role in presence.roles] or [PARTICIPANT[language]]
        return Said(
            person=presence.person,
            language=language,
            organisation=presence.organisation,
            role=", ".join(roles),
            place=_place(meeting, presence),
            rows=_rows(meeting, presence),
        )


def _place(meeting: Meeting, presence: Presence) -> str:
    """Return where somebody was in the session; both places where nothing tells which."""
    if meeting.either and presence.in_person is not None:
        return meeting.venue if presence.in_person else ONLINE[presence.language]
    return giving.place(meeting, presence.language)


def _rows(meeting: Meeting, presence: Presence) -> tuple[printed.Row, ...]:
    """Return what the session is and when, in its own zone alone: a statement is of one place."""
    session = printed.WORDS[presence.language]
    place = _place(meeting, presence)
    topic = [(session.topic, (meeting.own_title,))] if meeting.own_title else []
    begins, ends = (
        zones.clock_time(each.astimezone(meeting.home.info))
        for each in (meeting.starts_at, meeting.ends_at)
    )
    activity = f"{meeting.series.title}, {printed.numbered(meeting, session)}"
    return (
        (session.activity, (activity,)),
        *topic,
        (session.day, (zones.long_date(meeting.day),)),
        (session.hours, (f"{begins}–{ends} {meeting.home.short}",)),
        (session.place, (place[:1].upper() + place[1:],)),
    )
