"""The desk of a focal person: their organisation's people, places and certificates."""

import io
import zipfile

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.calendars import addresses
from webinar_hub.certificates.drawing.queries import attachment_name, document
from webinar_hub.certificates.issuing import actions as issuing
from webinar_hub.directory.focal import actions, queries
from webinar_hub.kit import clock, storage
from webinar_hub.kit.language import _
from webinar_hub.kit.text import clean
from webinar_hub.messages import own_page
from webinar_hub.messages.returned import queries as returned
from webinar_hub.programmes.members import for_members
from webinar_hub.registrations.taking_in import actions as taking_in
from webinar_hub.registrations.taking_in import queries as members
from webinar_hub.web import access, paging
from webinar_hub.web.acting import act
from webinar_hub.web.downloads import attachment
from webinar_hub.web.shell import links, settings

pages = Blueprint("focal_desk", __name__, url_prefix="/desk/lembaga-saya")


@pages.get("")
@access.focal
def index() -> ResponseReturnValue:
    """Lead to the organisation, or list them where there are several."""
    mine = queries.stood_for_by(access.current_actor()).organisations()
    if len(mine) == 1:
        return redirect(url_for(".organisation", key=mine[0].key))
    return render_template("directory/focal/index.html", organisations=mine)


@pages.get("/<key>")
@access.focal
def organisation(key: str) -> ResponseReturnValue:
    """Show who of an organisation is registered, with places to come and certificates."""
    own = queries.stood_for_by(access.current_actor())
    found = own.organisation(key)
    words = clean(request.args.get("cari", ""))[:100]
    people = own.people(found, clock.now(), words=words, asked=paging.asked_page())
    return render_template(
        "directory/focal/organisation.html",
        organisation=found,
        people=people,
        failing=returned.failing_among(each.registration.person.email for each in people.members),
        words=words,
        certificates=len(own.certificates(found)),
        for_members=members.open_to([found.id], clock.now()),
        calendar=addresses.everything(links(), settings().network_name),
    )


@pages.post("/<key>/anggota")
@access.focal
def join(key: str) -> ResponseReturnValue:
    """Register one of an organisation's people (`who`) for a session of its network (`meeting`)."""
    own = queries.stood_for_by(access.current_actor())
    found = own.organisation(key)
    taken = own.registration(found, request.form.get("who", ""))
    meeting = for_members([found.id]).meeting(request.form.get("meeting", ""))
    act(taking_in.take_in, taken.person, meeting, organisation_id=found.id)
    flash(str(_("Registered. They get a message with their own link.")))
    return redirect(url_for(".organisation", key=key), 303)


@pages.post("/<key>/sertifikat.zip")
@access.focal
def all_certificates(key: str) -> ResponseReturnValue:
    """Hand over the certificates of an organisation's people in one file, and write it down."""
    actor = access.current_actor()
    own = queries.stood_for_by(actor)
    found = own.organisation(key)
    taken = own.certificates(found)
    act(issuing.note_downloads, taken, by=actor)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for each in taken:
            archive.writestr(
                attachment_name(each),
                document(each, links(), storage.at(settings())),
            )
    name = str(_("certificates-%(organisation)s.zip", organisation=found.key))
    return attachment(packed.getvalue(), name, "application/zip")


@pages.post("/<key>/sertifikat/<certificate>.pdf")
@access.focal
def certificate(key: str, certificate: str) -> ResponseReturnValue:
    """Hand over one of these certificates, and write down that it was."""
    actor = access.current_actor()
    own = queries.stood_for_by(actor)
    found = own.certificate(own.organisation(key), certificate)
    act(issuing.note_downloads, [found], by=actor)
    return attachment(
        document(found, links(), storage.at(settings())),
        attachment_name(found),
        "application/pdf",
    )


@pages.post("/<key>/tautan/<registration>")
@access.focal
def link(key: str, registration: str) -> ResponseReturnValue:
    """Show the link of somebody whom no letter reaches, and write down who took it."""
    actor = access.current_actor()
    own = queries.stood_for_by(actor)
    found = own.organisation(key)
    taken = act(actions.hand_over_link, own.registration(found, registration), found, by=actor)
    address = own_page.address(links(), taken.key, taken.link_version)
    return render_template(
        "directory/focal/link.html", organisation=found, registration=taken, address=address
    )
