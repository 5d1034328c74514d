"""The desk's "Peserta": find a person of one's scope, and see what is known of them."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.certificates import queries as certified
from webinar_hub.certificates.models import CertificateState
from webinar_hub.kit import clock
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.kit.text import clean
from webinar_hub.messages.returned import queries as returned
from webinar_hub.messages.returned.words import CAUSES
from webinar_hub.network import regions, scope
from webinar_hub.records.correcting import actions as correcting
from webinar_hub.records.forms import DeskCorrectForm
from webinar_hub.records.own.card import card
from webinar_hub.records.same import actions, queries
from webinar_hub.registrations import known_people, personal_links
from webinar_hub.web import access
from webinar_hub.web.acting import act_once
from webinar_hub.web.forms import Button, HubForm

pages = Blueprint("records_people", __name__, url_prefix="/desk/orang")


@pages.get("")
@access.secretariat
def index() -> ResponseReturnValue:
    """List the people of one's scope by name, or those who hold the words of a search."""
    words = clean(request.args.get("cari", ""))[:100]
    actor = access.current_actor()
    page = known_people.known_to(actor).page(
        words, after=request.args.get("setelah", "")[:16] or None
    )
    at = {each.person.key: known_people.reached(actor, each.person) for each in page.rows}
    return render_template(
        "records/people.html",
        page=page,
        words=words,
        at=at,
        took_second_step=actor.took_second_step,
        region_name_of=regions.name_of,
    )


@pages.get("/<key>")
@access.secretariat
def person(key: str) -> ResponseReturnValue:
    """Show a person; one that was merged leads to whom they became."""
    actor = access.current_actor()
    found = known_people.known_to(actor).person(key)
    if found.key != key:
        return redirect(url_for("records_people.person", key=found.key), 302)
    return render_template(
        "records/person.html",
        person=found,
        card=card(found, actor),
        merges=queries.merges_of(found, actor, now=clock.now()),
        reached=partial(known_people.reached, actor),
        took_second_step=actor.took_second_step,
        region_name_of=regions.name_of,
        revoked=CertificateState.REVOKED,
        failing=returned.failing_at(found.email),
        causes=CAUSES,
    )


@pages.route("/<key>/perbaiki", methods=["GET", "POST"])
@access.secretariat
def correct(key: str) -> ResponseReturnValue:
    """Correct the name, the region and the addresses of somebody of one's own region."""
    actor = access.current_actor()
    found = known_people.known_to(actor).own(key)
    form = DeskCorrectForm.of(found)
    if act_once(form, correcting.correct, found, facts=form.facts) is not None:
        flash(str(_("Saved.")))
        if certified.bears_another_name(found):
            flash(str(_("A certificate still bears the earlier name: it stays as it was printed.")))
        if scope.within(actor, found.region_code):
            return redirect(url_for(".person", key=found.key), 303)
        return redirect(url_for(".index"), 303)
    page = render_template(
        "records/correct_person.html",
        person=found,
        form=form,
        at=known_people.addresses(found, whole=actor.took_second_step),
    )
    return page, form.status if form.errors else 200


@pages.post("/<key>/cabut-tautan")
@access.secretariat
def revoke_links(key: str) -> ResponseReturnValue:
    """Revoke every personal link of somebody of one's own region."""
    actor = access.current_actor()
    found, form = known_people.known_to(actor).own(key), HubForm()
    if form.validate_on_submit():
        act_once(Button(), personal_links.revoke, found, refer=lambda _none: found.key)
        flash(
            str(
                _(
                    "No link that was given to this person so far opens anything. The next message brings the new one; or hand it over below."
                )
            )
        )
    return redirect(url_for("records_people.person", key=found.key), 303)


@pages.post("/gabungan/<key>/batal")
@access.secretariat
def separate(key: str) -> ResponseReturnValue:
    """Make two people again of one that was merged."""
    actor = access.current_actor()
    done = queries.merge(actor, key)
    form = HubForm()
    if form.validate_on_submit():
        try:
            act_once(Button(), actions.undo, done.id)
            flash(
                str(
                    _(
                        "They are two people again. No link that either had opens anything: the next message brings the new one, or hand it over on their pages."
                    )
                )
            )
        except Refused as refusal:
            flash(str(refusal))
    return redirect(url_for("records_people.person", key=done.kept.key), 303)
