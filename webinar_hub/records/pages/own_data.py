"""What people see of their own data: behind a code, all of it, to copy, correct and erase.

By the link alone, taking back a consent.
"""

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.certificates import queries as certified
from webinar_hub.kit import clock, language, storage, tokens
from webinar_hub.kit.actor import ONESELF
from webinar_hub.kit.errors import NotFound, Refused
from webinar_hub.kit.language import _
from webinar_hub.messages.own_page import LINK
from webinar_hub.people import contacts, holdings
from webinar_hub.people import queries as people
from webinar_hub.people.contacts import Contact
from webinar_hub.people.models import ConsentKind, RequestKind
from webinar_hub.people.portraits import actions as portraits
from webinar_hub.people.words import CONSENTS, QUESTIONS
from webinar_hub.records.forms import (
    AddressForm,
    AskForm,
    CodeForm,
    ConsentForm,
    CorrectForm,
    FunctioningForm,
)
from webinar_hub.records.own import actions, codes, queries, reading, rules
from webinar_hub.records.upkeep import actions as upkeep
from webinar_hub.records.upkeep import retention
from webinar_hub.registrations import personal_links
from webinar_hub.registrations import queries as registrations
from webinar_hub.registrations.models import Registration
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.web import access, devices, limits
from webinar_hub.web.acting import act, act_once
from webinar_hub.web.downloads import attachment
from webinar_hub.web.forms import Button, HubForm
from webinar_hub.web.shell import links, settings

pages = Blueprint("records", __name__)

_COOKIE = "data"
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def _registration(link: str) -> Registration:
    return registrations.by_link(links().link_key, link)


def _token() -> str | None:
    token = session.get(_COOKIE)
    return token if isinstance(token, str) else None


def _open(registration: Registration) -> bool:
    return queries.opened(registration.person, _token(), clock.now())


def _require_open(registration: Registration) -> None:
    if not _open(registration):
        raise rules.NotOpen


def _by_hand(email: str | None) -> bool:
    return email is None or not settings().smtp_host


@pages.get("/saya/<link>/data")
@access.personal
def data(link: str) -> ResponseReturnValue:
    """Show what is remembered to a browser that typed a code, the way to a code to any other."""
    registration = _registration(link)
    if not _open(registration):
        return _closed(registration, link, CodeForm())
    person = registration.person
    return render_template(
        "records/data.html",
        link=link,
        registration=registration,
        sections=reading.readable(holdings.copy_of(person)),
        standing=people.agreed(person),
        words=CONSENTS,
        confirming=_confirming(registration),
    )


def _closed(registration: Registration, link: str, form: CodeForm) -> ResponseReturnValue:
    person = registration.person
    sent = queries.live_code(person, clock.now())
    page = render_template(
        "records/closed.html",
        link=link,
        registration=registration,
        form=form,
        sent=sent,
        by_hand=_by_hand(person.email),
        where=contacts.masked(Contact(person.email, None if person.email else person.phone))
        if person.email or person.phone
        else "",
        standing={
            kind: given for kind, given in people.agreed(person).items() if kind in rules.BY_LINK
        },
        words=CONSENTS,
    )
    return page, form.status if form.errors else 200


def _confirming(registration: Registration) -> str:
    """Return the new address that waits for its code, shortened; nothing where none does."""
    code = queries.live_code(registration.person, clock.now(), for_address=True)
    return contacts.masked(contacts.parse_contact(code.address)) if code and code.address else ""


@pages.post("/saya/<link>/data/kode")
@access.personal
def send_code(link: str) -> ResponseReturnValue:
    """Send a code to the person's own address."""
    registration = _registration(link)
    _limit_codes(registration)
    act(codes.send_code, registration, by_hand=_by_hand(registration.person.email))
    return redirect(url_for(".data", link=link), 303)


def _limit_codes(registration: Registration) -> None:
    limits.allow(f"data-code:{registration.person.key}", most=rules.CODES_AN_HOUR, per=_HOUR)
    limits.allow(f"data-codes:{registration.person.key}", most=rules.CODES_A_DAY, per=_DAY)


@pages.post("/saya/<link>/data/buka")
@access.personal
def open_data(link: str) -> ResponseReturnValue:
    """Open the data in this browser, for the right code."""
    registration = _registration(link)
    form = CodeForm()
    if not form.validate_on_submit():
        return _closed(registration, link, form)
    # The token follows from the form, so that a double press opens once; only our key makes it.
    key, typed = links().link_key, form.code.data or ""
    token = tokens.signed(key, "data-cookie", f"{registration.key}-{form.form_id.data}")
    try:
        _count_try(registration, for_address=False)
        act(codes.open_data, registration, typed, token=token, link_key=key)
    except rules.WrongCode as refusal:
        form.refuse("code", refusal)
        return _closed(_registration(link), link, form)
    session[_COOKIE] = token
    return redirect(url_for(".data", link=link), 303)


def _count_try(registration: Registration, *, for_address: bool) -> None:
    """Count a try; raise WrongCode where those of the code are used up, so that a new one helps.

    TooMany where only waiting does.
    """
    limits.allow(f"data-tries:{registration.person.key}", most=rules.TRIES_AN_HOUR, per=_HOUR)
    code = queries.live_code(registration.person, clock.now(), for_address=for_address)
    if code is not None and limits.count(rules.tries_of(code.key), per=_DAY) > rules.TRIES:
        raise rules.WrongCode


@pages.route("/saya/<link>/enam-pertanyaan", methods=["GET", "POST"])
@access.personal
def functioning(link: str) -> ResponseReturnValue:
    """Ask the six questions of the Washington Group short set.

    What was answered before is not shown here, nor whether.
    """
    registration = sent_forms.confirmed_by_link(links().link_key, link)
    form, opened = FunctioningForm(), _open(registration)
    if not form.validate_on_submit():
        return _page("records/functioning.html", form, link, questions=QUESTIONS, opened=opened)
    act_once(
        Button(),
        actions.answer_functioning,
        registration,
        form.answers(),
        facts=lambda: {"opened": opened, "language": language.current()},
    )
    flash(str(_("Thank you. Your answers are kept apart and only counted.")))
    return redirect(url_for("home.mine", link=link), 303)


@pages.post("/saya/<link>/data/tutup")
@access.personal
def close_data(link: str) -> ResponseReturnValue:
    """Close the data again in this browser."""
    registration = _registration(link)
    act(codes.close_data, registration.person, _token())
    session.pop(_COOKIE, None)
    return redirect(url_for("home.mine", link=link), 303)


@pages.post("/saya/<link>/data/tarik")
@access.personal
def withdraw(link: str) -> ResponseReturnValue:
    """Take back a consent; the link alone is enough, unless answers would be deleted with it."""
    registration = _registration(link)
    form = ConsentForm()
    if not form.validate_on_submit() or form.kind.data not in list(ConsentKind):
        raise NotFound
    kind = ConsentKind(form.kind.data)
    if kind not in rules.BY_LINK:
        _require_open(registration)
    act(actions.withdraw, registration, kind)
    if kind is ConsentKind.PHOTOS:
        portraits.clear_away_now(storage.at(settings()))
    flash(str(rules.withdrawn(kind)))
    return redirect(url_for(".data", link=link), 303)


@pages.post("/saya/<link>/data/salinan.<any(json, pdf):document>")
@access.personal
def copy(link: str, document: str) -> ResponseReturnValue:
    """Hand over a copy of everything, and write down that it was."""
    registration = _registration(link)
    _require_open(registration)
    now, person = clock.now(), registration.person
    copied = holdings.copy_of(person)
    content = (
        reading.as_json(copied)
        if document == "json"
        else reading.as_paper(
            copied, holder=person.full_name, network=settings().network_name, now=now
        )
    )
    act(actions.note_copy, person, document, now=now)
    return attachment(content, str(_("my-data.%(form)s", form=document)), f"application/{document}")


@pages.route("/saya/<link>/data/ubah", methods=["GET", "POST"])
@access.personal
def correct(link: str) -> ResponseReturnValue:
    """Let a person say how they are called and where they are."""
    registration = _registration(link)
    if not _open(registration):
        return _closed(registration, link, CodeForm())
    person = registration.person
    home = CorrectForm.filled(registration.region_code)
    form = CorrectForm(name=person.full_name, organisation=registration.organisation_name, **home)
    if form.validate_on_submit():
        wanted = actions.Correction(
            form.name.data or "", form.organisation.data or "", form.region_code
        )
        try:
            printed = act(actions.correct, registration, wanted)
        except Refused as refusal:
            form.refuse("name", refusal)
            return _page("records/correct.html", form, link)
        flash(str(_("Saved.")))
        if printed:
            flash(
                str(_("A certificate still bears your earlier name. Ask here for its correction."))
            )
            return redirect(url_for(".ask", link=link, jenis=RequestKind.CERTIFICATE.value), 303)
        return redirect(url_for(".data", link=link), 303)
    return _page("records/correct.html", form, link)


def _page(template: str, form: HubForm, link: str, **values: Any) -> ResponseReturnValue:
    return render_template(
        template, form=form, link=link, **values
    ), form.status if form.errors else 200


@pages.route("/saya/<link>/data/alamat", methods=["GET", "POST"])
@access.personal
def address(link: str) -> ResponseReturnValue:
    """Take a new address, which counts once the code that goes there is typed."""
    registration = _registration(link)
    if not _open(registration):
        return _closed(registration, link, CodeForm())
    form = AddressForm()
    if form.validate_on_submit():
        _limit_codes(registration)
        contact = form.contact.contact or Contact()
        act(codes.send_address_code, registration, contact, by_hand=_by_hand(contact.email))
        return redirect(url_for(".confirm_address", link=link), 303)
    return _page("records/address.html", form, link)


@pages.route("/saya/<link>/data/alamat/kode", methods=["GET", "POST"])
@access.personal
def confirm_address(link: str) -> ResponseReturnValue:
    """Make the new address the person's own, for the code that went there."""
    registration = _registration(link)
    if not _open(registration):
        return _closed(registration, link, CodeForm())
    form = CodeForm()
    if form.validate_on_submit():
        try:
            _count_try(registration, for_address=True)
            act(
                actions.change_address,
                registration,
                form.code.data or "",
                link_key=links().link_key,
            )
        except Refused as refusal:
            form.refuse("code", refusal)
        else:
            flash(str(_("Saved. Messages go by e-mail, to whoever has none by WhatsApp.")))
            return redirect(url_for(".data", link=link), 303)
    return _page("records/confirm_address.html", form, link, where=_confirming(_registration(link)))


@pages.route("/saya/<link>/data/minta", methods=["GET", "POST"])
@access.personal
def ask(link: str) -> ResponseReturnValue:
    """Take what a person asks of the secretariat about their data."""
    registration = _registration(link)
    if not _open(registration):
        return _closed(registration, link, CodeForm())
    form = AskForm(kind=request.args.get("jenis"))
    if form.validate_on_submit():
        kind = RequestKind(form.kind.data)
        act_once(Button(), actions.ask, registration, kind, form.words.data or "")
        flash(str(_("The secretariat has your request, and answers within three days.")))
        return redirect(url_for(".data", link=link), 303)
    return _page("records/ask.html", form, link)


@pages.post("/saya/<link>/keluarkan")
@access.personal
def keep_out_others(link: str) -> ResponseReturnValue:
    """Revoke every personal link of the person; this browser goes on with a new one."""
    form = HubForm()
    if not form.validate_on_submit():
        return redirect(url_for("home.mine", link=link), 303)
    made = act_once(
        Button(),
        personal_links.keep_out_others,
        links().link_key,
        link,
        facts=lambda: {"by": ONESELF},
        refer=lambda held: tokens.edition(held.key, held.link_version),
    )
    new = tokens.signed(links().link_key, LINK, made or "")
    flash(
        str(
            _(
                "Every other link to your pages has ended. Keep the new one: it is the address of this page."
            )
        )
    )
    return devices.lead_to_own(url_for("home.mine", link=new))


@pages.post("/saya/<link>/data/semua-pesan")
@access.personal
def lift_restriction(link: str) -> ResponseReturnValue:
    """Let everything be written to the person again."""
    registration = _registration(link)
    _require_open(registration)
    act(actions.lift_restriction, registration)
    flash(str(_("Saved.")))
    return redirect(url_for(".data", link=link), 303)


@pages.route("/saya/<link>/data/hapus", methods=["GET", "POST"])
@access.personal
def erase(link: str) -> ResponseReturnValue:
    """Say what erasing does and what stays; its button does it, for good."""
    registration = _registration(link)
    if not _open(registration):
        return _closed(registration, link, CodeForm())
    form, works_here = HubForm(), queries.works_at_the_desk(registration.person)
    if form.validate_on_submit() and works_here:
        act_once(Button(), actions.ask, registration, RequestKind.ERASE, "")
        flash(str(_("The secretariat has your request, and answers within three days.")))
        return redirect(url_for(".data", link=link), 303)
    if form.validate_on_submit():
        act(upkeep.erase, registration.person, by=ONESELF)
        retention.clear_away_now(storage.at(settings()), now=clock.now())
        session.pop(_COOKIE, None)
        return redirect(url_for(".erased"), 303)
    return _page(
        "records/erase.html",
        form,
        link,
        certificates=certified.of_person(registration.person),
        works_here=works_here,
        backups_kept=retention.BACKUPS_KEPT,
    )


@pages.get("/data-terhapus")
@access.public
def erased() -> ResponseReturnValue:
    """Say that it is done; the same page whoever asks."""
    return render_template("records/erased.html")
