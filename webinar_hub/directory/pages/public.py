"""What the public sees of an organisation, and how somebody asks to stand for it."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.directory import letters, queries
from webinar_hub.directory.focal_requests import actions, rules
from webinar_hub.directory.focal_requests import queries as requests
from webinar_hub.directory.forms import AskForm
from webinar_hub.kit import clock, tokens
from webinar_hub.messages.rules import mailbox
from webinar_hub.network import parents, regions, sectors
from webinar_hub.network import queries as organisations
from webinar_hub.network.words import KINDS, PARENT_KINDS
from webinar_hub.web import access, limits
from webinar_hub.web.acting import act, act_once
from webinar_hub.web.forms import Button
from webinar_hub.web.shell import links

pages = Blueprint("directory", __name__)

_HOUR = timedelta(hours=1)


@pages.get("/lembaga/<key>")
@access.public
def organisation(key: str) -> ResponseReturnValue:
    """Show what the directory says of an open organisation: no people, no drafts."""
    found = organisations.by_key(key)
    return render_template(
        "directory/public.html",
        organisation=found,
        kind=KINDS[found.kind],
        region_name=regions.name_of(found.region_code),
        networks=queries.networks_in(found),
        sectors=sectors.by_organisation([found.id]).get(found.id, []),
        parents=[
            link
            for link in parents.above(found)
            if link.until is None and link.parent.closed_at is None
        ],
        parent_kinds=PARENT_KINDS,
    )


@pages.route("/lembaga/<key>/narahubung", methods=["GET", "POST"])
@access.public_form
def ask(key: str) -> ResponseReturnValue:
    """Take a request to stand for an organisation; every address gets the same answer."""
    found = organisations.by_key(key)
    form = AskForm()

    def facts() -> dict[str, Any]:
        limits.allow(f"ask-focal:{limits.source(request.remote_addr)}", most=10, per=_HOUR)
        limits.allow(f"ask-focal:{mailbox(form.email.data or '', None)}", most=3, per=_HOUR)
        return form.facts()

    if (
        act_once(form, actions.put_down, found, facts=facts, refer=lambda _none: "asked")
        is not None
    ):
        return redirect(url_for(".asked"), 303)
    return render_template(
        "directory/ask.html", organisation=found, form=form
    ), form.status if form.errors else 200


@pages.get("/narahubung/terkirim")
@access.public
def asked() -> ResponseReturnValue:
    """Say that a link is on its way to the address; the same page whoever asks."""
    return render_template("directory/asked.html")


@pages.route("/narahubung/<link>", methods=["GET", "POST"])
@access.personal
def confirm(link: str) -> ResponseReturnValue:
    """Show the request that a link belongs to; its button puts it before the secretariat."""
    found = requests.request_by_key(tokens.opened(links().link_key, letters.LINK, link))
    form = Button()
    try:
        if form.validate_on_submit():
            act(actions.confirm, found)
            return redirect(url_for(".confirm", link=link), 303)
        rules.may_confirm(made_at=found.made_at, settled_at=found.settled_at, now=clock.now())
    except rules.RequestSpent as refusal:
        return render_template(
            "directory/request_spent.html", refusal=refusal, organisation=found.organisation
        ), refusal.status
    return render_template("directory/confirm_request.html", form=form, asked=found)
