"""What one does with one's own account: second step, printed codes, password."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.accounts import queries, rules
from webinar_hub.accounts.forms import CodeForm, PasswordForm
from webinar_hub.accounts.models import Account
from webinar_hub.accounts.proving import actions as proving
from webinar_hub.accounts.proving import codes, passwords
from webinar_hub.accounts.proving import queries as proofs
from webinar_hub.accounts.proving import rules as proof_rules
from webinar_hub.kit import clock, qr, tokens
from webinar_hub.kit.batch import parts
from webinar_hub.kit.errors import Refused, TooMany, existing
from webinar_hub.kit.language import _
from webinar_hub.web import access, limits
from webinar_hub.web.acting import act, act_once
from webinar_hub.web.forms import Button
from webinar_hub.web.shell import links, redirect_target, settings

pages = Blueprint("accounts_own", __name__, url_prefix="/desk/akun")

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_FEW = 3


def _own() -> Account:
    actor = access.current_actor()
    return existing(queries.of_person(actor.id) if actor.id is not None else None)


def _token() -> str:
    return str(session.get(rules.COOKIE, ""))


def _wanted() -> str:
    return redirect_target(request.args.get("next"), url_for("home_desk.today"))


def _must_prove_first(account: Account) -> bool:
    """Say whether the step that is there must be taken before another may be set up.

    Whoever has the mailbox would go round it.
    """
    return account.proves_since is not None and not access.current_actor().took_second_step


@pages.route("/langkah-kedua", methods=["GET", "POST"])
@access.proving
def prove() -> ResponseReturnValue:
    """Take the second step; who has none yet chooses one."""
    account, wanted = _own(), _wanted()
    if account.proves_since is None:
        return render_template(
            "accounts/choose_step.html", wanted=wanted, needed=access.current_actor().held_back
        )
    form = CodeForm()
    if form.validate_on_submit():
        try:
            _allow(account, form.code.data or "")
            left = act(
                proving.prove,
                account,
                form.code.data or "",
                here=_token(),
                link_key=links().link_key,
            )
        except Refused as refusal:
            _failed(account, form.code.data or "", refusal)
            form.show(refusal)
        else:
            if left is not None:
                flash(str(_codes_left(left)))
            return redirect(wanted, 303)
    return render_template(
        "accounts/prove.html", form=form, account=account
    ), form.status if form.errors else 200


def _codes_left(left: int) -> object:
    if left > _FEW:
        return _("%(number)s printed codes are left.", number=left)
    return _(
        "Only %(number)s printed codes are left. Print new ones under “My account” before you sign out.",
        number=left,
    )


def _allow(account: Account, typed: str) -> None:
    # An app's code has six digits and can be tried out; a printed one cannot, and stays open to its
    # owner when the other is closed.
    if codes.is_printed(typed):
        limits.allow(f"printed:{account.id}", most=20, per=_HOUR)
    else:
        limits.allow(f"code:{account.id}", most=5, per=timedelta(minutes=15))
        limits.allow(f"code-hour:{account.id}", most=20, per=_HOUR)
        try:
            limits.refuse_when_over(
                _failures(account), most=proof_rules.WRONG_CODES_A_DAY, per=_DAY
            )
        except TooMany:
            raise proof_rules.TooManyCodes from None


def _failed(account: Account, typed: str, refusal: Refused) -> None:
    """Count a wrong code of an app.

    Its owner is told when there were so many that somebody may be guessing.
    """
    if not isinstance(refusal, proof_rules.WrongCode) or codes.is_printed(typed):
        return
    if limits.count(_failures(account), per=_DAY) == proof_rules.WRONG_CODES_A_DAY:
        act(proving.closed_for_codes, account)


def _failures(account: Account) -> str:
    return f"code-failed:{account.id}"


@pages.route("/aplikasi", methods=["GET", "POST"])
@access.proving
def set_up_app() -> ResponseReturnValue:
    """Show the secret for an authenticator app, and take the code that the app shows for it."""
    account, wanted = _own(), _wanted()
    if _must_prove_first(account):
        return redirect(url_for(".prove", next=request.full_path.rstrip("?")))
    form = CodeForm()

    def facts() -> dict[str, Any]:
        limits.allow(f"app:{account.id}", most=20, per=_HOUR)
        typed = {"word": form.word.data or "", "typed": form.code.data or ""}
        return {**typed, "here": _token(), "link_key": links().link_key}

    if act_once(form, proving.use_app, account, facts=facts, refer=lambda _done: "set") is not None:
        return _after_app(account, wanted)
    secret = codes.secret(links().link_key, account.id, form.word.data or "")
    shown = " ".join(parts(secret, 4))
    picture = qr.picture(
        codes.address(secret, email=account.email, network=settings().network_name)
    )
    page = render_template(
        "accounts/set_up_app.html",
        form=form,
        secret=shown,
        picture=picture,
        again=account.authenticator is not None,
    )
    return page, form.status if form.errors else 200


def _after_app(account: Account, wanted: str) -> ResponseReturnValue:
    """Go on to the printed codes, unless the account has some.

    They let their owner in when the telephone is lost.
    """
    flash(str(_("The app is set up. From now on signing in asks for its code.")))
    if proofs.codes_left(account):
        return redirect(wanted, 303)
    return redirect(url_for(".print_codes", next=wanted), 303)


@pages.route("/kode", methods=["GET", "POST"])
@access.proving
def print_codes() -> ResponseReturnValue:
    """Make ten codes to print, and show them: now, and never again."""
    account, wanted = _own(), _wanted()
    if _must_prove_first(account):
        return redirect(url_for(".prove", next=request.full_path.rstrip("?")))
    form = Button()
    # The codes follow from the form, so that a double press shows the same ones: the first answer
    # may never have been seen.
    key, form_id = links().link_key, form.form_id.data or tokens.key()

    def facts() -> dict[str, Any]:
        return {"here": _token(), "link_key": key}

    done = act_once(
        form, proving.print_codes, account, form_id, facts=facts, refer=lambda _done: "made"
    )
    if done is None:
        return render_template(
            "accounts/print_codes.html", form=form, left=proofs.codes_left(account), wanted=wanted
        )
    made = codes.printed(key, account.id, form_id)
    if proofs.printed_code(account, codes.digest(key, account.id, made[0])) is None:
        return redirect(url_for(".print_codes"), 303)
    return render_template(
        "accounts/printed_codes.html",
        codes=made,
        account=account,
        made_at=clock.now(),
        wanted=wanted,
    )


@pages.route("/sandi", methods=["GET", "POST"])
@access.desk
def password() -> ResponseReturnValue:
    """Choose a password, or another one."""
    account, form = _own(), PasswordForm()
    if form.validate_on_submit():
        typed = form.password.data or ""
        try:
            limits.allow(f"new-password:{account.id}", most=10, per=_HOUR)
            passwords.check(typed, [*proofs.own_words(account), settings().network_name])
            token = tokens.secret()
            act(proving.set_password, account, passwords.hashed(typed), here=_token(), token=token)
        except Refused as refusal:
            form.show(refusal)
        else:
            session.clear()
            session[rules.COOKIE] = token
            flash(str(_("Your password is set. Every other browser is signed out.")))
            return redirect(url_for("accounts_desk.mine"), 303)
    return render_template(
        "accounts/password.html", form=form, account=account
    ), form.status if form.errors else 200


@pages.post("/sandi/hapus")
@access.desk
def remove_password() -> ResponseReturnValue:
    """Go back to signing in by link alone."""
    act(proving.remove_password, _own(), here=_token())
    flash(str(_("The password is gone. You sign in by link from now on.")))
    return redirect(url_for("accounts_desk.mine"), 303)
