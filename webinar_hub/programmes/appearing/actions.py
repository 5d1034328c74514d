"""Give somebody a part in a meeting, and take it back. Each runs inside db.write."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from webinar_hub.accounts.actions import open_account
from webinar_hub.history import journal
from webinar_hub.history.actions import note
from webinar_hub.history.journal import Fact
from webinar_hub.kit.actor import ONESELF, Actor
from webinar_hub.kit.db import db
from webinar_hub.messages import actions as messages
from webinar_hub.messages.models import Letter
from webinar_hub.people import actions as people
from webinar_hub.people.models import Person
from webinar_hub.people.queries import survivor
from webinar_hub.programmes.appearing import queries as appearing
from webinar_hub.programmes.appearing import rules, telling
from webinar_hub.programmes.appearing.models import Answer, Reply
from webinar_hub.programmes.appearing.queries import OwnPart
from webinar_hub.programmes.models import (
    LEADING,
    Appearance,
    AppearanceRole,
    Meeting,
)


@dataclass(frozen=True)
class Named:
    """Somebody as they were typed: found by name and address, or added."""

    typed_name: str
    email: str | None
    phone: str | None


def appoint(
    meeting: Meeting, *, person: Person, role: AppearanceRole, by: Actor, now: datetime
) -> Appearance:
    """Give a person a part in a meeting, and tell them once it is no draft.

    A facilitator or host with an e-mail address may open the desk from now on. Raises AddressTaken
    when somebody else signs in with their address.
    """
    found = appearing.appearance(meeting, person.id, role)
    if found is not None:
        return found
    if role in LEADING and person.email is not None:
        open_account(person, person.email, by=by, now=now)
    before = appearing.roles(meeting, person.id)
    appearance = Appearance(meeting_id=meeting.id, person=person, role=role)
    db.session.add(appearance)
    db.session.flush()
    note(by, "appointed", meeting, now=now, after={"person": person.key, "role": role})
    telling.tell_of(meeting, person, before=before, now=now)
    return appearance


def appoint_named(
    meeting: Meeting,
    *,
    typed_name: str,
    email: str | None,
    role: AppearanceRole,
    by: Actor,
    now: datetime,
) -> Appearance:
    """Give a part to the person of this name at this address, known or new.

    Raises what appoint raises.
    """
    person = people.find_or_add(typed_name=typed_name, email=email, phone=None, now=now).person
    return appoint(meeting, person=person, role=role, by=by, now=now)


def dismiss(appearance: Appearance, meeting: Meeting, *, by: Actor, now: datetime) -> None:
    """Take a part in a meeting back, and tell whoever had it.

    An account stays open for what else its holder leads.
    """
    person, before = appearance.person, appearing.roles(meeting, appearance.person_id)
    note(
        by,
        "dismissed",
        meeting,
        now=now,
        before={"person": appearance.person.key, "role": appearance.role},
    )
    db.session.delete(appearance)
    db.session.flush()
    replied = appearing.reply(meeting, person)
    if replied is not None and not appearing.roles(meeting, person.id):
        # Whoever gets a part again is asked again.
        replied.answer = replied.answered_at = None
    telling.tell_of(meeting, person, before=before, now=now)


def replace(
    meeting: Meeting, leaves: Person, *, comes: Person | Named, by: Actor, now: datetime
) -> Person:
    """Give every part that somebody has in a meeting to somebody else, and tell both.

    What there is to tell somebody without an e-mail address can be handed over at once. Return who
    comes. Raises NobodyDropsOut, PartGone, NobodyElse, and what appoint raises.
    """
    meeting = db.lock(Meeting, meeting.id)
    if not rules.awaited(meeting, now):
        raise rules.NobodyDropsOut
    theirs = appearing.of_person(meeting, leaves)
    if not theirs:
        raise rules.PartGone
    if isinstance(comes, Named):
        comes = people.find_or_add(**asdict(comes), now=now).person
    if comes.id == leaves.id:
        raise rules.NobodyElse
    for each in theirs:
        role = each.role
        dismiss(each, meeting, by=by, now=now)
        appoint(meeting, person=comes, role=role, by=by, now=now)
    for letter in telling.last_letters(meeting, [comes, leaves]).values():
        messages.keep(letter)
    return comes


def answer(part: OwnPart, given: Answer, *, now: datetime) -> Reply:
    """Keep what somebody says of their part, and tell the desk where they cannot come.

    The last word counts.
    """
    stored = _reply(part.meeting, part.person)
    if stored.answer is not given:
        if Answer.CANNOT in (stored.answer, given):
            telling.tell_desk(part, given, now=now)
        stored.answer, stored.answered_at = given, now
        after = {"person": part.person.key, "answer": given}
        note(ONESELF, "answered for a part", part.meeting, now=now, after=after)
    return stored


def link_again(meeting: Meeting, person: Person, *, ends: bool, by: Actor, now: datetime) -> Letter:
    """Write somebody anew of their part, with its link; raise NothingToTell.

    ends: links that were given before open nothing any more. Without an e-mail address it waits at
    the desk to be handed over.
    """
    if ends:
        _end_link(meeting, person)
    letter = messages.keep(telling.tell_again(meeting, person, now=now))
    verb = "part's link anew" if ends else "part's link again"
    note(by, verb, meeting, now=now, after={"person": person.key})
    return letter


def revoke_links(persons: Collection[Person]) -> None:
    """Let no link open anything that was given for people's own parts so far."""
    ids = [each.id for each in persons]
    parts = select(Appearance).where(Appearance.person_id.in_(ids))
    found = db.session.scalars(parts.options(joinedload(Appearance.meeting))).all()
    # The link of somebody who became one with another opens that one's part.
    theirs = {(each.meeting, survivor(each.person)) for each in found}
    for meeting, person in sorted(theirs, key=lambda each: (each[0].id, each[1].id)):
        _end_link(meeting, person)


def raise_edition(key: str, edition: int) -> bool:
    """Raise the edition of a link to what a journal says; return whether it was lower."""
    found = appearing.meant_by(key)
    stored = _reply(*found) if found else None
    lower = stored is not None and stored.link_version < edition
    if stored is not None and lower:
        stored.link_version = edition
    return lower


def _end_link(meeting: Meeting, person: Person) -> None:
    stored = _reply(meeting, person)
    # Above every other there: one that was theirs may have gone over to another person with whom
    # they had become one for a while.
    highest = select(func.max(Reply.link_version)).where(Reply.meeting_id == meeting.id)
    stored.link_version = db.session.execute(highest).scalar_one() + 1
    db.session.flush()
    key = rules.key_of(meeting.key, person.key)
    journal.remember(Fact.PART_LINK, {key: stored.link_version})


def _reply(meeting: Meeting, person: Person) -> Reply:
    facts = {"meeting_id": meeting.id, "person_id": person.id, "link_version": 1}
    db.session.execute(db.insert(Reply).values(**facts).on_conflict_do_nothing())
    found = select(Reply).where(Reply.meeting_id == meeting.id, Reply.person_id == person.id)
    return db.session.scalars(found.with_for_update()).one()
