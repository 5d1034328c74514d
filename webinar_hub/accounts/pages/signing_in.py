"""How staff sign in: by link or password; how they accept an invitation or confirm an address.

It knows who is signed in with a request, too.
"""

import logging
from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.accounts import actions, letters, queries, rules
from webinar_hub.accounts.forms import PasswordSignInForm, SignInForm
from webinar_hub.accounts.models import Account, SignIn
from webinar_hub.accounts.proving import actions as proving
from webinar_hub.accounts.proving import passwords
from webinar_hub.accounts.proving import rules as proof_rules
from webinar_hub.accounts.roles import actions as delegation
from webinar_hub.accounts.roles import queries as holders
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.actor import VISITOR, Actor
from webinar_hub.kit.errors import NotFound, NotStored, Refused, TooMany
from webinar_hub.kit.language import _
from webinar_hub.people.words import role_held
from webinar_hub.web import access, asked, limits
from webinar_hub.web.acting import act, act_once
from webinar_hub.web.forms import Button
from webinar_hub.web.shell import links, redirect_target, settings

pages = Blueprint("accounts", __name__)

_log = logging.getLogger("webinar_hub.accounts")
_WANTED = "wanted"
_HOUR = timedelta(hours=1)
_IN = "in"
_FAILED = "password:failed"


def signed_in_actor() -> Actor:
    """Return who is signed in with this request's cookie, the visitor where nobody is."""
    token = session.get(rules.COOKIE)
    if not isinstance(token, str):
        return VISITOR
    now = clock.now()
    found = queries.signed_in(tokens.digest(token), now)
    if found is None:
        return VISITOR
    try:
        rules.refuse_demo(found.email, https=settings().https)
    except rules.DemoAccount:
        return VISITOR
    if now - found.seen_at >= rules.SEEN_EVERY:
        try:
            act(actions.note_use, found.sign_in_id, now=now)
        except NotStored:
            # Reading goes on while the database cannot be written to.
            _log.warning("could not note that sign-in %d was used", found.sign_in_id)
    return found.actor


@pages.route("/masuk", methods=["GET", "POST"])
@access.public_form
def sign_in() -> ResponseReturnValue:
    """Ask for an address and send its sign-in link.

    The answer is the same whether the address is known or not.
    """
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("accounts/sign_in.html", form=form), 422 if form.errors else 200
    email = form.email.data or ""
    limits.allow(
        f"sign-in:{limits.source(request.remote_addr)}:{email}", most=5, per=timedelta(minutes=15)
    )
    act(asked.put, "sign-in link", email=email, sparing=_asked_often(email))
    session[_WANTED] = redirect_target(request.args.get("next"), url_for("home_desk.today"))
    return redirect(url_for(".link_sent"), 303)


def _asked_often(email: str) -> bool:
    try:
        limits.allow(f"sign-in:{email}", most=20, per=_HOUR)
    except TooMany:
        return True
    return False


@pages.route("/masuk/sandi", methods=["GET", "POST"])
@access.public_form
def by_password() -> ResponseReturnValue:
    """Sign in with address and password.

    What is wrong of the two is not said, and a link can always be sent instead.
    """
    form = PasswordSignInForm()
    wanted = redirect_target(request.args.get("next"), url_for("home_desk.today"))
    if form.validate_on_submit():
        try:
            account, kept = _whose_password(form.email.data or "", form.password.data or "")
            token = tokens.secret()
            act(proving.sign_in, account, kept, token=token, browser=request.user_agent.string)
            return _let_in(token, wanted)
        except Refused as refusal:
            form.show(refusal)
    return render_template(
        "accounts/by_password.html", form=form, wanted=wanted
    ), form.status if form.errors else 200


def _whose_password(email: str, typed: str) -> tuple[Account, str]:
    """Return the account that an address and a password belong to, with the hash.

    Raise WrongPair or TooMany.

    Failures are counted over everybody, too: whoever tries one password on many addresses meets the
    ceiling. Whoever does so from one place meets their own before that, so that nobody fills it for
    all.
    """
    place = limits.source(request.remote_addr)
    limits.refuse_when_over(f"{_FAILED}:{place}", most=50, per=_HOUR)
    limits.refuse_when_over(_FAILED, most=1000, per=_HOUR)
    limits.allow(f"password:{place}:{email}", most=5, per=timedelta(minutes=15))
    limits.allow(f"password:{email}", most=20, per=_HOUR)
    account = queries.by_email(email)
    kept = account.password if account else None
    if passwords.fits(kept, typed) and account is not None and kept is not None:
        return account, kept
    for name in (f"{_FAILED}:{place}", _FAILED):
        limits.count(name, per=_HOUR)
    raise proof_rules.WrongPair


@pages.get("/masuk/terkirim")
@access.public_form
def link_sent() -> ResponseReturnValue:
    """Say where the link is to be found; the same page whoever asks."""
    return render_template("accounts/link_sent.html")


@pages.route("/masuk/<link>", methods=["GET", "POST"])
@access.personal
def enter(link: str) -> ResponseReturnValue:
    """Show whom a sign-in link is for; its button, and only that, signs in.

    Mail scanners open links, too.
    """
    key = tokens.opened(links().link_key, letters.SIGN_IN_LINK, link)
    found = queries.link(key) if key else None
    if key is None or found is None:
        if request.method == "POST":
            limits.allow("sign-in:unknown", most=1000, per=_HOUR)
        raise NotFound
    rules.refuse_demo(found[1].email, https=settings().https)
    form = Button()
    try:
        if form.validate_on_submit():
            return _signed_in(key, form.form_id.data or tokens.key())
        sent, account = found
        rules.may_use_link(
            expires_at=sent.expires_at,
            used_at=sent.used_at,
            closed_at=account.closed_at,
            now=clock.now(),
        )
    except rules.LinkSpent as refusal:
        return _spent(refusal)
    return render_template("accounts/enter.html", form=form, name=account.person.full_name)


def _signed_in(key: str, form_id: str) -> ResponseReturnValue:
    token = _token(key, form_id)
    act(actions.sign_in, key, token=token, browser=request.user_agent.string)
    target = redirect_target(
        request.args.get("next") or session.get(_WANTED), url_for("home_desk.today")
    )
    return _let_in(token, target)


def _token(key: str, form_id: str) -> str:
    # The token follows from the form, so that a double press signs in once; nobody can compute it
    # without our key.
    return tokens.signed(links().link_key, "cookie", f"{key}-{form_id}")


def _let_in(token: str, target: str) -> ResponseReturnValue:
    session.clear()
    session[rules.COOKIE] = token
    return redirect(target, 303)


def _spent(refusal: Refused) -> ResponseReturnValue:
    return render_template("accounts/link_spent.html", refusal=refusal), refusal.status


@pages.route("/undangan/<link>", methods=["GET", "POST"])
@access.personal
def invitation(link: str) -> ResponseReturnValue:
    """Show which role is offered.

    The button accepts it, opens the account and signs in where it was not open before.
    """
    key = tokens.opened(links().link_key, letters.INVITATION_LINK, link)
    offer = holders.invitation(key) if key else None
    if key is None or offer is None:
        raise NotFound
    form = Button()
    try:
        if form.validate_on_submit():
            token = _token(key, form.form_id.data or tokens.key())
            browser = request.user_agent.string

            def facts() -> dict[str, Any]:
                return {"token": token, "browser": browser}

            if act_once(form, delegation.accept, key, facts=facts, refer=_in_or_not) == _IN:
                return _let_in(token, url_for("home_desk.today"))
            flash(str(_("The role is yours. Sign in as you always do to use it.")))
            return redirect(url_for(".sign_in"), 303)
        delegation.refuse_spent(offer, clock.now())
    except Refused as refusal:
        return _spent(refusal)
    region, organisation = (of.name if of else None for of in (offer.region, offer.organisation))
    return render_template(
        "accounts/invitation.html",
        form=form,
        offer=offer,
        role=role_held(offer.role, region, organisation),
    )


def _in_or_not(begun: SignIn | None) -> str:
    return _IN if begun else "known"


@pages.route("/alamat-masuk/<link>", methods=["GET", "POST"])
@access.personal
def new_address(link: str) -> ResponseReturnValue:
    """Show which address an account is to sign in with; the button makes it so."""
    key = tokens.opened(links().link_key, letters.NEW_ADDRESS_LINK, link)
    change = queries.address_change(key) if key else None
    if key is None or change is None:
        raise NotFound
    form = Button()
    try:
        if form.validate_on_submit():
            act_once(form, actions.confirm_new_address, key, refer=lambda made: made.person.key)
            flash(str(_("From now on you sign in with this address. Every browser signs in anew.")))
            return redirect(url_for(".sign_in"), 303)
        rules.may_confirm(
            expires_at=change.expires_at,
            used_at=change.used_at,
            closed_at=change.account.closed_at,
            now=clock.now(),
        )
    except Refused as refusal:
        return _spent(refusal)
    return render_template("accounts/new_address.html", form=form, change=change)


@pages.post("/keluar")
@access.public_form
def sign_out() -> ResponseReturnValue:
    """Sign this browser out."""
    token = session.get(rules.COOKIE)
    if isinstance(token, str):
        act(actions.sign_out, token)
    session.clear()
    return redirect(url_for("home.front"), 303)
