"""The file of somebody who has a part in a session, by their own link."""

from datetime import timedelta

from flask import Blueprint
from flask.typing import ResponseReturnValue

from webinar_hub.filing import queries
from webinar_hub.filing.queries import Filing
from webinar_hub.kit import clock
from webinar_hub.programmes.appearing import queries as appearing
from webinar_hub.web import access, limits
from webinar_hub.web.downloads import open_attachment
from webinar_hub.web.shell import links, settings

pages = Blueprint("filing", __name__, url_prefix="/peran/<link>")

_AN_HOUR = 60


@pages.post("/berkas.zip")
@access.personal
def of_speaker(link: str) -> ResponseReturnValue:
    """Hand over one's own file of a session."""
    part = appearing.by_link(links().link_key, link)
    limits.allow(f"part-file:{part.person.id}", most=_AN_HOUR, per=timedelta(hours=1))
    filing = Filing(settings(), links(), clock.now())
    content = queries.of_speaker(part.meeting, part.person, filing)
    name = f"{queries.name_of(part.meeting, part.person.name)}.zip"
    return open_attachment(content, name, "application/zip")
