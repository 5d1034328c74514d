"""Give letters of assignment, and take back those whose part is gone.

Each runs inside db.write, but for one that says so.
"""

from collections.abc import Collection
from datetime import datetime

from webinar_hub.certificates.assignments import queries, rules
from webinar_hub.certificates.assignments.queries import Assigned
from webinar_hub.certificates.issuing import actions as issuing
from webinar_hub.certificates.issuing import giving, lines
from webinar_hub.certificates.issuing.queries import issuer_of
from webinar_hub.certificates.models import Certificate, CertificateKind, NumberLine
from webinar_hub.config import Settings
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.language import _
from webinar_hub.kit.links import Links
from webinar_hub.people.models import Person
from webinar_hub.people.queries import language_of
from webinar_hub.programmes.models import Meeting


def give_to_all(
    meeting: Meeting, *, settings: Settings, links: Links, by: Actor, now: datetime
) -> list[Certificate]:
    """Give a letter to everybody who has a part in a session and holds none; return them.

    A name that cannot be printed is passed over. Raises what give raises but NoPart.
    """
    rules.refuse(meeting, now)
    line = _locked_line(meeting, now)
    due = [
        each
        for each in queries.assigned(meeting, links)
        if each.due and giving.prints(each.person, each.organisation)
    ]
    return _give_due(meeting, due, line, settings=settings, links=links, by=by, now=now)


def give(
    meeting: Meeting, person: Person, *, settings: Settings, links: Links, by: Actor, now: datetime
) -> Certificate:
    """Give a letter to somebody who has a part in a session; return it.

    Where they have one already, that is the answer. Raises NothingToSendTo, NoPart, NoIssuer,
    NoSignatory and Unprintable, with no number given.
    """
    rules.refuse(meeting, now)
    return _give_one(meeting, person, settings=settings, links=links, by=by, now=now)


def replace(
    certificate: Certificate,
    *,
    reason: str,
    settings: Settings,
    links: Links,
    by: Actor,
    now: datetime,
) -> Certificate:
    """Revoke a letter and give another in its place, with name and session as they are now.

    Also once the session is over, where a name was misspelled. Raises what give raises, NoReason
    and AlreadyRevoked.
    """
    meeting = certificate.meeting
    assert meeting is not None
    lines.locked(issuer_of(meeting.series), CertificateKind.ASSIGNMENT, now)

    def give_another() -> list[Certificate]:
        person = certificate.person
        return [_give_one(meeting, person, settings=settings, links=links, by=by, now=now)]

    return issuing.exchange(certificate, give_another, reason=reason, by=by, now=now)


def _give_one(
    meeting: Meeting, person: Person, *, settings: Settings, links: Links, by: Actor, now: datetime
) -> Certificate:
    line = _locked_line(meeting, now)
    asked = queries.assigned(meeting, links, [person.id])
    for each in asked:
        if each.letter:
            return each.letter
    due = [each for each in asked if each.due]
    if not due:
        raise rules.NoPart
    return _give_due(meeting, due, line, settings=settings, links=links, by=by, now=now)[0]


def _locked_line(meeting: Meeting, now: datetime) -> NumberLine:
    rules.refuse_unplanned(meeting)
    return lines.locked(issuer_of(meeting.series), CertificateKind.ASSIGNMENT, now)


def _give_due(
    meeting: Meeting,
    due: Collection[Assigned],
    line: NumberLine,
    *,
    settings: Settings,
    links: Links,
    by: Actor,
    now: datetime,
) -> list[Certificate]:
    said = [
        queries.facts_of(
            meeting, each.person, each.organisation, each.roles, links, language_of(each.person)
        )
        for each in due
    ]
    kind = CertificateKind.ASSIGNMENT
    return giving.give(meeting, kind, said, line, settings=settings, by=by, now=now)


def revoke_unfounded(*, now: datetime) -> int:
    """Revoke the letters whose part was taken back or whose session was cancelled; return how many.

    Whoever gets a part again may get another letter. Runs outside db.write.
    """
    return giving.take_back(
        [each.id for each in queries.unfounded()],
        lambda some: queries.unfounded(among=some),
        reason=_("The part in the session was taken back, or the session was cancelled."),
        task="revoke_assignments",
        now=now,
    )
