"""Limits on what a request may carry: the framework checks multipart forms, this also checks plain ones, and addresses."""

from flask import Flask, request
from werkzeug.exceptions import RequestEntityTooLarge

from webinar_hub.kit.errors import NotFound

UPLOAD_LIMIT = 5 * 1024 * 1024
_FORM_LIMIT = 200_000
_FIELD_LIMIT = 500


def attach(app: Flask) -> None:
    """Refuse plain forms that are too long or have too many fields, and addresses with a NUL, before anything reads them."""

    @app.before_request
    def measure() -> None:
        # No key holds a NUL, and PostgreSQL takes none even to look for.
        if "\0" in request.path or b"%00" in request.query_string:
            raise NotFound
        if request.mimetype != "application/x-www-form-urlencoded":
            return
        if (request.content_length or 0) > _FORM_LIMIT or request.get_data(cache=True).count(b"&") >= _FIELD_LIMIT:
            raise RequestEntityTooLarge
