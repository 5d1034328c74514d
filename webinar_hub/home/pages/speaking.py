"""The page of whoever has a part in a session, which their own link opens."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.certificates.assignments import queries as assignments
from webinar_hub.kit import clock, storage
from webinar_hub.kit.actor import ONESELF
from webinar_hub.kit.errors import NotFound
from webinar_hub.kit.language import _
from webinar_hub.materials import actions as keeping
from webinar_hub.materials import queries as materials
from webinar_hub.materials.forms import SlidesForm
from webinar_hub.materials.rules import FileTooBig
from webinar_hub.people.portraits import actions as portraits
from webinar_hub.people.portraits import queries as shown
from webinar_hub.people.portraits.rules import PhotoTooBig
from webinar_hub.programmes.appearing import actions, queries, rules
from webinar_hub.programmes.appearing.forms import OwnPortraitForm
from webinar_hub.programmes.appearing.models import Answer
from webinar_hub.programmes.appearing.queries import OwnPart
from webinar_hub.programmes.rehearsing import rehearsed_at
from webinar_hub.web import access, size
from webinar_hub.web.acting import act, act_once
from webinar_hub.web.forms import HubForm
from webinar_hub.web.shell import links, settings

pages = Blueprint("speaking", __name__, url_prefix="/peran/<link>")


def _part(link: str) -> OwnPart:
    return queries.by_link(links().link_key, link)


@pages.get("")
@access.personal
def own(link: str) -> ResponseReturnValue:
    """Show when and where somebody speaks, and ask what is needed of them."""
    return _page(link, _part(link))


def _page(
    link: str,
    part: OwnPart,
    form: OwnPortraitForm | None = None,
    slides: SlidesForm | None = None,
) -> ResponseReturnValue:
    portrait = shown.portrait(part.person)
    form = form or OwnPortraitForm(formdata=None, data=OwnPortraitForm.values(portrait))
    slides = slides or SlidesForm(formdata=None)
    page = render_template(
        "home/speaking.html",
        link=link,
        part=part,
        meeting=part.meeting,
        form=form,
        slides=slides,
        brought=materials.brought(part.meeting, part.person),
        sent=assignments.letters(part.meeting, part.person),
        portrait=portrait,
        lets_in=rules.lets_in(part.meeting, clock.now()),
        rehearsal=rehearsed_at(part.meeting),
    )
    return page, next((each.status for each in (form, slides) if each.errors), 200)


@pages.post("/jawab")
@access.personal
def answer(link: str) -> ResponseReturnValue:
    """Keep whether they come; the last word counts."""
    part, said = _part(link), request.form.get("answer", "")
    if said not in list(Answer):
        raise NotFound
    if HubForm().validate_on_submit():
        act(actions.answer, part, Answer(said))
        flash(str(_("Thank you. The secretariat sees your answer.")))
    return redirect(url_for(".own", link=link), 303)


@pages.post("/tentang")
@access.personal
@size.takes(size.UPLOAD_LIMIT, PhotoTooBig)
def describe(link: str) -> ResponseReturnValue:
    """Keep their office, words and photo."""
    part, form, files = _part(link), OwnPortraitForm(), storage.at(settings())

    with portraits.taking(files) as store:

        def facts() -> dict[str, Any]:
            own = {"source": f"meeting:{part.meeting.key}", "themselves": True, "by": ONESELF}
            return {**form.facts(), **own, "photo": store(form.upload)}

        done = act_once(
            form, portraits.describe, part.person, facts=facts, refer=lambda _row: "said"
        )
    if done is None:
        return _page(link, part, form)
    portraits.clear_away_now(files)
    flash(str(_("Saved. It stands on the page of the session.")))
    return redirect(url_for(".own", link=link), 303)


@pages.post("/salindia")
@access.personal
@size.takes(size.MATERIAL_LIMIT, FileTooBig)
def bring(link: str) -> ResponseReturnValue:
    """Keep a file that they send for the session."""
    part, form = _part(link), SlidesForm()
    with keeping.taking(storage.at(settings())) as store:
        added = act_once(
            form,
            keeping.bring,
            part.meeting,
            part.person,
            facts=lambda: {"title": form.title.data or ""} | store(form.file.data.read()),
        )
    if added is None:
        return _page(link, part, slides=form)
    flash(str(_("Thank you. The file is with the secretariat, which says who opens it.")))
    return redirect(url_for(".own", link=link), 303)
