"""What somebody with a read-only link sees, such as a donor: figures, and nobody's name."""

import logging
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import true

from webinar_hub.accounts.models import ReadingLink
from webinar_hub.accounts.reading import actions as reading
from webinar_hub.accounts.reading import queries as reading_links
from webinar_hub.accounts.reading.rules import may_read_by
from webinar_hub.accounts.rules import SEEN_EVERY
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.errors import NotStored, existing
from webinar_hub.kit.language import Sentence, _
from webinar_hub.people.words import AGES, SEXES
from webinar_hub.reports import queries, rules
from webinar_hub.reports.queries import Line
from webinar_hub.web import access, paging
from webinar_hub.web.acting import act

pages = Blueprint("reports", __name__, url_prefix="/angka/<link>")

_log = logging.getLogger("webinar_hub.reports")
_PAGE = 50


def _opened(token: str) -> ReadingLink:
    """Return the link that a token opens, and remember that it did; raise NotFound or LinkEnded."""
    digest, now = tokens.digest(token), clock.now()
    found = existing(reading_links.reading_link(digest))
    may_read_by(expires_at=found.expires_at, ended_at=found.ended_at, now=now)
    if found.seen_at is None or now - found.seen_at >= SEEN_EVERY:
        try:
            act(reading.opened, found.id, now=now)
        except NotStored:
            # Reading goes on while the database cannot be written to.
            _log.warning("could not note that read-only link %s was opened", found.key)
    return existing(reading_links.reading_link(digest))


@pages.get("")
@access.personal
def figures(link: str) -> ResponseReturnValue:
    """Show what the region's programmes reached, series by series."""
    opened = _opened(link)
    shown = queries.shown_by_link(opened.region_code)
    rows = queries.figures_of_programmes(shown.programmes())
    return render_template("reports/figures.html", link=link, opened=opened, rows=rows)


@pages.get("/seri/<key>")
@access.personal
def of_series(link: str, key: str) -> ResponseReturnValue:
    """Show whom a series reached by sex and age, and its sessions."""
    opened = _opened(link)
    shown = queries.shown_by_link(opened.region_code)
    series = shown.series(key)
    whole = queries.figures_of_series(series)
    meetings = shown.meetings(series=series, newest_first=True)
    paged = paging.paged(len(meetings), _PAGE)
    counted = queries.figures_of_meetings(series, meetings, whole)
    return render_template(
        "reports/of_series.html",
        link=link,
        opened=opened,
        series=series,
        whole=whole,
        tables=_tables(queries.people_of_series(series.id)) if whole.whole else [],
        meetings=[(meeting, counted[meeting.id]) for meeting in paged.of(meetings)],
        paged=paged,
    )


@pages.get("/sesi/<key>")
@access.personal
def of_meeting(link: str, key: str) -> ResponseReturnValue:
    """Show whom a session reached by sex and age."""
    opened = _opened(link)
    shown = queries.shown_by_link(opened.region_code)
    meeting = shown.meeting(key)
    series = meeting.series
    counted = queries.figures_of_meetings(
        series, shown.meetings(series=series), queries.figures_of_series(series)
    )
    whole = counted[meeting.id]
    tables = _tables(queries.people_of(meeting.id, true())) if whole.whole else []
    return render_template(
        "reports/of_meeting.html",
        link=link,
        opened=opened,
        meeting=meeting,
        whole=whole,
        tables=tables,
    )


def _tables(
    lines: list[Line],
) -> list[tuple[Sentence, Mapping[Any, Sentence], dict[Any, rules.Cell]]]:
    return [
        (
            _("Sex"),
            SEXES,
            rules.table(((line.sex, line.registered, line.attended) for line in lines), hide=True),
        ),
        (
            _("Age"),
            AGES,
            rules.table(
                ((line.age_band, line.registered, line.attended) for line in lines), hide=True
            ),
        ),
    ]
