"""What we do with roles: offer, accept, date and end them, close accounts.

Each runs inside db.write. Whoever acts is asked for what they hold at this moment: a role is given,
changed and ended only by one that covers it (rules.MAY_GRANT).
"""

from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, update

from webinar_hub.accounts import actions, letters, queries, rules
from webinar_hub.accounts.models import Account, Invitation, SignIn
from webinar_hub.accounts.roles import queries as holders
from webinar_hub.accounts.roles import rules as role_rules
from webinar_hub.accounts.roles.rules import Held
from webinar_hub.history import journal
from webinar_hub.history.actions import note
from webinar_hub.history.journal import Fact
from webinar_hub.kit import tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.messages.actions import drop
from webinar_hub.network import queries as network
from webinar_hub.network.models import Organisation
from webinar_hub.people import actions as people
from webinar_hub.people.models import Grant, Person, Role


def invite(
    *,
    typed_name: str,
    email: str,
    role: Role,
    region_code: str | None,
    organisation_name: str = "",
    until: datetime | None,
    by: Actor,
    now: datetime,
) -> Invitation:
    """Offer a role to a normalised address; an older offer of the same role there ends.

    organisation_name is that of a focal person's organisation, whose region is then the role's;
    other roles have none. Raises BeyondCeiling, BeyondDate, EndsTooSoon, OtherAddress,
    OwnInvitation, AlreadyHeld, UnknownOrganisation, LongName.
    """
    organisation = network.called(organisation_name) if role is Role.FOCAL else None
    if role is Role.FOCAL:
        if organisation is None:
            raise role_rules.UnknownOrganisation
        _answer_for(by, organisation)
        region_code = organisation.region_code
    organisation_id = organisation.id if organisation else None
    role_rules.may_grant(holders.roles_of(by, now), Held(role, region_code, until), now=now)
    account = queries.by_email(email)
    if account is not None and account.person_id == by.id:
        raise role_rules.OwnInvitation
    if account is not None:
        person = account.person
    else:
        person = people.find_or_add(
            typed_name=typed_name, email=email, phone=None, region_code=region_code, now=now
        ).person
    _refuse_other_address(person, email)
    _refuse_held(person, role, region_code, organisation_id, now)
    _withdraw_all(
        Invitation.email == email,
        Invitation.role == role,
        Invitation.region_code.is_not_distinct_from(region_code),
        Invitation.organisation_id.is_not_distinct_from(organisation_id),
        now=now,
    )
    ends = now + role_rules.INVITATION_LASTS
    made = Invitation(
        person=person,
        email=email,
        role=role,
        region_code=region_code,
        organisation_id=organisation_id,
        until=until,
        by_id=by.id,
        by_label=by.label,
        made_at=now,
        expires_at=min(ends, until or ends),
    )
    db.session.add(made)
    db.session.flush()
    letters.invitation(made, now=now)
    after = {"email": email, "role": role, "region": region_code, "until": until}
    note(by, "invited", person, now=now, after=after, scope=rules.scope_of(role, region_code))
    return made


def _answer_for(by: Actor, organisation: Organisation) -> None:
    """Raise BeyondCeiling for the secretariat of a region that the actor does not answer for."""
    if not network.answers_for(by, organisation):
        raise role_rules.BeyondCeiling


def _refuse_held(
    person: Person, role: Role, region_code: str | None, organisation_id: int | None, now: datetime
) -> None:
    held = {
        (grant.role, None if grant.organisation_id else grant.region_code, grant.organisation_id)
        for grant in holders.of_person(person.id, now)
    }
    if (role, None if organisation_id else region_code, organisation_id) in held:
        raise role_rules.AlreadyHeld


def withdraw(invitation: Invitation, *, by: Actor, now: datetime) -> None:
    """Take an offer back: its link opens nothing any more.

    Raises BeyondCeiling, InvitationSpent.
    """
    locked = db.lock(Invitation, invitation.id)
    role_rules.may_settle(holders.roles_of(by, now), locked.role, locked.region_code)
    if locked.used_at is not None or locked.withdrawn_at is not None:
        raise role_rules.InvitationSpent
    _withdraw(locked, now)
    before = {"email": locked.email, "role": locked.role, "region": locked.region_code}
    note(
        by,
        "withdrew an invitation",
        locked.person,
        now=now,
        before=before,
        scope=rules.scope_of(locked.role, locked.region_code),
    )


def _withdraw_all(*which: ColumnElement[bool], now: datetime) -> None:
    for offer in db.session.scalars(select(Invitation).where(*which, holders.pending(now))):
        _withdraw(offer, now)


def _withdraw(invitation: Invitation, now: datetime) -> None:
    invitation.withdrawn_at = now
    drop(letters.invitation_subject(invitation), now=now)


def accept(key: str, *, token: str, browser: str, now: datetime) -> SignIn | None:
    """Give the offered role to its person, and sign a browser in whose account it opens.

    Whoever has an account already signs in as always: a link that lasts seven days opens no account
    that others may rely on; None then. Raises InvitationSpent, AddressTaken, OtherAddress.
    """
    found = holders.invitation(key)
    if found is None:
        raise role_rules.InvitationSpent
    offer = db.lock(Invitation, found.id)
    refuse_spent(offer, now)
    person = offer.person
    _refuse_other_address(person, offer.email)
    oneself = Actor(id=person.id, label=person.full_name)
    known = queries.of_person(person.id)
    newcomer = known is None or known.closed_at is not None
    account = actions.open_account(person, offer.email, anew=True, by=oneself, now=now)
    offer.used_at = now
    drop(letters.invitation_subject(offer), now=now)
    giver = Actor(id=offer.by_id, label=offer.by_label)
    given = actions.grant(
        person,
        offer.role,
        offer.region_code,
        organisation=offer.organisation,
        until=offer.until,
        by=giver,
        now=now,
    )
    db.session.flush()
    _tell(given, "given", by=giver, now=now)
    return (
        actions.begin(account, tokens.digest(token), browser=browser, now=now) if newcomer else None
    )


def follow(organisation: Organisation) -> None:
    """Move the roles and offers of an organisation's focal people to its present region.

    Whoever answers for that region gives and ends them.
    """
    for table in (Grant, Invitation):
        db.session.execute(
            update(table)
            .where(table.organisation_id == organisation.id)
            .values(region_code=organisation.region_code)
        )


def refuse_spent(offer: Invitation, now: datetime) -> None:
    """Raise InvitationSpent where an offer opens nothing any more.

    So, too, where whoever invited may no longer give the role.
    """
    role_rules.may_accept(
        expires_at=offer.expires_at, used_at=offer.used_at, withdrawn_at=offer.withdrawn_at, now=now
    )
    try:
        role_rules.may_grant(
            holders.held_by(offer.by_id, now),
            Held(offer.role, offer.region_code, offer.until),
            now=now,
        )
    except (role_rules.BeyondCeiling, role_rules.BeyondDate, role_rules.EndsTooSoon):
        raise role_rules.InvitationSpent from None


def make_focal(
    person: Person, organisation: Organisation, *, until: datetime, by: Actor, now: datetime
) -> Grant:
    """Let a person stand for an organisation until a moment.

    It ends with the giver's own role at the latest. Raises BeyondCeiling, AlreadyHeld.
    """
    _answer_for(by, organisation)
    holds = holders.roles_of(by, now)
    end = role_rules.latest(holds, Role.FOCAL, organisation.region_code, wanted=until)
    role_rules.may_grant(holds, Held(Role.FOCAL, organisation.region_code, end), now=now)
    _refuse_held(person, Role.FOCAL, organisation.region_code, organisation.id, now)
    return actions.grant(
        person,
        Role.FOCAL,
        organisation.region_code,
        organisation=organisation,
        until=end,
        by=by,
        now=now,
    )


def _refuse_other_address(person: Person, email: str) -> None:
    account = queries.of_person(person.id)
    if account is not None and account.closed_at is None and account.email != email:
        raise role_rules.OtherAddress


def change_end(grant: Grant, *, until: datetime | None, by: Actor, now: datetime) -> Grant:
    """Let a role last until another moment (None: without an end).

    Raises BeyondCeiling, BeyondDate, EndsTooSoon, OwnRole, LastAdministrator.
    """
    remaining = holders.locked_administrators(now)
    locked = db.lock(Grant, grant.id)
    role_rules.may_grant(
        holders.roles_of(by, now), Held(locked.role, locked.region_code, until), now=now
    )
    if locked.person_id == by.id:
        raise role_rules.OwnRole
    if locked.until == until or (locked.until is not None and locked.until <= now):
        return locked
    if until is not None:
        _keep_one_administrator(remaining, {locked.id})
    before, locked.until = locked.until, until
    _changed(locked, "dated", before=before, by=by, now=now)
    return locked


def end(grant: Grant, *, reason: str, by: Actor, now: datetime) -> Grant:
    """End a role now. Raises BeyondCeiling, ReasonMissing, LastAdministrator."""
    remaining = holders.locked_administrators(now)
    locked = db.lock(Grant, grant.id)
    role_rules.may_settle(holders.roles_of(by, now), locked.role, locked.region_code)
    if not reason:
        raise role_rules.ReasonMissing
    if locked.until is not None and locked.until <= now:
        return locked
    _keep_one_administrator(remaining, {locked.id})
    before, locked.until = locked.until, now
    _changed(locked, "ended", before=before, reason=reason, by=by, now=now)
    journal.remember(Fact.ENDED, {locked.key: 0})
    return locked


def close(account: Account, *, reason: str, by: Actor, now: datetime) -> Account:
    """Shut somebody out of the desk, end all their roles and what was offered to them before.

    So does what was offered at their address to another name: it would let them in again. Raises
    BeyondCeiling where they hold a role that the actor could not end, or none and the actor is no
    administrator; ReasonMissing, LastAdministrator.
    """
    remaining = holders.locked_administrators(now)
    locked = db.lock(Account, account.id)
    grants = holders.of_person(locked.person_id, now)
    for each in grants:
        role_rules.may_settle(holders.roles_of(by, now), each.role, each.region_code)
    if not grants and not by.administrator:
        raise role_rules.BeyondCeiling
    if not reason:
        raise role_rules.ReasonMissing
    if locked.closed_at is not None:
        return locked
    _keep_one_administrator(remaining, {each.id for each in grants})
    for each in grants:
        _tell(each, "ended", reason=reason, by=by, now=now)
    theirs = or_(Invitation.person_id == locked.person_id, Invitation.email == locked.email)
    _withdraw_all(theirs, now=now)
    actions.close_account(locked, reason=reason, by=by, now=now)
    return locked


def _keep_one_administrator(remaining: list[Grant], lost: set[int]) -> None:
    """Raise LastAdministrator where no other administrator without an end would be left."""
    standing = {grant.id for grant in remaining}
    if standing & lost and not standing - lost:
        raise role_rules.LastAdministrator


def _changed(
    grant: Grant,
    change: str,
    *,
    before: datetime | None,
    reason: str = "",
    by: Actor,
    now: datetime,
) -> None:
    person = db.session.get_one(Person, grant.person_id)
    account = queries.of_person(person.id)
    if account is not None:
        actions.end_sign_ins(account, now)
    verb = {"dated": "changed a role", "ended": "ended a role"}[change]
    facts = {"role": grant.role, "region": grant.region_code}
    readers = rules.scope_of(grant.role, grant.region_code)
    note(
        by,
        verb,
        person,
        now=now,
        before=facts | {"until": before},
        after=facts | {"until": grant.until},
        reason=reason,
        scope=readers,
    )
    _tell(grant, change, reason=reason, by=by, now=now)


def _tell(grant: Grant, change: str, *, reason: str = "", by: Actor, now: datetime) -> None:
    """Tell whoever holds the role and whoever changed it."""
    sides = {grant.person_id} | ({by.id} if by.id is not None else set())
    accounts = db.session.scalars(
        select(Account).where(Account.person_id.in_(sides)).order_by(Account.id)
    )
    receivers = {account.person: account.email for account in accounts}
    db.session.refresh(grant, ["region", "organisation"])
    holder = db.session.get_one(Person, grant.person_id)
    letters.role_changed(
        grant, change, holder=holder, receivers=receivers, by=by.label, reason=reason, now=now
    )
