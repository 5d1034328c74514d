"""What staff see of others' accounts: who holds which role, inviting, ending and resetting."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.accounts import actions, queries
from webinar_hub.accounts.forms import AddressForm, InviteForm, LastDayForm, ReasonForm, SignInsForm
from webinar_hub.accounts.models import Account, Invitation, StepReset
from webinar_hub.accounts.proving import actions as proving
from webinar_hub.accounts.proving import queries as proofs
from webinar_hub.accounts.roles import actions as delegation
from webinar_hub.accounts.roles import queries as holders
from webinar_hub.accounts.roles.rules import MAY_GRANT
from webinar_hub.accounts.rules import COOKIE, browser_name
from webinar_hub.kit import clock, tokens, zones
from webinar_hub.kit.errors import Refused, existing
from webinar_hub.kit.language import _
from webinar_hub.network import queries as network
from webinar_hub.people.models import Grant, Person, Role
from webinar_hub.people.words import last_day, role_held
from webinar_hub.web import access, limits, paging
from webinar_hub.web.acting import act, act_once

pages = Blueprint("accounts_desk", __name__, url_prefix="/desk")

_HOUR = timedelta(hours=1)


@pages.app_template_filter("role_of")
def _role_of(of: Grant | Invitation) -> str:
    """Return in words what a grant or an invitation gives."""
    return str(
        role_held(
            of.role,
            of.region.name if of.region else None,
            of.organisation.name if of.organisation else None,
        )
    )


pages.add_app_template_filter(last_day)


def _visible() -> holders.OwnRoles:
    return holders.run_by(access.current_actor(), clock.now())


@pages.get("/peran")
@access.secretariat
def roles() -> ResponseReturnValue:
    """List who holds which role within one's own, and what is offered and not accepted yet."""
    visible = _visible()
    paged = paging.paged(visible.how_many(), holders.PAGE)
    return render_template(
        "accounts/roles.html",
        grants=visible.grants(offset=paged.offset, limit=paged.size),
        invitations=visible.invitations(),
        lapsed=visible.lapsed(),
        accounts=visible.without_role(),
        resets=proofs.resets_asked(clock.now()) if access.current_actor().administrator else [],
        paged=paged,
    )


@pages.route("/peran/undang", methods=["GET", "POST"])
@access.secretariat
def invite() -> ResponseReturnValue:
    """Offer somebody a role by a letter."""
    actor = access.current_actor()
    form = InviteForm(data=_proposed())
    roles = MAY_GRANT[Role.ADMINISTRATOR if actor.administrator else Role.SECRETARIAT]
    form.offer(roles, network.regions(actor), everywhere=actor.everywhere)

    def facts() -> dict[str, Any]:
        limits.allow(f"invite:{actor.id}", most=60, per=_HOUR)
        return form.facts()

    if act_once(form, delegation.invite, facts=facts) is not None:
        flash(str(_("The invitation to %(email)s is written.", email=form.email.data)))
        return redirect(url_for(".roles"), 303)
    return render_template("accounts/invite.html", form=form), form.status if form.errors else 200


def _proposed() -> dict[str, str]:
    """Return what the page that led here fills in: a focal person's organisation, or a region."""
    if named := request.args.get("lembaga", "")[:200]:
        return {"role": "focal", "organisation": named}
    return {"region": code} if (code := request.args.get("wilayah", "")[:8]) else {}


@pages.post("/peran/undangan/<key>/tarik")
@access.secretariat
def withdraw(key: str) -> ResponseReturnValue:
    """Take an offer back."""
    found = _visible().invitation(key)
    act(delegation.withdraw, found)
    flash(str(_("The invitation was withdrawn: its link opens nothing any more.")))
    return redirect(url_for(".roles"), 303)


@pages.get("/peran/orang/<key>")
@access.secretariat
def person(key: str) -> ResponseReturnValue:
    """Show somebody's roles within one's own, with what can be changed."""
    return _person_page(_visible().person(key))


def _person_page(
    found: Person, wrong: LastDayForm | ReasonForm | None = None, of: str = ""
) -> ResponseReturnValue:
    """Show the page.

    wrong is the form that was refused, of the key of the role it is about ("" for the account).
    """
    grants = _visible().of(found)
    forms = {
        grant.key: (_until_form(grant), ReasonForm(formdata=None, prefix=f"{grant.key}-"))
        for grant in grants
    }
    closing = ReasonForm(formdata=None)
    if isinstance(wrong, LastDayForm):
        forms[of] = (wrong, forms[of][1])
    elif of:
        forms[of] = (forms[of][0], wrong)  # type: ignore[assignment]
    elif isinstance(wrong, ReasonForm):
        closing = wrong
    account = queries.of_person(found.id)
    reset = proofs.reset_asked(account, clock.now()) if account else None
    page = render_template(
        "accounts/person.html",
        person=found,
        account=account,
        reset=reset,
        not_yet=_why_not(reset),
        grants=grants,
        forms=forms,
        closing=closing,
        wrong=wrong,
        everything=len(grants) == len(holders.of_person(found.id, clock.now())),
    )
    return page, wrong.status if wrong else 200


def _why_not(reset: StepReset | None) -> str:
    """Say why the actor cannot confirm a reset, "" where they can or there is none."""
    try:
        proving.may_confirm(reset, access.current_actor().id, clock.now())
    except Refused as refusal:
        return str(refusal)
    return ""


def _until_form(grant: Grant) -> LastDayForm:
    until = (
        (grant.until - timedelta(seconds=1)).astimezone(zones.WIB.info).date()
        if grant.until
        else None
    )
    return LastDayForm(formdata=None, data={"until": until}, prefix=f"{grant.key}-")


@pages.post("/peran/<key>/sampai")
@access.secretariat
def change_end(key: str) -> ResponseReturnValue:
    """Let a role last until another day, or without an end."""
    found = _visible().grant(key)
    holder = found.person
    form = LastDayForm(prefix=f"{key}-")
    if act_once(form, delegation.change_end, found, facts=lambda: {"until": form.end}) is None:
        return _person_page(holder, form, key)
    flash(str(_("Saved.")))
    return redirect(url_for(".person", key=holder.key), 303)


@pages.post("/peran/<key>/akhiri")
@access.secretariat
def end(key: str) -> ResponseReturnValue:
    """End a role now."""
    found = _visible().grant(key)
    holder = found.person
    form = ReasonForm(prefix=f"{key}-")
    if act_once(form, delegation.end, found, facts=form.facts) is None:
        return _person_page(holder, form, key)
    flash(str(_("The role has ended.")))
    return redirect(url_for(".roles"), 303)


@pages.post("/peran/orang/<key>/tutup")
@access.secretariat
def close(key: str) -> ResponseReturnValue:
    """Shut somebody out of the desk."""
    found = _visible().person(key)
    account = existing(queries.of_person(found.id))
    form = ReasonForm()
    if act_once(form, delegation.close, account, facts=form.facts, refer=str) is None:
        return _person_page(found, form)
    flash(str(_("The account of %(name)s is closed.", name=found.full_name)))
    return redirect(url_for(".roles"), 303)


@pages.post("/peran/orang/<key>/langkah-kedua")
@access.administrator
def ask_reset(key: str) -> ResponseReturnValue:
    """Want somebody to set up the second step anew."""
    found = _visible().person(key)
    act(proving.ask_reset, existing(queries.of_person(found.id)))
    flash(str(_("Written down. Another administrator has to confirm it within a day.")))
    return redirect(url_for(".person", key=key), 303)


@pages.post("/peran/orang/<key>/langkah-kedua/setuju")
@access.administrator
def confirm_reset(key: str) -> ResponseReturnValue:
    """Reset the second step that another administrator wanted reset."""
    found = _visible().person(key)
    act(proving.confirm_reset, existing(queries.of_person(found.id)))
    flash(str(_("The second step is reset: at the next sign-in it is set up anew.")))
    return redirect(url_for(".person", key=key), 303)


def _own() -> Account:
    actor = access.current_actor()
    return existing(queries.of_person(actor.id) if actor.id is not None else None)


@pages.get("/akun")
@access.desk
def mine() -> ResponseReturnValue:
    """Show one's own roles, sign-ins and address."""
    return _mine_page(AddressForm(formdata=None))


def _mine_page(form: AddressForm) -> ResponseReturnValue:
    now, account = clock.now(), _own()
    this = tokens.digest(str(session.get(COOKIE, "")))
    listed = [
        (each, browser_name(each.browser), each.token_digest == this)
        for each in queries.sign_ins(account, now)
    ]
    page = render_template(
        "accounts/mine.html",
        account=account,
        grants=holders.of_person(account.person_id, now),
        sign_ins=listed,
        form=form,
        ending=SignInsForm(formdata=None),
        codes_left=proofs.codes_left(account),
    )
    return page, form.status if form.errors else 200


@pages.post("/akun/peramban")
@access.desk
def end_sign_ins() -> ResponseReturnValue:
    """End one of one's own sign-ins, or all others."""
    form, account = SignInsForm(), _own()
    if form.which.data and form.validate():
        act(actions.end_one, account, form.which.data)
        flash(str(_("That browser is signed out.")))
    else:
        act(actions.end_others, account, str(session.get(COOKIE, "")))
        flash(str(_("All other browsers are signed out.")))
    return redirect(url_for(".mine"), 303)


@pages.post("/akun/alamat")
@access.desk
def change_address() -> ResponseReturnValue:
    """Send a link to the address one wants to sign in with."""
    form, account = AddressForm(), _own()

    def facts() -> dict[str, Any]:
        limits.allow(f"address:{account.person_id}", most=5, per=_HOUR)
        return {"email": form.email.data or ""}

    if act_once(form, actions.ask_new_address, account, facts=facts) is None:
        return _mine_page(form)
    flash(
        str(
            _(
                "A link went to %(email)s. Until it is opened you sign in as before.",
                email=form.email.data,
            )
        )
    )
    return redirect(url_for(".mine"), 303)
