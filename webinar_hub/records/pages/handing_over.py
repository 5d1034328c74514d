"""Handing over by hand, for people without an e-mail address.

Their personal link, or the code that opens their own data.
"""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit.language import _
from webinar_hub.kit.text import clean
from webinar_hub.people import contacts
from webinar_hub.people.contacts import Contact
from webinar_hub.records.own import handing_over
from webinar_hub.registrations import at_desk, known_people
from webinar_hub.registrations.models import Registration
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.web import access
from webinar_hub.web.acting import act_once
from webinar_hub.web.forms import Button, HubForm

pages = Blueprint("handing_over", __name__, url_prefix="/desk/peserta")


def _registration(key: str) -> Registration:
    return at_desk.of_own_person(access.current_actor(), key)


@pages.get("/bukti")
@access.secretariat
def proof() -> ResponseReturnValue:
    """Find the form whose proof word came in by WhatsApp, to compare the numbers."""
    actor, typed = access.current_actor(), clean(request.args.get("kata", ""))[:500]
    found = sent_forms.named_by(actor, typed)
    whole = actor.took_second_step
    forms = [(each, contacts.as_read(None, each.phone, whole=whole).phone) for each in found]
    return render_template(
        "records/proof.html",
        typed=typed,
        found=forms,
        took_second_step=whole,
        form=HubForm(formdata=None),
    )


@pages.post("/bukti/<key>")
@access.secretariat
def prove(key: str) -> ResponseReturnValue:
    """Confirm a form whose word came from its number, and go on to the answer."""
    sent = sent_forms.of_own_person(access.current_actor(), key)
    made = act_once(Button(), handing_over.prove_number, sent)
    flash(str(_("The number of %(name)s is proved. Answer with this message.", name=sent.name)))
    return redirect(url_for("messages_desk.letter", key=made), 303)


@pages.get("/<key>")
@access.secretariat
def person(key: str) -> ResponseReturnValue:
    """Say how a person of the actor's scope is reached, and offer to hand over what they lost."""
    registration = _registration(key)
    actor, email = access.current_actor(), registration.person.email
    return render_template(
        "records/hand_over.html",
        registration=registration,
        at=known_people.addresses(registration.person, whole=actor.took_second_step),
        where=contacts.masked(Contact(email)) if email else None,
        took_second_step=actor.took_second_step,
        form=HubForm(formdata=None),
    )


@pages.post("/<key>/tautan")
@access.secretariat
def link(key: str) -> ResponseReturnValue:
    """Write the personal link again.

    To the e-mail address, or for the actor to read and hand over.
    """
    registration = _registration(key)
    made = act_once(Button(), handing_over.link_again, registration)
    if registration.person.email:
        flash(
            str(
                _(
                    "The personal link to %(where)s is written again.",
                    where=contacts.masked(Contact(registration.person.email)),
                )
            )
        )
        return redirect(url_for(".person", key=key), 303)
    return redirect(url_for("messages_desk.letter", key=made), 303)


@pages.post("/<key>/kode")
@access.secretariat
def code(key: str) -> ResponseReturnValue:
    """Make a code for somebody without e-mail, to read once and hand over."""
    made = act_once(Button(), handing_over.code_to_hand_over, _registration(key))
    return redirect(url_for("messages_desk.letter", key=made), 303)
