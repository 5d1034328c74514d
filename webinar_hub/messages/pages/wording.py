"""How a secretariat words its letters anew: the list of them, and one to write and look at."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound, Refused
from webinar_hub.kit.language import _
from webinar_hub.messages import drafting, rendering
from webinar_hub.messages.models import Letter
from webinar_hub.messages.wording import actions, rules
from webinar_hub.messages.wording import queries as wording
from webinar_hub.messages.wording.forms import WordingForm
from webinar_hub.messages.wording.rules import Words
from webinar_hub.messages.wording.words import PARTS, VALUES
from webinar_hub.network import queries as network
from webinar_hub.network.models import Secretariat
from webinar_hub.people.models import Person
from webinar_hub.web import access, limits
from webinar_hub.web.acting import act, act_once
from webinar_hub.web.shell import links, settings

pages = Blueprint("wording_desk", __name__, url_prefix="/desk/sekretariat/<key>/pesan")

_TRIALS = 20


@pages.get("")
@access.secretariat
def index(key: str) -> ResponseReturnValue:
    """List the kinds of letters that can be worded anew, with whose words each has now."""
    found = network.secretariat(access.current_actor(), key)
    return render_template(
        "messages/wordings.html", secretariat=found, listed=wording.listed(found)
    )


@pages.route("/<what>/<tongue>", methods=["GET", "POST"])
@access.secretariat
def letter(key: str, what: str, tongue: str) -> ResponseReturnValue:
    """Word letters of a kind anew, look at what comes of it, and send oneself one."""
    found, used = _used(key, what, tongue)
    own = used.wording if used.own else None
    usual = drafting.draft(used.kind.name, tongue, settings(), links(), clock.now())
    begun = used.words or usual
    form = WordingForm(
        data={
            "version": own.version if own else 0,
            "subject": own.subject if own else begun.subject,
            "body": own.body if own else begun.body,
        }
    )
    pressed = request.form.get("lakukan", "")
    sent = None
    if pressed in ("lihat", "uji"):
        sent = _looked_at(form, used) and pressed == "uji"
        if sent:
            limits.allow(f"trial:{access.current_actor().id}", most=_TRIALS, per=timedelta(hours=1))
            act(actions.try_out, _me(), used.kind.name, tongue, form.words)
    elif _saved(form, found, used):
        flash(str(_("Saved. Messages that go from now on say it.")))
        return redirect(url_for(".letter", key=key, what=what, tongue=tongue), 303)
    written, real = (None, False) if form.errors else _preview(used, form.words)
    page = render_template(
        "messages/wording.html",
        form=form,
        secretariat=found,
        used=used,
        usual=usual,
        placeholders=_placeholders(used),
        sent=sent,
        written=written,
        real=real,
    )
    return page, form.status if form.errors else 200


@pages.post("/<what>/<tongue>/kembali")
@access.secretariat
def take_back(key: str, what: str, tongue: str) -> ResponseReturnValue:
    """Take the words from above again, or the hub's own."""
    found, used = _used(key, what, tongue)
    act(actions.take_back, found, used.kind.name, tongue)
    flash(str(_("Your own words are gone; messages say the usual ones again.")))
    return redirect(url_for(".letter", key=key, what=what, tongue=tongue), 303)


def _used(key: str, what: str, tongue: str) -> tuple[Secretariat, wording.InUse]:
    found = network.secretariat(access.current_actor(), key)
    return found, wording.in_use(found, what.replace("-", "/"), tongue)


def _looked_at(form: WordingForm, used: wording.InUse) -> bool:
    """Say whether what was typed can be a letter; else the form says why not."""
    if not form.validate_on_submit():
        return False
    try:
        rules.check(form.words, wording.offered(used.kind.name))
    except Refused as refusal:
        form.show(refusal)
        return False
    return True


def _saved(form: WordingForm, found: Secretariat, used: wording.InUse) -> bool:
    return (
        act_once(
            form,
            actions.word_anew,
            found,
            used.kind.name,
            used.language,
            facts=lambda: {"words": form.words, "version": form.seen_version},
            refer=lambda row: str(row.version),
        )
        is not None
    )


def _placeholders(used: wording.InUse) -> list[tuple[str, str, bool]]:
    """Return the placeholders of a kind: name, what it stands for, whether it must be there."""
    offered = wording.offered(used.kind.name)
    return [(name, str({**VALUES, **PARTS}[name]), name in offered.needs) for name in offered.names]


def _preview(used: wording.InUse, words: Words) -> tuple[rendering.Written | None, bool]:
    """Return a letter of the kind in these words, and whether it is a real one.

    It is the latest that the actor may see, without one an example to themselves; None for words
    that are no letter.
    """
    if not rules.fits(words, wording.offered(used.kind.name)):
        return None, False
    found = drafting.latest(access.current_actor(), used.kind.name, used.language)
    example = drafting.example(used.kind.name, used.language, _me(), clock.now())
    for each in (found, example):
        try:
            if each is not None:
                return _written(each, words), each is found
        except rendering.UNWRITABLE:
            continue
    raise NotFound


def _written(letter: Letter, words: Words) -> rendering.Written:
    return rendering.write(letter, settings(), links(), show_secret=False, words=words)


def _me() -> Person:
    return db.session.get_one(Person, access.current_actor().id)
