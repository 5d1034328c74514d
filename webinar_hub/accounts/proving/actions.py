"""What we do so that an account is its owner's alone: passwords, the second step, its reset.

Each runs inside db.write.

Whoever signs in by password or link may have to take a second step: a code that an app shows, or a
printed one.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from webinar_hub.accounts import actions, letters, queries
from webinar_hub.accounts.models import Account, PrintedCode, SignIn, StepReset
from webinar_hub.accounts.proving import codes
from webinar_hub.accounts.proving import queries as proofs
from webinar_hub.accounts.proving import rules as proof_rules
from webinar_hub.accounts.roles import queries as holders
from webinar_hub.history.actions import note
from webinar_hub.kit import tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db


def sign_in(account: Account, kept: str, *, token: str, browser: str, now: datetime) -> SignIn:
    """Sign a browser in whose user knows the password.

    kept is the hash that it was checked against. Raises WrongPair where the password was changed or
    the account closed meanwhile.
    """
    locked = db.lock(Account, account.id)
    if locked.closed_at is not None or locked.password != kept:
        raise proof_rules.WrongPair
    return actions.begin(locked, tokens.digest(token), browser=browser, now=now)


def set_password(account: Account, kept: str, *, here: str, token: str, now: datetime) -> SignIn:
    """Give an account a password, kept as its hash, and sign every browser out.

    The one whose cookie has the token here is signed in anew, with the new token. The owner is
    told.
    """
    locked = db.lock(Account, account.id)
    present = queries.sign_in(tokens.digest(here), now)
    browser, proved_at = (present.browser, present.proved_at) if present else ("", None)
    locked.password = kept
    actions.end_sign_ins(locked, now)
    note(actions.oneself(locked), "set the password", locked.person, now=now, scope=None)
    letters.secured(locked, "password_set", now=now)
    return actions.begin(
        locked, tokens.digest(token), browser=browser, proved_at=proved_at, now=now
    )


def remove_password(account: Account, *, here: str, now: datetime) -> None:
    """Let an account be opened by links alone.

    Every browser but the one with the token here is signed out. The owner is told.
    """
    locked = db.lock(Account, account.id)
    if locked.password is None:
        return
    locked.password = None
    actions.end_others(locked, here, now=now)
    note(actions.oneself(locked), "removed the password", locked.person, now=now, scope=None)
    letters.secured(locked, "password_removed", now=now)


def use_app(
    account: Account, word: str, typed: str, *, here: str, link_key: bytes, now: datetime
) -> None:
    """Ask for the codes of an app from now on, whose secret a word stands for.

    typed is the code that it shows. The browser with the token here has taken the step, every
    other one is signed out. Raises WrongCode.
    """
    locked = db.lock(Account, account.id)
    step = codes.step(
        codes.secret(link_key, locked.id, word),
        typed,
        last=locked.last_step if word == locked.authenticator else None,
        now=now,
    )
    if step is None:
        raise proof_rules.WrongCode
    locked.authenticator, locked.last_step = word, step
    _proves(locked, here, "app_set", now=now)


def print_codes(account: Account, word: str, *, here: str, link_key: bytes, now: datetime) -> None:
    """Accept the printed codes of this word from now on, and no older ones.

    The browser with the token here has taken the step, every other one is signed out.
    """
    locked = db.lock(Account, account.id)
    db.session.execute(delete(PrintedCode).where(PrintedCode.account_id == locked.id))
    db.session.add_all(
        PrintedCode(account_id=locked.id, digest=codes.digest(link_key, locked.id, code))
        for code in codes.printed(link_key, locked.id, word)
    )
    _proves(locked, here, "codes_printed", now=now)


def _proves(account: Account, here: str, change: str, *, now: datetime) -> None:
    account.proves_since = account.proves_since or now
    actions.end_others(account, here, now=now)
    _proved(account, here, now)
    verb = {"app_set": "set up an authenticator app", "codes_printed": "made printed codes"}[change]
    note(actions.oneself(account), verb, account.person, now=now, scope=None)
    letters.secured(account, change, now=now)


def _proved(account: Account, here: str, now: datetime) -> None:
    present = queries.sign_in(tokens.digest(here), now)
    if present is not None and present.account_id == account.id:
        present.proved_at = now


def prove(account: Account, typed: str, *, here: str, link_key: bytes, now: datetime) -> int | None:
    """Take the second step in the browser with the token here.

    Return how many printed codes are left where one was used.

    Each code is good once. Raises WrongCode.
    """
    locked, left = db.lock(Account, account.id), None
    if codes.is_printed(typed):
        code = proofs.printed_code(locked, codes.digest(link_key, locked.id, typed))
        if code is None:
            raise proof_rules.WrongCode
        code.used_at = now
        db.session.flush()
        left = proofs.codes_left(locked)
    else:
        word = locked.authenticator
        step = (
            codes.step(
                codes.secret(link_key, locked.id, word), typed, last=locked.last_step, now=now
            )
            if word
            else None
        )
        if step is None:
            raise proof_rules.WrongCode
        locked.last_step = step
    _proved(locked, here, now)
    after = {} if left is None else {"printed codes left": left}
    note(
        actions.oneself(locked),
        "took the second step",
        locked.person,
        now=now,
        after=after,
        scope=None,
    )
    return left


def closed_for_codes(account: Account, *, now: datetime) -> None:
    """Tell an account's owner, and the history, that its app's codes are closed for the day.

    So many wrong ones came.
    """
    locked = db.lock(Account, account.id)
    note(actions.oneself(locked), "closed for codes", locked.person, now=now, scope=None)
    letters.secured(locked, "codes_tried", now=now)


def ask_reset(account: Account, *, by: Actor, now: datetime) -> StepReset:
    """Write down that an administrator wants somebody to set up the second step anew.

    The owner is told.

    Raises OwnReset, NothingToReset.
    """
    locked = db.lock(Account, account.id)
    if by.id is None or by.id == locked.person_id:
        raise proof_rules.OwnReset
    if locked.proves_since is None:
        raise proof_rules.NothingToReset
    asked = proofs.reset_asked(locked, now)
    if asked is None:
        asked = StepReset(
            account_id=locked.id,
            by_id=by.id,
            by_label=by.label,
            asked_at=now,
            expires_at=now + proof_rules.RESET_LASTS,
        )
        db.session.add(asked)
        note(by, "asked to reset the second step", locked.person, now=now, scope=None)
        letters.secured(locked, "reset_asked", by=by.label, now=now)
    return asked


def may_confirm(asked: StepReset | None, person_id: int | None, now: datetime) -> StepReset:
    """Return a wish that a second step be reset, which a person may confirm.

    Raises OwnReset, NotApart, TooNew; NothingToReset, too, where whoever asked is an administrator
    no more.
    """
    asker = holders.administrator_since(asked.by_id, now) if asked else None
    if asked is None or asker is None:
        raise proof_rules.NothingToReset
    confirmer = holders.administrator_since(person_id, now) if person_id is not None else None
    if confirmer is None or confirmer.person_id in (asker.person_id, asked.account.person_id):
        raise proof_rules.OwnReset
    proof_rules.may_reset_together(asker, confirmer, now=now)
    return asked


def confirm_reset(account: Account, *, by: Actor, now: datetime) -> None:
    """Reset the second step that another administrator wanted reset.

    Raises what may_confirm does.
    """
    locked = db.lock(Account, account.id)
    asked = may_confirm(proofs.reset_asked(locked, now), by.id, now)
    both = db.session.scalars(
        select(Account).where(Account.person_id.in_([asked.by_id, by.id])).order_by(Account.id)
    ).all()
    reset(locked, others=both, by=by, now=now)


def reset(account: Account, *, others: Sequence[Account], by: Actor, now: datetime) -> None:
    """Forget the second step of an account; raise NothingToReset.

    Its browsers sign in anew, its owner and the others are told.
    """
    locked = db.lock(Account, account.id)
    if locked.proves_since is None:
        raise proof_rules.NothingToReset
    actions.forget_step(locked)
    actions.end_sign_ins(locked, now)
    note(by, "reset the second step", locked.person, now=now, scope=None)
    letters.secured(
        locked, "reset", by=by.label if by.id is not None else "", others=others, now=now
    )
