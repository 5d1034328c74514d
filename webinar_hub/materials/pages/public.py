"""What everybody may take along of what stays of a session."""

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from webinar_hub.kit import storage
from webinar_hub.kit.language import Sentence
from webinar_hub.materials import chapters, queries
from webinar_hub.materials.models import Format, Visibility
from webinar_hub.materials.photos import queries as photos
from webinar_hub.materials.words import FORMATS, VISIBILITIES, length_word, size_word
from webinar_hub.web import access
from webinar_hub.web.downloads import attachment
from webinar_hub.web.shell import settings

pages = Blueprint("materials", __name__)

pages.add_app_template_filter(size_word, "size_word")
pages.add_app_template_filter(length_word, "length_word")
pages.add_app_template_filter(chapters.kept, "chapters")
pages.add_app_template_filter(chapters.address_at, "at_second")


@pages.app_template_filter("format_word")
def format_word(kind: Format) -> Sentence:
    """Return what a kind of file is called."""
    return FORMATS[kind]


@pages.app_template_filter("opened_by_word")
def opened_by_word(visibility: Visibility) -> Sentence:
    """Return what those are called who open a material."""
    return VISIBILITIES[visibility]


@pages.get("/berkas/<key>")
@access.public_form
def file(key: str) -> ResponseReturnValue:
    """Hand over a file that everybody opens; it is too large to be kept as pages are."""
    return attachment(*queries.document(queries.public_file(key), storage.at(settings())))


@pages.get("/foto/sesi/<key>.jpg")
@access.public_form
def photo(key: str) -> ResponseReturnValue:
    """Show a photo of a session that everybody sees; it is too large to be kept as pages are."""
    return _shown(key, small=False)


@pages.get("/foto/sesi/<key>/kecil.jpg")
@access.public
def small_photo(key: str) -> ResponseReturnValue:
    """Show a photo of a session that everybody sees as it stands beside others."""
    return _shown(key, small=True)


def _shown(key: str, *, small: bool) -> Response:
    content = photos.content(photos.public_photo(key), storage.at(settings()), small=small)
    return Response(content, mimetype="image/jpeg")
