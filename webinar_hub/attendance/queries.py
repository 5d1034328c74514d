"""What somebody at the desk sees of a meeting's attendance, and what they may do with it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from webinar_hub.attendance.lists import queries as lists
from webinar_hub.attendance.lists.tables import Attendee
from webinar_hub.attendance.matching.queries import Group
from webinar_hub.attendance.models import Evidence
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.errors import Forbidden, NotFound
from webinar_hub.people.contacts import Contact, masked
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations import at_desk
from webinar_hub.registrations.at_desk import Seen


def seen_by(actor: Actor, key: str) -> Seen:
    """Return a meeting with whom a reading actor sees in it; raise NotFound."""
    return at_desk.seen_by(actor).meeting(key)


def to_settle(actor: Actor, key: str) -> Meeting:
    """Return a meeting whose attendance the actor settles.

    Raises Forbidden where they only look at it, NotFound where not even that.
    """
    try:
        return programmes.seen_by(actor).meeting(key)
    except NotFound:
        seen_by(actor.reading, key)
        raise Forbidden from None


def may_settle(actor: Actor, seen: Seen) -> bool:
    """Say whether the actor settles the attendance of a meeting that they see."""
    try:
        programmes.seen_by(actor).meeting(seen.meeting.key)
    except NotFound:
        return False
    return True


def may_take_contacts(actor: Actor, seen: Seen) -> bool:
    """Say whether the actor answers for whoever they see here, and does not just lead or look."""
    if seen.everybody:
        return programmes.seen_by(actor).runs(seen.meeting.key)
    return not actor.viewing


def to_take_along(actor: Actor, seen: Seen, *, contacts: bool) -> Sequence[str]:
    """Return the keys of the registrations that are in the list which the actor takes along.

    Raises Forbidden where they may take no contact data at all.
    """
    if contacts and not may_take_contacts(actor, seen):
        raise Forbidden
    return lists.keys(seen.meeting.id, seen.people)


def lines_of(seen: Seen, keys: Iterable[str]) -> Iterator[Attendee]:
    """Yield the list of a meeting, of these registrations alone."""
    told = set(keys)
    return (each for each in lists.everybody(seen.meeting.id, seen.people) if each.key in told)


def taken_along(actor: Actor, seen: Seen, keys: Sequence[str]) -> Iterator[Attendee]:
    """Yield the list of a meeting as `lines_of`, with contact data of one's own people alone."""
    own = set(keys) if seen.everybody else at_desk.of_own_people(actor, keys)
    for each in lines_of(seen, keys):
        yield each if each.key in own else replace(each, email=None, phone=None)


def addresses(actor: Actor, seen: Seen, groups: Sequence[Group]) -> dict[tuple[Evidence, ...], str]:
    """Return the address of each group by its rows: whole where the actor's list could hold it."""
    keys = {
        group.rows: group.match.registration.key
        for group in groups
        if group.match and group.match.registration
    }
    own = set() if seen.everybody else at_desk.of_own_people(actor, list(keys.values()))
    may_take = actor.took_second_step and (not seen.everybody or may_take_contacts(actor, seen))

    def address(group: Group) -> str:
        whole = may_take and (seen.everybody or keys.get(group.rows) in own)
        return (group.email if whole else group.email and masked(Contact(group.email))) or ""

    return {group.rows: address(group) for group in groups}
