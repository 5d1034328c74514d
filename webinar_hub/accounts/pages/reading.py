"""The desk's read-only links to the figures of a region."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.accounts import rules
from webinar_hub.accounts.forms import ReadingLinkForm
from webinar_hub.accounts.reading import actions as reading
from webinar_hub.accounts.reading import queries as reading_links
from webinar_hub.kit import clock, tokens, zones
from webinar_hub.kit.errors import existing
from webinar_hub.kit.language import _
from webinar_hub.network import queries as network
from webinar_hub.web import access, limits
from webinar_hub.web.acting import act, act_once
from webinar_hub.web.shell import links

pages = Blueprint("reading_desk", __name__, url_prefix="/desk/tautan-baca")

_USUALLY = timedelta(days=90)


@pages.get("")
@access.secretariat
def index() -> ResponseReturnValue:
    """List the links to figures of one's own region, and when each was last opened."""
    actor = access.current_actor()
    return render_template(
        "accounts/reading_links.html",
        listed=reading_links.reading_links(actor),
        may_make=rules.runs_a_province(actor),
    )


@pages.route("/baru", methods=["GET", "POST"])
@access.secretariat
def make() -> ResponseReturnValue:
    """Make a link, and show it: now, and never again."""
    actor = access.current_actor()
    form = ReadingLinkForm(
        data={"until": (clock.now() + _USUALLY).astimezone(zones.WIB.info).date()}
    )
    form.offer(network.regions(actor), everywhere=actor.everywhere)
    token = reading.token(links().link_key, actor.id, form.form_id.data or tokens.key())
    digest = tokens.digest(token)

    def facts() -> dict[str, Any]:
        limits.allow(f"reading-link:{actor.id}", most=60, per=timedelta(hours=1))
        return form.facts()

    if act_once(form, reading.make, digest, facts=facts) is not None:
        return render_template(
            "accounts/reading_link_made.html",
            made=existing(reading_links.reading_link(digest)),
            address=links().to("reports.figures", link=token),
        )
    return render_template(
        "accounts/new_reading_link.html", form=form
    ), form.status if form.errors else 200


@pages.post("/<key>/akhiri")
@access.secretariat
def end(key: str) -> ResponseReturnValue:
    """Let a link open nothing any more."""
    found = reading_links.reading_link_of(access.current_actor(), key)
    label = found.label
    act(reading.end, found)
    flash(str(_("The link for %(label)s has ended: it opens nothing any more.", label=label)))
    return redirect(url_for(".index"), 303)
