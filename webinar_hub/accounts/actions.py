"""Open and close accounts, sign in and out, change an address. Each runs inside db.write."""

from datetime import datetime

from sqlalchemy import delete, or_, update

from webinar_hub.accounts import letters, queries, rules
from webinar_hub.accounts.models import (
    Account,
    AddressChange,
    Invitation,
    PrintedCode,
    ReadingLink,
    SignIn,
    SignInLink,
    StepReset,
)
from webinar_hub.history import journal
from webinar_hub.history.actions import note
from webinar_hub.history.journal import Fact
from webinar_hub.kit import tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.text import BLANK
from webinar_hub.messages.returned import actions as returning
from webinar_hub.network.models import Organisation
from webinar_hub.people import actions as people
from webinar_hub.people.models import Grant, Person, Role


def open_account(
    person: Person, email: str, *, anew: bool = False, by: Actor, now: datetime
) -> Account:
    """Let a person open the desk with a normalised address.

    Return the account they have where it is open already.
    anew: also where they were shut out. Raises AddressTaken, ShutOut.
    """
    account = queries.of_person(person.id)
    if account is not None and account.closed_at is not None and not anew:
        raise rules.ShutOut
    if account is not None and account.closed_at is None:
        return account
    if account is None or account.email != email:
        _free(email)
    if account is None:
        account = Account(person=person, email=email)
        db.session.add(account)
    account.email, account.closed_at = email, None
    db.session.flush()
    note(by, "opened account", person, now=now, after={"email": email}, scope=None)
    return account


def _free(email: str) -> None:
    """Take an address from whoever was shut out; raise AddressTaken where it signs somebody in.

    An office gives its address to whoever comes next.
    """
    holder = queries.holder(email)
    if holder is None:
        return
    if holder.closed_at is None:
        raise rules.AddressTaken
    holder.email = holder.person.key
    db.session.flush()


def close_account(account: Account, *, reason: str = "", by: Actor, now: datetime) -> None:
    """Shut a person out of the desk.

    Every browser of theirs is signed out, no link works any more, their roles end. So do the
    read-only links that they made. Password and second step go, too: whoever is let in again begins
    anew.
    """
    account.closed_at, account.password = now, None
    forget_step(account)
    end_sign_ins(account, now)
    db.session.execute(
        update(ReadingLink)
        .where(ReadingLink.by_id == account.person_id, ReadingLink.ended_at.is_(None))
        .values(ended_at=now)
    )
    held = Grant.person_id == account.person_id, Grant.until.is_(None) | (Grant.until > now)
    db.session.execute(update(Grant).where(*held).values(until=now))
    note(
        by,
        "closed account",
        account.person,
        now=now,
        before={"email": account.email},
        reason=reason,
        scope=None,
    )
    journal.remember(Fact.CLOSED, {account.person.key: 0})


def grant(
    person: Person,
    role: Role,
    region_code: str | None,
    *,
    organisation: Organisation | None = None,
    until: datetime | None = None,
    by: Actor,
    now: datetime,
) -> Grant:
    """Give a person a role in a region (None: the whole network).

    Whoever is signed in signs in anew to use it.

    organisation is the one that a focal person stands for, None for every other role.
    """
    organisation_id = organisation.id if organisation else None
    given = Grant(
        person_id=person.id,
        role=role,
        region_code=region_code,
        organisation_id=organisation_id,
        since=now,
        until=until,
        by_id=by.id,
    )
    db.session.add(given)
    account = queries.of_person(person.id)
    if account is not None:
        end_sign_ins(account, now)
    readers = (
        (organisation.region_code or "") if organisation else rules.scope_of(role, region_code)
    )
    of = {"organisation": organisation.name} if organisation else {}
    note(
        by,
        "granted",
        person,
        now=now,
        after={"role": role, "region": region_code, **of, "until": until},
        scope=readers,
    )
    return given


def first_administrator(typed_name: str, email: str, *, by: Actor, now: datetime) -> Account:
    """Open the account of an administrator by a command on the machine; email is normalised."""
    person = people.find_or_add(typed_name=typed_name, email=email, phone=None, now=now).person
    account = open_account(person, email, anew=True, by=by, now=now)
    grant(person, Role.ADMINISTRATOR, None, by=by, now=now)
    return account


def make_link(account: Account, *, by_machine: bool = False, now: datetime) -> SignInLink:
    """Return a new sign-in link, good once and for 15 minutes, beside those that last.

    by_machine: it takes no second step. Anybody can ask for one in anybody's name, so asking ends
    no other; using one ends them all.
    """
    link = SignInLink(
        account_id=account.id, made_at=now, expires_at=now + rules.LINK_LASTS, by_machine=by_machine
    )
    db.session.add(link)
    db.session.flush()
    return link


def send_link(email: str, *, sparing: bool, now: datetime) -> None:
    """Send a sign-in link to a normalised address that has an open account.

    Do nothing for any other.

    sparing: the address was asked for too often, so a letter only goes when no earlier link can be
    used any more. Nobody can flood it or shut its owner out.
    """
    account = queries.by_email(email)
    if account is None or (sparing and queries.live_link(account, now) is not None):
        return
    letters.sign_in(account, make_link(account, now=now), now=now)


def sign_in(link_key: str, *, token: str, browser: str, now: datetime) -> SignIn:
    """Sign a browser in with a link and a new token of its cookie.

    The same token again gets the same sign-in.

    Every other link of the account ends. Raises LinkSpent for a link that is unknown, used, old, or
    of a closed account.
    """
    digest = tokens.digest(token)
    if again := queries.sign_in(digest, now):
        return again
    found = queries.link(link_key)
    if found is None:
        raise rules.LinkSpent
    account = db.lock(Account, found[1].id)
    link = db.lock(SignInLink, found[0].id)
    rules.may_use_link(
        expires_at=link.expires_at, used_at=link.used_at, closed_at=account.closed_at, now=now
    )
    link.used_at = now
    end_links(account, now)
    if not link.by_machine:
        returning.take_proof(account.person, account.email, now=now)
    return begin(
        account, digest, browser=browser, proved_at=now if link.by_machine else None, now=now
    )


def begin(
    account: Account,
    token_digest: str,
    *,
    browser: str,
    proved_at: datetime | None = None,
    now: datetime,
) -> SignIn:
    """Sign in a browser that may be; token_digest: of the token in its cookie.

    proved_at: when whoever sits there took the second step, None where they have it before them.
    """
    begun = SignIn(
        account=account,
        token_digest=token_digest,
        began_at=now,
        seen_at=now,
        browser=browser[:200],
        proved_at=proved_at,
    )
    db.session.add(begun)
    db.session.flush()
    note(
        oneself(account),
        "signed in",
        account.person,
        now=now,
        after={"browser": begun.browser},
        scope=None,
    )
    return begun


def sign_out(token: str, *, now: datetime) -> None:
    """End the sign-in of a cookie's token, if it lasts."""
    found = queries.sign_in(tokens.digest(token), now)
    if found is not None:
        found.ended_at = now
        note(oneself(found.account), "signed out", found.account.person, now=now, scope=None)


def note_use(sign_in_id: int, *, now: datetime) -> None:
    """Remember that a browser was used just now."""
    db.session.execute(
        update(SignIn).where(SignIn.id == sign_in_id, SignIn.seen_at < now).values(seen_at=now)
    )


def end_one(account: Account, reference: str, *, now: datetime) -> None:
    """End one sign-in of an account, if it lasts; which: the beginning of its token's digest."""
    for found in queries.sign_ins(account, now):
        if found.token_digest.startswith(reference) and len(reference) >= 16:
            found.ended_at = now
            note(
                oneself(account),
                "ended a sign-in",
                account.person,
                now=now,
                before={"browser": found.browser},
                scope=None,
            )


def end_others(account: Account, token: str, *, now: datetime) -> None:
    """End every sign-in of an account but the one of a cookie's token."""
    kept = tokens.digest(token)
    for found in queries.sign_ins(account, now):
        if found.token_digest != kept:
            found.ended_at = now
    note(oneself(account), "ended other sign-ins", account.person, now=now, scope=None)


def ask_new_address(account: Account, email: str, *, now: datetime) -> AddressChange:
    """Send a link to a normalised address that makes it the account's; older ones end.

    Raises AddressTaken.
    """
    if queries.by_email(email) is not None:
        raise rules.AddressTaken
    older = update(AddressChange).where(
        AddressChange.account_id == account.id, AddressChange.expires_at > now
    )
    db.session.execute(older.values(expires_at=now))
    change = AddressChange(
        account=account, email=email, made_at=now, expires_at=now + rules.ADDRESS_LASTS
    )
    db.session.add(change)
    db.session.flush()
    letters.new_address(change, now=now)
    note(
        oneself(account),
        "asked for another address",
        account.person,
        now=now,
        after={"email": email},
        scope=None,
    )
    return change


def confirm_new_address(key: str, *, now: datetime) -> Account:
    """Let an account sign in with the address its link went to.

    Every browser signs in anew and both addresses are told.

    Raises AddressSpent, or AddressTaken where somebody else was faster.
    """
    found = queries.address_change(key)
    if found is None:
        raise rules.AddressSpent
    change = db.lock(AddressChange, found.id)
    account = db.lock(Account, change.account_id)
    rules.may_confirm(
        expires_at=change.expires_at, used_at=change.used_at, closed_at=account.closed_at, now=now
    )
    _free(change.email)
    before, account.email, change.used_at = account.email, change.email, now
    end_sign_ins(account, now)
    end_links(account, now)
    note(
        oneself(account),
        "changed the address",
        account.person,
        now=now,
        before={"email": before},
        after={"email": account.email},
        scope=None,
    )
    letters.address_changed(account, before=before, now=now)
    return account


def forget(before: datetime) -> None:
    """Delete links, invitations, wishes to reset and sign-ins that ended before a moment.

    The history keeps who did what when.
    """
    db.session.execute(
        delete(ReadingLink).where(
            or_(ReadingLink.expires_at < before, ReadingLink.ended_at < before)
        )
    )
    for table in (SignInLink, AddressChange, Invitation, StepReset):
        db.session.execute(delete(table).where(table.expires_at < before))
    db.session.execute(delete(SignIn).where(SignIn.seen_at < before))


def forget_step(account: Account) -> None:
    """Forget the second step of an account, its printed codes, and who wanted it reset."""
    account.proves_since = account.authenticator = account.last_step = None
    for table in (PrintedCode, StepReset):
        db.session.execute(delete(table).where(table.account_id == account.id))


def erase(person: Person) -> None:
    """Delete a person's account with everything that hangs on it, and what was offered to them.

    Of what they offered their name goes.

    The account is closed before, in roles.actions.close, which knows who may do so. Roles stay as
    rows without a name.
    """
    account = queries.of_person(person.id)
    if account is not None:
        forget_step(account)
        for table in (SignIn, SignInLink, AddressChange):
            db.session.execute(delete(table).where(table.account_id == account.id))
        db.session.delete(account)
    db.session.execute(delete(StepReset).where(StepReset.by_id == person.id))
    db.session.execute(delete(Invitation).where(Invitation.person_id == person.id))
    for made in (Invitation, ReadingLink):
        db.session.execute(update(made).where(made.by_id == person.id).values(by_label=BLANK))
    db.session.flush()


def end_sign_ins(account: Account, now: datetime) -> None:
    """Sign every browser of an account out."""
    db.session.execute(
        update(SignIn)
        .where(SignIn.account_id == account.id, SignIn.ended_at.is_(None))
        .values(ended_at=now)
    )


def end_links(account: Account, now: datetime) -> None:
    """Let no sign-in link of an account be used any more."""
    lasting = SignInLink.account_id == account.id, SignInLink.expires_at > now
    db.session.execute(update(SignInLink).where(*lasting).values(expires_at=now))


def oneself(account: Account) -> Actor:
    """Return the account's own person as the one who acts."""
    return Actor(id=account.person_id, label=account.person.full_name)
