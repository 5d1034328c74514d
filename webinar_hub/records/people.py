"""The desk's "Peserta": find a person of one's scope, and see what is known of them."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.certificates.models import CertificateState
from webinar_hub.kit.text import clean
from webinar_hub.network import regions
from webinar_hub.people.contacts import shown_phone
from webinar_hub.records import persons as records
from webinar_hub.registrations import persons
from webinar_hub.web import access

pages = Blueprint("records_people", __name__, url_prefix="/desk/orang")


@pages.get("")
@access.secretariat
def index() -> ResponseReturnValue:
    """List the people of one's scope by name, or those who hold the words of a search."""
    words = clean(request.args.get("cari", ""))[:100]
    page = persons.visible_to(access.current_actor()).page(words, after=request.args.get("setelah", "")[:16] or None)
    return render_template("records/people.html", page=page, words=words, shown_phone=shown_phone, region_name_of=regions.name_of)


@pages.get("/<key>")
@access.secretariat
def person(key: str) -> ResponseReturnValue:
    """Show a person; one that was merged leads to whom they became."""
    actor = access.current_actor()
    found = persons.visible_to(actor).person(key)
    if found.key != key:
        return redirect(url_for("records_people.person", key=found.key), 302)
    return render_template(
        "records/person.html",
        person=found,
        card=records.card(found, actor),
        shown_phone=shown_phone,
        region_name_of=regions.name_of,
        revoked=CertificateState.REVOKED,
    )
