"""The photos of a session, as whoever runs or leads it keeps them."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.attendance.keeping.queries import MOST_OFFERED, may_be_on_photos
from webinar_hub.attendance.queries import to_settle
from webinar_hub.kit import storage
from webinar_hub.kit.files import Files
from webinar_hub.kit.language import _
from webinar_hub.materials.photos import actions, queries
from webinar_hub.materials.photos.forms import NewPhotoForm, PhotoForm
from webinar_hub.people.portraits.actions import clear_away_now
from webinar_hub.people.portraits.rules import PhotoTooBig
from webinar_hub.programmes.models import Meeting
from webinar_hub.web import access, size
from webinar_hub.web.acting import act, act_once
from webinar_hub.web.shell import settings

pages = Blueprint("photos_desk", __name__, url_prefix="/desk/sesi/<key>/foto")


def _own(key: str) -> Meeting:
    return to_settle(access.current_actor(), key)


def _files() -> Files:
    return storage.at(settings())


@pages.get("")
@access.desk
def index(key: str) -> ResponseReturnValue:
    """Show the photos of a meeting, and who is on each."""
    meeting = _own(key)
    found = queries.photos(meeting)
    return render_template(
        "attendance/photos.html", meeting=meeting, photos=found, on=queries.people_on(found)
    )


@pages.route("/tambah", methods=["GET", "POST"])
@access.desk
@size.takes(size.UPLOAD_LIMIT, PhotoTooBig)
def add(key: str) -> ResponseReturnValue:
    """Add a photo, which nobody sees before it is said who is on it."""
    meeting, form = _own(key), NewPhotoForm()
    with actions.taking(_files()) as store:
        added = act_once(
            form,
            actions.add,
            meeting,
            facts=lambda: {
                "photo": store(form.file.data.read()),
                "words": form.words.data or "",
            },
        )
    if added is not None:
        return redirect(url_for(".change", key=key, photo=added), 303)
    page = render_template("attendance/add_photo.html", meeting=meeting, form=form)
    return page, form.status if form.errors else 200


@pages.route("/<photo>", methods=["GET", "POST"])
@access.desk
def change(key: str, photo: str) -> ResponseReturnValue:
    """Say who can be recognised on a photo, and who sees it."""
    meeting = _own(key)
    found = queries.photo(meeting, photo)
    on_it = queries.people_on([found])[found.id]
    form, typed = PhotoForm(data=PhotoForm.values(found, on_it)), request.args.get("cari", "")
    offered = may_be_on_photos(meeting, typed, on_it)
    form.offer(offered)
    if act_once(form, actions.describe, meeting, photo, facts=form.facts) is not None:
        flash(str(_("Saved.")))
        further = url_for(".change", key=key, photo=photo) if typed else url_for(".index", key=key)
        return redirect(further, 303)
    page = render_template(
        "attendance/photo.html",
        meeting=meeting,
        photo=found,
        form=form,
        typed=typed,
        more=len(offered) >= MOST_OFFERED,
    )
    return page, form.status if form.errors else 200


@pages.get("/<photo>/<any(besar, kecil):kind>.jpg")
@access.desk
def image(key: str, photo: str, kind: str) -> ResponseReturnValue:
    """Show a photo, whoever else may see it."""
    found = queries.photo(_own(key), photo)
    content = queries.content(found, _files(), small=kind == "kecil")
    return Response(content, mimetype="image/jpeg")


@pages.post("/<photo>/hapus")
@access.desk
def remove(key: str, photo: str) -> ResponseReturnValue:
    """Remove a photo for good."""
    act(actions.remove, _own(key), photo)
    clear_away_now(_files())
    flash(str(_("Removed.")))
    return redirect(url_for(".index", key=key), 303)
