"""How staff sign in: ask for a link, open it, press its button; and who is signed in now."""

import logging
from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.accounts import actions, queries, rules
from webinar_hub.accounts.forms import EnterForm, SignInForm
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.actor import VISITOR, Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Busy, NotFound, TooMany
from webinar_hub.web import access, limits
from webinar_hub.web.shell import links, redirect_target

pages = Blueprint("accounts", __name__)

_log = logging.getLogger("webinar_hub.accounts")
_COOKIE = "sign_in"
_WANTED = "wanted"
_HOUR = timedelta(hours=1)


def signed_in_actor() -> Actor:
    """Return who is signed in with this request's cookie, the visitor where nobody is."""
    token = session.get(_COOKIE)
    if not isinstance(token, str):
        return VISITOR
    now = clock.now()
    found = queries.signed_in(tokens.digest(token), now)
    if found is None:
        return VISITOR
    if now - found.seen_at >= rules.SEEN_EVERY:
        try:
            db.write(actions.seen, found.sign_in_id, now=now)
        except Busy:
            # Reading goes on while the database cannot be written to.
            _log.warning("could not note that sign-in %d was used", found.sign_in_id)
    return found.actor


@pages.route("/masuk", methods=["GET", "POST"])
@access.public_form
def sign_in() -> ResponseReturnValue:
    """Ask for an address and send its sign-in link; the answer is the same whether the address is known or not."""
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("accounts/sign_in.html", form=form), 422 if form.errors else 200
    email = form.email.data or ""
    limits.allow(f"sign-in:{request.remote_addr}:{email}", most=5, per=timedelta(minutes=15))
    db.write(actions.send_link, email, sparing=_asked_often(email), now=clock.now())
    session[_WANTED] = redirect_target(request.args.get("next"), url_for("home_desk.today"))
    return redirect(url_for(".link_sent"), 303)


def _asked_often(email: str) -> bool:
    try:
        limits.allow(f"sign-in:{email}", most=20, per=_HOUR)
    except TooMany:
        return True
    return False


@pages.get("/masuk/terkirim")
@access.public_form
def link_sent() -> ResponseReturnValue:
    """Say where the link is to be found; the same page whoever asks."""
    return render_template("accounts/link_sent.html")


@pages.route("/masuk/<link>", methods=["GET", "POST"])
@access.personal
def enter(link: str) -> ResponseReturnValue:
    """Show whom a sign-in link is for; its button, and only that, signs in. Mail scanners open links, too."""
    key = tokens.opened(links().link_key, queries.LINK, link)
    found = queries.link(key) if key else None
    if key is None or found is None:
        if request.method == "POST":
            limits.allow("sign-in:unknown", most=1000, per=_HOUR)
        raise NotFound
    form = EnterForm()
    try:
        if form.validate_on_submit():
            return _signed_in(key, form.form_id.data or tokens.key())
        sent, account = found
        rules.may_use_link(expires_at=sent.expires_at, used_at=sent.used_at, closed_at=account.closed_at, now=clock.now())
    except rules.LinkSpent as refusal:
        return render_template("accounts/link_spent.html", sentence=refusal.sentence), refusal.status
    return render_template("accounts/enter.html", form=form, name=account.person.full_name)


def _signed_in(key: str, form_id: str) -> ResponseReturnValue:
    # The token follows from the form, so that a double press signs in once; nobody can compute it without our key.
    token = tokens.signed(links().link_key, "cookie", f"{key}-{form_id}")
    db.write(actions.sign_in, key, token=token, browser=request.user_agent.string, now=clock.now())
    target = redirect_target(session.get(_WANTED), url_for("home_desk.today"))
    session.clear()
    session[_COOKIE] = token
    return redirect(target, 303)


@pages.post("/keluar")
@access.public_form
def sign_out() -> ResponseReturnValue:
    """Sign this browser out."""
    token = session.get(_COOKIE)
    if isinstance(token, str):
        db.write(actions.sign_out, token, now=clock.now())
    session.clear()
    return redirect(url_for("home.front"), 303)
