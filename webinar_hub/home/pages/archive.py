"""The network's memory: the archive of past sessions, and the page of a series."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from webinar_hub.calendars.rules import MONTH, Month
from webinar_hub.calendars.scopes.rules import PATTERNS
from webinar_hub.home import archive
from webinar_hub.home.archive import WITHIN, Asked
from webinar_hub.kit import clock
from webinar_hub.kit.errors import NotFound
from webinar_hub.kit.language import _
from webinar_hub.kit.text import clean
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.archive import rules
from webinar_hub.programmes.archive.queries import COUNTED
from webinar_hub.registrations import queries as registrations
from webinar_hub.web import access

pages = Blueprint("archive", __name__)
pages.add_app_template_filter(rules.marked, "marked")
pages.add_app_template_filter(rules.excerpt, "excerpt")

_KEPT_BY = {word: PATTERNS.get(word, "[a-z]{0,40}") for word in WITHIN}


@pages.get("/arsip")
@access.public_by(**_KEPT_BY, bulan=MONTH, rekaman="ada")
def index() -> ResponseReturnValue:
    """Show past sessions, narrowed by words, by what they are of, by month and recording."""
    shown = archive.search(_asked(), clock.now())
    return render_template(
        "home/archive.html",
        shown=shown,
        found=shown.found,
        asked=shown.asked,
        counted=COUNTED,
        sieve=[(word, _LABELS[word], shown.choices[word]) for word in archive.SELECTS],
    )


_LABELS = {
    "jenis": _("Kind"),
    "program": _("Programme"),
    "klaster": _("Sector"),
    "wilayah": _("Region"),
    "berbahasa": _("Language"),
}


def _asked() -> Asked:
    month = Month.read(request.args.get("bulan", ""))
    if request.args.get("bulan") and month is None:
        raise NotFound
    return Asked(
        typed=clean(request.args.get("q", ""))[:100],
        keys={word: key for word in WITHIN if (key := clean(request.args.get(word, ""))[:40])},
        month=month,
        recorded=request.args.get("rekaman") == "ada",
        after=request.args.get("setelah", ""),
    )


@pages.get("/seri/<key>")
@access.public
def series(key: str) -> ResponseReturnValue:
    """Show a series: its next date with one button, the dates to come, the past ones by page."""
    found, now = programmes.public().series(key), clock.now()
    page = archive.of_series(found, now, after=request.args.get("setelah", ""))
    open_ = [each for each in page.coming if each.cancelled_at is None]
    return render_template(
        "home/series.html",
        series=found,
        page=page,
        counted=COUNTED,
        rooms=registrations.rooms(open_, now),
        first=open_[0] if open_ else None,
    )
