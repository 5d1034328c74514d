"""What staff see of what stays of a session: its recording, its files and links."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit import storage
from webinar_hub.kit.files import Files
from webinar_hub.kit.language import _
from webinar_hub.materials import actions, queries, rules
from webinar_hub.materials.forms import FileForm, LinkForm, MaterialForm, RecordingForm
from webinar_hub.people.models import Person
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.appearing import queries as appearing
from webinar_hub.programmes.models import Meeting
from webinar_hub.web import access, size
from webinar_hub.web.acting import act, act_once
from webinar_hub.web.downloads import attachment
from webinar_hub.web.forms import HubForm
from webinar_hub.web.shell import settings

pages = Blueprint("materials_desk", __name__, url_prefix="/desk/sesi/<key>/materi")


def _own(key: str) -> Meeting:
    return programmes.seen_by(access.current_actor()).to_change(key)


def _people(meeting: Meeting) -> Sequence[Person]:
    appearing_here = appearing.appearances([meeting.id])[meeting.id]
    return list({each.person_id: each.person for each in appearing_here}.values())


def _files() -> Files:
    return storage.at(settings())


@pages.get("")
@access.secretariat
def index(key: str) -> ResponseReturnValue:
    """Show what stays of a meeting."""
    meeting = _own(key)
    return render_template(
        "materials/desk.html",
        meeting=meeting,
        recording=queries.recording(meeting),
        materials=queries.materials(meeting),
    )


def _back(key: str, said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for(".index", key=key), 303)


def _page(template: str, form: HubForm, **values: object) -> ResponseReturnValue:
    page = render_template(f"materials/{template}.html", form=form, **values)
    return page, form.status if form.errors else 200


@pages.route("/rekaman", methods=["GET", "POST"])
@access.secretariat
def keep_recording(key: str) -> ResponseReturnValue:
    """Say where the recording of a meeting is."""
    meeting = _own(key)
    found = queries.recording(meeting)
    form = RecordingForm(data=RecordingForm.values(found))
    if act_once(form, actions.keep_recording, meeting, facts=form.facts) is not None:
        return _back(key, str(_("Saved.")))
    return _page("recording", form, meeting=meeting, recording=found)


@pages.post("/rekaman/hapus")
@access.secretariat
def remove_recording(key: str) -> ResponseReturnValue:
    """Say nothing more of the recording of a meeting."""
    act(actions.remove_recording, _own(key))
    return _back(key, str(_("Removed here. The recording itself stays where it lies.")))


@pages.route("/tautan", methods=["GET", "POST"])
@access.secretariat
def add_link(key: str) -> ResponseReturnValue:
    """Add a link to a meeting."""
    meeting, form = _own(key), LinkForm()
    form.offer(_people(meeting))
    if act_once(form, actions.add, meeting, facts=form.facts) is not None:
        return _back(key, str(_("Added.")))
    return _page("add_link", form, meeting=meeting)


@pages.route("/berkas", methods=["GET", "POST"])
@access.secretariat
@size.takes(size.MATERIAL_LIMIT, rules.FileTooBig)
def add_file(key: str) -> ResponseReturnValue:
    """Add a file to a meeting: look at it first, store it, then name it in one go."""
    meeting, form = _own(key), FileForm()
    form.offer(_people(meeting))
    with actions.taking(_files()) as store:
        added = act_once(
            form,
            actions.add,
            meeting,
            facts=lambda: form.facts() | store(form.file.data.read()),
        )
    if added is not None:
        return _back(key, str(_("Added.")))
    return _page("add_file", form, meeting=meeting)


@pages.get("/<stored>/berkas")
@access.secretariat
def file(key: str, stored: str) -> ResponseReturnValue:
    """Hand over a file, whoever else may open it."""
    found = queries.material(_own(key), stored)
    return attachment(*queries.document(found, _files()))


@pages.route("/<material>/ubah", methods=["GET", "POST"])
@access.secretariat
def change(key: str, material: str) -> ResponseReturnValue:
    """Change what is said of a material."""
    meeting = _own(key)
    found = queries.material(meeting, material)
    form = MaterialForm(data=MaterialForm.values(found))
    people = _people(meeting)
    # Whoever brought it may appear no longer.
    gone = {found.author} - {None, *people}
    form.offer([*people, *(each for each in gone if each)])
    if act_once(form, actions.change, meeting, material, facts=form.facts) is not None:
        return _back(key, str(_("Saved.")))
    return _page("change", form, meeting=meeting, material=found)


@pages.post("/<material>/naik")
@access.secretariat
def move_up(key: str, material: str) -> ResponseReturnValue:
    """Let a material change places with the one above it."""
    act(actions.move_up, _own(key), material)
    return redirect(url_for(".index", key=key), 303)


@pages.post("/<material>/hapus")
@access.secretariat
def remove(key: str, material: str) -> ResponseReturnValue:
    """Remove a material, and its file once that is written."""
    if stored := act(actions.remove, _own(key), material):
        _files().remove(queries.ROOM, [stored])
    return _back(key, str(_("Removed.")))
