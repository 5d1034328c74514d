"""What is shown of whoever speaks in a session: at the desk, and their photo for everybody."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit import storage
from webinar_hub.kit.language import _
from webinar_hub.messages import queries as letters
from webinar_hub.people.portraits import actions, queries
from webinar_hub.people.portraits.rules import PhotoTooBig
from webinar_hub.programmes.appearing import actions as appointing
from webinar_hub.programmes.appearing import queries as appearing
from webinar_hub.programmes.appearing.forms import PortraitForm
from webinar_hub.programmes.queries import seen_by
from webinar_hub.web import access, size
from webinar_hub.web.acting import act_once
from webinar_hub.web.forms import Button
from webinar_hub.web.shell import settings

pages = Blueprint("portraits", __name__)


@pages.get("/foto/<name>")
@access.public
def photo(name: str) -> ResponseReturnValue:
    """Return a photo that somebody has; no other stored file has an address here."""
    content = queries.content(name, storage.at(settings()))
    # A new photo has a new name.
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(content, mimetype="image/jpeg", headers=headers)


@pages.post("/desk/sesi/<key>/orang/<person>/tautan")
@access.secretariat
def link(key: str, person: str) -> ResponseReturnValue:
    """Write somebody the link of their own part, or a new one that ends those before it."""
    meeting = seen_by(access.current_actor()).to_change(key)
    found = appearing.somebody(meeting, person)
    ends = request.form.get("old") == "ends"
    made = act_once(Button(), appointing.link_again, meeting, found, facts=lambda: {"ends": ends})
    # To somebody whose region nobody knows, another desk hands it over.
    if found.email is None and letters.seen_by(access.current_actor()).among([str(made)]):
        return redirect(url_for("messages_desk.letter", key=made), 303)
    return redirect(url_for("programmes_desk.people", key=key), 303)


@pages.route("/desk/sesi/<key>/orang/<person>", methods=["GET", "POST"])
@access.secretariat
@size.takes(size.UPLOAD_LIMIT, PhotoTooBig)
def describe(key: str, person: str) -> ResponseReturnValue:
    """Say what is shown of somebody who has a part in a meeting."""
    meeting = seen_by(access.current_actor()).to_change(key)
    found = appearing.somebody(meeting, person)
    stored = queries.portrait(found)
    form = PortraitForm(data=PortraitForm.values(stored))
    files = storage.at(settings())
    with actions.taking(files) as store:
        done = act_once(
            form,
            actions.describe,
            found,
            facts=lambda: {
                **form.facts(),
                "photo": store(form.upload),
                "source": "desk",
                "themselves": False,
            },
            refer=lambda _row: person,
        )
    if done is not None:
        actions.clear_away_now(files)
        flash(str(_("Saved.")))
        return redirect(url_for("programmes_desk.people", key=key), 303)
    page = render_template(
        "programmes/portrait.html", form=form, meeting=meeting, person=found, portrait=stored
    )
    return page, form.status if form.errors else 200
